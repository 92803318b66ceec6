/**
 * One session in two logs: a payload log beside the agent's transcript, a recording beside it, a run's output beside both. A request is counted
 * once, in the log that tells more of it, and what only the other one knows, its usage, is handed over.
 *
 * A request without a prompt waits for its bill, and is then looked for among those of the other logs: by the id of its answer, else
 * by session, agent, model, time and counts where only one fits. What fits several is left out and said. What fits none is
 * one of its own.
 */

import { isArray } from '../json/json.js';
import { keep } from '../oldest.js';
import { turnsIn } from '../protocol/api.js';
import { type LogRecord, logOf, type RequestRecord, type SourceState, type UsageRecord } from '../record.js';
import { type Bare, findTwin, isSamePrompt, type Seen } from './candidates.js';
import { createTallies } from './tallies.js';

export interface Join {
  /** Takes records in the order of their time; gives what is counted, in an order that makes sense. */
  take(records: readonly LogRecord[]): LogRecord[];
  /** All logs have been looked at: what waits since the look before goes out, unless an answer that will tell is still to come. */
  looked(): LogRecord[];
  /** What comes from now on is written while it is read: two logs may tell of one moment in either order. */
  follow(): void;
  /** Nothing more comes. */
  end(): LogRecord[];
  /** What of a log is counted in others, or left out: a sentence; null: nothing is. */
  messageOf(log: string): string | null;
}

interface Held {
  readonly log: string;
  readonly request: RequestRecord;
  readonly after: number | null;
  /** What was told of its bill, in its order. */
  readonly usages: UsageRecord[];
  looks: number;
}

/** Requests of a session, sessions, answers that are remembered: the newest. */
const REQUESTS_KEPT = 500;
const SESSIONS_KEPT = 2000;
const KEYS_KEPT = 50_000;

/** Looks that a request without a prompt waits for another log: lines of one moment come within them. */
const LOOKS = 2;

export function createJoin(): Join {
  const sessions = new Map<string, Seen[]>();
  const byAnswer = new Map<string, Seen>();
  /** By log and key; a request that was found in another log leads there; null: it was left out. */
  const byKey = new Map<string, Seen | null>();
  /** The newest of each turn, as the engine looks them up. */
  const ofTurn = new Map<string, string>();
  const held = new Map<string, Held>();
  const { of: tallyOf, messageOf } = createTallies();
  /** Of each log and agent: when its newest answer ended. */
  const endedAt = new Map<string, number>();
  let isLive = false;
  /** Of each log and agent: the newest request that stands in a log of another session, until another one follows it here. */
  const copied = new Map<string, Seen>();

  function takeOne(record: LogRecord): LogRecord[] {
    if (record.kind === 'request') return takeRequest(record);
    return record.kind === 'usage' ? takeUsage(record) : [record];
  }

  function takeRequest(request: RequestRecord): LogRecord[] {
    const log = logOf(request.origin);
    const id = `${log}\n${request.key}`;
    if (request.turn !== null) keep(ofTurn, turnKey(request.session ?? log, request.turn), id, KEYS_KEPT);
    if (isBare(request) && !tallyOf(log).holdsPrompts) {
      const after = endedAt.get(`${log}\n${request.agent ?? 'main'}`) ?? null;
      held.set(id, { log, request, after, usages: [], looks: 0 });
      return [];
    }
    const before = ownAtLast(log, request);
    const seen = seenOf(request);
    const twin = othersOf(request.session).find(one => isSamePrompt(one, seen));
    if (twin !== undefined) {
      lead(id, log, twin);
      return before;
    }
    enter(id, seen);
    const out = following(log, request);
    // What went before it has been answered, whether its log says so or not.
    return [...before, out, ...retry(request.session, true)];
  }

  /** A log that holds prompts tells of its own requests: the few without one wait for no other log, and keep their place. */
  function ownAtLast(log: string, { body }: RequestRecord): LogRecord[] {
    const tally = tallyOf(log);
    if (body === null || tally.holdsPrompts) return [];
    tally.holdsPrompts = true;
    return [...held].flatMap(([id, one]) =>
      one.log === log && one.usages.length === 0 ? release(id, one) : [],
    );
  }

  function takeUsage(usage: UsageRecord): LogRecord[] {
    const log = logOf(usage.origin);
    const id =
      'key' in usage.of
        ? `${log}\n${usage.of.key}`
        : ofTurn.get(turnKey(usage.of.session ?? log, usage.of.turn));
    if (usage.responseId !== null) tallyOf(log).namesAnswers = true;
    const waiting = held.get(id ?? '');
    if (id !== undefined && waiting !== undefined) {
      waiting.usages.push(usage);
      return settle(id, waiting, false);
    }
    const seen = byKey.get(id ?? '');
    if (seen === null) return [];
    if (seen === undefined) return [usage];
    // By its turn, a log may tell the bill of another one's request, too.
    if (id !== `${seen.log}\n${seen.key}`) return handOver(usage, seen);
    bill(seen, usage);
    return [usage, ...retry(seen.request.session, false)];
  }

  /** What one log knows of the bill of another one's request, unless that is told there. */
  function handOver(usage: UsageRecord, to: Seen): LogRecord[] {
    if (to.usage?.usage != null || usage.usage === null) return [];
    bill(to, usage);
    return [{ ...usage, of: { key: to.key }, origin: { ...usage.origin, log: to.log } }];
  }

  function bill(seen: Seen, usage: UsageRecord): void {
    seen.usage = seen.usage === null || usage.usage !== null ? usage : seen.usage;
    if (usage.responseId !== null && !byAnswer.has(usage.responseId)) {
      keep(byAnswer, usage.responseId, seen, KEYS_KEPT);
    }
  }

  /** @param isOver true: what is open will not be answered any more */
  function settle(id: string, waiting: Held, isOver: boolean): LogRecord[] {
    const { log, request, usages } = waiting;
    const [first] = usages;
    if (first === undefined) return isOver ? release(id, waiting) : [];
    const known = byAnswer.get(first.responseId ?? '');
    if (known !== undefined && known.log !== log) return joinTo(id, waiting, known);
    const bare: Bare = { log, request, usage: first, after: waiting.after };
    const found = findTwin(bare, othersOf(request.session), other => !isOver && tallyOf(other).namesAnswers);
    if (found.how === 'same') return joinTo(id, waiting, found.seen);
    if (found.how === 'none') return mayComeYet(waiting, isOver) ? [] : release(id, waiting);
    if (!isOver) return [];
    held.delete(id);
    keep(byKey, id, null, KEYS_KEPT);
    tallyOf(log).unclear += 1;
    return [];
  }

  /** True if another log of its session holds prompts: this request may only come later there. */
  function mayComeYet({ log, request, looks }: Held, isOver: boolean): boolean {
    if (!isLive || isOver || looks >= LOOKS) return false;
    return othersOf(request.session).some(one => one.log !== log && one.messages !== null);
  }

  function joinTo(id: string, { log, request, usages }: Held, seen: Seen): LogRecord[] {
    held.delete(id);
    lead(id, log, seen);
    if (seen.request.session !== request.session) keep(copied, agentKey(log, request), seen, SESSIONS_KEPT);
    noteEnd(log, seen.request.agent, usages);
    return usages.flatMap(usage => handOver(usage, seen));
  }

  function lead(id: string, log: string, seen: Seen): void {
    keep(byKey, id, seen, KEYS_KEPT);
    seen.alsoIn.add(log);
    const tally = tallyOf(log);
    tally.joined += 1;
    tally.into.add(seen.log);
  }

  /** It is a request of its own. */
  function release(id: string, { log, request, usages }: Held): LogRecord[] {
    held.delete(id);
    const seen = seenOf(request);
    enter(id, seen);
    for (const usage of usages) bill(seen, usage);
    noteEnd(log, request.agent, usages);
    return [following(log, request), ...usages];
  }

  /** A session that was resumed under a new id begins with a copy of the old one. */
  function following(log: string, request: RequestRecord): RequestRecord {
    const before = copied.get(agentKey(log, request));
    if (before === undefined) return request;
    copied.delete(agentKey(log, request));
    return { ...request, follows: { log: before.log, key: before.key } };
  }

  function noteEnd(log: string, agent: string | null, usages: readonly UsageRecord[]): void {
    const end = usages.at(-1)?.endedAt ?? null;
    if (end !== null) keep(endedAt, `${log}\n${agent ?? 'main'}`, end, SESSIONS_KEPT);
  }

  function enter(id: string, seen: Seen): void {
    keep(byKey, id, seen, KEYS_KEPT);
    const { session } = seen.request;
    if (session === null) return;
    const known = sessions.get(session) ?? [];
    known.push(seen);
    if (known.length > REQUESTS_KEPT) known.shift();
    keep(sessions, session, known, SESSIONS_KEPT);
  }

  const othersOf = (session: string | null): readonly Seen[] =>
    session === null ? [] : (sessions.get(session) ?? []);

  /** Requests that wait, of one session or of all, once more. */
  function retry(session: string | null, isFollowed: boolean): LogRecord[] {
    if (held.size === 0 || session === null) return [];
    const waiting = [...held].filter(
      ([, { request, usages }]) => request.session === session && usages.length > 0,
    );
    return waiting.flatMap(([id, one]) => settle(id, one, isFollowed && isBefore(one, session)));
  }

  /** True if all that it may be has been followed by another request of its log. */
  function isBefore({ usages }: Held, session: string): boolean {
    const newest = othersOf(session).at(-1)?.request.at ?? null;
    const end = usages.at(-1)?.endedAt ?? null;
    return newest !== null && end !== null && newest > end;
  }

  return {
    take: records => records.flatMap(takeOne),
    follow() {
      isLive = true;
    },
    looked() {
      return [...held].flatMap(([id, one]) => {
        one.looks += 1;
        if (one.usages.length > 0) return settle(id, one, false);
        return one.looks < LOOKS ? [] : release(id, one);
      });
    },
    end: () => [...held].flatMap(([id, one]) => settle(id, one, true)),
    messageOf,
  };
}

const agentKey = (log: string, { agent }: RequestRecord): string => `${log}\n${agent ?? 'main'}`;

const turnKey = (session: string, turn: string): string => `${session}\n${turn}`;

const isBare = ({ body, fidelity }: RequestRecord): boolean => body === null && fidelity === 'usage-only';

function seenOf(request: RequestRecord): Seen {
  const { session, agent, model, fidelity, at, purpose, body } = request;
  return {
    log: logOf(request.origin),
    key: request.key,
    request: { session, agent, model, fidelity, at, purpose },
    messages: turnsIn(body),
    tools: isArray(body?.tools) ? body.tools.length : 0,
    usage: null,
    alsoIn: new Set(),
  };
}

/** A source with what of it is counted elsewhere. */
export function withJoined(state: SourceState, { messageOf }: Pick<Join, 'messageOf'>): SourceState {
  const message = state.message ?? messageOf(state.path);
  return message === state.message ? state : { ...state, message, isNews: true };
}
