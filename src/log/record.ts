/**
 * What a log says, one line at a time, in one vocabulary for all formats.
 * Times are milliseconds since 1970 (UTC). `null` means that the log does not say; it never means 0.
 */

/** A value as `JSON.parse` returns it. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject;
export interface JsonObject {
  readonly [key: string]: Json;
}

/** The wire protocol a request speaks; it decides the order of the prefix and the meaning of usage. */
export const APIS = [
  'anthropic-messages',
  'openai-chat',
  'openai-responses',
  'gemini',
  'bedrock-converse',
] as const;
export type Api = (typeof APIS)[number];

/**
 * How much of the request a source still holds.
 * `wire`: the bytes that were sent. `reserialised`: the same JSON written again. `redacted`: parts replaced.
 * `digests`: hashes only. `usage-only`: what was billed, without the prompt.
 */
export type Fidelity = 'wire' | 'reserialised' | 'redacted' | 'digests' | 'usage-only';

/** Where a record was read. */
export interface Origin {
  /** Path of the file as the user would open it. */
  readonly path: string;
  /** Line number, counted from 1. */
  readonly line: number;
  /** Path that the log is known by, where the file is only a part of it: requests are counted and joined over all parts. */
  readonly log?: string;
}

/** Path of the log that a record belongs to. */
export const logOf = ({ path, log }: Origin): string => log ?? path;

/** One step into a JSON value: a key or an index. */
export type PathStep = string | number;

/** Where a line stands. */
export interface LinePlace {
  /** Tells its bytes from all others. */
  readonly digest: string;
  /** Its bytes, read again if need be; they may be written to afterwards. `null`: they do not stand there any more. */
  read(): Uint8Array | null;
}

/** The raw line behind a request, kept until its place in the file is no longer needed. */
export interface RawLine {
  /** UTF-8 bytes of the line, without its newline, or where they stand. */
  readonly bytes: Uint8Array | LinePlace;
  /** Where the body stands in the line: `['payload']`, `['request', 'body_raw']`. Empty: the line is the body. */
  readonly bodyAt: readonly PathStep[];
  /** True if the body is a JSON text inside a JSON string (`body_raw`). */
  readonly bodyIsText: boolean;
  /** The file the bytes are of, where it is not the record's origin: a body that an index line only points to. */
  readonly file?: string;
  /** The line on which the bytes begin, where it is not the record's: they are a document of several lines. */
  readonly firstLine?: number;
  /** True if `bytes` is only the body, as it was decoded: a place in it is none in the log. */
  readonly isApart?: boolean;
}

/** The program that sent a request. */
export interface Client {
  /** `claude-code`, `codex_cli_rs`, `OpenAI/Python`; null: only its version is known. */
  readonly name: string | null;
  readonly version: string | null;
}

/** The bytes of a line; `null`: they do not stand in its file any more. */
export function bytesOf(line: RawLine | null): Uint8Array | null {
  if (line === null) return null;
  return line.bytes instanceof Uint8Array ? line.bytes : line.bytes.read();
}

/** What a request asks for. */
export const PURPOSES = ['generate', 'count-tokens', 'other'] as const;
export type Purpose = (typeof PURPOSES)[number];

/** One API call, as it left. */
export interface RequestRecord {
  readonly kind: 'request';
  /** Joins a request with its usage; unique within its log. */
  readonly key: string;
  readonly origin: Origin;
  readonly raw: RawLine | null;
  readonly fidelity: Fidelity;
  /** Start of the request: the moment from which lifetimes count. */
  readonly at: number | null;
  /** Conversation, as the log names it. */
  readonly session: string | null;
  /** Session that the log says it was copied from: a fork begins with the requests of another log. */
  readonly copiedFrom?: string | null;
  /**
   * The request that it goes on from, where that is not the one before it: of another log, of which its own begins with a copy, or
   * of its own, to which it went back. null: it went back to before the first one.
   */
  readonly follows?: { readonly log: string; readonly key: string } | null;
  /** Turn (a run in some logs), as the log names it. */
  readonly turn: string | null;
  /** Explicit lane, where the log names one: agent id, query source, agent role. */
  readonly agent: string | null;
  /** Program that sent it; null or left out: the log does not say. */
  readonly client?: Client | null;
  readonly provider: string | null;
  readonly api: Api | null;
  readonly model: string | null;
  /** Active beta flags, sorted; they can be part of the prompt. */
  readonly betas: readonly string[];
  /** Reasoning effort that it asked for, where the log says so beside the body; null: the model's own. Left out: the log does not say. */
  readonly effort?: string | null;
  /** `generate` for everything that runs the model; the others never become a parent. */
  readonly purpose: Purpose;
  /** The parsed body; `null` where the log holds none (usage-only sources). */
  readonly body: JsonObject | null;
  /** Paths in the body whose text was replaced in the log (`[redacted]`): nothing is claimed across them. */
  readonly redacted: readonly string[];
}

/** Tokens of one response. `input` EXCLUDES what was read from or written to the cache, whatever the provider's convention. */
export interface Usage {
  readonly input: number | null;
  readonly cacheRead: number | null;
  readonly cacheWrite: number | null;
  readonly cacheWrite5m: number | null;
  readonly cacheWrite1h: number | null;
  readonly output: number | null;
  /** The whole prompt: read, written and uncached. It can be known where its parts are not; `promptTokens()` reads it. */
  readonly promptTotal?: number | null;
  /** Milliseconds in which an engine of one's own evaluated what it did not read: only llama-server and Ollama say so. */
  readonly prefillMs?: number | null;
}

/** What the provider (or the client) itself says about a miss. Shown beside our verdict, never instead of it. */
export interface VendorVerdict {
  /** Who said it: `anthropic`, `openai`, `claude-code`, `openclaw`. */
  readonly by: string;
  /** The vendor's own word: `tools_changed`, `previous_message_not_found`, … `none`: it says that nothing diverged. */
  readonly reason: string;
  readonly missedTokens: number | null;
}

/** `ok`: the response came. `aborted`: cut off. `error`: status >= 400 or an error event. */
export const OUTCOMES = ['ok', 'aborted', 'error'] as const;
export type Outcome = (typeof OUTCOMES)[number];

/** How a request ended and what it was billed. */
export interface UsageRecord {
  readonly kind: 'usage';
  readonly origin: Origin;
  /** The request it belongs to, by key; or a whole turn, whose last request gets it. */
  readonly of: { readonly key: string } | { readonly session: string | null; readonly turn: string };
  readonly usage: Usage | null;
  readonly outcome: Outcome;
  readonly status: number | null;
  readonly error: string | null;
  readonly firstByteAt: number | null;
  readonly endedAt: number | null;
  /** The model that answered, if the response names one. */
  readonly model: string | null;
  readonly responseId: string | null;
  /** Who answered behind a gateway, if the response names it (OpenRouter's `provider`): each has its own cache. */
  readonly servedBy?: string | null;
  readonly vendor: VendorVerdict | null;
  /** What was used of the windows of its plan, when it had been answered; left out: the log does not say. */
  readonly limits?: readonly PlanWindow[];
  /** Billing modifiers, where the response names them: `service_tier`, `speed`, `inference_geo`. */
  readonly billing: Billing | null;
}

/** A window of a subscription's plan, as a response tells of it. */
export interface PlanWindow {
  /** `5h`, `7d`; the provider's own word where it does not say how long it is. */
  readonly window: string;
  readonly minutes: number | null;
  /** 0 to 100, or more. */
  readonly usedPercent: number;
  /** Milliseconds since 1970. */
  readonly resetsAt: number | null;
}

export interface Billing {
  readonly tier: string | null;
  readonly speed: string | null;
  readonly geo: string | null;
}

/** Something the log says that is neither a request nor usage: a compaction, a mode change. */
export interface NoticeRecord {
  readonly kind: 'notice';
  readonly origin: Origin;
  readonly at: number | null;
  readonly session: string | null;
  readonly text: string;
  /** True if it says that the conversation was replaced by a summary. */
  readonly isCompaction?: boolean;
}

/** A line that could not be understood. Counted and shown; never fatal. */
export interface SkippedRecord {
  readonly kind: 'skipped';
  readonly origin: Origin;
  /** Length of the line in bytes. */
  readonly bytes: number;
  /** What is wrong and what to do, in one sentence. */
  readonly reason: string;
  /** True if no prompt and no count is missing by it: the line holds no request, or what is wrong with it is beside them. */
  readonly isHarmless?: boolean;
}

export type LogRecord = RequestRecord | UsageRecord | NoticeRecord | SkippedRecord;

/** What a reader knows of a source beside its records. */
export interface SourceState {
  readonly path: string;
  readonly format: string | null;
  readonly fidelity: Fidelity | null;
  /** `waiting`: no such file yet. `live`: being followed. `ended`: read to its end, not followed. `gone`: deleted or unreadable. */
  readonly state: 'waiting' | 'live' | 'ended' | 'gone';
  readonly lines: number;
  readonly bytes: number;
  /** Set after `rotated`, `truncated`, `unreadable`: a sentence for the user. */
  readonly message: string | null;
  /** True if the message tells of something that happened, not of what is wrong for as long as it stands. @default false */
  readonly isNews?: boolean;
  /** Paths of the files that are there, in their order, where the log is not the one file at `path`. */
  readonly parts?: readonly string[];
}

/** When a record happened, in milliseconds since 1970; `null` if it does not say. */
export function timeOfRecord(record: LogRecord): number | null {
  if (record.kind === 'request' || record.kind === 'notice') return record.at;
  return record.kind === 'usage' ? (record.endedAt ?? record.firstByteAt) : null;
}

export function isSameState(one: SourceState, other: SourceState): boolean {
  return (
    one.state === other.state &&
    one.bytes === other.bytes &&
    one.lines === other.lines &&
    one.message === other.message &&
    one.isNews === other.isNews &&
    one.format === other.format &&
    one.fidelity === other.fidelity &&
    one.parts?.length === other.parts?.length
  );
}
