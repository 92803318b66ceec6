/** The map of breakpoints, as lines. */
import type { Checkpoint } from '../../diagnosis/model.js';
import { count, counted, predicted } from '../../text/numbers.js';

/** `system[1], 5m: ~36 654 tokens (2 system blocks, 34 tools), hit`. */
export function checkpointSentence(point: Checkpoint): string {
  const { path, ttl, tokens, tokensExact } = point;
  const size = tokens === null ? 'size not known' : sizeOf(tokens, tokensExact);
  return `${path}, ${ttl}: ${size}${coverOf(point)}, ${fateOf(point)}`;
}

const sizeOf = (tokens: number, isExact: boolean): string => {
  const size = counted(tokens, 'token');
  return isExact ? size : predicted(size);
};

/** What the breakpoint protects; tools in front make the smallest block long enough. */
function coverOf({ covers: { tools, system, messages } }: Checkpoint): string {
  const parts = [
    ...(messages > 0 ? [counted(messages, 'message')] : []),
    ...(system > 0 ? [counted(system, 'system block')] : []),
    ...(tools > 0 ? [counted(tools, 'tool')] : []),
  ];
  return parts.length === 0 ? '' : ` (${parts.join(', ')})`;
}

function fateOf({ outcome, belowMinimum, minimum }: Checkpoint): string {
  if (belowMinimum) return `too small: the model caches from ${count(minimum)} on`;
  if (outcome === 'hit' || outcome === 'written') return outcome;
  return outcome === 'none' ? 'neither hit nor written' : 'what became of it is not known';
}
