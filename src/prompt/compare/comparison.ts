/**
 * All that differs, for a reader: blocks are put side by side wherever they stand (`align.ts`), texts word by word (`hunks.ts`), and what
 * lies between two places has been compared and is the same. What a cause is looked for in is `differences.ts`: there blocks correspond
 * by their place, as they do for a provider, and a place is known again in the next request.
 */

import { type Block, type Excerpt, type Prompt, SECTIONS, type Section } from '../prompt.js';
import { isRedactedIn } from '../redacted.js';
import { alignBlocks, type Row } from './align.js';
import { sectionBlocks } from './diverge.js';
import { countCharacters, excerptAt } from './excerpt.js';
import { hunksOf } from './hunks.js';
import { findLeaves, type Leaf, wholeLeaf } from './leaf.js';

/** A stretch of a leaf that is not the same in both, or blocks that only one of them has. */
export interface PromptDifference {
  readonly section: Section | 'parameters';
  /** Path of the leaf in the newer request; in the older one where it is `removed`. Of a parameter: its name. */
  readonly path: string;
  /** Path in the older one, where that is another. */
  readonly beforePath: string | null;
  /** `moved`: the same block stood elsewhere. */
  readonly how: 'changed' | 'added' | 'removed' | 'moved';
  /** Blocks that were added or removed here in a row; `path` is the first of them. 1 for all else. */
  readonly blocks: number;
  /** Unicode characters in front of it in the leaf at `path`. */
  readonly char: number;
  /** UTF-8 bytes in front of it in the leaf at `path`. */
  readonly byte: number;
  /** Characters that stood here, and that stand here now. */
  readonly removed: number;
  readonly added: number;
  readonly before: Excerpt | null;
  readonly after: Excerpt | null;
  /** Which difference of its leaf it is, from 1, and of how many. */
  readonly hunk: number;
  readonly hunks: number;
  /** Messages that are alike from here to the next difference, or to the end of the older request. */
  readonly alikeAfter: number;
}

export interface Comparison {
  /** Leaf by leaf in the order of the prefix, then the parameters. */
  readonly list: readonly PromptDifference[];
  /** Comparison behind those of the list, which is bounded. */
  readonly leftOut: number;
  /** Blocks of which the log holds no text, on one side at least: nothing is said of them. By section. */
  readonly notCompared: Readonly<Record<Section, number>>;
  /** Blocks that both have in the same order, by section. */
  readonly alike: Readonly<Record<Section, number>>;
}

/** So many are kept of one pair. */
const MOST = 60;
/** Of so many of them the text is kept as far as it may be looked at; of the others a line or two. */
const WIDE = 6;
const NARROW = 320;

/**
 * All differences of two prompts. Messages that the newer one only adds at its end are none: a conversation grows.
 *
 * @param most so many are told, the first ones
 */
export function comparePrompts(before: Prompt, after: Prompt, most: number = MOST): Comparison {
  const isRedacted = isRedactedIn(before, after);
  const found: Found[] = [];
  /** Of each alike block: its messages, and how many differences stand in front of it. */
  const alike: { readonly of: Messages; readonly at: number }[] = [];
  const touched = { before: new Set<number>(), after: new Set<number>() };
  const notCompared = { tools: 0, system: 0, messages: 0 };
  const alikeIn = { tools: 0, system: 0, messages: 0 };
  for (const section of SECTIONS) {
    const rows = alignBlocks(sectionBlocks(before, section), sectionBlocks(after, section));
    for (const row of withoutGrowth(section, rows)) {
      const isUnknown = blocksOf(row).some(isRedacted);
      if (isUnknown) notCompared[section] += 1;
      if (row.how === 'alike' && !isUnknown) {
        alikeIn[section] += 1;
        alike.push({ of: messagesOf(row), at: found.length });
      } else
        for (const side of SIDES) for (const message of messagesOf(row)[side]) touched[side].add(message);
      if (row.how !== 'alike' && !isUnknown) found.push(...ofRow(section, row));
    }
  }
  found.push(...ofParameters(before, after));
  const whole = found.map(() => new Set<number>());
  for (const { of, at } of alike) {
    if (SIDES.some(side => of[side].some(message => touched[side].has(message)))) continue;
    for (const message of of.after) whole[at - 1]?.add(message);
  }
  return {
    list: found.slice(0, most).map((difference, i) => finish(difference, i, whole[i]?.size ?? 0)),
    leftOut: Math.max(0, found.length - most),
    notCompared,
    alike: alikeIn,
  };
}

const SIDES = ['before', 'after'] as const;

/** Indexes of the messages that blocks belong to, in each of the two. */
type Messages = Readonly<Record<(typeof SIDES)[number], readonly number[]>>;

function messagesOf(row: Row): Messages {
  const indexes = (blocks: readonly Block[]): readonly number[] =>
    blocks.filter(({ section }) => section === 'messages').map(({ message }) => message);
  if ('before' in row) return { before: indexes([row.before]), after: indexes([row.after]) };
  return { before: [], after: [], [row.how === 'added' ? 'after' : 'before']: indexes(row.blocks) };
}

const blocksOf = (row: Row): readonly Block[] => ('blocks' in row ? row.blocks : [row.before, row.after]);

/** A difference whose text is not cut yet. */
type Found = Omit<PromptDifference, 'before' | 'after' | 'alikeAfter'> & {
  readonly old: Side | null;
  readonly fresh: Side | null;
};

interface Side {
  readonly text: string;
  /** Characters of all of it. */
  readonly length: number;
  /** UTF-16 index of the difference, and of the end of the one before. */
  readonly at: number;
  readonly from: number;
}

/** What stands behind all that the older request had is growth, except among tools and system blocks: those move what follows. */
function withoutGrowth(section: Section, rows: readonly Row[]): readonly Row[] {
  return section === 'messages' && rows.at(-1)?.how === 'added' ? rows.slice(0, -1) : rows;
}

function ofRow(section: Section, row: Row): readonly Found[] {
  if ('blocks' in row) return [ofOne(section, row.how, row.blocks)];
  const { before, after } = row;
  if (row.how === 'moved') {
    const { path, text } = wholeLeaf(after);
    const side = wholeSide(text);
    return [
      {
        ...NOTHING,
        section,
        path,
        beforePath: wholeLeaf(before).path,
        how: 'moved',
        old: side,
        fresh: side,
      },
    ];
  }
  const at = { section, pathIn: pathBefore(before, after) };
  return [...findLeaves(before, after)].flatMap(leaf => ofLeaf(leaf, at));
}

const NOTHING = { blocks: 1, char: 0, byte: 0, removed: 0, added: 0, hunk: 1, hunks: 1 };

const wholeSide = (text: string): Side => ({ text, length: countCharacters(text), at: 0, from: 0 });

function ofOne(section: Section, how: 'added' | 'removed', blocks: readonly [Block, ...Block[]]): Found {
  const { path, text } = wholeLeaf(blocks[0]);
  const side = wholeSide(text);
  const characters = blocks.reduce((sum, block) => sum + countCharacters(wholeLeaf(block).text), 0);
  return {
    ...NOTHING,
    section,
    path,
    beforePath: null,
    how,
    blocks: blocks.length,
    [how]: characters,
    old: how === 'removed' ? side : null,
    fresh: how === 'added' ? side : null,
  };
}

/** The path of a leaf in the older request, where its block stood elsewhere. */
function pathBefore(before: Block, after: Block): (path: string) => string | null {
  if (before.path === after.path) return () => null;
  return path => (path.startsWith(after.path) ? before.path + path.slice(after.path.length) : before.path);
}

interface LeafPlace {
  readonly section: PromptDifference['section'];
  readonly pathIn: (path: string) => string | null;
}

function ofLeaf({ path, before, after }: Leaf, { section, pathIn }: LeafPlace): readonly Found[] {
  const known = { ...NOTHING, section, path, beforePath: pathIn(path) };
  if (before === null || after === null) {
    const text = before ?? after ?? '';
    const side = wholeSide(text);
    const how = before === null ? 'added' : 'removed';
    const [old, fresh] = before === null ? [null, side] : [side, null];
    return [{ ...known, how, [how]: side.length, old, fresh }];
  }
  const [oldLength, freshLength] = [countCharacters(before), countCharacters(after)];
  const hunks = hunksOf(before, after);
  let counted = { at: 0, char: 0, byte: 0 };
  let [oldFrom, freshFrom] = [0, 0];
  return hunks.map((hunk, i) => {
    const between = after.slice(counted.at, hunk.after.start);
    counted = {
      at: hunk.after.start,
      char: counted.char + countCharacters(between),
      byte: counted.byte + Buffer.byteLength(between),
    };
    const found: Found = {
      ...known,
      how: 'changed',
      char: counted.char,
      byte: counted.byte,
      removed: countCharacters(before.slice(hunk.before.start, hunk.before.end)),
      added: countCharacters(after.slice(hunk.after.start, hunk.after.end)),
      hunk: i + 1,
      hunks: hunks.length,
      old: { text: before, length: oldLength, at: hunk.before.start, from: oldFrom },
      fresh: { text: after, length: freshLength, at: hunk.after.start, from: freshFrom },
    };
    [oldFrom, freshFrom] = [hunk.before.end, hunk.after.end];
    return found;
  });
}

/** Parameters that render into the prompt or key its cache, and the model; as compact JSON. */
function ofParameters(before: Prompt, after: Prompt): readonly Found[] {
  const place: LeafPlace = { section: 'parameters', pathIn: () => null };
  const names = new Set([...Object.keys(before.parameters), ...Object.keys(after.parameters)]);
  const pairs = [...names].sort().map((name): Leaf => {
    return { path: name, before: before.parameters[name] ?? null, after: after.parameters[name] ?? null };
  });
  return [{ path: 'model', before: before.model, after: after.model }, ...pairs]
    .filter(leaf => leaf.before !== leaf.after)
    .flatMap(leaf => ofLeaf(leaf, place));
}

function finish({ old, fresh, ...known }: Found, index: number, alikeAfter: number): PromptDifference {
  const cut = (side: Side | null): Excerpt | null =>
    side &&
    excerptAt(side.text, side.at, {
      from: side.from,
      length: side.length,
      ...(index < WIDE ? {} : { room: NARROW }),
    });
  return { ...known, before: cut(old), after: cut(fresh), alikeAfter };
}
