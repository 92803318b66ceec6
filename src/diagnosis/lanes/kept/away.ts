/** A lane whose prompts were let go to bound the memory, and how it comes back when somebody goes on from it. */
import type { CacheRequest } from '../../../cache/cache.js';
import { bodyOf } from '../../../log/json/locate.js';
import type { RawLine } from '../../../log/record.js';
import { isAsSent, type Prompt, readPrompt } from '../../../prompt/index.js';
import type { Call, LaneState } from '../../calls/call.js';

export interface Away {
  readonly call: Call;
  /** Where its line stands. */
  readonly line: RawLine;
  /** Tells whether the same is read again. */
  readonly chain: string | undefined;
  /** Digest of its first message: who goes on from it mostly begins like it. */
  readonly opening: string | undefined;
  /** Without its prompt. */
  readonly cache: Omit<CacheRequest, 'prompt'> | null;
}

/** `null`: its line does not stand anywhere, to be read again. */
export function awayOf(call: Call, line: RawLine | null): Away | null {
  const { prompt, cache } = call;
  if (prompt === null || !isAsSent(prompt)) return null;
  if (line === null || line.bytes instanceof Uint8Array) return null;
  return {
    call,
    line,
    chain: prompt.chain.at(-1),
    opening: openingOf(prompt),
    cache: cache === null ? null : withoutPrompt(cache),
  };
}

function withoutPrompt({ prompt: _, ...rest }: CacheRequest): Omit<CacheRequest, 'prompt'> {
  return rest;
}

/** Lanes of a session that are read again for one request. */
const MOST = 4;

/**
 * Reads again what lanes of a session held that a request may go on from. What is not found any more stays let go, and is said.
 *
 * @returns the lanes that hold a prompt again
 */
export function bringBack(prompt: Prompt, lanes: readonly LaneState[]): readonly LaneState[] {
  const opening = openingOf(prompt);
  const likely = lanes.filter(({ away }) => away !== null && away.opening === opening).slice(-MOST);
  return likely.filter(lane => isBack(lane, prompt));
}

function isBack(lane: LaneState, like: Prompt): boolean {
  const { away } = lane;
  if (away === null) return false;
  const { call, cache } = away;
  const prompt = readAgain(away, like);
  lane.away = null;
  lane.isForgotten = prompt === null;
  if (prompt === null) return false;
  call.prompt = prompt;
  call.cache = cache === null ? null : { ...cache, prompt };
  lane.recent.push(call);
  return true;
}

function readAgain({ call, line, chain }: Away, like: Prompt): Prompt | null {
  const body = bodyOf(line);
  const prompt = body === null ? null : readPrompt({ ...call.record, body }, [like]);
  return prompt !== null && prompt.chain.at(-1) === chain ? prompt : null;
}

const openingOf = ({ blocks, starts }: Prompt): string | undefined => blocks[starts.messages]?.digest;
