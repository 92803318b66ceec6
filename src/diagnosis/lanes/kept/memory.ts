import type { Prompt } from '../../../prompt/prompt.js';
import type { Call, LaneState } from '../../calls/call.js';
import type { KeptLines } from '../../calls/kept-lines.js';
import { awayOf, bringBack } from './away.js';
import { endingOf } from './ending.js';

/** Keeps the prompts of those lanes that may go on, under a cap. */
export interface PromptMemory {
  /** A request joined its lane: its prompt is kept there, and the longest idle lanes are let go. */
  keep(call: Call): void;
  /** Reads again what was let go of those lanes that a request may go on from. */
  bringBack(prompt: Prompt, lanes: readonly LaneState[]): void;
}

/** Requests of a lane whose prompts are kept: enough for rewinds and for fan-out of one parent. */
export const RECENT = 12;

/** Requests of a lane whose lines may be looked up: those whose prompts are kept, and the parent of each. */
const LOOKED_UP = 2 * RECENT;

/** Bytes of prompts that are kept, by default. A text that is not Latin takes twice that in memory. */
export const PROMPT_BYTES = 16 * 1024 * 1024;

/**
 * What is held of a block beside its text (places, hashes), and of a request beside its blocks (their lists, what it was compared with):
 * of 8,907 small requests, most of what their prompts took (`docs/speed.md`).
 */
const BESIDE = { block: 400, request: 2_048 };

/**
 * @param lines where requests stand in their logs: a lane that was let go is read again from there
 * @param most bytes of prompts of all lanes together; the newest lane stays, whatever its size
 */
export function createPromptMemory(
  lines: Pick<KeptLines, 'of' | 'drop'>,
  most: number = PROMPT_BYTES,
): PromptMemory {
  /** Bytes that each lane holds, the longest idle first. */
  const held = new Map<LaneState, number>();
  let sum = 0;

  function forget(lane: LaneState): void {
    const newest = lane.recent.at(-1);
    lane.ending = endingOf(lane);
    lane.away = newest === undefined ? null : awayOf(newest, lines.of(newest.id));
    for (const call of lane.recent) letGo(call);
    for (const call of lane.calls.slice(-LOOKED_UP)) if (call !== newest) lines.drop(call.id);
    lane.recent.length = 0;
    lane.isForgotten = lane.away === null;
  }

  function put(lane: LaneState, bytes: number): void {
    sum += bytes - (held.get(lane) ?? 0);
    held.delete(lane);
    held.set(lane, bytes);
  }

  return {
    keep(call) {
      const { lane } = call;
      lane.recent.push(call);
      const old = lane.calls.at(-1 - LOOKED_UP);
      if (old !== undefined) lines.drop(old.id);
      const dropped = lane.recent.length > RECENT ? lane.recent.shift() : undefined;
      if (dropped !== undefined) letGo(dropped);
      // At most so much: what the dropped request held alone is found out only where there is too much.
      const before = (held.get(lane) ?? 0) - (dropped === undefined ? 0 : BESIDE.request);
      put(lane, before + bytesOfItsOwn(call, lane.recent.at(-2)));
      if (sum <= most) return;
      put(lane, sizeOf(lane));
      for (const [idle, bytes] of held) {
        if (sum <= most || idle === lane) break;
        // Its usage is still to come, and is judged by its prompt.
        if (idle.recent.some(({ settled, evidence }) => !settled && evidence !== null)) continue;
        forget(idle);
        held.delete(idle);
        sum -= bytes;
      }
    },
    bringBack(prompt, lanes) {
      for (const lane of bringBack(prompt, lanes)) put(lane, sizeOf(lane));
    },
  };
}

function letGo(call: Call): void {
  // Its usage is still to come, and is judged by what it was compared with.
  if (call.settled) call.evidence = null;
  call.prompt = null;
  call.cache = null;
}

/** Bytes of a request without what it shares with the one before it. */
function bytesOfItsOwn({ prompt }: Call, before: Call | undefined): number {
  const known = before?.prompt?.blocks;
  return (prompt?.blocks ?? []).reduce(
    (sum, block, i) => (known?.[i] === block ? sum : sum + block.bytes + BESIDE.block),
    BESIDE.request,
  );
}

/** Bytes of the prompts of a lane, each block once: requests share those that they have in common. */
function sizeOf({ recent }: LaneState): number {
  const seen = new Set<object>();
  let bytes = recent.length * BESIDE.request;
  for (const { prompt } of recent) {
    for (const block of prompt?.blocks ?? []) {
      if (seen.has(block)) continue;
      seen.add(block);
      bytes += block.bytes + BESIDE.block;
    }
  }
  return bytes;
}
