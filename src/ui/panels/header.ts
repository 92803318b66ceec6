import type { Totals } from '../../diagnosis/model.js';
import { areBreaksKnown } from '../../diagnosis/sums/totals.js';
import type { Fidelity } from '../../log/record.js';
import { liveness } from '../../store/liveness.js';
import { requestsOf } from '../../store/selectors.js';
import { shorten } from '../../text/fit.js';
import { dollars } from '../../text/numbers.js';
import { clockTime, duration } from '../../text/times.js';
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
} from '../line.js';
import type { Panel, Scene } from '../scene.js';

/** One second: who, in which state, how many breaks, how much money. */
export const header: Panel = (scene, { width }) => {
  const right = whatFits(
    [[stateWord(scene, width)], [breaks(scene)], fidelityWord(scene), money(scene)].filter(hasText),
    '   ',
    width - 1,
  );
  const room = width - widthOf(right) - 3;
  const left =
    room < 12 ? [] : line(' ', strong('cachequake'), '  ', whatFits(names(scene), ' · ', room - 13));
  return [between(left, line(right, ' '), width)];
};

const hasText = (of: Line): boolean => widthOf(of) > 0;

function names({ state, session, show }: Scene): Line[] {
  const newest = session ? requestsOf(state.model, session).at(-1) : undefined;
  if (!session || !newest) return [];
  const lane = session.lanes.find(({ id }) => id === newest.lane)?.name ?? newest.lane;
  const others = state.model.sessions.length - 1;
  return [
    [quiet(sessionName(session.id, show))],
    ...(others > 0 ? [line(quiet(`+${others} session${others > 1 ? 's' : ''}`))] : []),
    line(shorten(show(lane), 20)),
    ...(newest.model ? [line(shorten(show(newest.model), 32))] : []),
    ...(newest.turn === null ? [] : [line(`turn ${newest.turn}`)]),
  ];
}

/** A log that names no sessions is one, under its path: its end tells more than its start. */
function sessionName(id: string, show: Scene['show']): string {
  return shorten(show(id), 24, { cut: id.includes('/') ? 'start' : 'end' });
}

/** The state, always in words; glyph and colour repeat them. */
export function stateWord({ state, show }: Scene, width: number): Span {
  const life = liveness(state);
  const path = 'path' in life ? shorten(show(life.path), Math.max(8, width - 40), { cut: 'start' }) : '';
  switch (life.state) {
    case 'live':
      return good(`● LIVE ${life.age < 1000 ? 'now' : `${Math.floor(life.age / 1000)}s`}`);
    case 'idle':
      return quiet(`○ IDLE ${duration(life.age)}`);
    case 'paused':
      return warn(`‖ PAUSED ${clockTime(life.at)}`);
    case 'gone':
      return bad(`✗ FILE GONE ${path}`);
    case 'waiting':
      return warn(`… WAITING for ${path}`);
    case 'reading':
      return quiet(`… READING ${path}`);
    case 'empty':
      return quiet(`○ EMPTY so far: ${path}`);
    case 'ended':
      return quiet('○ ENDED');
    case 'starting':
      return quiet('… STARTING');
  }
}

/** What the log of this session lacks for a verdict, in words. */
function fidelityWord({ state, session }: Scene): Line {
  const newest = session ? requestsOf(state.model, session).at(-1) : undefined;
  const word = newest === undefined ? undefined : LESS[newest.fidelity];
  return word === undefined ? [] : [warn(word)];
}

const LESS: Readonly<Partial<Record<Fidelity, string>>> = {
  'usage-only': 'USAGE ONLY',
  digests: 'HASHES ONLY',
  redacted: 'REDACTED',
};

function breaks({ state }: Scene): Span {
  const { totals } = state.model;
  const { ringing, requests } = totals;
  if (requests === 0) return quiet('');
  if (ringing === 0) return noBreaks(totals);
  return bad(`✗ ${ringing} break${ringing === 1 ? '' : 's'}`);
}

/** Good news only where it is known. */
export function noBreaks(totals: Totals): Span {
  if (areBreaksKnown(totals)) return good('no breaks');
  return quiet(totals.judged === 0 ? 'breaks not known' : 'no breaks seen');
}

function money({ state }: Scene): Line {
  const { lostToBreaks, lostExact, approximate, ringing } = state.model.totals;
  if (ringing === 0 || lostToBreaks === null) return [];
  return [bad(dollars(-lostToBreaks, { approximate, estimate: !lostExact }))];
}
