import { magnitudeOf } from '../../diagnosis/calls/judging/judge.js';
import type { Incident } from '../../diagnosis/incidents/incident.js';
import type { RequestEntry, Wound } from '../../diagnosis/model.js';
import { causeName } from '../../diagnosis/sentence.js';
import { breakOrComing } from '../../store/live/coming.js';
import { isAwaited } from '../../store/live/liveness.js';
import { digitsOf, openIncidents, requestById, type ShownWound, worstWounds } from '../../store/selectors.js';
import type { Scope } from '../../store/state.js';
import { shorten } from '../../text/fit.js';
import { compactCount, count, counted, dollars, predicted, UNKNOWN } from '../../text/numbers.js';
import { bad, box, fitLine, type Line, line, quiet, span, strong, whatFits, widthOf } from '../line.js';
import type { Panel, Scene } from '../scene.js';

/** Where it bleeds: the open incidents, then one line per wound, the worst open one first. */
export const wounds: Panel = (scene, { width, height, focused }) => {
  const all = worstWounds(scene.model);
  if (height < 3) {
    return woundLines(scene, width - 2, height).map(of => fitLine(line(' ', of), width));
  }
  const open = openIncidents(scene.model).length;
  const right = [
    quiet(open === 0 ? '' : `${counted(open, 'incident')}   `),
    quiet(counts(all, isAwaited(scene.state) ? 'coming' : 'unanswered')),
  ];
  return box(woundLines(scene, width - 4, height - 2), width, height, {
    title: [strong('Wounds')],
    right,
    focused,
  });
};

/** `1 coming   1 open of 2`. */
function counts(all: readonly ShownWound[], word: string): string {
  const coming = all.filter(({ isComing }) => isComing === true).length;
  const open = all.filter(({ healed }) => !healed).length - coming;
  const wounds = all.length - coming;
  return [
    ...(coming > 0 ? [`${coming} ${word}`] : []),
    ...(wounds === 0
      ? []
      : [open === 0 ? `${wounds === 1 ? '1' : `all ${wounds}`} healed` : `${open} open of ${wounds}`]),
  ].join('   ');
}

/** The open incidents lead, but for one row: that is of the worst wound, with how bad it is in front. */
export function woundLines(scene: Scene, cells: number, rows: number): Line[] {
  const open = openIncidents(scene.model);
  const [worst] = open;
  if (worst === undefined) return linesOfWounds(scene, cells, rows);
  if (rows === 1) {
    const sign = line(bad(`SEV${worst.severity}`), ' ');
    const [wound = incidentLine(worst, scene, cells)] = linesOfWounds(scene, cells - widthOf(sign), 1);
    return [line(sign, wound)];
  }
  const lead = open
    .slice(0, Math.max(1, Math.min(open.length, rows - 2)))
    .map(each => incidentLine(each, scene, cells));
  return [...lead, ...linesOfWounds(scene, cells, rows - lead.length)];
}

/**
 * `SEV1 open   up to 51 pts lost in 2 sessions   since #2   3 breaks   −$1.59   most at …`: as much as fits. Of one that goes
 * beyond the scope no number stands on a screen of the scope.
 */
function incidentLine(incident: Incident, { state, model, show }: Scene, cells: number): Line {
  const { severity, kind, peak, onset, reopenedAt, breaks, cost, sites, sessions } = incident;
  const since = requestById(model, onset.request)?.label;
  const again = reopenedAt === null ? undefined : requestById(model, reopenedAt.request)?.label;
  const wider = beyond(incident, state.view.scope);
  const sums = [
    span(`up to ${(peak * 100).toFixed(0)} pts lost${sessions > 1 ? ` in ${sessions} sessions` : ''}`),
    span(counted(breaks, 'break')),
    ...(cost === null ? [] : [bad(dollars(-cost))]),
  ];
  const facts = [
    bad(`SEV${severity} open`),
    ...(wider === null ? sums.slice(0, 1) : [span(`in ${wider}: s, all tells its points and price`)]),
    ...(since === undefined ? [] : [span(`since #${since}`)]),
    ...(again === undefined ? [] : [span(`back since #${again}`)]),
    ...(wider === null ? sums.slice(1) : []),
    ...(kind === 'own' ? [] : [span(kind === 'provider' ? 'by the provider' : 'unexplained')]),
    ...(wider === null ? sites.slice(0, 1).map(({ site }) => quiet(show(`most at ${site}`))) : []),
  ];
  return whatFits(
    facts.map(fact => [fact]),
    '   ',
    cells,
  );
}

/** `3 sessions`, `2 lanes` of an incident that goes beyond the scope; null: all of it is of the scope. */
function beyond({ sessions, lanes }: Incident, { kind }: Scope): string | null {
  if (kind === 'all') return null;
  if (sessions > 1) return `${sessions} sessions`;
  return kind === 'lane' && lanes > 1 ? `${lanes} lanes` : null;
}

/** At most `rows` lines; where there are more wounds, the last line counts them. */
function linesOfWounds(scene: Scene, cells: number, rows: number): Line[] {
  if (rows === 0) return [];
  const all = worstWounds(scene.model);
  const shown = all.length > rows && rows > 1 ? all.slice(0, rows - 1) : all.slice(0, rows);
  const left = all.length - shown.length;
  const columns = columnsOf(scene, cells, left > 0 && rows === 1 ? left : 0);
  const lines = shown.map(wound => rowOf(wound, columns));
  if (left === 0 || rows === 1) return lines;
  return [...lines, [quiet(`and ${left} more, less dear or healed: ] and [ go through their breaks`)]];
}

interface Column {
  readonly width: number;
  readonly align: 'left' | 'right';
  cell(wound: ShownWound): Line;
}

function rowOf(wound: Wound, columns: readonly Column[]): Line {
  return line(
    ...columns.map(({ width, align, cell }) => {
      const of = cell(wound);
      const gap = ' '.repeat(Math.max(0, width - widthOf(of)));
      return align === 'right' ? line(gap, of) : line(of, gap);
    }),
  );
}

/** Columns by need: open or healed, cause, money, how often, the fix, tokens, place, magnitude, requests; the fix takes what is left. */
function columnsOf({ state, model, show }: Scene, cells: number, more: number): Column[] {
  const note = more === 0 ? '' : `  +${more}${cells < 60 ? '' : ' more'}`;
  let left = cells - note.length;
  const take = (width: number): boolean => {
    if (width > left) return false;
    left -= width;
    return true;
  };
  const opening = ({ requests }: Wound): RequestEntry | null => requestById(model, requests[0] ?? null);
  const has = {
    state: take(9),
    cause: take(27),
    cost: take(9),
    times: take(4),
    fix: take(LEAST_FIX),
    tokens: take(8),
    place: take(21),
  };
  // In a narrow strip the fix has more need of what is left.
  const hasSize = (has.place || left >= 12) && take(6);
  // Two numbers, where they are short enough: `#2.4…#2.15`.
  const both = Math.min(14, Math.max(9, 2 * digitsOf(model) + 2));
  const numbers = has.place ? Math.min(both, left) : both;
  const hasRequests = numbers >= LEAST_NUMBERS && take(numbers);
  const fix = has.fix ? LEAST_FIX + left : 0;
  const all: (Column | false)[] = [
    has.state && {
      width: 9,
      align: 'left',
      cell: ({ healed, isComing = false }) =>
        isComing
          ? [bad(isAwaited(state) ? '✗~ comes' : '✗~ open')]
          : healed
            ? [quiet('✗ healed')]
            : [bad('✗ open')],
    },
    hasSize && { width: 6, align: 'left', cell: wound => [quiet(severity(wound))] },
    hasRequests && {
      width: numbers,
      align: 'left',
      cell: wound => [span(labels(wound, model, numbers - 1))],
    },
    has.place && {
      width: 21,
      align: 'left',
      cell: wound => [span(shorten(show(placesOf(wound, model)), 20))],
    },
    has.cause && {
      width: 27,
      align: 'left',
      cell: wound => [strong(shorten(nameOf(wound, opening(wound), show), 26))],
    },
    has.times && { width: 4, align: 'right', cell: ({ requests }) => line(`${count(requests.length)}x`) },
    has.tokens && { width: 8, align: 'right', cell: wound => line(tokens(wound)) },
    has.cost && { width: 9, align: 'right', cell: wound => [bad(money(wound))] },
    fix > 0 && {
      width: fix,
      align: 'left',
      cell: wound => line('   ', shorten(inBrief(show(fixOf(opening(wound)))), fix - 3)),
    },
    note !== '' && { width: note.length, align: 'left', cell: () => [quiet(note)] },
  ];
  return all.filter(column => column !== false);
}

/** Cells of `#5 #6`, and the gap behind it. */
const LEAST_NUMBERS = 6;

/** Cells of a fix in a few words, and the gap before it. */
const LEAST_FIX = 14;

const severity = ({ rewritten, toWrite, lostTokens, requests }: ShownWound): string =>
  `${rewritten === null ? '~' : ''}M${magnitudeOf((rewritten || toWrite || lostTokens) / requests.length).toFixed(1)}`;

const fixOf = (request: RequestEntry | null): string =>
  (request === null ? null : breakOrComing(request))?.causes[0]?.fix ?? '';

/** `#5 #6`, `#5 … #31`. */
function labels({ requests }: Wound, model: Scene['model'], cells: number): string {
  const [first, last] = [
    requestById(model, requests[0] ?? null),
    requestById(model, requests.at(-1) ?? null),
  ];
  if (!first || !last) return '';
  if (first === last) return `#${first.label}`;
  return shorten(`#${first.label}${requests.length > 2 ? '…' : ' '}#${last.label}`, cells);
}

/** `tools[8] + system[1]`, `messages[41] +1`: the blocks of the break that opened it, and how many more there were since. */
function placesOf({ requests }: Wound, model: Scene['model']): string {
  const [first = [], ...later] = requests.map(id => blocksOf(requestById(model, id)));
  const more = new Set(later.flat().filter(block => !first.includes(block))).size;
  return `${first.join(' + ')}${more > 0 ? ` +${more}` : ''}`;
}

function blocksOf(request: RequestEntry | null): string[] {
  const blocks = (request === null ? [] : (breakOrComing(request)?.causes ?? [])).flatMap(
    ({ path }) => /^[a-z_]+(?:\[[^\]]*\])?/i.exec(path ?? '')?.[0] ?? [],
  );
  return [...new Set(blocks)];
}

function nameOf(wound: Wound, opening: RequestEntry | null, show: Scene['show']): string {
  const cause = opening === null ? undefined : breakOrComing(opening)?.causes[0];
  return cause ? show(causeName(cause)) : wound.cause;
}

/** What its breaks wrote, or what a coming one will; where nothing is written, what they lost or are foretold to lose. */
const tokens = ({ rewritten, toWrite, lostTokens, costExact }: ShownWound): string =>
  rewritten
    ? compactCount(rewritten)
    : costExact && rewritten !== null
      ? compactCount(lostTokens)
      : predicted(compactCount(toWrite || lostTokens));

const money = ({ cost, costExact, costApproximate }: Wound): string =>
  cost === null ? UNKNOWN : dollars(-cost, { estimate: !costExact, approximate: costApproximate });

/** The first half of a fix: what to do, without the how and the else. */
const inBrief = (fix: string): string => /^[^;:(]*[^;:( .]/.exec(fix)?.[0] ?? fix;
