import { lastBreakpoint } from '../../cache/cache.js';
import { breakpointRules } from '../../cache/forecast.js';
import type { ModelRules } from '../../cache/models.js';
import type { Prices } from '../../cache/prices.js';
import { NONE } from '../../log/none.js';
import type { RequestRecord } from '../../log/record.js';
import { type Held, type Prompt, sharedBlocks } from '../../prompt/index.js';
import type { Placement } from '../lanes/lanes.js';
import type { SessionState } from '../lanes/session.js';
import type { Outlook } from './arrival.js';
import type { Call, KeptRecord, LaneState } from './call.js';
import { predictionOf, shapeOf } from './entry.js';

/** A request that left, and what is known of it at that moment. */
export interface Departure {
  readonly id: string;
  readonly record: RequestRecord;
  /** Its number in its source, from 1. */
  readonly n: number;
  /** The number of its source, from 1, in the order of their first requests. */
  readonly source: number;
  /** Its number over all sources, from 0. */
  readonly order: number;
  readonly session: SessionState;
  readonly rules: ModelRules;
  /** null: not read, or not in the log. */
  readonly prompt: Prompt | null;
  readonly model: string | null;
  /** See `Call`. */
  readonly continues: Held | null;
  readonly placement: Placement;
  /** The lane it belongs to, opened for it where it belongs to none. */
  readonly lane: LaneState;
  readonly turn: number | null;
  /** null: nothing can be foreseen. */
  readonly outlook: Outlook | null;
  readonly prices: Prices;
  /** Usages that were learned from until now. */
  readonly learnedBefore: number;
}

/** A call as it is when its request has left. */
export function createCall(departure: Departure): Call {
  const { id, record, n, source, order, session, rules, prompt, model, placement, lane } = departure;
  const { turn, outlook, prices, learnedBefore, continues } = departure;
  const { parent, relation } = placement;
  const cached = outlook?.cache ?? null;
  const evidence = outlook?.evidence ?? null;
  return {
    id,
    isExtended: false,
    n,
    label: source === 1 ? `${n}` : `${source}.${n}`,
    order,
    record: keptOf(record),
    session: session.id,
    lane,
    prompt,
    model,
    continues,
    rules,
    speed: speedOf(prompt),
    prices,
    parent,
    kept: prompt === null ? -1 : keptUpTo(prompt, rules, parent),
    relation,
    isAfterCompaction: session.isCompacted && isMain(departure) && record.purpose === 'generate',
    turn,
    shape: shapeOf({ prompt, cache: cached, evidence, parent }),
    cache: cached,
    prediction: predictionOf(cached, parent !== null && (evidence?.standing.passed.length ?? 0) === 0),
    learnedBefore,
    usage: null,
    isAccumulated: false,
    settled: false,
    isConcluded: false,
    broken: null,
    owed: 0,
    differences: outlook?.differences ?? null,
    suspects: outlook?.suspects ?? NONE,
    foreseen: null,
    evidence,
    hints: NONE,
    entry: null,
  };
}

/** Each field is named: what is copied without its names takes more time and more room. */
function keptOf(record: RequestRecord): KeptRecord {
  const { key, origin, fidelity, at, turn, agent, client, provider, api, model, betas, effort } = record;
  const { purpose, redacted } = record;
  return {
    key,
    origin,
    fidelity,
    at,
    turn,
    agent,
    client,
    provider,
    api,
    model,
    betas,
    effort,
    purpose,
    redacted,
  };
}

type Speaker = Pick<Departure, 'record' | 'prompt' | 'placement' | 'lane' | 'session'>;

function isMain({ record, placement }: Speaker): boolean {
  return placement.beside === null && (record.agent ?? 'main') === 'main';
}

/** True if it is of a lane that talks with the user. */
export function leads(speaker: Speaker): boolean {
  const { prompt, lane, session } = speaker;
  return (
    isMain(speaker) &&
    (lane === session.lanes[0] || lane.calls.length > 0) &&
    (prompt === null || prompt.counts.tools > 0 || !session.lanes.some(acts))
  );
}

/** True if it sends its parent's bytes once more. */
export function asksAgain({ prompt, parent }: Call): boolean {
  return prompt !== null && prompt.chain.at(-1) === parent?.prompt?.chain.at(-1);
}

/** Where a lane has tools, one without them does not talk with the user: it writes titles, or judges what the other does. */
function acts(lane: LaneState): boolean {
  return (lane.calls.at(-1)?.shape.blocks?.tools ?? 0) > 0;
}

function speedOf(prompt: Prompt | null): string | null {
  const sent = prompt?.parameters.speed;
  return sent === undefined ? null : sent.replaceAll('"', '');
}

/**
 * Index of the last block that a request wants to be kept. A cache without breakpoints keeps all; a request whose
 * breakpoints end before what its parent kept, or that has none, leaves that.
 */
function keptUpTo(prompt: Prompt, rules: ModelRules, parent: Call | null): number {
  if (breakpointRules(rules) === null) return prompt.blocks.length - 1;
  const last = lastBreakpoint(prompt) ?? -1;
  if (parent?.prompt == null) return last;
  return Math.max(last, Math.min(parent.kept, sharedBlocks(parent.prompt.chain, prompt.chain) - 1));
}
