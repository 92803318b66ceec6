import { createCache } from './cache/cache.js';
import { rulesOf } from './cache/models.js';
import { createPrices, type Prices } from './cache/prices.js';
import { lookAhead } from './diagnosis/calls/arrival.js';
import { type Call, hasFailed } from './diagnosis/calls/call.js';
import { asksAgain, createCall, leads } from './diagnosis/calls/create-call.js';
import { enterVerdict, withdraw } from './diagnosis/calls/enter-verdict.js';
import { entryOf } from './diagnosis/calls/entry.js';
import { foresee } from './diagnosis/calls/judging/foresee.js';
import { judge } from './diagnosis/calls/judging/judge.js';
import { notePassed } from './diagnosis/calls/judging/passed.js';
import { createKeptDifferences } from './diagnosis/calls/kept-differences.js';
import { createKeptLines } from './diagnosis/calls/kept-lines.js';
import { createMeters, learn, predictAgain } from './diagnosis/calls/learn.js';
import { giveHints } from './diagnosis/hygiene/give-hints.js';
import { createOpenings } from './diagnosis/hygiene/openings.js';
import type { IncidentEvent } from './diagnosis/incidents/incident.js';
import { createIncidents } from './diagnosis/incidents/incidents.js';
import type { Learned } from './diagnosis/incidents/learned.js';
import type { Observation } from './diagnosis/incidents/observation.js';
import { agentOf, createObserver } from './diagnosis/incidents/observe.js';
import { createPromptMemory } from './diagnosis/lanes/kept/memory.js';
import { laneViews } from './diagnosis/lanes/lane-view.js';
import { asKept } from './diagnosis/lanes/lanes.js';
import { laneFor } from './diagnosis/lanes/part.js';
import { placementBehind, placementOf } from './diagnosis/lanes/placement.js';
import { createRegister, sessionIdOf } from './diagnosis/lanes/register.js';
import { newestPrompts, type SessionState } from './diagnosis/lanes/session.js';
import type { Break, Lane, Model, RequestEntry } from './diagnosis/model.js';
import { modelOf } from './diagnosis/sums/model-of.js';
import { pricesOf } from './diagnosis/sums/money.js';
import { createSkippedLines } from './diagnosis/sums/skipped-lines.js';
import type { Wounds } from './diagnosis/sums/wounds.js';
import { amended, sameCounts } from './log/protocol/amend.js';
import { type LogRecord, logOf, type RequestRecord, type UsageRecord } from './log/record.js';
import { faultOf } from './log/source/fault.js';
import { isRest, keepsAnswers, readPrompt } from './prompt/index.js';

/** What one record made happen. */
export type EngineEvent =
  /** A request left; its prediction is known, its usage may not be. */
  | { readonly type: 'request'; readonly request: RequestEntry }
  /** Something more is known about a request: usage, verdict; and what incidents judge it by, once, where they do. */
  | {
      readonly type: 'update';
      readonly request: RequestEntry;
      readonly agent: string;
      readonly judged: Observation | null;
    }
  /** A break was confirmed by usage, or settled without it. */
  | { readonly type: 'break'; readonly request: RequestEntry; readonly break: Break }
  | { readonly type: 'skipped'; readonly path: string; readonly line: number; readonly reason: string }
  /** An incident opened, grew worse, closed, or opened again (docs/incidents.md). */
  | IncidentEvent;

/** The fold: records in, events out, the model beside them. No clock, no disk, no screen. */
export interface Engine {
  accept(record: LogRecord): readonly EngineEvent[];
  /** A consistent, immutable snapshot; cheap if nothing changed since the last one. */
  model(): Model;
  /** What the lanes of a session are, as far as it is known: without the rest of the model. */
  lanesOf(session: string): readonly Lane[];
  /** What each log taught about usual losses, for later sessions (`EngineOptions.learned`). */
  learned(): ReadonlyMap<string, Learned>;
}

/** A part of the list is let go at once: an eighth. */
const AT_ONCE = 8;

export interface EngineOptions {
  /** Bytes of prompts that are kept to compare later ones with; the longest idle lanes are let go. @default 16 MiB */
  readonly promptBytes?: number | undefined;
  /** Where prices come from. @default the price lists */
  readonly prices?: Prices;
  /** False: what differs from the parent is kept as far as a verdict names it, for nobody steps through the rest. @default true */
  readonly differences?: boolean;
  /** False: no quiet findings are looked for; they take half of the time of a short log. @default true */
  readonly hints?: boolean;
  /** Tokens that a request may lose without a break, where that is more than the rule allows. @default the rule alone */
  readonly noiseFloor?: number;
  /**
   * Requests that are listed, the newest: at most an eighth more. Older ones stay in every sum; a usage that comes so late for one of them
   * is left out. @default all
   */
  readonly listed?: number;
  /** What earlier sessions taught. @default nothing */
  readonly learned?: Learned;
  /** What a request is called outside of this machine, by its id (`eventId`): incidents are named by it. @default the path as it stands, hashed */
  readonly eventIdOf?: (request: string) => string;
  /**
   * Logs in the order in which they are numbered; others follow in the order of their first requests.
   * @default none
   */
  readonly logs?: readonly string[];
}

/** @example const engine = createEngine(); for await (const record of readLog(path)) engine.accept(record); */
export function createEngine({
  prices = createPrices(),
  promptBytes,
  hints = true,
  differences = true,
  noiseFloor: floor = 0,
  listed = Number.POSITIVE_INFINITY,
  learned,
  eventIdOf,
  logs: numbered = [],
}: EngineOptions = {}): Engine {
  const cache = createCache();
  const meters = createMeters();
  const register = createRegister(numbered);
  const { roll, sessions, sessionOf } = register;
  const lines = createKeptLines();
  const kept = createKeptDifferences<Call>();
  const memory = createPromptMemory(lines, promptBytes);
  const openings = createOpenings();
  const observer = createObserver();
  const incidents = createIncidents(learned, eventIdOf);
  const skipped = createSkippedLines();
  let snapshot: Model | null = null;

  /** One record never stops the program: it costs itself. */
  function accept(record: LogRecord): readonly EngineEvent[] {
    try {
      return handle(record);
    } catch (error) {
      const reason = `${faultOf(error, record.origin)}; this ${record.kind} is left out`;
      return handle({ kind: 'skipped', origin: record.origin, bytes: 0, reason });
    }
  }

  function handle(record: LogRecord): readonly EngineEvent[] {
    snapshot = null;
    if (record.kind === 'request') return open(record);
    if (record.kind === 'usage') {
      const call = register.ownerOf(record);
      return call === undefined ? [] : settle(call, record);
    }
    if (record.kind === 'notice') {
      const session = sessions.get(sessionIdOf(record, record.session));
      if (record.isCompaction === true && session !== undefined) session.isCompacted = true;
      return [];
    }
    return [{ type: 'skipped', ...skipped.add(record) }];
  }

  /** A request left: it finds its lane and its parent, and is compared before it is entered into the cache. */
  function open(record: RequestRecord): readonly EngineEvent[] {
    const log = logOf(record.origin);
    const counted = register.count(log);
    const id = `${log}#${counted.n}`;
    const session = sessionOf(sessionIdOf(record, record.session));
    const rules = rulesOf(record.model, record.api, record.provider);
    const sent = readPrompt(record, newestPrompts(session.lanes));
    const model = sent?.model ?? record.model;
    if (sent !== null && record.purpose === 'generate') memory.bringBack(sent, session.lanes);
    const continues = sent?.continues ?? null;
    const placement = isRest(continues)
      ? placementBehind(register.holding(continues.id))
      : placementOf(record, sent, session.lanes, register.followedBy(record));
    const prompt = sent === null || isRest(continues) ? null : asKept(sent, placement);
    const { parent, relation } = placement;
    // Who is followed up has been answered: without usage, what its bytes say stands.
    const events = [...(parent === null || parent.settled ? [] : settle(parent, null))];
    const before = parent?.lane;
    const lane = laneFor(placement, record.agent, session);
    if (parent !== null && parent.lane !== before) events.push(updateOf(parent, null));
    const outlook =
      prompt === null || record.purpose !== 'generate'
        ? null
        : lookAhead(
            { id, record, prompt, rules, parent, relation, lane, lines, differences },
            cache,
            meters.of(model, rules),
          );
    const speaker = { record, prompt, placement, lane, session };
    const turn = session.turns.next(record.turn, prompt, parent?.prompt ?? null, leads(speaker));
    const { source, n } = counted;
    const order = roll.folded() + roll.list.length;
    // Named one by one: with what is copied into it, it would take as long as all else that is done here.
    const call = createCall({
      record,
      prompt,
      placement,
      lane,
      session,
      id,
      source,
      n,
      order,
      rules,
      model,
      continues,
      turn,
      outlook,
      prices,
      learnedBefore: meters.learned,
    });
    enlist(call, record, session);
    if (continues?.how === 'conversation') register.held(continues.id, call);
    call.foreseen = foresee(call, judge(call, { cache, lines, floor }), woundsOf(call));
    const request = publish(call);
    if (roll.list.length > listed + Math.ceil(listed / AT_ONCE)) letGo(roll.list.length - listed);
    return [...events, { type: 'request', request }];
  }

  /** The oldest requests are in the sums from now on, and in no list. */
  function letGo(count: number): void {
    for (const call of register.fold(count)) kept.drop(call);
  }

  /** From now on it is found, compared with and gone on from. */
  function enlist(call: Call, record: RequestRecord, session: SessionState): void {
    register.enlist(call, record);
    lines.keep(call.id, record.raw);
    for (const earlier of kept.keep(call)) register.changed(earlier);
    // Who asks the same again goes on from nothing: each of the two may be answered.
    if (call.parent !== null && call.relation !== 'aside' && !asksAgain(call)) call.parent.isExtended = true;
    if (call.isAfterCompaction) session.isCompacted = false;
    if (record.purpose === 'generate') memory.keep(call);
  }

  /** A request was answered, or it is known that its usage will not come: the cache and the meter learn what it was billed. */
  function settle(call: Call, record: UsageRecord | null): readonly EngineEvent[] {
    const known = call.usage;
    if (record !== null) call.usage = amended(known, record);
    call.settled = true;
    if (keepsAnswers(call.record.api)) register.held(record?.responseId ?? null, call);
    // The rest of an answer, or another log's word on it: what it read and wrote has been judged.
    if (known !== null && call.usage !== null && sameCounts(known, call.usage)) return [updateOf(call, null)];
    if (hasFailed(call)) {
      withdraw(call, woundsOf(call), cache);
      if (hints) giveHints(call, openings);
      return [updateOf(call, null)];
    }
    const usage = call.usage?.usage ?? null;
    if (usage !== null && known === null) predictAgain(call, cache, meters);
    if (usage !== null) learn(call, usage, call.usage?.firstByteAt ?? null, cache, meters);
    else if (call.cache !== null) cache.release(call.cache);
    return conclude(call);
  }

  /** The verdict on a request. Usage that comes later, or differs from what came first, takes its place. */
  function conclude(call: Call): readonly EngineEvent[] {
    const shortfall = judge(call, { cache, lines, floor });
    const wasBroken = call.broken !== null;
    enterVerdict(call, shortfall, woundsOf(call));
    notePassed(call);
    if (hints && !call.isConcluded) giveHints(call, openings);
    call.isConcluded = true;
    const judged = observer.observe(call);
    const update = updateOf(call, judged);
    const events: EngineEvent[] = [update];
    if (call.broken !== null && !wasBroken)
      events.push({ type: 'break', request: update.request, break: call.broken });
    return judged === null ? events : [...events, ...incidents.observe(judged)];
  }

  const woundsOf = (call: Call): Wounds => sessionOf(call.session).woundsOf(call.lane);

  function publish(call: Call): RequestEntry {
    call.entry = entryOf(call, pricesOf(call));
    register.changed(call);
    return call.entry;
  }

  function updateOf(call: Call, judged: Observation | null): Extract<EngineEvent, { type: 'update' }> {
    return { type: 'update', request: publish(call), agent: agentOf(call), judged };
  }

  return {
    accept,
    learned: incidents.learned,
    lanesOf(id) {
      const session = sessions.get(id);
      return session === undefined ? [] : laneViews(session.lanes, cache.entries);
    },
    model() {
      snapshot ??= modelOf(register, cache.entries, incidents, skipped);
      return snapshot;
    },
  };
}
