import { firstDifference } from '../../text/ends.js';
import { type Block, type Divergence, type Prompt, SECTIONS, type Section } from '../prompt.js';
import { countCharacters, excerptAt } from './excerpt.js';
import { findLeaf, wholeLeaf } from './leaf.js';

/** Number of leading blocks that two prompts share: binary search over their chain hashes. */
export function sharedBlocks(a: readonly string[], b: readonly string[]): number {
  let low = 0;
  let high = Math.min(a.length, b.length);
  while (low < high) {
    const middle = (low + high + 1) >>> 1;
    if (a[middle - 1] === b[middle - 1]) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** First place where a prompt leaves its parent; null if it repeats or extends the parent's blocks. */
export function diverge(parent: Prompt, child: Prompt): Divergence | null {
  const block = sharedBlocks(parent.chain, child.chain);
  return compareAt(block, parent.blocks[block], child.blocks[block]);
}

/** The blocks of one section. */
export function sectionBlocks(prompt: Prompt, section: Section): readonly Block[] {
  const next = SECTIONS[SECTIONS.indexOf(section) + 1];
  return prompt.blocks.slice(prompt.starts[section], next === undefined ? undefined : prompt.starts[next]);
}

/** Where two versions of one block part; `index` is that of the newer one. */
export function divergeBlock(index: number, before: Block, after: Block): Divergence | null {
  return before.digest === after.digest ? null : changed(index, before, after);
}

function compareAt(index: number, before: Block | undefined, after: Block | undefined): Divergence | null {
  if (before === undefined) return null;
  if (after === undefined) return divergeAtOne(index, before, 'removed');
  const order = SECTIONS.indexOf(after.section) - SECTIONS.indexOf(before.section);
  if (order < 0) return divergeAtOne(index, after, 'added');
  if (order > 0) return divergeAtOne(index, before, 'removed');
  return changed(index, before, after);
}

function changed(block: number, parent: Block, child: Block): Divergence {
  const { path, before, after } = findLeaf(parent, child);
  const at = before === null || after === null ? 0 : firstDifference(before, after);
  const equal = (after ?? '').slice(0, at);
  return {
    block,
    section: child.section,
    path,
    char: countCharacters(equal),
    byte: Buffer.byteLength(equal),
    how: 'changed',
    before: before === null ? null : excerptAt(before, at),
    after: after === null ? null : excerptAt(after, at),
  };
}

/** A block that only one of two prompts has. @param index where it stands, or stood */
export function divergeAtOne(
  index: number,
  block: Block | undefined,
  how: 'added' | 'removed',
): Divergence | null {
  if (block === undefined) return null;
  const { path, text } = wholeLeaf(block);
  const excerpt = excerptAt(text, 0);
  return {
    block: index,
    section: block.section,
    path,
    char: 0,
    byte: 0,
    how,
    before: how === 'removed' ? excerpt : null,
    after: how === 'added' ? excerpt : null,
  };
}
