/**
 * Made-up traffic of agents for the incidents: sessions with turns, pauses, compactions, rewinds and changed settings,
 * billed by rough rules of a prompt cache, with a regression planted in it. Shares no code with `src/`.
 */
import { createDraw, type Draw } from './draw.js';

/** One request, as the provider billed it. Times in milliseconds since 1970, sizes in tokens. */
export interface Billed {
  readonly at: number;
  readonly agent: string;
  readonly model: string;
  readonly version: string;
  readonly session: string;
  /** False for what is never judged: cold starts, compactions, rewinds, long pauses. */
  readonly isJudged: boolean;
  readonly prompt: number;
  readonly lost: number;
  readonly unread: number;
  readonly cause: string | null;
  /** True if the planted regression touched it. */
  readonly isPlanted: boolean;
}

/** What a release, a setting or the provider breaks. */
export type Regression =
  | 'each-request'
  | 'each-turn'
  | 'compacts-in-place'
  | 'lifetime-shortened'
  | 'markers-dropped'
  | 'outage'
  | 'drift';

/** What the regression is called where it makes a request lose. */
const PLANTED_CAUSE: Readonly<Record<Regression, string | null>> = {
  'each-request': 'volatile-value',
  'each-turn': 'volatile-value',
  'compacts-in-place': 'history-edited',
  'lifetime-shortened': 'expired',
  'markers-dropped': null,
  outage: 'provider-side',
  drift: 'volatile-value',
};

export interface Plant {
  readonly kind: Regression;
  /** Milliseconds after the start. */
  readonly from: number;
  readonly until: number;
}

export interface Traffic {
  readonly seed: number;
  readonly perDay: number;
  readonly days: number;
  readonly plant?: Plant;
  /** Bursts of misses at the provider, about seven a month; off where only quiet days are asked for. */
  readonly hasBursts?: boolean;
}

interface Habits {
  readonly name: string;
  /** Of all requests. */
  readonly share: number;
  /** Tokens of tools and system. */
  readonly base: number;
  /** Requests of a session: median, spread, most. */
  readonly length: readonly [number, number, number];
  readonly perTurn: number;
  readonly growth: number;
  /** Seconds between two requests of a turn, and between two turns. */
  readonly pace: number;
  readonly pause: number;
  readonly lifetime: number;
  readonly models: readonly string[];
  /** Share of the prompt's end that is different each time. */
  readonly tail: number;
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;
/** A Monday. */
const START = 20_003 * DAY;
const COMPACT_AT = 160_000;

const AGENTS: readonly Habits[] = [
  {
    name: 'coder',
    share: 0.6,
    base: 24_000,
    length: [36, 0.9, 280],
    perTurn: 7,
    growth: 1_150,
    pace: 10,
    pause: 80,
    lifetime: HOUR,
    models: ['large', 'large', 'middle'],
    tail: 45,
  },
  {
    name: 'ci',
    share: 0.25,
    base: 17_000,
    length: [18, 0.5, 60],
    perTurn: 1_000,
    growth: 1_400,
    pace: 12,
    pause: 12,
    lifetime: 5 * MINUTE,
    models: ['middle'],
    tail: 45,
  },
  {
    name: 'chat',
    share: 0.15,
    base: 8_000,
    length: [8, 0.6, 40],
    perTurn: 1.6,
    growth: 480,
    pace: 5,
    pause: 60,
    lifetime: 5 * MINUTE,
    models: ['small'],
    tail: 140,
  },
];
const SUBAGENT: Habits = {
  name: 'coder/sub',
  share: 0,
  base: 13_500,
  length: [12, 0.5, 24],
  perTurn: 1_000,
  growth: 1_150,
  pace: 10,
  pause: 10,
  lifetime: 5 * MINUTE,
  models: ['large'],
  tail: 45,
};

/** What happens on quiet days: full misses, reads of an older entry, people who change something. */
const QUIET = {
  miss: 0.001,
  missAtTurn: 0.003,
  older: 0.02,
  chooses: 0.06,
  fiddles: 0.02,
  rewinds: 0.01,
  delegates: 0.1,
  longPause: 0.02,
} as const;
const CHOICES = ['tools-added', 'model-changed', 'system-changed'] as const;
const FIDDLES = ['tools-added', 'tools-removed', 'parameters-changed'] as const;
/** Requests of each hour of a working day, relative. */
const HOURS = [1, 1, 1, 1, 1, 1, 2, 4, 8, 12, 14, 13, 9, 12, 14, 14, 12, 9, 6, 4, 3, 2, 2, 1];
const HOURS_SUM = HOURS.reduce((sum, weight) => sum + weight, 0);

export function makeTraffic(traffic: Traffic): readonly Billed[] {
  const draw = createDraw(traffic.seed);
  const bursts = traffic.hasBursts === true ? burstsOf(traffic, draw) : [];
  const made: Billed[] = [];
  let sessions = 0;
  for (const habits of AGENTS) {
    for (let day = 0; day < traffic.days; day += 1) {
      HOURS.forEach((weight, hour) => {
        const perHour = (traffic.perDay * habits.share * weekday(habits, day) * weight) / HOURS_SUM;
        for (let count = draw.poisson(perHour / meanLength(habits)); count > 0; count -= 1) {
          const at = START + day * DAY + (hour + draw.unit()) * HOUR;
          begin(habits, at, null);
        }
      });
    }
  }
  return made.sort((a, b) => a.at - b.at);

  function begin(habits: Habits, at: number, model: string | null): void {
    sessions += 1;
    const session: Session = { id: `s${sessions}`, habits, model: model ?? draw.pick(habits.models) };
    const delegations = playSession(session, at, traffic, bursts, draw, made);
    for (const begun of delegations) begin(SUBAGENT, begun, session.model);
  }
}

/** Requests of a session, longer ones included: the mean of the drawn lengths. */
function meanLength({ length: [median, spread] }: Habits): number {
  return median * Math.exp((spread * spread) / 2);
}

function weekday({ name }: Habits, day: number): number {
  const weekend = name === 'ci' ? 0.4 : 0.15;
  return ((day % 7 >= 5 ? weekend : 1) * 7) / (5 + 2 * weekend);
}

interface Burst {
  readonly from: number;
  readonly until: number;
}

function burstsOf({ days }: Traffic, draw: Draw): readonly Burst[] {
  const bursts: Burst[] = [];
  for (let at = START; at < START + days * DAY; ) {
    at += draw.exponential(4.3 * DAY);
    bursts.push({ from: at, until: at + 4 * MINUTE });
  }
  return bursts;
}

interface Session {
  readonly id: string;
  readonly habits: Habits;
  readonly model: string;
}

/** Where a conversation stands. */
interface Standing {
  at: number;
  /** Tokens of the conversation without its changing end. */
  context: number;
  /** Tokens that an entry of the cache holds. */
  held: number;
  prompt: number;
  /** Requests left of a wound that a compaction in place tore open. */
  wounded: number;
}

/** @returns when a subagent was started */
function playSession(
  { id, habits, model }: Session,
  start: number,
  traffic: Traffic,
  bursts: readonly Burst[],
  draw: Draw,
  made: Billed[],
): readonly number[] {
  const [median, spread, most] = habits.length;
  const count = Math.min(most, Math.max(2, Math.round(draw.logNormal(median, spread))));
  const isMain = habits !== SUBAGENT;
  const chosenAt = habits.name === 'coder' && draw.unit() < QUIET.chooses ? draw.below(count) : -1;
  const fiddledAt = habits.name === 'coder' && draw.unit() < QUIET.fiddles ? draw.below(count) : -1;
  const chosen = draw.pick(CHOICES);
  const delegations: number[] = [];
  let turnLeft = 0;
  const now: Standing = { at: start, context: habits.base, held: 0, prompt: 0, wounded: 0 };
  for (let index = 0; index < count; index += 1) {
    const isTurn = turnLeft <= 0;
    const gap = index === 0 ? 0 : gapBefore(habits, isTurn, isMain, draw);
    now.at += gap;
    if (isTurn) turnLeft = draw.geometric(habits.perTurn);
    turnLeft -= 1;
    const active = plantAt(traffic, now.at, habits);
    const request = next(now, { habits, index, isTurn, isMain, gap, active, draw });
    const { cause, read } = lose(now, request, {
      habits,
      index,
      isTurn,
      isMain,
      gap,
      active,
      draw,
      isBurst: bursts.some(({ from, until }) => now.at >= from && now.at < until),
      choice: index > 0 && index === chosenAt ? chosen : null,
      drift: traffic.plant === undefined ? 0 : (0.002 * (now.at - START - traffic.plant.from)) / DAY,
      fiddle: index > 0 ? (FIDDLES[[0, 4, 9].indexOf(index - fiddledAt)] ?? null) : null,
    });
    const floor = Math.max(256, 0.01 * request.prompt);
    const short = request.isJudged ? Math.max(0, now.held - read) : 0;
    const lost = short > floor ? short : 0;
    const isUnmarked = active === 'markers-dropped' && !isTurn && draw.unit() < 0.75;
    made.push({
      at: now.at,
      agent: habits.name,
      model,
      version: 'v1',
      session: id,
      isJudged: request.isJudged,
      prompt: request.prompt,
      lost,
      unread: request.isJudged ? Math.max(0, Math.min(now.prompt, now.context) - read) : 0,
      cause: lost > 0 ? cause : null,
      isPlanted: isUnmarked || (active !== null && lost > 0 && cause === PLANTED_CAUSE[active]),
    });
    // What was not marked was not written: the entry stays where it was.
    now.held = isUnmarked ? Math.max(read, Math.min(now.held, now.context)) : now.context;
    now.prompt = request.prompt;
    if (habits.name === 'coder' && isTurn && draw.unit() < QUIET.delegates) delegations.push(now.at + 3_000);
  }
  return delegations;
}

function gapBefore(habits: Habits, isTurn: boolean, isMain: boolean, draw: Draw): number {
  if (!isTurn) return draw.logNormal(habits.pace, 0.6) * 1000;
  if (isMain && draw.unit() < QUIET.longPause) return HOUR * (1 + 3 * draw.unit());
  return draw.logNormal(habits.pause, 1.2) * 1000;
}

function plantAt({ plant }: Traffic, at: number, { name }: Habits): Regression | null {
  if (plant === undefined || at < START + plant.from || at >= START + plant.until) return null;
  return plant.kind === 'outage' || name === 'coder' ? plant.kind : null;
}

interface Circumstance {
  readonly habits: Habits;
  readonly index: number;
  readonly isTurn: boolean;
  readonly isMain: boolean;
  /** Milliseconds since the request before. */
  readonly gap: number;
  readonly active: Regression | null;
  readonly draw: Draw;
}

interface Leaving {
  readonly prompt: number;
  readonly isJudged: boolean;
}

/** The conversation grows, is compacted, or is taken back; what is cached of it stays in `held`. */
function next(now: Standing, { habits, index, isTurn, isMain, gap, draw }: Circumstance): Leaving {
  const tail = Math.round(habits.tail * (0.5 + draw.unit()));
  let isJudged = index > 0 && gap <= habits.lifetime;
  if (index === 0) {
    now.context += Math.round(draw.logNormal(1_500, 0.7));
    now.held = draw.unit() < 0.7 ? habits.base : 0;
  } else if (now.context > COMPACT_AT) {
    isJudged = false;
    now.context = habits.base + 8_000;
    now.held = habits.base;
  } else if (isTurn && isMain && draw.unit() < QUIET.rewinds) {
    isJudged = false;
    now.context = Math.round(Math.max(habits.base + 1_000, now.context * 0.8));
    now.held = Math.min(now.held, Math.round(now.context * 0.97));
  } else now.context += Math.max(100, Math.round(draw.logNormal(habits.growth, 0.8)));
  return { prompt: now.context + tail, isJudged };
}

interface Hazards extends Circumstance {
  readonly isBurst: boolean;
  readonly choice: string | null;
  readonly fiddle: string | null;
  /** Share of requests that a drift breaks by now: 0.2 points more each day. */
  readonly drift: number;
}

/** What of the entry is not read after all, and why. */
function lose(
  now: Standing,
  { isJudged }: Leaving,
  { habits, isTurn, isMain, gap, active, draw, isBurst, choice, fiddle, drift }: Hazards,
): { readonly read: number; readonly cause: string | null } {
  let read = now.held;
  let cause: string | null = null;
  const fallTo = (tokens: number, why: string): void => {
    if (tokens >= read) return;
    read = Math.round(tokens);
    cause = why;
  };
  if (gap > habits.lifetime)
    return { read: draw.unit() < 0.3 ? Math.min(habits.base, now.held) : 0, cause: null };
  if (!isJudged) return { read, cause };
  if (choice !== null) fallTo(0, choice);
  if (fiddle !== null) fallTo(0, fiddle);
  const miss = isMain && isTurn ? QUIET.missAtTurn : isMain ? QUIET.miss : QUIET.miss * 2;
  if (draw.unit() < miss || (isBurst && draw.unit() < 0.25))
    fallTo(draw.unit() < 0.5 ? habits.base : 0, 'provider-side');
  if (draw.unit() < QUIET.older)
    fallTo(Math.max(habits.base, read - draw.logNormal(1_500, 0.6)), 'provider-side');
  if (active === 'each-request') fallTo(0, 'volatile-value');
  if (active === 'each-turn' && isTurn) fallTo(0, 'volatile-value');
  if (active === 'drift' && draw.unit() < drift) fallTo(0, 'volatile-value');
  if (active === 'lifetime-shortened' && gap > 5 * MINUTE) fallTo(0, 'expired');
  if (active === 'outage' && draw.unit() < 0.8) fallTo(0, 'provider-side');
  if (active === 'compacts-in-place' && now.context > 100_000) {
    if (now.wounded === 0 && isTurn && draw.unit() < 0.3) now.wounded = 2 + draw.below(4);
    if (now.wounded > 0) {
      now.wounded -= 1;
      fallTo(0.4 * now.context, 'history-edited');
    }
  }
  return { read, cause };
}
