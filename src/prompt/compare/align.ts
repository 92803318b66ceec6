/** The blocks of one section in two prompts, each beside what it was. */

import type { Block } from '../prompt.js';
import { editsBetween } from './edits.js';

/** Blocks that are alike, one that was changed or moved, or a run of blocks that only one side has. */
export type Row =
  | { readonly how: 'alike' | 'changed' | 'moved'; readonly before: Block; readonly after: Block }
  | { readonly how: 'added' | 'removed'; readonly blocks: readonly [Block, ...Block[]] };

/**
 * Every block of both lists, once, in the order of the newer list; what was removed stands where it was. A block that is not where it
 * was is found by its name (tools) or its content, so that one block put in does not make all behind it look changed.
 */
export function alignBlocks(before: readonly Block[], after: readonly Block[]): readonly Row[] {
  const edits = editsBetween(
    before.map(block => block.digest),
    after.map(block => block.digest),
  );
  const gone = edits.flatMap(edit => before.slice(edit.before.start, edit.before.end));
  const fresh = edits.flatMap(edit => after.slice(edit.after.start, edit.after.end));
  const known = elsewhere(gone, fresh);
  const rows: Row[] = [];
  let [i, j] = [0, 0];
  const alikeUpTo = (end: number): void => {
    for (; i < end; i += 1, j += 1) push(rows, 'alike', before[i], after[j]);
  };
  for (const edit of edits) {
    alikeUpTo(edit.before.start);
    rows.push(
      ...gap(
        before.slice(edit.before.start, edit.before.end),
        after.slice(edit.after.start, edit.after.end),
        known,
      ),
    );
    [i, j] = [edit.before.end, edit.after.end];
  }
  alikeUpTo(before.length);
  return rows;
}

function push(rows: Row[], how: 'alike' | 'changed' | 'moved', before?: Block, after?: Block): void {
  if (before !== undefined && after !== undefined) rows.push({ how, before, after });
}

/** Blocks that left one place and stand in another one, from new to old: equal ones, and tools of one name. */
function elsewhere(gone: readonly Block[], fresh: readonly Block[]): ReadonlyMap<Block, Block> {
  const found = new Map<Block, Block>();
  const left = new Set(gone);
  for (const keyOf of [digestOf, toolOf]) {
    const byKey = new Map<string, Block[]>();
    for (const block of left) {
      const key = keyOf(block);
      if (key !== null) byKey.set(key, [...(byKey.get(key) ?? []), block]);
    }
    for (const block of fresh) {
      const key = keyOf(block);
      const old = key === null || found.has(block) ? undefined : byKey.get(key)?.shift();
      if (old === undefined) continue;
      found.set(block, old);
      left.delete(old);
    }
  }
  return found;
}

const digestOf = (block: Block): string => block.digest;
const toolOf = ({ section, name }: Block): string | null => (section === 'tools' ? name : null);

/** What stands in one place of both lists: by name or content, else the next one of the same kind. */
function gap(
  old: readonly Block[],
  fresh: readonly Block[],
  known: ReadonlyMap<Block, Block>,
): readonly Row[] {
  const taken = new Set(known.values());
  const waiting = old.filter(block => !taken.has(block));
  const rows: Row[] = [];
  for (const after of fresh) {
    const twin = known.get(after);
    if (twin !== undefined) {
      rows.push({ how: twin.digest === after.digest ? 'moved' : 'changed', before: twin, after });
      continue;
    }
    const at = after.section === 'tools' ? -1 : waiting.findIndex(block => isSameKind(block, after));
    const before = waiting[at];
    if (before === undefined) {
      addToRun(rows, 'added', after);
      continue;
    }
    for (const skipped of waiting.splice(0, at + 1).slice(0, -1)) addToRun(rows, 'removed', skipped);
    rows.push({ how: 'changed', before, after });
  }
  // In front of what was added at the end: behind all that was there before, that is growth.
  const added = rows.at(-1)?.how === 'added' ? rows.splice(-1) : [];
  for (const block of waiting) addToRun(rows, 'removed', block);
  return [...rows, ...added];
}

const isSameKind = (a: Block, b: Block): boolean =>
  (a.kind === b.kind && a.role === b.role) || a.canonical === b.canonical;

function addToRun(rows: Row[], how: 'added' | 'removed', block: Block): void {
  const last = rows.at(-1);
  if (last !== undefined && last.how === how && 'blocks' in last)
    rows[rows.length - 1] = { how, blocks: [...last.blocks, block] };
  else rows.push({ how, blocks: [block] });
}
