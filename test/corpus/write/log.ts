import type { Bill } from '../bill/exchange.js';
import { unquoted } from '../sessions/digits.js';
import type { JsonObject } from '../sessions/json.js';
import type { Call } from '../sessions/prompt.js';

/** A session written in one log format. */
export interface WrittenLog {
  readonly lines: readonly string[];
  /** Ids of the calls in the order of their request lines: the nth request of the file. */
  readonly order: readonly string[];
}

/** A call with what was billed for it; null: the log holds no bill. */
export interface Billed {
  readonly call: Call;
  readonly bill: Bill | null;
}

export interface TimedLine {
  readonly at: number;
  readonly line: JsonObject;
  /** Set on the lines that hold a request. */
  readonly call?: string;
}

/** Lines in the order in which they were written. */
export function inOrder(timed: readonly TimedLine[]): WrittenLog {
  const sorted = timed.toSorted((a, b) => a.at - b.at);
  return {
    lines: sorted.map(({ line }) => unquoted(JSON.stringify(line))),
    order: sorted.flatMap(({ call }) => (call === undefined ? [] : [call])),
  };
}

export function iso(time: number): string {
  return new Date(time).toISOString();
}
