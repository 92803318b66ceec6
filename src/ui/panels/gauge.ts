import type { Totals } from '../../diagnosis/model.js';
import { isLossKnown, isNeverCached } from '../../diagnosis/sums/totals.js';
import { GOES_COLD_IN, isStopped } from '../../store/live/liveness.js';
import { laneName } from '../../store/scope/lane-names.js';
import { warmLanes } from '../../store/selectors.js';
import { compactCount, dollars, percent, points, predicted, share, UNKNOWN } from '../../text/numbers.js';
import { prefill } from '../../text/times.js';
import {
  bad,
  box,
  fitLine,
  good,
  type Line,
  line,
  quiet,
  type Span,
  span,
  strong,
  warn,
  whatFits,
  widthOf,
} from '../line.js';
import type { Panel, Scene } from '../scene.js';
import { laneLabel } from './lane-label.js';

/** Hit rate against what was attainable, what pulled it down, where the written tokens came from, and the money. */
export const gauge: Panel = (scene, { width, height, focused }) => {
  if (height < 4) {
    // In one line what breaks took has more need of the cells than what stays as it is.
    const cold = coldWord(scene, height > 1);
    const used = widthOf(cold) === 0 ? 0 : widthOf(cold) + GAP.length;
    const second = line(' ', cold, used === 0 ? '' : GAP, written(scene, width - 1 - used));
    return [short(scene, width - 1, height === 1 ? cold : []), second]
      .slice(0, height)
      .map(of => fitLine(of, width));
  }
  const inner = width - 4;
  const { state } = scene;
  const content = [
    bar(scene, inner),
    parts(scene, inner),
    written(scene, inner),
    ...(height > 5 ? [money(scene, inner)] : []),
  ];
  const title = line(strong('Hit rate'), quiet(state.isReading ? ' of what is read so far' : ''));
  return box(content, width, height, { title, focused });
};

function bar(scene: Scene, cells: number): Line {
  const { state, rates } = scene;
  const label = line(`${state.view.scope.kind} `.padEnd(8), rateSpan(rates, state), '  ');
  const most = possible(scene);
  const room = cells - widthOf(label) - (most === null ? 0 : 1 + widthOf(most));
  if (room < 8) return label;
  return line(label, barOf(rates, state.target, room), most === null ? [] : line(' ', most));
}

/** `of 99 % possible`; null: of a part of the log nobody knows what was possible in all of it. */
function possible({ state, model, rates }: Scene): Line | null {
  if (rates.attainable === null || state.isReading) return null;
  const most = percent(rates.attainable);
  return [quiet(`of ${rates.isExact && model.totals.lostExact ? most : predicted(most)} possible`)];
}

const GAP = '   ';

/**
 * Where no clock is on the screen: that an entry goes cold, or has gone, and what the next request then costs; empty: neither.
 *
 * @param isToldLater whether it is told once it has gone
 */
function coldWord({ state, model, show }: Scene, isToldLater: boolean): Line {
  if (isStopped(state)) return [];
  const lanes = warmLanes(model).flatMap(lane => {
    const left = lane.warm.expiresAt === null ? null : lane.warm.expiresAt - state.now;
    return left === null ? [] : [{ lane, left }];
  });
  // A subagent ends, and nobody waits for its next request.
  const going = lanes.find(({ lane, left }) => lane.kind === 'main' && left > 0 && left < GOES_COLD_IN);
  const [first] = lanes;
  const told = going ?? (isToldLater && first !== undefined && first.left <= 0 ? first : undefined);
  if (told === undefined) return [];
  const { warm } = told.lane;
  const price = dollars(warm.costCold, { approximate: warm.costApproximate });
  const name = lanes.length > 1 ? `${laneLabel(show(laneName(model, told.lane)), 10)} ` : '';
  return going === undefined
    ? [bad(`${name}cold: next ${price}`)]
    : [warn(`${name}going cold in ${Math.floor(told.left / 1000)} s: then ${price}`)];
}

/** One line for small screens. What was possible stands beside the bar, unless it took the room of what breaks took. */
function short(scene: Scene, cells: number, urgent: Line): Line {
  const { state, rates } = scene;
  const label = line(' hit ', rateSpan(rates, state), '  ');
  const most = possible(scene);
  const told = others(scene);
  const [last = [], ...rest] = widthOf(urgent) === 0 ? told : [urgent, ...told];
  const pieces = most === null ? [last, ...rest] : [most, last, ...rest];
  const width = Math.max(0, cells - widthOf(label) - LEAST_BAR);
  const needed = pieces.slice(0, pieces.length - rest.length + Math.min(1, rest.length));
  const fits = widthOf(whatFits(needed, '  ', Number.POSITIVE_INFINITY)) <= width;
  const facts = whatFits(fits ? pieces : [last, ...rest], '  ', width);
  const room = Math.min(60, cells - widthOf(label) - widthOf(facts) - 2);
  if (room < 8) return line(label, facts);
  return line(label, barOf(rates, state.target, room), '  ', facts);
}

/** Cells that a bar wants, the gap behind it among them. */
const LEAST_BAR = 12;

/** What was read, what the breaks took from it, and what no run of these requests could have read; the reader's target, if any. */
function barOf({ all, attainable }: Scene['rates'], target: number | null, cells: number): Line {
  const filled = all === null ? 0 : Math.floor(all * cells);
  const possible = Math.max(filled, attainable === null ? 0 : Math.floor(attainable * cells));
  const mark = target === null ? -1 : Math.min(cells - 1, Math.round(target * cells));
  return line(
    ...Array.from({ length: cells }, (_, i) => {
      if (i === mark) return strong('│');
      if (i < filled) return span('█', filled === possible ? 'good' : 'strong');
      return i < possible ? bad('▓') : quiet('░');
    }),
  );
}

const rateSpan = (rates: Scene['rates'], { isReading }: Scene['state']): Line => {
  const rate = rates.all;
  const text = (rates.isExact === false ? predicted(percent(rate)) : percent(rate)).padStart(5);
  return [
    rate === null
      ? quiet(text)
      : rate > 0 && rates.isExact && rate === rates.attainable && !isReading
        ? good(text)
        : span(text, 'strong'),
  ];
};

function parts(scene: Scene, cells: number): Line {
  const long = whatFits(others(scene, true), '   ', Number.POSITIVE_INFINITY);
  return widthOf(long) <= cells ? long : whatFits(others(scene), '   ', cells);
}

/** What took it: where nothing that rings broke, what was missed is not called a break here, for the header calls it none. */
const lossWord = ({ ringing, unexplained }: Totals): string =>
  ringing === 0 && unexplained > 0 ? 'misses' : 'breaks';

/** The newest request, what breaks took, the turn: what there is least room for last. */
function others({ rates, model: { totals, usual: accustomed } }: Scene, isLong = false): Line[] {
  const change = rates.attainable !== null && rates.all !== null ? rates.attainable - rates.all : 0;
  const since = isLong && rates.since !== null ? ` since #${rates.since}` : '';
  // Of several agents the strip and the messages tell.
  const [only, another] = accustomed;
  const usual =
    only === undefined || another !== undefined ? '' : `, usual ${(only.baseline * 100).toFixed(1)}`;
  return [
    line(`last ${isLong ? 'request ' : ''}${percent(rates.last)}`),
    ...(change >= 0.005 ? [line(bad(`▼ ${points(change)}`), ` by ${lossWord(totals)}${since}${usual}`)] : []),
    ...(rates.turnNumber === null ? [] : [line(`turn ${percent(rates.turn)}`)]),
  ];
}

function written({ model: { totals }, rates }: Scene, cells: number): Line {
  if (rates.all === null) {
    const known = [
      ['read', 'cacheRead'],
      ['written', 'cacheWrite'],
    ] as const;
    const sums = known.map(([word, key]) =>
      totals[key] === null
        ? quiet(`${word} ${UNKNOWN}`)
        : span(`${word} ${sum(totals[key], totals.leftOut[key])}`),
    );
    return whatFits(
      [...sums, quiet(whyNoRate(totals))].map(of => [of]),
      '   ',
      cells,
    );
  }
  const tail = [
    ...(totals.input ? [line(`uncached ${sum(totals.input, totals.leftOut.input)}`)] : []),
    ...(totals.withoutUsage > 0 ? [line(quiet(`${totals.withoutUsage} without usage`))] : []),
  ];
  const head = [
    ...(isNeverCached(totals) ? [[warn('no caching: nothing was ever read')]] : []),
    line(`read ${sum(totals.cacheRead, totals.leftOut.cacheRead)}`),
  ];
  const all = `written ${sum(totals.cacheWrite, totals.leftOut.cacheWrite)}`;
  const [full = [], ...shorter] = splits(totals).map(split => [...head, line(all, split)]);
  const fits = (pieces: readonly Line[]): boolean =>
    widthOf(whatFits(pieces, '   ', Number.POSITIVE_INFINITY)) <= cells;
  const words = fits([...full, ...tail]) ? full : (shorter.find(fits) ?? shorter.at(-1) ?? full);
  return whatFits([...words, ...tail], '   ', cells);
}

/** What a rate is made of, and this log lacks. */
function whyNoRate({ withoutUsage, unjudged }: Totals): string {
  if (withoutUsage > 0) return `${withoutUsage} without usage`;
  return unjudged > 0 ? 'usage without cached counts' : 'no rate: the size of the prompts is not known';
}

/** A sum that leaves requests out wears a `~`; how many they are stands at the end of the line. */
const sum = (tokens: number | null, leftOut: number): string =>
  leftOut > 0 ? predicted(compactCount(tokens)) : compactCount(tokens);

/**
 * Two shares, the fullest words first: what requests that broke wrote, their own growth included, and what of it had been in the
 * cache and was written again.
 */
function splits({ cacheWrite, writeShare: { breaks, again }, leftOut }: Totals): Line[] {
  if (!cacheWrite || !breaks || again === null) return [[]];
  const part = (tokens: number): string =>
    `${sum(tokens, leftOut.cacheWrite)} (${share(tokens / cacheWrite)})`;
  const twice = again > 0 ? [', ', bad(`${part(again)} again`)] : [];
  return [
    line(`: ${part(breaks)} by requests that broke`, ...twice),
    line(`: ${part(breaks)} at breaks`, ...twice),
    again > 0 ? line(': ', bad(`${part(again)} again`)) : [],
  ];
}

/** What is used of the windows of a plan, as the newest answer of the scope that says so told it. */
function planOf({ model, show, state }: Scene): Line[] {
  const told = model.requests.findLast(({ limits }) => limits.length > 0)?.limits ?? [];
  const words = told.map(({ window, usedPercent, resetsAt }): Span => {
    // A window that has begun anew since is not what it was.
    const isOver = resetsAt !== null && resetsAt <= state.now;
    const text = `${show(window)} ${isOver ? UNKNOWN : percent(usedPercent / 100)}`;
    return usedPercent >= ALMOST && !isOver ? warn(text) : span(text);
  });
  return words.length === 0
    ? []
    : [line(quiet('plan '), ...words.flatMap((word, i) => (i === 0 ? [word] : [span('  '), word])))];
}

/** Percent of a window from which on it is nearly used up. */
const ALMOST = 90;

function money(scene: Scene, cells: number): Line {
  const { totals } = scene.model;
  const { cost, lostToBreaks, lostExact, lostLeftOut, costWithoutCache, approximate } = totals;
  const { unpriced, leftOut } = totals;
  const amount = (value: number | null): string =>
    dollars(value, { approximate, estimate: leftOut.cost > 0 });
  const known = dollars(lostToBreaks, { approximate, estimate: !lostExact });
  const text =
    lostToBreaks !== null
      ? `${lostLeftOut > 0 ? '≥ ' : ''}${known}`
      : isLossKnown(totals)
        ? known
        : 'not known';
  const lost = line(`lost to ${lossWord(totals)} `, lostToBreaks ? bad(text) : text);
  if (cost === null && totals.lostMs !== null) {
    return whatFits([[bad(prefill(totals.lostMs))], line(`lost to ${lossWord(totals)}`)], ' ', cells);
  }
  if (cost === null) {
    const why = unpriced > 0 ? 'a count or the rate is not known' : 'no usage is known yet';
    return whatFits(
      [[quiet(`spent ${UNKNOWN}`)], ...(lostToBreaks === null ? [] : [lost]), ...planOf(scene), [quiet(why)]],
      '   ',
      cells,
    );
  }
  // A sum that leaves requests out says so beside it, whatever else there is room for.
  const spent = line('spent ', strong(amount(cost)), quiet(unpriced > 0 ? ` (${unpriced} unpriced)` : ''));
  const without = line(`without caching ${amount(costWithoutCache)}`);
  return whatFits([spent, lost, ...planOf(scene), without], '   ', cells);
}
