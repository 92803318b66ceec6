import { keep } from '../../log/oldest.js';
import { type LogRecord, logOf, type RequestRecord, type UsageRecord } from '../../log/record.js';
import type { Call } from '../calls/call.js';
import { createRoll, type Roll } from '../sums/roll.js';
import { addFacts } from './lane-facts.js';
import type { Followed } from './placement.js';
import { createSession, type SessionState } from './session.js';

/** Every request that was seen, and how it is found again: by its key, in its turn and session, in the order of all. */
export interface Register {
  readonly roll: Roll<Call>;
  readonly sessions: ReadonlyMap<string, SessionState>;
  /** Counts a request: the number of its log, and its own in that log; both from 1. */
  count(log: string): { readonly source: number; readonly n: number };
  /** The session of that id, which begins where it is not known. */
  sessionOf(id: string): SessionState;
  /** From now on it is found. */
  enlist(call: Call, record: RequestRecord): void;
  /** Another entry was published of it. */
  changed(call: Call): void;
  /**
   * Lets go of the oldest requests: sums keep them, lists do not. A usage that comes later for one of them finds no request.
   *
   * @returns those that were let go
   */
  fold(count: number): readonly Call[];
  /** Whose usage it is. */
  ownerOf(record: UsageRecord): Call | undefined;
  /** The request that its log says it goes on from. */
  followedBy(record: RequestRecord): Followed | null;
  /** From now on requests that name it, or the conversation that the provider keeps for it, go on from it. */
  held(name: string | null, call: Call): void;
  /** The newest request behind that name; null: it stands in no log that was read. */
  holding(name: string): Followed | null;
}

/** @param numbered Logs in the order of their numbers; others follow in the order of their first requests. */
export function createRegister(numbered: readonly string[]): Register {
  const sessions = new Map<string, SessionState>();
  const roll = createRoll<Call>();
  /** By log and key. */
  const byKey = new Map<string, Map<string, Call>>();
  const byHeld = new Map<string, Call>();
  const logs = new Map(numbered.map((log, index) => [log, { source: index + 1, n: 0 }]));

  function sessionOf(id: string): SessionState {
    const known = sessions.get(id);
    if (known !== undefined) return known;
    const fresh = createSession(id);
    sessions.set(id, fresh);
    return fresh;
  }

  /** Of all, of its session, of its lane: each is in the order of all. */
  const rollsOf = (call: Call): readonly Roll<Call>[] => [roll, sessionOf(call.session).roll, call.lane.roll];

  return {
    roll,
    sessions,
    sessionOf,
    count(log) {
      const known = logs.get(log) ?? { source: logs.size + 1, n: 0 };
      logs.set(log, known);
      known.n += 1;
      return { source: known.source, n: known.n };
    },
    enlist(call, record) {
      const session = sessionOf(call.session);
      const log = logOf(record.origin);
      const known = byKey.get(log) ?? new Map<string, Call>();
      byKey.set(log, known.set(record.key, call));
      if (record.turn !== null) session.lastOfTurn.set(record.turn, call);
      addFacts(call.lane.facts, call);
      for (const each of rollsOf(call)) each.add(call);
    },
    changed(call) {
      for (const each of rollsOf(call)) each.changed(call);
    },
    fold(count) {
      const old = roll.list.slice(0, count);
      const folded = new Map<Roll<Call>, number>();
      for (const call of old) {
        for (const each of rollsOf(call)) folded.set(each, (folded.get(each) ?? 0) + 1);
        const { record } = call;
        const known = byKey.get(logOf(record.origin));
        if (known?.get(record.key) === call) known.delete(record.key);
        const turns = sessionOf(call.session).lastOfTurn;
        if (record.turn !== null && turns.get(record.turn) === call) turns.delete(record.turn);
        // Whoever goes on from it compares with its prompt; what it was judged by itself is not asked any more.
        call.settled = true;
        call.parent = null;
        call.evidence = null;
      }
      for (const [each, oldest] of folded) each.fold(oldest);
      return old;
    },
    ownerOf(record) {
      if ('key' in record.of) return byKey.get(logOf(record.origin))?.get(record.of.key);
      return sessions.get(sessionIdOf(record, record.of.session))?.lastOfTurn.get(record.of.turn);
    },
    followedBy({ follows }) {
      const call = follows == null ? undefined : byKey.get(follows.log)?.get(follows.key);
      return call === undefined ? null : { call, lanes: sessionOf(call.session).lanes };
    },
    held(name, call) {
      if (name !== null) keep(byHeld, name, call, HELD);
    },
    holding(name) {
      const call = byHeld.get(name);
      return call === undefined ? null : { call, lanes: sessionOf(call.session).lanes };
    },
  };
}

/** Answers that may still be gone on from, the newest. */
const HELD = 1_000;

/** A log that names no session is one. */
export const sessionIdOf = ({ origin }: Pick<LogRecord, 'origin'>, named: string | null): string =>
  named ?? logOf(origin);
