import { clientSentence } from '../../diagnosis/calls/client.js';
import type { Break, RequestEntry, Wound } from '../../diagnosis/model.js';
import { nameOf } from '../../diagnosis/nature.js';
import { aboutCost, causeName } from '../../diagnosis/sentence.js';
import { writtenBy } from '../../diagnosis/sums/tally.js';
import { promptTokens } from '../../log/protocol/usage.js';
import type { Usage } from '../../log/record.js';
import { differencesFromParent } from '../../store/differences.js';
import { breakOrComing, isComing, isForetold, isSpared, pricedBreakOf } from '../../store/live/coming.js';
import { isAwaited } from '../../store/live/liveness.js';
import { billed, opensBefore, woundOf } from '../../store/selectors.js';
import { compactCount, count, dollars, predicted } from '../../text/numbers.js';
import { prefill } from '../../text/times.js';
import { cellsOf } from '../../text/visible.js';
import { bad, type Line, line, quiet, shortenLine, strong, warn, widthOf, wrapWords } from '../line.js';
import type { Scene } from '../scene.js';

/** `#5 ✗ history-edited (compacted)   −$0.49   certain`: cause, price, and how sure; what else it was in words that fit. */
export function verdictTitle(scene: Scene, cells: number): Line {
  const { state, selected, show } = scene;
  if (!selected) return [];
  const broken = pricedBreakOf(selected);
  const cause = broken?.causes[0];
  if (!broken || !cause) return line(`#${selected.label} ${show(selected.what)}`);
  const about = isForetold(selected) ? '~' : '';
  const mark = broken.ringing ? bad(`✗${about}`) : warn(`○${about}`);
  const title = line(
    `#${selected.label} `,
    mark,
    ' ',
    strong(show(causeName(cause))),
    !isComing(selected) ? '' : isAwaited(state) ? ' coming' : ' unanswered',
    '   ',
    price(broken),
    // How sure the cause is says nothing of whether what is foretold came.
    cause.id === 'unknown' || about !== '' ? '' : `   ${cause.confidence}`,
  );
  const others = otherCauses(selected);
  return line(title, others.find(text => widthOf(title) + cellsOf(text) <= cells) ?? others.at(-1) ?? '');
}

/** `  + system-changed (})`: what else it was, and the key that leads there; the fullest words first. */
function otherCauses(request: RequestEntry): readonly string[] {
  const others = (breakOrComing(request)?.causes.slice(1) ?? []).map(({ id }) => id);
  const [first, ...rest] = others;
  if (first === undefined) return [];
  const key = differencesFromParent(request).list.length > 1 ? ' (})' : '';
  const some = rest.length > 0 ? [`  + ${first}, ${rest.length} more${key}`] : [];
  return [`  + ${others.join(', ')}${key}`, ...some, `  +${others.length} more${key}`, `  +${others.length}`];
}

/** What this break costs; in tokens where no rate is known. */
function price(broken: Break): Line {
  if (broken.cost === null) {
    const lost = compactCount(broken.lostTokens);
    return line(`${aboutCost(broken).estimate ? predicted(lost) : lost} lost`, quiet(', no price'));
  }
  return [bad(dollars(-broken.cost, aboutCost(broken)))];
}

/**
 * The verdict in so many rows: what happened and what to change both stand there, however few they are. What happened gives way:
 * the title and the difference tell of it, too. Then, where there is room, what else is known.
 */
export function verdictIn(scene: Scene, cells: number, rows: number): Line[] {
  const all = paragraphsOf(scene).map(([lead, text]) => paragraph(scene, lead, text, cells));
  const [happened = [], fix = []] = all;
  if (happened.length + fix.length <= rows || rows < 2) return all.flat().slice(0, rows);
  const kept = Math.max(1, rows - fix.length);
  return [...cutTo(happened, kept, cells), ...cutTo(fix, rows - Math.min(kept, happened.length), cells)];
}

/** Rows that what happened and what to change take in full. */
export function leastRows(scene: Scene, cells: number): number {
  const [happened, fix] = paragraphsOf(scene);
  return [happened, fix].reduce(
    (rows, told) => rows + (told === undefined ? 0 : paragraph(scene, ...told, cells).length),
    0,
  );
}

/** Says by an ellipsis that lines are left out. */
function cutTo(lines: readonly Line[], rows: number, cells: number): Line[] {
  const last = lines[rows - 1];
  if (lines.length <= rows || last === undefined) return [...lines];
  // A full row loses its end to the ellipsis, and says so once.
  const isFull = widthOf(last) >= cells;
  return [...lines.slice(0, rows - 1), isFull ? shortenLine([...last, quiet(' ')], cells) : line(last, '…')];
}

/** What happened, what to change, what it keeps costing: the most useful first, for panes of any height. */
export function verdict(scene: Scene, cells: number): Line[] {
  return paragraphsOf(scene).flatMap(([lead, text]) => paragraph(scene, lead, text, cells));
}

function paragraphsOf(scene: Scene): Paragraph[] {
  const { selected } = scene;
  if (!selected) return [];
  const paragraphs = breakOrComing(selected) ? ofBreak(scene, selected) : ofQuiet(selected);
  return [
    ...paragraphs,
    ...ofVendor(selected),
    ...selected.hints.map(hint => ['hint: ', `${hint.summary} ${hint.fix}`] as const),
  ];
}

/** A word that says what the text is, and the text. */
type Paragraph = readonly [lead: string, text: string];

function paragraph({ show }: Scene, lead: string, text: string, cells: number): Line[] {
  // A log names what leads, too.
  const [first, rest] = [show(lead), show(text)];
  return wrapWords(`${first}${rest}`, cells).map((row, i) =>
    i === 0 && first !== '' ? line(quiet(row.slice(0, first.length)), row.slice(first.length)) : line(row),
  );
}

function ofBreak({ state, model }: Scene, request: RequestEntry): Paragraph[] {
  const broken = breakOrComing(request);
  if (!broken) return [];
  const [first, ...others] = broken.causes;
  const newClient = clientSentence(request);
  const wound = woundOf(model, request);
  const opened = opensBefore(model, request);
  return [
    ...(first
      ? ([
          ['', first.summary],
          ['fix: ', first.fix],
        ] as const)
      : []),
    ...(newClient === null ? [] : [['', newClient] as const]),
    ...(isComing(request) ? [['', isAwaited(state) ? AWAITED : UNANSWERED] as const] : []),
    ...(request.break?.predicted === true ? [['', UNTOLD] as const] : []),
    ...(wound ? [['wound: ', woundText(wound, opened)] as const] : []),
    ...others.flatMap(cause => [[`also ${cause.id}: `, `${cause.summary} ${cause.fix}`] as const]),
    ['cost: ', costText(request)],
  ];
}

const AWAITED = 'It has left; the answer will show if the cache was lost.';
const UNANSWERED = 'It left and its answer is not in this log: whether the cache was lost is not known.';

const UNTOLD = 'What it read is not in this log: that it broke is foretold by its bytes alone.';

function woundText(wound: Wound, opened: RequestEntry | null): string {
  const size = wound.requests.length;
  return [
    opened ? `opened by #${opened.label}` : null,
    `${size} break${size === 1 ? '' : 's'}${wound.healed ? '' : ' so far'}`,
    wound.rewritten ? `${compactCount(wound.rewritten)} written` : `~${compactCount(wound.lostTokens)} lost`,
    wound.cost === null
      ? null
      : dollars(wound.cost, { estimate: !wound.costExact, approximate: wound.costApproximate }),
    wound.savedTokens === null
      ? null
      : `saved ~${compactCount(wound.savedTokens)}${wound.paysBackAfter === null ? '' : `: pays back after ~${count(wound.paysBackAfter)} more requests`}`,
    wound.healed ? 'healed' : null,
  ]
    .filter(part => part !== null)
    .join(', ');
}

/** Size and price of a break. */
export function costText(request: RequestEntry): string {
  const broken = pricedBreakOf(request);
  if (!broken) return '';
  const about = broken.expectedExact && !broken.predicted ? '' : '~';
  const read =
    broken.actualRead === null
      ? ''
      : ` of ${about}${count(broken.expectedRead)} expected tokens ${count(broken.actualRead)} came from the cache,`;
  const lost =
    broken.cost === null && broken.lostMs != null
      ? prefill(broken.lostMs)
      : dollars(broken.cost, { estimate: about !== '', approximate: broken.costApproximate });
  return `${nameOf(broken)} ${broken.predicted ? '~' : ''}M${broken.magnitude.toFixed(1)}:${read} ${about}${count(broken.lostTokens)} lost, ${lost}`;
}

function ofQuiet(request: RequestEntry): Paragraph[] {
  if (request.outcome === 'error' || request.outcome === 'aborted') {
    const how = request.outcome === 'error' ? 'The request failed' : 'The request was cut off';
    return [['', `${how}${request.error ? `: ${request.error}` : ''}. Not judged.`]];
  }
  const { usage } = request;
  if (usage?.cacheRead === null) return [['', `Whether it broke is not known. ${unreadText(usage)}`]];
  if (usage) {
    const spared = isSpared(request)
      ? `A break was foretold (${request.foreseen?.causes[0]?.id}) and did not come. `
      : 'No break. ';
    return [['', `${spared}${billedText(request, usage)}`]];
  }
  const guess = request.predicted;
  if (!guess) return [['', 'No usage and no prompt in this log: nothing can be said of this request.']];
  return [
    [
      '',
      `${request.changed.length > 0 ? `${request.changed.join(' and ')} changed. ` : ''}No usage yet. Expected: ~${count(guess.cacheRead)} read, ~${count(guess.cacheWrite)} written, ~${count(guess.input)} neither${guess.certain ? '' : ' (not certain)'}.`,
    ],
  ];
}

function unreadText(usage: Usage): string {
  const total = promptTokens(usage);
  const prompt = total === null ? 'prompt' : `${count(total)} tokens`;
  return `How much of its ${prompt} came from the cache is not in this log.`;
}

function billedText(request: RequestEntry, { cacheRead, input }: Usage): string {
  const cacheWrite = writtenBy(request);
  const parts = [
    `${count(cacheRead)} came from the cache`,
    cacheWrite === null ? null : `${count(cacheWrite)} were written to it`,
    input === null ? null : `${count(input)} did neither`,
  ].filter(part => part !== null);
  return `Of ${count(billed(request)?.total ?? null)} prompt tokens ${parts.join(', ')}.`;
}

/** The word of the provider; where it is not ours, both. */
function ofVendor({ vendor, vendorAgrees, break: broken }: RequestEntry): Paragraph[] {
  if (!vendor) return [];
  const missed = vendor.missedTokens === null ? '' : `, ${count(vendor.missedTokens)} tokens missed`;
  if (vendorAgrees === false && broken) {
    const ours = broken.causes.map(({ id }) => id).join(', ');
    return [['', `the provider says ${vendor.reason} (${vendor.by})${missed}; this log shows ${ours}`]];
  }
  return [[`${vendor.by} says: `, `${vendor.reason}${missed}`]];
}
