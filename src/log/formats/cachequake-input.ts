/**
 * Whether `usage.input` counts what was cached. Our format expects it without; most providers count it in, so a converter that copies
 * their count makes prompts look twice as large as they were. The counts of one model are of one kind throughout a log: which, is told
 * by counts that can be of one kind only, or by the bytes that were sent.
 */
import { isArray, isObject, textOf } from '../json/json.js';
import type { Json, JsonObject } from '../record.js';

/** `apart`: without what was cached, as expected. `whole`: the whole prompt. `unclear`: nothing tells. */
export type InputMeaning = 'apart' | 'whole' | 'unclear';

/** What was sent, as far as it tells tokens. */
export interface SentBody {
  /** Of its line. */
  readonly bytes: number;
  /** Of these the ones behind the last breakpoint; null: there is none, or the provider does not go by them. */
  readonly behind: number | null;
}

/** A request that was billed. */
export interface BilledInput {
  /** Requests whose counts are of one kind: provider and model. */
  readonly kind: string;
  /** Requests that may go on from each other. */
  readonly lane: string;
  readonly body: SentBody | null;
  readonly input: number | null;
  readonly read: number;
  /** Read and written. */
  readonly cached: number;
  readonly total: number | null;
}

export interface InputMeanings {
  /** True while the body of a request of this kind may tell what its counts mean. */
  isOpen(kind: string): boolean;
  of(billed: BilledInput): InputMeaning;
}

/** Bytes that a token has, at least and at most; outside of them the bytes are no text. */
const BYTES_A_TOKEN = { least: 1.5, most: 8 };
/** A token has more bytes than this on average; below it the counts are too large for what was sent. */
const FEWEST_BYTES = 2;
/** And on average fewer than this. */
const MOST_BYTES = 7;
/** Smaller bodies say little: the frame of the line is part of the bytes. */
const TELLING_BYTES = 4_000;
/** Requests in a row whose input grows with all that was sent, and their read with what was sent before. */
const IN_A_ROW = 3;
/** Kinds and lanes that are remembered. */
const REMEMBERED = 1_000;

interface Lane {
  readonly bytes: number;
  readonly inARow: number;
}

/** What has been seen of one kind. */
interface Kind {
  meaning: InputMeaning;
  /** Bytes a token of its newest request of which nothing was cached: there the input is the whole prompt either way. */
  rate: number | null;
  /** What was cached of the request that spoke last for `whole`; null: none did. */
  spoke: number | null;
  readonly lanes: Map<string, Lane>;
}

export function createInputMeanings(): InputMeanings {
  const kinds = new Map<string, Kind>();

  function kindOf(name: string): Kind {
    const known = kinds.get(name);
    if (known !== undefined) return known;
    if (kinds.size >= REMEMBERED) kinds.clear();
    const kind: Kind = { meaning: 'unclear', rate: null, spoke: null, lanes: new Map() };
    kinds.set(name, kind);
    return kind;
  }

  return {
    isOpen: name => kinds.get(name)?.meaning !== 'apart',
    of(billed) {
      const { input, cached, body } = billed;
      const kind = kindOf(billed.kind);
      const lane = laneAfter(kind, billed);
      if (input === null) return 'apart';
      if (cached === 0) {
        kind.rate = rateOf(body, input) ?? kind.rate;
        return 'apart';
      }
      const said = saidBy(billed);
      const told = said ?? toldByBytes(billed, kind, lane);
      if (told !== null) kind.meaning = told;
      // No text has so few tokens as the input alone would be of it.
      const isTooLittle = body !== null && body.bytes > MOST_BYTES * input;
      return kind.meaning === 'unclear' && isTooLittle ? 'apart' : kind.meaning;
    },
  };
}

/** Told by the counts alone; null: they can be of either kind. */
function saidBy({ input, cached, total, body }: BilledInput): 'apart' | 'whole' | null {
  if (input === null || input < cached) return 'apart';
  if (total !== null && total >= input + cached) return 'apart';
  if (total === input) return 'whole';
  const isTooMuch =
    body !== null &&
    body.bytes < FEWEST_BYTES * (input + cached) &&
    body.bytes > 1.25 * FEWEST_BYTES * input &&
    body.bytes < BYTES_A_TOKEN.most * input;
  return isTooMuch ? 'whole' : null;
}

/**
 * Told by what was sent. A tokenizer may make more tokens of one text than of another, so one request proves nothing: a second
 * one has to say the same of more that was cached.
 */
function toldByBytes(billed: BilledInput, kind: Kind, lane: Lane | null): InputMeaning | null {
  const { body, cached } = billed;
  if (lane !== null && lane.inARow >= IN_A_ROW) return 'whole';
  if (body === null || body.bytes < TELLING_BYTES) return null;
  const told = byBreakpoint(billed, body) ?? byRate(billed, body, kind.rate);
  if (told !== 'whole') return told;
  const isSecond = kind.spoke !== null && cached > kind.spoke;
  kind.spoke = Math.max(cached, kind.spoke ?? 0);
  return isSecond ? 'whole' : null;
}

/** What was cached ends at the last breakpoint: that gives the rate, and the rate what `input` would be of either kind. */
function byBreakpoint({ input, cached }: BilledInput, { bytes, behind }: SentBody): InputMeaning | null {
  if (behind === null || input === null || bytes <= behind) return null;
  const rate = (bytes - behind) / cached;
  if (!isText(rate)) return null;
  if (isNear(input, bytes / rate, 0.15) && input > behind / rate + cached / 2) return 'whole';
  return isNear(input, behind / rate, 0.25) ? 'apart' : null;
}

/** By the rate of a request of which nothing was cached. */
function byRate(
  { input, cached }: BilledInput,
  { bytes }: SentBody,
  rate: number | null,
): InputMeaning | null {
  if (rate === null || input === null) return null;
  const [whole, apart] = [bytes / input, bytes / (input + cached)];
  if (isNear(whole, rate, 0.2) && apart < 0.65 * rate) return 'whole';
  return isNear(apart, rate, 0.2) && whole > 1.5 * rate ? 'apart' : null;
}

/** Notes a request of a lane. Its input is to all its bytes as its read is to those of the request before, time and again: it is the whole. */
function laneAfter({ lanes }: Kind, { lane, body, input, read }: BilledInput): Lane | null {
  if (body === null || input === null) return null;
  const before = lanes.get(lane);
  const rate = before === undefined || read === 0 ? null : before.bytes / read;
  const isWhole =
    before !== undefined &&
    rate !== null &&
    isText(rate) &&
    body.bytes > before.bytes &&
    isNear(body.bytes / input, rate, 0.06);
  const after = { bytes: body.bytes, inARow: isWhole ? before.inARow + 1 : 0 };
  if (lanes.size >= REMEMBERED) lanes.clear();
  lanes.set(lane, after);
  return after;
}

function rateOf(body: SentBody | null, input: number): number | null {
  if (body === null || body.bytes < TELLING_BYTES) return null;
  return isText(body.bytes / input) ? body.bytes / input : null;
}

const isText = (rate: number): boolean => rate >= BYTES_A_TOKEN.least && rate <= BYTES_A_TOKEN.most;

const isNear = (value: number, expected: number, share: number): boolean =>
  Math.abs(value - expected) <= share * expected;

/**
 * What a body tells; null where more is billed than was sent: what the provider's own tools find is input too.
 *
 * @param model the breakpoints of Claude's bodies count, those of others may be somebody's habit
 */
export function sentBody(body: JsonObject, bytes: number, model: string | null): SentBody | null {
  if (runsAtProvider(body)) return null;
  return { bytes, behind: /claude/i.test(model ?? '') ? bytesBehind(body) : null };
}

const SERVER_TOOLS = /^(?:web_|code_execution|mcp|tool_search|advisor)/;

function runsAtProvider({ tools, mcp_servers, container }: JsonObject): boolean {
  if (mcp_servers !== undefined || (container ?? null) !== null) return true;
  return isArray(tools) && tools.some(tool => isObject(tool) && SERVER_TOOLS.test(textOf(tool.type) ?? ''));
}

function bytesBehind({ messages, system, tools, cache_control }: JsonObject): number | null {
  if (isObject(cache_control)) return 0;
  const list = isArray(messages) ? messages : [];
  let behind = 0;
  for (let i = list.length - 1; i >= 0; i -= 1) {
    const message = list[i] ?? null;
    const content = isObject(message) && isArray(message.content) ? message.content : [];
    const last = content.findLastIndex(isMarked);
    if (last !== -1) return behind + lengthOf(content.slice(last + 1));
    behind += lengthOf([message]);
  }
  const isMarkedBefore = [system, tools].some(part => isArray(part) && part.some(isMarked));
  return isMarkedBefore ? behind : null;
}

const isMarked = (block: Json): boolean =>
  isObject(block) && (isObject(block.cache_control) || block.cachePoint !== undefined);

const lengthOf = (values: readonly Json[]): number =>
  values.reduce<number>((sum, value) => sum + Buffer.byteLength(JSON.stringify(value)), 0);
