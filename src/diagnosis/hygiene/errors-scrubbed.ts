import { type Block, type Prompt, sharedBlocks } from '../../prompt/index.js';
import type { HygieneRule } from './rule.js';

/** A failed tool call that the history no longer shows, while what followed it is still there. */
export const errorsScrubbed: HygieneRule = {
  id: 'errors-scrubbed',
  saidBy: ['history-edited'],
  fix: 'Leave failed calls in the history: the model learns from them, and taking one out rewrites all behind it.',
  readsAbsence: true,
  find({ prompt, parent, relation }) {
    if (parent === null || relation !== 'extends') return null;
    const shared = sharedBlocks(parent.chain, prompt.chain);
    if (shared < prompt.starts.messages) return null;
    const index = parent.blocks.findIndex(
      (block, at) => at >= shared && isError(block) && isScrubbed(block, at, parent, prompt),
    );
    const scrubbed = parent.blocks[index];
    if (scrubbed === undefined) return null;
    return {
      summary: `The error at ${scrubbed.path} of the request before is no longer in the history.`,
      path: prompt.blocks[shared]?.path ?? null,
    };
  },
};

/** Only what the client itself marked as an error; words can be part of any result. */
function isError(block: Block): boolean {
  return block.kind === 'tool_result' && /"is_error":true|"status":"error"/.test(block.canonical);
}

function isScrubbed(error: Block, at: number, parent: Prompt, prompt: Prompt): boolean {
  const now = prompt.blocks.filter(block => block.kind === 'tool_result' && block.name === error.name);
  if (now.some(block => isError(block))) return false;
  const kept = new Set(prompt.blocks.slice(prompt.starts.messages).map(block => block.digest));
  return parent.blocks.slice(at + 1).some(block => block.kind !== 'tool_result' && kept.has(block.digest));
}
