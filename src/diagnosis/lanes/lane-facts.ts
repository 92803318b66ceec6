/** What is said of all requests of a lane, gathered as they come: no request asks it of all that were before it. */
import type { Call } from '../calls/call.js';

export interface LaneFacts {
  /** Order of its first request; null: it has none. */
  first: number | null;
  /** Requests that go on from nothing. */
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
  firsts: 0,
  acting: 0,
  talks: 0,
  newestByTtl: new Map(),
});

/** One request more. What it rests on is known when a request leaves and does not change. */
export function addFacts(facts: LaneFacts, { order, label, shape, parent, relation }: Call): void {
  facts.first ??= order;
  if (relation === 'first') facts.firsts += 1;
  if (relation !== 'repeats' && (shape.blocks === null || shape.blocks.tools > 0)) facts.acting += 1;
  const messages = shape.blocks?.messages ?? 0;
  if (messages > (parent?.shape.blocks?.messages ?? Number.POSITIVE_INFINITY)) facts.talks += 1;
  const ttl = shape.breakpoints.at(-1)?.ttl;
  if (ttl !== undefined) facts.newestByTtl.set(ttl, { order, label });
}
