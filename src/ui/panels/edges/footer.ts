import { basename } from 'node:path';
import type { SourceState } from '../../../log/record.js';
import { skippedWord, toldNow } from '../../../store/live/messages.js';
import { parseFilter } from '../../../store/scope/filter.js';
import { indexOfRequest, newerRequests, unseen } from '../../../store/selectors.js';
import { count } from '../../../text/numbers.js';
import { cellsOf } from '../../../text/visible.js';
import { hints as hintsOf } from '../../actions/hints.js';
import {
  between,
  fitLine,
  good,
  type Line,
  line,
  quiet,
  strong,
  warn,
  whatFits,
  widthOf,
} from '../../line.js';
import type { Panel, Scene } from '../../scene.js';
import { caption } from './caption.js';

/** The keys of the moment, what there is to say in the corner, and where the reader is. Keys give way, the first ones never. */
export const footer: Panel = (scene, { width }) => {
  const typed = typing(scene);
  if (typed !== null) return [fitLine(typed, width)];
  const right = line(place(scene), ' ');
  const room = width - widthOf(right) - 2;
  const keys = hintsOf(scene.state);
  const most = roomToSay(scene, keys, room);
  const said = whatFits(notices(scene, most), GAP, most);
  const corner = widthOf(said) > 0 ? line(said, GAP) : [];
  const left = line(' ', whatFits(keys, GAP, room - widthOf(corner) - GAP.length));
  return [between(left, line(corner, right), width)];
};

const GAP = '  ';

/**
 * Cells for what there is to say: it is shortened, before the first four keys go. Only where that left less than a short
 * sentence are two keys enough; so they are for the answer to a key, and for the caption of a demo that runs: those are
 * what one looks for just then.
 */
function roomToSay({ state }: Scene, keys: readonly Line[], room: number): number {
  const beside = (count: number): number =>
    Math.max(0, room - widthOf(whatFits(keys.slice(0, count), GAP, room)) - 2 * GAP.length);
  const { answer, pausedAt } = state.view;
  const isLookedFor = answer !== null || (state.played === 'demo' && pausedAt === null);
  return isLookedFor || beside(4) < SHORT_SENTENCE ? beside(2) : beside(4);
}

/** Cells of `#2 broke it: 0 of 179 k were cached.` */
const SHORT_SENTENCE = 36;

function place({ state, model, selected }: Scene): Line {
  const all = model.requests.length;
  if (all === 0) return [];
  const at = indexOfRequest(model, selected?.id ?? null);
  const where = `${at === null ? '' : `${at + 1}/`}${all}`;
  const { pausedAt } = state.view;
  const newer = newerRequests(state);
  if (pausedAt !== null)
    return line(where, warn(` ‖ as known then${newer === 0 ? '' : `, ${count(newer)} newer: G`}`));
  if (state.view.follow) return line(where, good(' ▼ following'));
  const fresh = unseen(state);
  return line(where, fresh > 0 ? strong(` ▼ ${fresh} new`) : quiet(' not following'));
}

/** What is wrong with a log for as long as it is: what only happened is told for a while (`toldNow`). */
function wordOf({ path, message, state, isNews = false }: SourceState): string[] {
  if (isNews) return [];
  if (message !== null) return [`${basename(path)}: ${message}`];
  return state === 'gone' ? [`${basename(path)} is gone`] : [];
}

function notices(scene: Scene, cells: number): Line[] {
  const { state, show } = scene;
  const told = caption(scene)?.find((text, i, { length }) => cellsOf(text) <= cells || i + 1 === length);
  const { answer } = state.view;
  const lasting = state.sources.flatMap(wordOf);
  const news = toldNow(state)?.text ?? null;
  const skipped = skippedWord(state);
  return [
    ...(told === undefined ? [] : [line(strong(show(told)))]),
    ...(answer === null ? [] : [line(strong(show(answer)))]),
    ...lasting.map(text => line(warn(show(text)))),
    ...(news === null || lasting.includes(news) ? [] : [line(warn(show(news)))]),
    ...(skipped === null ? [] : [line(warn(skipped), quiet(' (L)'))]),
  ];
}

/** The line that is being typed, and what is wrong with it so far. */
function typing({ state, show }: Scene): Line | null {
  const { input } = state.view;
  if (input === null) return null;
  const isSearch = input.kind === 'search';
  const problem = isSearch ? null : parseFilter(input.text);
  const about = isSearch
    ? 'enter finds, esc leaves'
    : typeof problem === 'string'
      ? problem
      : 'cause: lane: session: model: path: what: turn: is:   lost> cost> hit< read> write>   enter lists, esc leaves';
  return line(
    ' ',
    strong(`${isSearch ? '/' : '&'}${show(input.text)}▏`),
    '   ',
    typeof problem === 'string' ? warn(show(about)) : quiet(about),
  );
}
