import { type LogRecord, logOf, type RequestRecord, type UsageRecord } from '../../log/record.js';
import type { Call } from '../calls/call.js';
import type { Followed } from './placement.js';
import { createSession, type SessionState } from './session.js';

/** Every request that was seen, and how it is found again: by its key, in its turn and session, in the order of all. */
export interface Register {
  readonly calls: readonly Call[];
  readonly sessions: ReadonlyMap<string, SessionState>;
  /** Counts a request: the number of its log, and its own in that log; both from 1. */
  count(log: string): { readonly source: number; readonly n: number };
  /** The session of that id, which begins where it is not known. */
  sessionOf(id: string): SessionState;
  /** From now on it is found. */
  enlist(call: Call, record: RequestRecord): void;
  /** Whose usage it is. */
  ownerOf(record: UsageRecord): Call | undefined;
  /** The request of another log that a resumed session goes on from. */
  followedBy(record: RequestRecord): Followed | null;
}

/** @param numbered Logs in the order of their numbers; others follow in the order of their first requests. */
export function createRegister(numbered: readonly string[]): Register {
  const sessions = new Map<string, SessionState>();
  const calls: Call[] = [];
  const byKey = new Map<string, Call>();
  const logs = new Map(numbered.map((log, index) => [log, { source: index + 1, n: 0 }]));

  function sessionOf(id: string): SessionState {
    const known = sessions.get(id);
    if (known !== undefined) return known;
    const fresh = createSession(id);
    sessions.set(id, fresh);
    return fresh;
  }

  return {
    calls,
    sessions,
    sessionOf,
    count(log) {
      const known = logs.get(log) ?? { source: logs.size + 1, n: 0 };
      logs.set(log, known);
      known.n += 1;
      return { ...known };
    },
    enlist(call, record) {
      const session = sessionOf(call.session);
      byKey.set(keyIn(logOf(record.origin), record.key), call);
      if (record.turn !== null) session.lastOfTurn.set(record.turn, call);
      calls.push(call);
      session.calls.push(call);
      call.lane.calls.push(call);
    },
    ownerOf(record) {
      if ('key' in record.of) return byKey.get(keyIn(logOf(record.origin), record.of.key));
      return sessions.get(sessionIdOf(record, record.of.session))?.lastOfTurn.get(record.of.turn);
    },
    followedBy({ follows }) {
      const call = follows == null ? undefined : byKey.get(keyIn(follows.log, follows.key));
      return call === undefined ? null : { call, lanes: sessionOf(call.session).lanes };
    },
  };
}

/** A log that names no session is one. */
export const sessionIdOf = ({ origin }: Pick<LogRecord, 'origin'>, named: string | null): string =>
  named ?? logOf(origin);

const keyIn = (log: string, key: string): string => `${log}\n${key}`;
