import { createCache } from './cache/cache.js';
import { type ModelRules, rulesOf } from './cache/models.js';
import { createPrices, type Prices } from './cache/prices.js';
import { createTokenMeter, type TokenMeter } from './cache/tokens.js';
import { type Call, hasFailed, type LaneState } from './diagnosis/calls/call.js';
import { createCall } from './diagnosis/calls/create-call.js';
import { entryOf } from './diagnosis/calls/entry.js';
import { judge } from './diagnosis/calls/judge.js';
import { createKeptLines } from './diagnosis/calls/kept-lines.js';
import { notePassed } from './diagnosis/calls/passed.js';
import { ruleOf } from './diagnosis/causes/index.js';
import { giveHints } from './diagnosis/hygiene/give-hints.js';
import type { IncidentEvent } from './diagnosis/incidents/incident.js';
import { createIncidents } from './diagnosis/incidents/incidents.js';
import { createObserver } from './diagnosis/incidents/observe.js';
import { laneViews } from './diagnosis/lanes/lane-view.js';
import { type Placement, place } from './diagnosis/lanes/lanes.js';
import { createPromptMemory } from './diagnosis/lanes/memory.js';
import { createSession, type SessionState } from './diagnosis/lanes/session.js';
import type { Break, Model, RequestEntry, Shortfall, Skipped } from './diagnosis/model.js';
import { siteOf } from './diagnosis/site.js';
import { priceOfBreak, pricesOf, readPriceOf } from './diagnosis/sums/money.js';
import { compactedTokens } from './diagnosis/sums/savings.js';
import { totalsOf } from './diagnosis/sums/totals.js';
import { isAllZero, promptTokens } from './log/protocol/usage.js';
import { type LogRecord, logOf, type RequestRecord, type UsageRecord } from './log/record.js';
import { faultOf } from './log/source/fault.js';
import { type Prompt, readPrompt } from './prompt/index.js';

/** What one record made happen. */
export type EngineEvent =
  /** A request left; its prediction is known, its usage may not be. */
  | { readonly type: 'request'; readonly request: RequestEntry }
  /** Something more is known about a request: usage, verdict. */
  | { readonly type: 'update'; readonly request: RequestEntry }
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
}

/** Skipped lines kept for the screen; all are counted. */
const SKIPPED_KEPT = 1_000;

export interface EngineOptions {
  /** Bytes of prompts that are kept to compare later ones with; the longest idle lanes are let go. @default 64 MiB */
  readonly promptBytes?: number | undefined;
  /** Where prices come from. @default the price lists */
  readonly prices?: Prices;
}

/** @example const engine = createEngine(); for await (const record of readLog(path)) engine.accept(record); */
export function createEngine({ prices = createPrices(), promptBytes }: EngineOptions = {}): Engine {
  const cache = createCache();
  const meters = new Map<string, TokenMeter>();
  const sessions = new Map<string, SessionState>();
  const calls: Call[] = [];
  const byKey = new Map<string, Call>();
  /** Of each log: its number in the order of their first requests, and its requests so far. */
  const logs = new Map<string, { readonly source: number; n: number }>();
  const lines = createKeptLines();
  const memory = createPromptMemory(promptBytes);
  const observer = createObserver();
  const incidents = createIncidents();
  const skipped: Skipped[] = [];
  let skippedCount = 0;
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
    if (record.kind === 'request') return arrive(record);
    if (record.kind === 'usage') return conclude(record);
    if (record.kind === 'notice') {
      const session = sessions.get(record.session ?? logOf(record.origin));
      if (record.isCompaction === true && session !== undefined) session.isCompacted = true;
      return [];
    }
    const { path, line } = record.origin;
    skippedCount += 1;
    skipped.push({ path, line, reason: record.reason });
    if (skipped.length > SKIPPED_KEPT) skipped.shift();
    return [{ type: 'skipped', path, line, reason: record.reason }];
  }

  function arrive(record: RequestRecord): readonly EngineEvent[] {
    const log = logOf(record.origin);
    const known = logs.get(log) ?? { source: logs.size + 1, n: 0 };
    logs.set(log, known);
    known.n += 1;
    const { source, n } = known;
    const session = sessionOf(record.session ?? log);
    const rules = rulesOf(record.model, record.api, record.provider);
    const prompt = readPrompt(record, newestPrompts(session.lanes));
    const placement = placementOf(record, prompt, session);
    const events = placement.parent === null ? [] : settleWithoutUsage(placement.parent);
    const parentLine = placement.parent === null ? null : lines.of(placement.parent.id);
    const departure = {
      record,
      n,
      source,
      order: calls.length,
      session,
      rules,
      prompt,
      placement,
      parentLine,
      prices,
    };
    const call = createCall(departure, cache, meterOf);
    lines.keep(call.id, record.raw);
    byKey.set(
      `${log}
${record.key}`,
      call,
    );
    if (record.turn !== null) session.lastOfTurn.set(record.turn, call);
    calls.push(call);
    session.calls.push(call);
    call.lane.calls.push(call);
    if (call.parent !== null && call.relation !== 'aside') call.parent.isExtended = true;
    if (call.isAfterCompaction) session.isCompacted = false;
    call.foreseen = judge(call, call.evidence, cache)?.causes ?? [];
    if (record.purpose === 'generate') memory.keep(call);
    return [...events, { type: 'request', request: publish(call) }];
  }

  function placementOf(record: RequestRecord, prompt: Prompt | null, session: SessionState): Placement {
    if (prompt !== null && record.purpose === 'generate') {
      return place(prompt, record.agent, session.lanes, record.at);
    }
    const lane = session.lanes.find(known => known.agent === record.agent && known.beside === null) ?? null;
    if (record.purpose !== 'generate') return { lane: null, parent: null, relation: 'first', beside: lane };
    const parent = lane?.recent.at(-1) ?? null;
    return { lane, parent, relation: parent === null ? 'first' : 'extends', beside: null };
  }

  function conclude(record: UsageRecord): readonly EngineEvent[] {
    const call = owner(record);
    if (call === undefined) return [];
    const { usage } = record;
    const zero = usage !== null && isAllZero(usage);
    call.usage = zero && record.outcome === 'ok' ? { ...record, outcome: 'aborted' } : record;
    call.settled = true;
    if (hasFailed(call)) {
      withdraw(call);
      call.broken = null;
      return [{ type: 'update', request: publish(call) }];
    }
    if (usage !== null) learn(call, usage, record.firstByteAt);
    else if (call.cache !== null) cache.release(call.cache);
    return decide(call);
  }

  function owner(record: UsageRecord): Call | undefined {
    if ('key' in record.of) return byKey.get(`${logOf(record.origin)}\n${record.of.key}`);
    const { session, turn } = record.of;
    return sessions.get(session ?? logOf(record.origin))?.lastOfTurn.get(turn);
  }

  function learn(call: Call, usage: NonNullable<UsageRecord['usage']>, firstByteAt: number | null): void {
    const total = promptTokens(usage);
    if (call.cache === null || call.prompt === null) return;
    call.isAccumulated = total !== null && isAccumulated(total, call, meterOf(call.model, call.rules));
    if (call.isAccumulated) {
      cache.release(call.cache);
      return;
    }
    if (total !== null) {
      const meter = meterOf(call.model, call.rules);
      meters.set(call.model ?? '', meter.observe(call.prompt, total));
    }
    cache.settle(call.cache, usage, firstByteAt);
  }

  /** Without usage, a request that was followed up in its lane has been answered: what its bytes say stands. */
  function settleWithoutUsage(call: Call): readonly EngineEvent[] {
    if (call.settled) return [];
    call.settled = true;
    if (call.cache !== null) cache.release(call.cache);
    return decide(call);
  }

  function decide(call: Call): readonly EngineEvent[] {
    const shortfall = judge(call, call.evidence, cache);
    const wounds = sessionOf(call.session).woundsOf(call.lane);
    const read = call.usage?.usage?.cacheRead ?? null;
    if (shortfall === null) {
      call.broken = null;
      if (read !== null) wounds.read(read);
    } else {
      const known = call.broken?.wound ?? null;
      const site = siteOfBreak(call, shortfall);
      const wound = known ?? wounds.join(call.id, shortfall, site);
      const broken: Break = { ...shortfall, ...priceOfBreak(call, shortfall), site, wound };
      call.broken = broken;
      wounds.charge(wound, broken, compactedTokens(call), readPriceOf(call));
      if (shortfall.causes.some(cause => ruleOf(cause).leavesEntry === true))
        call.owed = shortfall.expectedRead;
    }
    notePassed(call);
    call.evidence = null;
    giveHints(call);
    const request = publish(call);
    const events: EngineEvent[] = [{ type: 'update', request }];
    if (call.broken !== null) events.push({ type: 'break', request, break: call.broken });
    const observation = observer.observe(call);
    return observation === null ? events : [...events, ...incidents.observe(observation)];
  }

  function withdraw(call: Call): void {
    // A call that was cut off has been read and written; one that was refused has not.
    if (call.cache !== null && call.usage?.outcome === 'aborted') cache.release(call.cache);
    else if (call.cache !== null) cache.forget(call.cache);
    const { recent } = call.lane;
    const index = recent.indexOf(call);
    if (index >= 0) recent.splice(index, 1);
  }

  function sessionOf(id: string): SessionState {
    const known = sessions.get(id);
    if (known !== undefined) return known;
    const fresh = createSession(id);
    sessions.set(id, fresh);
    return fresh;
  }

  function meterOf(model: string | null, rules: ModelRules): TokenMeter {
    const key = model ?? '';
    const known = meters.get(key);
    if (known !== undefined) return known;
    const fresh = createTokenMeter(rules.tokensPerByte);
    meters.set(key, fresh);
    return fresh;
  }

  function publish(call: Call): RequestEntry {
    call.entry = entryOf(call, pricesOf(call));
    return call.entry;
  }

  function takeSnapshot(): Model {
    const requests = calls.flatMap(call => (call.entry === null ? [] : [call.entry]));
    return {
      requests,
      sessions: [...sessions.values()].map(session => ({
        id: session.id,
        lanes: laneViews(session.lanes, cache.entries),
        wounds: session.lanes.flatMap(lane => session.woundsOf(lane).all()),
        totals: totalsOf(session.calls.flatMap(call => (call.entry === null ? [] : [call.entry]))),
      })),
      incidents: incidents.all(),
      totals: totalsOf(requests),
      skipped: [...skipped],
      skippedCount,
    };
  }

  return {
    accept,
    model() {
      snapshot ??= takeSnapshot();
      return snapshot;
    },
  };
}

/** Where a break comes from: of its first cause. */
function siteOfBreak({ evidence, prompt, lane }: Call, { causes: [first] }: Shortfall): string {
  if (first === undefined) throw new Error('a break without a cause');
  return siteOf(first, [evidence?.after ?? prompt, evidence?.before ?? null], lane.agent);
}

/** Far more was billed than these bytes can hold, by a rate that was learned (prompt-caching page, server tools). */
function isAccumulated(total: number, { cache }: Call, meter: TokenMeter): boolean {
  return cache !== null && meter.observations > 0 && total > cache.count.total * 1.5 + 2_000;
}

/** The newest prompt of each lane, that of the newest lane first. */
function newestPrompts(lanes: readonly LaneState[]): readonly Prompt[] {
  return lanes.flatMap(lane => lane.recent.at(-1)?.prompt ?? []).reverse();
}
