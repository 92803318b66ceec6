import type { Call } from '../calls/call.js';

/** Tokens that a compaction took out of the history in this request; null: the break is none. */
export function compactedTokens(call: Call): number | null {
  const { evidence, broken } = call;
  if (broken === null || evidence === null) return null;
  // Beside another change in front of it, its cost is not what was paid for it.
  if (broken.causes[0]?.restorable == null) return null;
  let bytes = 0;
  const before = evidence.before.blocks.slice(evidence.before.starts.messages);
  const after = evidence.after.blocks.slice(evidence.after.starts.messages);
  before.forEach((block, index) => {
    const now = after[index];
    if (now !== undefined && now.digest !== block.digest) bytes += block.textBytes - now.textBytes;
  });
  const perByte = call.cache === null ? 0 : tokensPerByte(call);
  return bytes <= 0 ? null : Math.round(bytes * perByte);
}

function tokensPerByte({ cache }: Call): number {
  if (cache === null) return 0;
  const bytes = cache.prompt.blocks.reduce((sum, block) => sum + block.textBytes, 0);
  return bytes === 0 ? 0 : cache.count.total / bytes;
}
