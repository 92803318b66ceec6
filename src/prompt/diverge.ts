import { countCharacters, excerptAt, firstDifference } from './excerpt.js';
import { findLeaf, wholeLeaf } from './leaf.js';
import { type Block, type Divergence, type Prompt, SECTIONS, type Section } from './prompt.js';

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

/**
 * First difference within one section alone, whatever happened before it; null if there is none, or if messages only grew.
 * Tools or system blocks added at the end are a difference: they move what follows.
 * `block` is the index in the child's blocks; the parent's is as far from its own start of the section.
 *
 * @param passed paths of leaves that are known not to matter: the first difference behind them is looked for
 */
export function divergeSection(
  parent: Prompt,
  child: Prompt,
  section: Section,
  passed: ReadonlySet<string> = NOTHING_PASSED,
): Divergence | null {
  const before = sectionBlocks(parent, section);
  const after = sectionBlocks(child, section);
  let i = 0;
  while (i < before.length && i < after.length && isPassed(before[i], after[i], passed)) i += 1;
  if (section === 'messages' && i === before.length) return null;
  const divergence = compareAt(child.starts[section] + i, before[i], after[i]);
  if (divergence !== null || after[i] === undefined) return divergence;
  return oneSided(child.starts[section] + i, after[i], 'added');
}

const NOTHING_PASSED: ReadonlySet<string> = new Set();

/** Equal, or different only in a leaf that does not matter. */
function isPassed(before: Block | undefined, after: Block | undefined, passed: ReadonlySet<string>): boolean {
  if (before?.digest === after?.digest) return true;
  if (passed.size === 0 || before === undefined || after === undefined) return false;
  return passed.has(findLeaf(before, after).path);
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
  if (after === undefined) return oneSided(index, before, 'removed');
  const order = SECTIONS.indexOf(after.section) - SECTIONS.indexOf(before.section);
  if (order < 0) return oneSided(index, after, 'added');
  if (order > 0) return oneSided(index, before, 'removed');
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

function oneSided(index: number, block: Block | undefined, how: 'added' | 'removed'): Divergence | null {
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
