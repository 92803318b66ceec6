import { DAY, MEMORY, PRIOR } from './parameters.js';

/** What some requests lost of their prompts. */
interface Bucket {
  /** Time of its newest request, in milliseconds since 1970. */
  readonly at: number;
  readonly lost: number;
  readonly prompt: number;
  readonly requests: number;
  /** Sum of the squared shares, for the variance. */
  readonly squares: number;
}

/** A baseline as it is kept between runs: sums, no text. */
export interface BaselineState {
  /** By day, oldest first: day (days since 1970), lost, prompt, requests, squares. */
  readonly days: readonly (readonly [number, number, number, number, number])[];
  /** What is not yet a day old: time, lost, prompt, requests, squares. */
  readonly waiting: readonly (readonly [number, number, number, number, number])[];
}

/** The share of its prompts that a scope usually loses: of the last 14 days but the newest, without incidents. */
export interface Baseline {
  /** Requests that it was learned from. */
  readonly requests: number;
  /** Lost over prompt, 0..1, pulled to `prior`; `null`: too few requests, and no prior. */
  readonly share: number | null;
  readonly variance: number;
  /** @param at null: the log has no times, and nothing is learned from it */
  add(at: number | null, lost: number, prompt: number): void;
  /** An incident began: what has waited since then was no usual loss. */
  discardSince(at: number): void;
  state(): BaselineState;
}

/** What waits is kept by five minutes. */
const SLOT = 300_000;

/** @param prior the share before anything is learned; null: none is known then */
export function createBaseline(prior: number | null, restored?: BaselineState): Baseline {
  const days = new Map<number, Bucket>();
  let waiting: Bucket[] = (restored?.waiting ?? []).map(fromState);
  /** True if older days may have to go for some that came. */
  let hasNewDays = false;
  let sum: Bucket = { at: 0, lost: 0, prompt: 0, requests: 0, squares: 0 };
  for (const [day, lost, prompt, requests, squares] of restored?.days ?? []) {
    keep(day, { at: day * DAY, lost, prompt, requests, squares });
  }

  function keep(day: number, bucket: Bucket): void {
    const known = days.get(day);
    days.set(day, known === undefined ? bucket : joined(known, bucket));
    hasNewDays = true;
    sum = joined(sum, bucket);
  }

  function learn(at: number): void {
    const due = waiting.findIndex(bucket => bucket.at >= at - MEMORY.lag);
    const ready = due < 0 ? waiting.length : due;
    if (ready === 0 && !hasNewDays) return;
    for (const bucket of waiting.slice(0, ready)) keep(Math.floor(bucket.at / DAY), bucket);
    if (ready > 0) waiting = waiting.slice(ready);
    hasNewDays = false;
    const newest = Math.max(...days.keys());
    for (const [day, bucket] of days) {
      if (day >= newest - MEMORY.days) continue;
      days.delete(day);
      sum = without(sum, bucket);
    }
  }

  return {
    get requests() {
      return sum.requests;
    },
    get share() {
      if (prior === null) return sum.requests >= PRIOR.weight ? sum.lost / sum.prompt : null;
      const weight = PRIOR.weight * (sum.requests === 0 ? 1 : sum.prompt / sum.requests);
      return (sum.lost + prior * weight) / (sum.prompt + weight);
    },
    get variance() {
      if (sum.requests === 0) return PRIOR.variance;
      const mean = sum.lost / sum.prompt;
      const spread = Math.max(0, sum.squares - mean * mean * sum.requests);
      return (spread + PRIOR.variance * PRIOR.weight) / (sum.requests + PRIOR.weight);
    },
    add(at, lost, prompt) {
      if (at === null || prompt <= 0) return;
      const bucket = { at, lost, prompt, requests: 1, squares: (lost / prompt) ** 2 };
      const last = waiting.at(-1);
      if (last !== undefined && Math.floor(last.at / SLOT) === Math.floor(at / SLOT)) {
        waiting[waiting.length - 1] = joined(last, bucket);
      } else waiting.push(bucket);
      learn(at);
    },
    discardSince(at) {
      waiting = waiting.filter(bucket => bucket.at < at);
    },
    state: () => ({
      days: [...days].map(([day, { lost, prompt, requests, squares }]) => [
        day,
        lost,
        prompt,
        requests,
        squares,
      ]),
      waiting: waiting.map(({ at, lost, prompt, requests, squares }) => [
        at,
        lost,
        prompt,
        requests,
        squares,
      ]),
    }),
  };
}

function fromState([at, lost, prompt, requests, squares]: BaselineState['waiting'][number]): Bucket {
  return { at, lost, prompt, requests, squares };
}

function joined(a: Bucket, b: Bucket): Bucket {
  return {
    at: Math.max(a.at, b.at),
    lost: a.lost + b.lost,
    prompt: a.prompt + b.prompt,
    requests: a.requests + b.requests,
    squares: a.squares + b.squares,
  };
}

function without(a: Bucket, b: Bucket): Bucket {
  return {
    at: a.at,
    lost: a.lost - b.lost,
    prompt: a.prompt - b.prompt,
    requests: a.requests - b.requests,
    squares: a.squares - b.squares,
  };
}
