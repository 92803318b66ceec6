import type { Api, Json, JsonObject } from '../log/record.js';
import { compact, UNWRITABLE } from './json.js';
import type { BlockKind, Held, Marker, Section } from './prompt.js';

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

/** A piece of JSON, or the pieces of an item. */
export type Piece = string | readonly string[];

/** A section before it is hashed. */
export interface SectionDraft {
  readonly blocks: readonly Draft[];
  /** Compact JSON of the section as sent, markers stripped, in pieces that only need joining; null where the body has none. */
  readonly json: readonly Piece[] | null;
  /** Tools, system blocks or messages. */
  readonly count: number;
}

export interface PromptDraft extends Readonly<Record<Section, SectionDraft>> {
  /** The top-level marker, which the provider moves to the last block that can carry one. */
  readonly automatic: Marker | null;
  readonly parameters: Readonly<Record<string, string>>;
  readonly continues: Held | null;
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

/** Where a block stands. */
export interface BlockPlace {
  readonly path: string;
  /** Index of the message in the body; -1 outside messages. */
  readonly message: number;
  readonly role: string | null;
}

/** What a block has beside its place, kind and value. */
export type Extras = Partial<Pick<Draft, 'name' | 'unbilled' | 'marker' | 'markable'>> & {
  /** null: the form as sent. */
  readonly canonical?: string | null;
};

export const NO_SECTION: SectionDraft = { blocks: [], json: null, count: 0 };

/** A place outside messages. */
export function outside(path: string): BlockPlace {
  return { path, message: -1, role: null };
}

/** A block from its value as sent, markers taken off. */
export function draftBlock(
  place: BlockPlace,
  kind: BlockKind,
  value: Json,
  notes: Notes,
  extras: Extras = {},
): Draft {
  const raw = compact(value);
  // Nothing may be claimed about what could not be written.
  if (raw === UNWRITABLE) notes.redacted.push(place.path);
  return {
    path: place.path,
    kind,
    message: place.message,
    role: place.role,
    name: extras.name ?? null,
    canonical: extras.canonical ?? raw,
    raw,
    unbilled: extras.unbilled ?? 0,
    marker: extras.marker ?? null,
    markable: extras.markable ?? true,
  };
}

/** Something that is no block of a known shape: kept as it is, so that it is still compared. */
export function draftOther(place: BlockPlace, value: Json, notes: Notes): Draft {
  return draftBlock(place, 'other', value, notes);
}

/** A string that stands for one text block; `type` is that block's, null where the API writes none. */
export function draftString(place: BlockPlace, text: string, type: string | null, notes: Notes): Draft {
  const canonical = compact(type === null ? { text } : { type, text });
  return draftBlock(place, 'text', text, notes, { canonical, markable: text !== '' });
}

/** A section that was sent as a list of blocks; of the identical blocks it is the identical section. */
export function listSection(blocks: readonly Draft[]): SectionDraft {
  const known = listSections.get(blocks);
  if (known !== undefined) return known;
  const section = { blocks, json: ['[', ...joined(blocks), ']'], count: blocks.length };
  listSections.set(blocks, section);
  return section;
}

const listSections = new WeakMap<readonly Draft[], SectionDraft>();

/** The blocks as sent, with commas between. */
export function joined(blocks: readonly Draft[]): readonly string[] {
  return blocks.flatMap((block, i) => (i === 0 ? [block.raw] : [',', block.raw]));
}

/** A section that was sent as one value: a string, or something that should have been a list. */
export function singleSection(block: Draft): SectionDraft {
  return { blocks: [block], json: [block.raw], count: 1 };
}

/** The parameters that are present, as compact JSON, in the order given. */
export function writeParameters(
  values: Readonly<Record<string, Json | undefined>>,
): Readonly<Record<string, string>> {
  const written: Record<string, string> = {};
  for (const [name, value] of Object.entries(values)) {
    if (value !== undefined && value !== null) written[name] = compact(value);
  }
  return written;
}
