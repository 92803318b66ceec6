/** Which of many logs, and of many paths that were given, one look is about: with very many, each has its turn. */
import { dirname, resolve } from 'node:path';

/** Polls between two looks at a source that has long been quiet; its file is closed in between. */
const QUIET_EVERY = 10;
/**
 * Logs that one poll looks at, beside those that are named; the next one goes on with others. Events wake each at once: with very many
 * logs an event that is lost costs a second or two.
 */
const LOOKED_AT_ONCE = 25;
/** Milliseconds without growth after which a source counts as quiet. */
const QUIET_AFTER = 60_000;

export interface Rota {
  /** Something came to it, or is said of it, now. */
  noteGrowth(log: string): void;
  /** Milliseconds since 1970; 0: nothing has come yet. */
  grownAt(log: string): number;
  isQuiet(log: string): boolean;
  /** Those that are named, and as many of the others as one look takes, each in its turn. @param isAll All of them. */
  take(logs: readonly string[], named: ReadonlySet<string>, isAll: boolean): void;
  /** The logs whose turn it is. */
  now(): readonly string[];
  /** Whether one of them is to be looked at now. */
  isDue(log: string): boolean;
}

export function createRota(): Rota {
  const grown = new Map<string, number>();
  let looks = 0;
  let turn: readonly string[] = [];
  let namedNow: ReadonlySet<string> = new Set();
  /** Where the next look goes on. */
  let next = 0;
  /** Where each has to wait for its turn, that is seldom enough. */
  let isWaitedFor = false;

  const grownAt = (log: string): number => grown.get(log) ?? 0;
  const isQuiet = (log: string): boolean => Date.now() - grownAt(log) > QUIET_AFTER;

  return {
    grownAt,
    isQuiet,
    noteGrowth(log) {
      grown.set(log, Date.now());
    },
    take(logs, named, isAll) {
      looks += 1;
      namedNow = named;
      const others = logs.filter(log => !named.has(log));
      const isWhole = isAll || others.length <= LOOKED_AT_ONCE;
      const from = isWhole ? 0 : next % others.length;
      next = from + LOOKED_AT_ONCE;
      const some = isWhole
        ? others
        : [...others.slice(from), ...others.slice(0, from)].slice(0, LOOKED_AT_ONCE);
      turn = [...logs.filter(log => named.has(log)), ...some];
      isWaitedFor = turn.length < logs.length;
    },
    now: () => turn,
    isDue: log => isWaitedFor || namedNow.has(log) || !isQuiet(log) || looks % QUIET_EVERY === 0,
  };
}

/**
 * Paths that one look asks the system of (of 1,500 at each look it cost a third of a core), beside those of which something was
 * heard; the next one goes on with others.
 */
const ASKED_AT_ONCE = 50;

export interface Turns {
  /** Something happened at this absolute path: whatever of the paths it is, or lies in, is asked of next. */
  hear(path: string): void;
  /** The paths whose turn it is. @param isAll All of them. */
  take(paths: readonly string[], isAll: boolean): readonly string[];
}

export function createTurns(): Turns {
  const heard = new Set<string>();
  let next = 0;
  return {
    hear(path) {
      heard.add(path).add(dirname(path));
    },
    take(paths, isAll) {
      const isWhole = isAll || paths.length <= ASKED_AT_ONCE;
      const from = isWhole || next >= paths.length ? 0 : next;
      next = isWhole ? 0 : from + ASKED_AT_ONCE;
      const isDue = (path: string, index: number): boolean =>
        isWhole || (index >= from && index < next) || heard.has(resolve(path));
      const due = paths.filter(isDue);
      heard.clear();
      return due;
    },
  };
}
