import type { JsonObject } from './json.js';

/** A prompt as an agent holds it in memory, before it is written for one provider. */
export interface Prompt {
  readonly model: string;
  readonly tools: readonly Tool[];
  /** Blocks of the system prompt. */
  readonly system: readonly string[];
  readonly systemForm: Form;
  readonly messages: readonly Message[];
  /** Runtime context sent behind everything else and replaced with every request; after the last breakpoint. */
  readonly tail: string | null;
  readonly marking: Marking;
  readonly parameters: Parameters;
}

export interface Tool {
  readonly name: string;
  readonly description: string;
  readonly schema: JsonObject;
  /** Outside the prefix until the tool search brings it in. */
  readonly deferred?: boolean;
  /** A tool of the provider (`web_search_20250305`): no schema is sent. */
  readonly server?: string;
}

/** `string`: one text part is written as a plain string wherever the wire allows it. */
export type Form = 'string' | 'blocks';

export interface Message {
  readonly role: 'user' | 'assistant' | 'system';
  readonly form: Form;
  readonly parts: readonly Part[];
}

export type Part =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'thinking'; readonly text: string; readonly signature: string }
  | { readonly kind: 'call'; readonly id: string; readonly name: string; readonly input: JsonObject }
  | {
      readonly kind: 'result';
      readonly id: string;
      readonly content: string;
      readonly failed: boolean;
      readonly form?: Form;
    }
  | { readonly kind: 'image'; readonly data: string; readonly detail?: 'low' | 'high' }
  | { readonly kind: 'raw'; readonly block: JsonObject };

export type Ttl = '5m' | '1h';

/** Where the agent puts its breakpoints. */
export interface Marking {
  readonly tools: Ttl | null;
  readonly system: Ttl | null;
  /** The system block that carries the marker; absent: the last. */
  readonly systemBlock?: number;
  /** `last`: end of the last message. `last-two`: end of the last two user messages. `automatic`: top-level. */
  readonly messages: 'last' | 'last-two' | 'automatic' | 'none';
  readonly ttl: Ttl;
  /** The mistake of `breakpoint-volatile`: the marker goes on the tail instead of in front of it. */
  readonly onTail?: boolean;
  /** Further markers on the first N system blocks or tools, for prompts that break the limit of four. */
  readonly extra?: readonly { readonly tool: number; readonly ttl: Ttl }[];
}

export interface Parameters {
  readonly thinking?: JsonObject;
  readonly effort?: string;
  readonly toolChoice?: JsonObject;
  readonly format?: JsonObject;
  readonly speed?: string;
  readonly verbosity?: string;
  readonly cacheKey?: string;
  readonly retention?: string;
  readonly betas: readonly string[];
  /** Top-level keys that are no part of the prompt: `max_tokens`, `temperature`, `stop_sequences`. */
  readonly sampling?: JsonObject;
  /** Writes the keys of the body in the opposite order. */
  readonly backwards?: boolean;
}

export type Api = 'anthropic-messages' | 'openai-chat' | 'openai-responses' | 'gemini';

/** Each text of the conversation that is longer than so many characters reads so in the log. */
export interface Redaction {
  readonly longerThan: number;
  readonly as: string;
}

/** One API call of a session, as it happened. Times are milliseconds since 1970. */
export interface Call {
  readonly id: string;
  readonly session: string;
  readonly turn: string;
  /** The lane as this corpus knows it. */
  readonly lane: string;
  /** The lane as the log names it; null where it does not. */
  readonly agent: string | null;
  readonly provider: string;
  readonly api: Api;
  readonly at: number;
  readonly firstByteAt: number | null;
  readonly endedAt: number | null;
  /** `lost`: cut off before the first byte, nothing was written. `aborted`: cut off later, the prefix was written. */
  readonly outcome: 'ok' | 'aborted' | 'lost' | 'error';
  readonly status: number | null;
  readonly error: string | null;
  readonly purpose: 'generate' | 'count-tokens';
  readonly prompt: Prompt;
  readonly reply: Message;
  /** What the provider loses just before this call. */
  readonly evicts: 'nothing' | 'everything' | 'newest';
  /** Sent by another process: the provider sees it, this log does not. */
  readonly isElsewhere?: boolean;
  /** Whom a gateway passed it on to. */
  readonly upstream?: string;
  /** What a gateway makes of the prompt before the provider sees it; the log has it as it was sent. */
  readonly seenAs?: (prompt: Prompt) => Prompt;
  /** Text that the log replaces by a placeholder. */
  readonly redacts: 'nothing' | 'system' | Redaction;
}
