import type { Api } from '../log/record.js';

/** The provider's order of the prefix. */
export type Section = 'tools' | 'system' | 'messages';
export const SECTIONS: readonly Section[] = ['tools', 'system', 'messages'];

export type BlockKind =
  | 'tool'
  | 'text'
  | 'tool_use'
  | 'tool_result'
  | 'thinking'
  | 'image'
  | 'document'
  | 'compaction'
  /** An earlier answer by its id: the provider puts in what it kept. */
  | 'reference'
  | 'other';

/** A breakpoint on a block. */
export interface Marker {
  /** Lifetime it asks for; `5m` where the marker names none. */
  readonly ttl: string;
}

/** The unit of the prefix: a tool, a system block, a block of a message. */
export interface Block {
  readonly section: Section;
  /** Path in the body: `tools[3]`, `system[1]`, `messages[41].content[0]` (`system`, `messages[2].content` where it is a string). */
  readonly path: string;
  readonly kind: BlockKind;
  /** Index of the message in the body; -1 outside messages. */
  readonly message: number;
  readonly role: string | null;
  /** Tool name, or the id that joins tool_use and tool_result. */
  readonly name: string | null;
  /** Compact JSON without markers, key order kept; a string content is written as its one text block. */
  readonly canonical: string;
  /** UTF-8 bytes of `canonical`. */
  readonly bytes: number;
  /** Bytes that cost tokens: without image data, signatures and encrypted content. */
  readonly textBytes: number;
  /** md5 of role and canonical (32 hex), not chained: equal blocks at other positions are found by it. */
  readonly digest: string;
  /** md5 of the form as sent; differs from another block of the same digest if only string <-> block form differs. */
  readonly rawDigest: string;
  readonly marker: Marker | null;
}

/** What the model said, thought or called. Items of OpenAI's Responses that are no message name no role. */
export function isAnswer({ role, kind }: Pick<Block, 'role' | 'kind'>): boolean {
  if (role === null) return kind === 'tool_use' || kind === 'thinking';
  return role === 'assistant' || role === 'model';
}

export interface Breakpoint {
  /** Index into `blocks`. */
  readonly block: number;
  readonly path: string;
  readonly ttl: string;
  /** True for the top-level (automatic) marker. */
  readonly automatic: boolean;
}

/** A context that the provider holds in front of what is sent. */
export interface Held {
  readonly id: string;
  /**
   * `answer`: all up to an earlier answer (`previous_response_id`). `conversation`: all that was said in it, to which the request and its
   * answer are added (`conversation`). `content`: a prefix that was cached by name and is read whole, nothing behind it (`cachedContent`).
   */
  readonly how: 'answer' | 'conversation' | 'content';
}

/** True if the blocks are only what is new of a conversation: they are no prefix. */
export const isRest = (held: Held | null): held is Held => held !== null && held.how !== 'content';

/** Where a prompt stands that is one text and no list of messages. */
export const ONE_TEXT = 'prompt';

/** True if it is: such prompts grow within their one block, so none of them shares it with another. */
export const isOneText = ({ blocks, starts }: Prompt): boolean => blocks[starts.messages]?.path === ONE_TEXT;

/** True if the provider keeps answers, so that a later request may go on from one by its id. */
export const keepsAnswers = (api: Api | null): boolean => api === 'openai-responses';

/** A request as the provider renders it. */
export interface Prompt {
  readonly api: Api;
  readonly model: string | null;
  readonly blocks: readonly Block[];
  /** `chain[i]` covers blocks 0..i; two prompts share a prefix iff they share a chain hash. */
  readonly chain: readonly string[];
  /** Index of the first block of each section (== blocks.length where it is empty and nothing follows). */
  readonly starts: Readonly<Record<Section, number>>;
  /** md5 of each section's JSON as sent, markers stripped (32 hex); null where the body has no such key. */
  readonly hashes: Readonly<Record<Section, string | null>>;
  /** tools, system blocks, messages (not message blocks): what `blocks` in the report counts. */
  readonly counts: Readonly<Record<Section, number>>;
  readonly breakpoints: readonly Breakpoint[];
  /** Parameters that are part of the rendered prompt, by name, as compact JSON: `tool_choice`, `thinking`, `effort`, … absent = not sent. */
  readonly parameters: Readonly<Record<string, string>>;
  /** What the provider holds in front of these blocks; null: they are the whole prefix. */
  readonly continues: Held | null;
  /** What the log replaced: the paths of all of it, and of each block that holds some (`redacted.ts` answers for it). */
  readonly redaction: {
    readonly paths: readonly string[];
    readonly blocks: ReadonlyMap<Block, readonly string[]>;
  };
}

/** First place where a prompt leaves its parent. */
export interface Divergence {
  /** Index of the first differing block in both prompts. */
  readonly block: number;
  readonly section: Section;
  /** Path of the leaf in the new request; of the parent's where the new one ends before. */
  readonly path: string;
  /** Unicode characters (code points) of the leaf that are equal. */
  readonly char: number;
  /** UTF-8 bytes of the leaf that are equal. */
  readonly byte: number;
  /** `changed`: both have the block. `added`/`removed`: only one has one here. */
  readonly how: 'changed' | 'added' | 'removed';
  readonly before: Excerpt | null;
  readonly after: Excerpt | null;
}

/** A window of a leaf around the divergence, both sides aligned at `at`. */
export interface Excerpt {
  /** Up to 200 characters before the divergence (equal on both sides), then up to 2000 from it on. */
  readonly text: string;
  /** Index in `text` (UTF-16) of the first differing character. */
  readonly at: number;
  /** Length of the whole leaf, in characters. */
  readonly length: number;
}
