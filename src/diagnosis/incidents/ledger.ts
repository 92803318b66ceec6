/** What each log taught: kept apart, so that a log that is read again, or by many, is counted once. */
import { type Baseline, createBaseline } from './baseline.js';
import type { Learned, PastIncident } from './learned.js';
import type { Observation } from './observation.js';
import type { Typical } from './scope.js';

export interface Ledger {
  /** What a request usually costs its scope; nothing of it while an incident is open there. */
  add(seen: Observation, kind: LedgerKind, key: string, lost: number): void;
  /** An incident began in these scopes: what has waited since then was no usual loss. */
  discardSince(at: number, kinds: readonly LedgerKind[], key: string): void;
  /** The logs that taught something. */
  logs(): readonly string[];
  /** What one log taught, without what was known from before. */
  of(log: string, scopes: ScopeFacts, incidents: readonly PastIncident[]): Learned;
}

/** `lost` and `unread` of an agent and model, `theirs` of a provider and model. */
export type LedgerKind = 'lost' | 'unread' | 'theirs';

/** Facts of a scope that are no sum of its log. */
export interface ScopeFacts {
  readonly typicalOf: (kind: 'pool' | 'provider', key: string) => Typical;
  readonly firstSeen: Learned['firstSeen'];
}

/** Logs and scopes whose parts are kept, the newest. */
const KEPT = 1_000;

export function createLedger(): Ledger {
  const logs = new Map<string, Map<string, Baseline>>();

  const nameOf = (kind: LedgerKind, key: string): string => `${kind}\n${key}`;

  function pageOf(log: string): Map<string, Baseline> {
    const page = logs.get(log) ?? new Map<string, Baseline>();
    logs.set(log, page);
    const oldest = logs.keys().next();
    if (logs.size > KEPT && !oldest.done) logs.delete(oldest.value);
    return page;
  }

  return {
    add(seen, kind, key, lost) {
      if (seen.at === null) return;
      const page = pageOf(logOfRequest(seen.request));
      const name = nameOf(kind, key);
      const entry = page.get(name) ?? createBaseline(null);
      if (page.size < KEPT) page.set(name, entry);
      entry.add(seen.at, lost, seen.prompt);
    },
    discardSince(at, kinds, key) {
      for (const page of logs.values())
        for (const kind of kinds) page.get(nameOf(kind, key))?.discardSince(at);
    },
    logs: () => [...logs.keys()],
    of(log, { typicalOf, firstSeen }, incidents) {
      const page = logs.get(log) ?? new Map<string, Baseline>();
      const keysOf = (kind: LedgerKind): readonly string[] =>
        [...page.keys()].flatMap(name => (name.startsWith(`${kind}\n`) ? [name.slice(kind.length + 1)] : []));
      const stateOf = (kind: LedgerKind, key: string) =>
        (page.get(nameOf(kind, key)) ?? createBaseline(null)).state();
      return {
        pools: keysOf('lost').map(key => [
          key,
          { ...typicalOf('pool', key), lost: stateOf('lost', key), unread: stateOf('unread', key) },
        ]),
        providers: keysOf('theirs').map(key => [
          key,
          { ...typicalOf('provider', key), lost: stateOf('theirs', key), unread: null },
        ]),
        firstSeen,
        incidents,
      };
    },
  };
}

/** Ids of requests are `log#n`. */
export const logOfRequest = (request: string): string =>
  request.slice(0, Math.max(0, request.lastIndexOf('#')));
