import { lifetimeMs } from '../../cache/lifetime.js';
import type { LaneWarmth } from '../../diagnosis/model.js';
import { GOES_COLD_IN, isStopped } from '../../store/live/liveness.js';
import { laneName } from '../../store/scope/lane-names.js';
import { type WarmLane, warmLanes } from '../../store/selectors.js';
import { fit } from '../../text/fit.js';
import { compactCount, dollars } from '../../text/numbers.js';
import { clockTime, countdown, shortMoment } from '../../text/times.js';
import { bad, box, good, type Line, line, quiet, type Span, strong, warn, whatFits } from '../line.js';
import type { Panel, Scene } from '../scene.js';
import { laneLabel } from './lane-label.js';

const BAR = 8;
/** Cells of a row without its name: lifetime, bar, and `going cold in 40 s`. */
const ROW = 33;

/** What the next request costs if it leaves now, and if it leaves too late; zoomed, of each lane. */
export const clock: Panel = (scene, { width, height, focused }) => {
  const inner = width - 4;
  const lanes = warmLanes(scene.model);
  const room = rowsOf(height);
  const start = Math.min(scene.state.view.scroll.clock, Math.max(0, lanes.length - room));
  const first = lanes[start];
  const rows = lanes
    .slice(start, start + room)
    .map(lane => line(laneRow(scene, lane, inner), ...priceOf(scene, lane.warm, inner)));
  const content = first
    ? [
        ...rows,
        ...Array.from({ length: Math.max(0, room - rows.length) }, (): Line => []),
        ...next(scene, first, lanes.length > 1, inner),
      ]
    : [[quiet(nothing(scene))]];
  const below = lanes.length - start - rows.length;
  const more = start === 0 ? `${below} more: tab, j` : `${start} above, ${below} below`;
  return box(content, width, height, {
    title: [strong('Cache clock')],
    right: below + start > 0 ? [quiet(focused && start === 0 ? `${below} more: j` : more)] : [],
    focused,
  });
};

/** Lines for lanes; two are for the next request. */
const rowsOf = (height: number): number => Math.max(1, height - 4);

/** Lanes out of sight below the first one. */
export const clockOverflow = ({ model }: Scene, height: number): number =>
  Math.max(0, warmLanes(model).length - rowsOf(height));

/** Where there is room, what the next request of a lane costs, too. */
function priceOf({ show }: Scene, warm: LaneWarmth, cells: number): Line {
  if (cells < 90) return [];
  const price = (amount: number | null): string =>
    dollars(amount, { approximate: warm.costApproximate }).padStart(8);
  return [
    quiet('   next  warm '),
    { text: price(warm.costWarm) },
    quiet('  cold '),
    { text: price(warm.costCold) },
    quiet(`   ${compactCount(warm.tokens)} tokens, ends ${show(messageOf(warm.path))}`),
  ];
}

/** Nothing is cached only where that was counted. */
function nothing({ model }: Scene): string {
  const { cacheRead, cacheWrite, unjudged } = model.totals;
  if ((cacheRead ?? 0) + (cacheWrite ?? 0) > 0) return 'how long entries live is not known';
  return unjudged > 0 ? 'what is cached is not known' : 'nothing cached yet';
}

function laneRow({ state, model, show }: Scene, lane: WarmLane, cells: number): Line {
  const { warm } = lane;
  const left = warm.expiresAt === null ? null : warm.expiresAt - state.now;
  const room = Math.max(4, Math.min(12, cells - ROW));
  const label = line(fit(laneLabel(show(laneName(model, lane)), room), room), ' ', fit(show(warm.ttl), 4));
  const time = timeLeft(state.now, warm, left, isStopped(state));
  return line(label, lifeBar(warm, left), '  ', cells < 90 ? time : { ...time, text: time.text.padEnd(22) });
}

function lifeBar(warm: LaneWarmth, left: number | null): Line {
  const lifetime = lifetimeMs(warm.ttl);
  const share = left === null || lifetime === null ? 0 : Math.min(1, Math.max(0, left / lifetime));
  const full = Math.ceil(share * BAR);
  return line(full > 1 ? good('▰'.repeat(full)) : warn('▰'.repeat(full)), quiet('▱'.repeat(BAR - full)));
}

/** A clock that does not run must not look like one that does: then the moment stands for the time left. */
function timeLeft(now: number, warm: LaneWarmth, left: number | null, isHeld: boolean): Span {
  if (left === null || warm.expiresAt === null) return quiet('no times in log');
  if (left <= 0) {
    return bad(`cold since ${shortMoment(warm.expiresAt, now)}`);
  }
  if (isHeld) return quiet(`until ${clockTime(warm.expiresAt)}`);
  // The last full second is told, as the countdown does.
  if (left < GOES_COLD_IN) return warn(`going cold in ${Math.floor(left / 1000)} s`);
  return good(`${countdown(left)} left`);
}

/** Of the first lane that is shown, which is named where there are others. */
function next({ model, show }: Scene, lane: WarmLane, isNamed: boolean, cells: number): Line[] {
  const { warm } = lane;
  const price = (amount: number | null): string => dollars(amount, { approximate: warm.costApproximate });
  return [
    whatFits(
      [
        line(isNamed ? `next ${laneLabel(show(laneName(model, lane)), 10)}` : 'next request'),
        line(`warm ${price(warm.costWarm)}`),
        line(`cold ${price(warm.costCold)}`),
      ],
      '  ',
      cells,
    ),
    line(
      `entry ${warm.exact ? '' : '~'}${compactCount(warm.tokens)} tokens`,
      quiet(` · ends ${show(messageOf(warm.path))}`),
    ),
  ];
}

/** `messages[268]` of `messages[268].content[0]`: the block within matters to nobody here. */
const messageOf = (path: string): string => /^[^\]]*\]/.exec(path)?.[0] ?? path;
