import type { Block } from '../prompt/prompt.js';
import { droppedBlocks, isAmong } from './compacted.js';

/**
 * The lookback counts positions, not blocks: on Anthropic's own API a run of consecutive `tool_use` blocks is one
 * position and so is a run of `tool_result` blocks (prompt-caching page, since September 2026).
 *
 * @returns for each block its position, counted from 0
 */
export function positionsOf(blocks: readonly Block[], collapseRuns: boolean): readonly number[] {
  if (last.blocks !== blocks || last.collapseRuns !== collapseRuns)
    last = { blocks, collapseRuns, positions: count(blocks, collapseRuns) };
  return last.positions;
}

/** Asked for several times of each prompt, one prompt after the other. */
let last: {
  readonly blocks: readonly Block[];
  readonly collapseRuns: boolean;
  readonly positions: readonly number[];
} = { blocks: [], collapseRuns: false, positions: [] };

function count(blocks: readonly Block[], collapseRuns: boolean): readonly number[] {
  const positions: number[] = [];
  let position = -1;
  let previous: Block | undefined;
  const dropped = droppedBlocks(blocks);
  for (let index = 0; index < blocks.length; index += 1) {
    const block = blocks[index];
    if (block === undefined) break;
    const sameRun =
      collapseRuns &&
      previous !== undefined &&
      (block.kind === 'tool_use' || block.kind === 'tool_result') &&
      previous.kind === block.kind;
    if (!sameRun && !isAmong(dropped, index)) position += 1;
    positions.push(position);
    previous = block;
  }
  return positions;
}
