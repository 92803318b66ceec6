/** What a strip says of one wound, piece by piece. */
import { magnitudeOf } from '../../../diagnosis/calls/judging/judge.js';
import type { RequestEntry, Wound } from '../../../diagnosis/model.js';
import { causeName } from '../../../diagnosis/sentence.js';
import { breakOrComing } from '../../../store/live/coming.js';
import { isAwaited } from '../../../store/live/liveness.js';
import { requestById, type ShownWound } from '../../../store/selectors.js';
import { shorten } from '../../../text/fit.js';
import { compactCount, dollars, predicted, UNKNOWN } from '../../../text/numbers.js';
import { bad, quiet, type Span } from '../../line.js';
import type { Scene } from '../../scene.js';

export const stateSpan = ({ healed, isComing = false }: ShownWound, state: Scene['state']): Span =>
  isComing ? bad(isAwaited(state) ? '✗~ comes' : '✗~ open') : healed ? quiet('✗ healed') : bad('✗ open');

/** Cells of a fix in a few words, and the gap before it. */
export const LEAST_FIX = 14;

export const severity = ({ rewritten, toWrite, lostTokens, requests }: ShownWound): string =>
  `${rewritten === null ? '~' : ''}M${magnitudeOf((rewritten || toWrite || lostTokens) / requests.length).toFixed(1)}`;

export const fixOf = (request: RequestEntry | null): string =>
  (request === null ? null : breakOrComing(request))?.causes[0]?.fix ?? '';

/** `#5 #6`, `#5 … #31`. */
export function labels({ requests }: Wound, model: Scene['model'], cells: number): string {
  const [first, last] = [
    requestById(model, requests[0] ?? null),
    requestById(model, requests.at(-1) ?? null),
  ];
  if (!first || !last) return '';
  if (first === last) return `#${first.label}`;
  return shorten(`#${first.label}${requests.length > 2 ? '…' : ' '}#${last.label}`, cells);
}

/** `tools[8] + system[1]`, `messages[41] +1`: the blocks of the break that opened it, and how many more there were since. */
export function placesOf({ requests }: Wound, model: Scene['model']): string {
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

export function nameOf(wound: Wound, opening: RequestEntry | null, show: Scene['show']): string {
  const cause = opening === null ? undefined : breakOrComing(opening)?.causes[0];
  return cause ? show(causeName(cause)) : wound.cause;
}

/** What its breaks wrote, or what a coming one will; where nothing is written, what they lost or are foretold to lose. */
export const tokens = ({ rewritten, toWrite, lostTokens, costExact }: ShownWound): string =>
  rewritten
    ? compactCount(rewritten)
    : costExact && rewritten !== null
      ? compactCount(lostTokens)
      : predicted(compactCount(toWrite || lostTokens));

export const money = ({ cost, costExact, costApproximate }: Wound): string =>
  cost === null ? UNKNOWN : dollars(-cost, { estimate: !costExact, approximate: costApproximate });

/** The first half of a fix: what to do, without the how and the else. */
export const inBrief = (fix: string): string => /^[^;:(]*[^;:( .]/.exec(fix)?.[0] ?? fix;
