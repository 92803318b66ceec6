import type { Totals } from '../../../diagnosis/model.js';
import { areBreaksKnown, isNeverCached } from '../../../diagnosis/sums/totals.js';
import type { Fidelity } from '../../../log/record.js';
import { comingIn } from '../../../store/live/coming.js';
import { isAwaited, liveness } from '../../../store/live/liveness.js';
import { shownModel } from '../../../store/scope/scope.js';
import { openIncidents, ringingElsewhere } from '../../../store/selectors.js';
import type { State } from '../../../store/state.js';
import { shorten } from '../../../text/fit.js';
import { count, counted, dollars, predicted } from '../../../text/numbers.js';
import { clockTime, duration } from '../../../text/times.js';
import {
  bad,
  between,
  good,
  type Line,
  line,
  quiet,
  type Span,
  strong,
  warn,
  whatFits,
  widthOf,
} from '../../line.js';
import type { Panel, Scene } from '../../scene.js';
import { progressWords } from './progress.js';
import { scopeName } from './scope-name.js';

/** One second: who, in which state, how many breaks, how much money. */
export const header: Panel = (scene, { width }) => {
  const right = rightOf(scene, width);
  return [between(line(' ', leftOf(scene, width - widthOf(right) - 4)), line(right, ' '), width)];
};

/** State and breaks; then what there is room for beside the scope's name, which keeps a quarter of the line if it wants that much. */
function rightOf(scene: Scene, width: number): Line {
  const isEmpty = scene.state.model.requests.length === 0;
  const own = isEmpty ? 0 : widthOf(scopeName(scene.state, scene.show));
  const kept = (cells: number): number => (own === 0 ? 0 : Math.min(own, cells) + 3);
  const urgent = [[stateWord(scene, width)], incident(scene), [breaks(scene)]];
  const rest = [fidelityWord(scene), money(scene)];
  const all = (announced: Line, some: readonly Line[]): Line[] =>
    [...urgent, announced, ...some].filter(hasText);
  // What is about to break is told in few words rather than not at all.
  const [full, brief] = [coming(scene), coming(scene, true)];
  const least = width - 1 - kept(LEAST_NAME);
  const announced = widthOf(whatFits(all(full, []), GAP, Number.POSITIVE_INFINITY)) <= least ? full : brief;
  const most = Math.max(
    width - 1 - kept(Math.floor(width / 4)),
    Math.min(least, widthOf(whatFits(all(announced, []), GAP, Number.POSITIVE_INFINITY))),
  );
  return whatFits(all(announced, rest), GAP, most);
}

const GAP = '   ';
/** Cells of the scope's name that nothing takes. */
const LEAST_NAME = 8;

/** The program's name gives way to what the screen is about. */
function leftOf(scene: Scene, cells: number): Line {
  const program = strong('cachequake');
  const about = names(scene);
  const all = [line(program, '  ', about[0] ?? []), ...about.slice(1)];
  return about[0] === undefined || widthOf(all[0] ?? []) <= cells
    ? whatFits(all, '   ', cells)
    : whatFits(about, '   ', cells);
}

const hasText = (of: Line): boolean => widthOf(of) > 0;

function names(scene: Scene): Line[] {
  const { state, model, show } = scene;
  const newest = model.requests.at(-1);
  const scope = line(...scopeName(state, show), elsewhere(state));
  // A chosen scope may not be there yet at the time that is shown.
  if (!newest) return state.model.requests.length === 0 ? [] : [scope];
  return [
    scope,
    ...(newest.model ? [line(shorten(show(newest.model), 32))] : []),
    ...(scene.rates.turnNumber === null ? [] : [line(`turn ${scene.rates.turnNumber}`)]),
  ];
}

/** What there is outside of the scope: that it bleeds there must not be missed. */
function elsewhere(state: State): Line {
  const others = state.model.sessions.length - shownModel(state).sessions.length;
  const broken = ringingElsewhere(state);
  const coming = comingIn(state.model).requests.length - comingIn(shownModel(state)).requests.length;
  return line(
    quiet(others > 0 ? ` +${others} session${others > 1 ? 's' : ''}` : ''),
    broken > 0 ? bad(` ✗ ${broken} elsewhere`) : '',
    coming > 0 ? bad(` ✗~ ${coming} elsewhere`) : '',
  );
}

/** The state, always in words; glyph and colour repeat them. */
export function stateWord({ state, show }: Scene, width: number): Span {
  const life = liveness(state);
  if (state.played !== null && life.state !== 'paused')
    return playedWord(state.played, state.speed, life.state);
  const path = 'path' in life ? shorten(show(life.path), Math.max(8, width - 40), { cut: 'start' }) : '';
  switch (life.state) {
    case 'live':
      return good(`● LIVE ${life.age < 1000 ? 'now' : `${Math.floor(life.age / 1000)}s`}`);
    case 'idle':
      return quiet(`○ IDLE ${duration(life.age)}`);
    case 'paused':
      return warn(`‖ STOPPED at ${clockTime(life.at)}`);
    case 'gone':
      return bad(`✗ FILE GONE ${path}`);
    case 'waiting':
      return warn(`… WAITING for ${path}`);
    case 'reading':
      return quiet(`… READING ${progressWords(state, width) ?? path}`);
    case 'empty':
      return quiet(`○ EMPTY so far: ${path}`);
    case 'ended':
      return quiet('○ ENDED');
    case 'starting':
      return quiet('… STARTING');
  }
}

/** Nothing of a log that is only played happens now. */
function playedWord(played: string, speed: number, life: ReturnType<typeof liveness>['state']): Span {
  const word = played.toUpperCase();
  return life === 'ended' ? quiet(`○ ${word} ENDED`) : good(`▸ ${word}${speed === 1 ? '' : ` ${speed}x`}`);
}

/** What the log of the scope lacks for a verdict, in words. */
function fidelityWord({ model: { requests } }: Scene): Line {
  const newest = requests.at(-1);
  if (newest === undefined) return [];
  const words = [LESS[newest.fidelity], requests.every(({ at }) => at === null) ? 'NO TIMES' : undefined];
  return [warn(words.filter(word => word !== undefined).join('  '))].filter(({ text }) => text !== '');
}

const LESS: Readonly<Partial<Record<Fidelity, string>>> = {
  'usage-only': 'USAGE ONLY',
  digests: 'DIGESTS',
  redacted: 'REDACTED',
};

/** How bad the worst open incident is. */
function incident({ model }: Scene): Line {
  const [worst] = openIncidents(model);
  return worst === undefined ? [] : [bad(`! SEV${worst.severity}`)];
}

function breaks({ model: { totals }, state }: Scene): Span {
  const { ringing, requests } = totals;
  if (requests === 0) return quiet('');
  if (ringing === 0) return noBreaks(totals, state);
  return bad(`✗ ${ringingCount(totals)} break${ringing === 1 ? '' : 's'}`);
}

/** `3`; `~3` where one of them is foretold by bytes alone. */
export const ringingCount = ({ ringing, predicted: foretold }: Totals): string =>
  foretold > 0 ? predicted(count(ringing)) : count(ringing);

/** What the bytes of running requests foretell, before it is billed: `✗~ 1 coming ~−$0.49`. */
export function coming({ state, model }: Pick<Scene, 'state' | 'model'>, isBrief = false): Line {
  const { requests, cost, approximate } = comingIn(model);
  if (requests.length === 0) return [];
  const price = cost === null || isBrief ? '' : ` ${dollars(-cost, { approximate, estimate: true })}`;
  return [bad(`✗~ ${requests.length} ${isAwaited(state) ? 'coming' : 'unanswered'}${price}`)];
}

/** Good news only where it is known, and nothing was missed: never of a log of which a part is still to be read. */
export function noBreaks(totals: Totals, { isReading }: Pick<State, 'isReading'>): Span {
  if (isReading) return quiet('');
  if (totals.unexplained > 0)
    return warn(`○ ${counted(totals.unexplained, 'unexplained miss', 'unexplained misses')}`);
  if (isNeverCached(totals)) return warn('no caching');
  if (areBreaksKnown(totals)) return good('no breaks');
  return quiet(totals.judged === 0 ? 'breaks not known' : 'no breaks seen');
}

function money({ model }: Scene): Line {
  const { lostToBreaks, lostExact, approximate, ringing, unexplained } = model.totals;
  if (ringing + unexplained === 0 || lostToBreaks === null) return [];
  return [bad(dollars(-lostToBreaks, { approximate, estimate: !lostExact }))];
}
