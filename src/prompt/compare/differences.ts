/**
 * What differs, for a verdict: block by block in its place, up to where blocks were put in or taken out, for behind that a provider reads
 * nothing. All that differs, as it is shown to a reader, is `comparison.ts`.
 */
import type { Block, Divergence, Excerpt, Prompt, Section } from '../prompt.js';
import { sectionBlocks } from './diverge.js';
import { countCharacters, excerptAt } from './excerpt.js';
import { findLeaves, wholeLeaf } from './leaf.js';
import { spansOf } from './spans.js';

/** One place in which a section differs from the parent's. */
export interface Difference {
  readonly divergence: Divergence;
  /** What only the old and only the new version has there; null: only one of them has the block. */
  readonly span: { readonly before: string; readonly after: string } | null;
  /** Leaf, words in front of it and nature of the change: the same value that changes again has the same one. */
  readonly key: string;
}

/**
 * Every place in which a section differs, first to last, as far as the blocks of both correspond: where one was put in or taken out
 * there is nothing to compare with behind it. Messages that only grew differ in nothing. `block` counts as in `divergeSection`.
 */
export function* differencesOf(parent: Prompt, child: Prompt, section: Section): Generator<Difference> {
  const before = sectionBlocks(parent, section);
  const after = sectionBlocks(child, section);
  const start = child.starts[section];
  for (let i = 0; i < Math.max(before.length, after.length); i += 1) {
    const [old, now] = [before[i], after[i]];
    if (old === undefined || now === undefined) {
      if (now !== undefined && section !== 'messages') yield differenceOfOne(start + i, now, 'added');
      if (old !== undefined) yield differenceOfOne(start + i, old, 'removed');
      return;
    }
    if (old.digest === now.digest || isReferred(old, now)) continue;
    if (section !== 'tools' && after[i + 1]?.digest === old.digest && before[i + 1]?.digest !== now.digest) {
      yield differenceOfOne(start + i, now, 'added');
      return;
    }
    if (!isVersionOf(old, now)) {
      const isNamed = old.kind === 'tool' || old.canonical === now.canonical;
      const [first] = isNamed ? placesIn(start + i, old, now) : [];
      yield first ?? replaced(start + i, old, now);
      return;
    }
    yield* placesIn(start + i, old, now);
    if (isShifted(before, after, i)) return;
  }
}

/**
 * First difference within one section alone, whatever happened before it; null if there is none, or if messages only grew.
 * Tools or system blocks added at the end are a difference: they move what follows.
 * `block` is the index in the child's blocks; the parent's is as far from its own start of the section.
 */
export function divergeSection(parent: Prompt, child: Prompt, section: Section): Divergence | null {
  const [first] = differencesOf(parent, child, section);
  return first?.divergence ?? null;
}

/** An answer in full here, by its id there: what the id stands for is not in the log, so nothing says that it changed. */
function isReferred(one: Block, other: Block): boolean {
  const [reference, item] = one.kind === 'reference' ? [one, other] : [other, one];
  return reference.kind === 'reference' && item.kind !== 'reference' && item.role !== 'user';
}

/** The same block at another time: not another message, and not another tool. */
function isVersionOf(old: Block, now: Block): boolean {
  return old.kind === now.kind && old.role === now.role && (old.kind !== 'tool' || old.name === now.name);
}

/** What stood here stands next to it: blocks were put in or taken out. */
function isShifted(before: readonly Block[], after: readonly Block[], i: number): boolean {
  const [old, now] = [before[i], after[i]];
  const isFound = (blocks: readonly Block[], block: Block | undefined): boolean =>
    blocks.slice(i + 1).some(({ digest }) => digest === block?.digest);
  return old?.message !== now?.message || isFound(after, old) || isFound(before, now);
}

function* placesIn(block: number, old: Block, now: Block): Generator<Difference> {
  for (const { path, before, after } of findLeaves(old, now)) {
    const at = { block, section: now.section, path, how: 'changed' } as const;
    if (before === null || after === null) {
      yield {
        divergence: withWindows({ ...at, char: 0, byte: 0 }, () => [windowOf(before, 0), windowOf(after, 0)]),
        span: { before: before ?? '', after: after ?? '' },
        key: path,
      };
      continue;
    }
    for (const { from, old: start, now: here, oldEnd, nowEnd } of spansOf(before, after)) {
      const nature = natureOf(
        { text: before, start, end: oldEnd },
        { text: after, start: here, end: nowEnd },
      );
      yield {
        divergence: withWindows(
          {
            ...at,
            char: countCharacters(after.slice(0, here)),
            byte: Buffer.byteLength(after.slice(0, here)),
          },
          () => [windowOf(before, start, from.old), windowOf(after, here, from.now)],
        ),
        span: { before: before.slice(start, oldEnd), after: after.slice(here, nowEnd) },
        key: `${path} ${leadOf(after, nature === 'white space' ? lineEnd(after, here) : here)} (${nature})`,
      };
    }
  }
}

type Windows = readonly [before: Excerpt | null, after: Excerpt | null];

/**
 * Windows are cut out, and looked through for secrets, once somebody asks for them: of most places, nobody does. Who keeps a divergence
 * copies it, for until then it holds the whole text.
 */
function withWindows(at: Omit<Divergence, 'before' | 'after'>, cut: () => Windows): Divergence {
  let windows: Windows | null = null;
  const known = (): Windows => {
    windows ??= cut();
    return windows;
  };
  return {
    ...at,
    get before() {
      return known()[0];
    },
    get after() {
      return known()[1];
    },
  };
}

/** The window around a place, from the end of the place before it on: both sides begin alike. */
function windowOf(text: string | null, at: number, from = 0): Excerpt | null {
  if (text === null) return null;
  return { ...excerptAt(text.slice(from), at - from), length: countCharacters(text) };
}

/**
 * What differs in a place: values, white space or words. Who does not count one of them counts another that comes to stand there.
 */
function natureOf(before: Ends, after: Ends): 'values' | 'white space' | 'words' {
  const texts = [before, after].map(({ text, start, end }) => text.slice(start, end));
  if (texts.join('').trim() === '') return 'white space';
  if (texts.some(({ length }) => length > VALUES_LENGTH)) return 'words';
  return withoutValues(before) === withoutValues(after) ? 'values' : 'words';
}

interface Ends {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** UTF-16 units in which values may lie side by side, such as those of a header. */
const VALUES_LENGTH = 200;

/** The whole words of a stretch, those that hold a digit masked: what stays alike where only values change. */
function withoutValues({ text, start, end }: Ends): string {
  const lead = text.slice(Math.max(0, start - VALUES_LENGTH), start).match(/[^\s=:;,"']*$/)?.[0] ?? '';
  const trail = text.slice(end, end + VALUES_LENGTH).match(/^[^\s=:;,"']*/)?.[0] ?? '';
  return (lead + text.slice(start, end) + trail).replace(/[^\s=:;,"']*\d[^\s=:;,"']*/g, '#');
}

/** Where the words end that white space stands behind. */
const lineEnd = (text: string, at: number): number => text.slice(0, at).trimEnd().length;

/** The words on the line of a place that stand in front of the value that changed, without their numbers. */
function leadOf(text: string, at: number): string {
  const line =
    text
      .slice(Math.max(0, at - 200), at)
      .split('\n')
      .at(-1) ?? '';
  return line
    .replace(/[^\s=:;,"']*$/, '')
    .replace(/\S*\d\S*/g, '#')
    .slice(-40);
}

/** Another block in its place: the texts of both, whole. */
function replaced(block: number, old: Block, now: Block): Difference {
  const { path, text } = wholeLeaf(now);
  const was = wholeLeaf(old).text;
  const at = { block, section: now.section, path, char: 0, byte: 0, how: 'changed' } as const;
  return {
    divergence: withWindows(at, () => [excerptAt(was, 0), excerptAt(text, 0)]),
    span: { before: was, after: text },
    key: path,
  };
}

function differenceOfOne(block: number, found: Block, how: 'added' | 'removed'): Difference {
  const { path, text } = wholeLeaf(found);
  const at = { block, section: found.section, path, char: 0, byte: 0, how };
  const divergence = withWindows(at, () => {
    const excerpt = excerptAt(text, 0);
    return how === 'removed' ? [excerpt, null] : [null, excerpt];
  });
  return { divergence, span: null, key: path };
}
