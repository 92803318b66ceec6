import type { Block } from '../prompt/prompt.js';

/** Blocks from `from` up to, and without, `to`. */
export interface Dropped {
  readonly from: number;
  readonly to: number;
}

const NONE: Dropped = { from: 0, to: 0 };

/**
 * The blocks that Anthropic leaves out of the prompt although the client sends them: the messages in front of the newest
 * `compaction` block (platform.claude.com/docs, compaction: "the API drops all message blocks prior to the compaction block").
 */
export function droppedBlocks(blocks: readonly Block[]): Dropped {
  if (last.blocks !== blocks) last = { blocks, dropped: find(blocks) };
  return last.dropped;
}

/** Asked for several times of each prompt, one prompt after the other. */
let last: { readonly blocks: readonly Block[]; readonly dropped: Dropped } = { blocks: [], dropped: NONE };

function find(blocks: readonly Block[]): Dropped {
  const to = blocks.findLastIndex(({ kind }) => kind === 'compaction');
  const from = to === -1 ? -1 : blocks.findIndex(({ section }) => section === 'messages');
  return from === -1 ? NONE : { from, to };
}

/** True if a block is one of them. */
export function isAmong({ from, to }: Dropped, index: number): boolean {
  return index >= from && index < to;
}
