import type { Api, JsonObject } from '../log/record.js';
import { compact, UNWRITABLE } from './json.js';
import type { BlockKind, Marker, Section } from './prompt.js';

/** A block before it is hashed. */
export interface Draft {
  readonly path: string;
  readonly kind: BlockKind;
  readonly message: number;
  readonly role: string | null;
  readonly name: string | null;
  readonly canonical: string;
  /** The form as sent; the same string as `canonical` unless a string stood for a text block. */
  readonly raw: string;
  /** Bytes of `canonical` that cost no tokens. */
  readonly unbilled: number;
  readonly marker: Marker | null;
  /** True if the automatic breakpoint may stand here. */
  readonly markable: boolean;
}

/** A section before it is hashed. */
export interface SectionDraft {
  readonly blocks: readonly Draft[];
  /** Compact JSON of the section as sent, markers stripped; null where the body has none. */
  readonly json: string | null;
  /** Tools, system blocks or messages. */
  readonly count: number;
}

export interface PromptDraft extends Readonly<Record<Section, SectionDraft>> {
  /** The top-level marker, which the provider moves to the last block that can carry one. */
  readonly automatic: Marker | null;
  readonly parameters: Readonly<Record<string, string>>;
  readonly deferredTools: number;
  readonly continues: string | null;
}

/** What is noticed on the way and belongs to the whole prompt. */
export interface Notes {
  readonly redacted: string[];
  images: boolean;
  citations: boolean;
}

/** Reads the bodies of one API: one file in `apis/`, one line in its list. */
export interface ApiReader {
  readonly api: Api;
  /** Never throws, whatever the body holds. */
  read(body: JsonObject, betas: readonly string[], notes: Notes): PromptDraft;
}

export const NO_SECTION: SectionDraft = { blocks: [], json: null, count: 0 };

/** The parameters that are present, as compact JSON, in the order given. */
export function writeParameters(
  entries: Readonly<Record<string, Parameters<typeof compact>[0] | undefined>>,
): Record<string, string> {
  const written: Record<string, string> = {};
  for (const [name, value] of Object.entries(entries)) {
    if (value !== undefined && value !== null) written[name] = compact(value);
  }
  return written;
}

/** Writes a block's value; a value that cannot be written is noted as redacted, so that nothing is claimed across it. */
export function writeBlock(value: Parameters<typeof compact>[0], path: string, notes: Notes): string {
  const text = compact(value);
  if (text === UNWRITABLE) notes.redacted.push(path);
  return text;
}
