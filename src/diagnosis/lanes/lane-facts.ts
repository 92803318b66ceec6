/** What is said of all requests of a lane, gathered as they come: no request asks it of all that were before it. */
import { type Call, hasFailed, type LaneState } from '../calls/call.js';

export interface LaneFacts {
  /** Order of its first request; null: it has none. */
  first: number | null;
  requests: number;
  /** Of them, those that go on from nothing. */
  firsts: number;
  /** Requests that act, each once: a task that is given many times over is no longer for that. A log without prompts counts all. */
  acting: number;
  /** Requests that go on from an answer. A title or a classifier is asked again, and never answered back. */
  talks: number;
  /** The newest request that asked for each lifetime at its end. */
  readonly newestByTtl: Map<string, Pick<Call, 'order' | 'label'>>;
}

export const noFacts = (): LaneFacts => ({
  first: null,
  requests: 0,
  firsts: 0,
  acting: 0,
  talks: 0,
  newestByTtl: new Map(),
});

/** One request more. What it rests on is known when a request leaves and does not change. */
export function addFacts(facts: LaneFacts, call: Call): void {
  facts.first ??= call.order;
  count(facts, call, 1);
  const ttl = ttlOf(call);
  if (ttl !== undefined) facts.newestByTtl.set(ttl, nameOf(call));
}

/**
 * One less: it turned out to be of another lane.
 *
 * @param rest of the lane, without it
 */
export function removeFacts(facts: LaneFacts, call: Call, rest: readonly Call[]): void {
  if (facts.first === call.order) facts.first = rest[0]?.order ?? null;
  count(facts, call, -1);
  takeBackTtl(facts, call, rest);
}

/** What was refused has asked for no lifetime. @param rest of the lane */
export function takeBackTtl(facts: LaneFacts, call: Call, rest: readonly Call[]): void {
  const ttl = ttlOf(call);
  if (ttl === undefined || facts.newestByTtl.get(ttl)?.order !== call.order) return;
  facts.newestByTtl.delete(ttl);
  const before = rest.findLast(other => other !== call && ttlOf(other) === ttl && !hasFailed(other));
  if (before !== undefined) facts.newestByTtl.set(ttl, nameOf(before));
}

function count(facts: LaneFacts, { shape, parent, relation }: Call, by: 1 | -1): void {
  facts.requests += by;
  if (relation === 'first') facts.firsts += by;
  if (relation !== 'repeats' && (shape.blocks === null || shape.blocks.tools > 0)) facts.acting += by;
  const messages = shape.blocks?.messages ?? 0;
  if (messages > (parent?.shape.blocks?.messages ?? Number.POSITIVE_INFINITY)) facts.talks += by;
}

/** Without what it holds: it may not be listed any more. */
const nameOf = ({ order, label }: Call): Pick<Call, 'order' | 'label'> => ({ order, label });

const ttlOf = ({ shape }: Call): string | undefined => shape.breakpoints.at(-1)?.ttl;

/** True if none of its requests goes on from another: calls on the same errand. */
export const isOfCalls = ({ facts }: LaneState): boolean => facts.firsts === facts.requests;
