import { type Block, type Prompt, sharedBlocks } from '../../prompt/index.js';
import type { HygieneRule } from './rule.js';

/** A failed tool call that the history no longer shows, while what followed it is still there. */
export const errorsScrubbed: HygieneRule = {
  id: 'errors-scrubbed',
  saidBy: ['history-edited', 'history-truncated'],
  fix: 'Leave failed calls in the history: the model learns from them, and taking one out rewrites all behind it.',
  readsAbsence: true,
  find({ prompt, parent, relation }) {
    if (parent === null || relation !== 'extends') return null;
    const shared = sharedBlocks(parent.chain, prompt.chain);
    if (shared < prompt.starts.messages) return null;
    // What both share is still there.
    const errors = parent.blocks.slice(shared).filter(block => isError(block) && isGone(block, prompt));
    const [first] = errors;
    if (first === undefined || hasLostMore(errors, parent, prompt)) return null;
    return {
      summary: `The error at ${first.path} of the request before is no longer in the history.`,
      path: prompt.blocks[shared]?.path ?? null,
    };
  },
};

/** Only what the client itself marked as an error; words can be part of any result. */
function isError(block: Block): boolean {
  return block.kind === 'tool_result' && /"is_error":true|"status":"error"/.test(block.canonical);
}

function isGone(error: Block, prompt: Prompt): boolean {
  return !prompt.blocks.some(block => block.name === error.name && isError(block));
}

/** True if other messages went with the errors and their calls, or nothing behind them is left: the history was cut, not cleaned. */
function hasLostMore(errors: readonly Block[], parent: Prompt, prompt: Prompt): boolean {
  const kept = new Set(prompt.blocks.map(block => block.digest));
  const theirs = new Set(errors.flatMap(({ message }) => [message - 1, message]));
  // Agents replace what stands at the end.
  const last = parent.blocks.at(-1)?.message;
  const lost = parent.blocks.filter(block => !kept.has(block.digest) && block.message !== last);
  const lastError = Math.max(...errors.map(({ message }) => message));
  return (
    lost.some(block => !theirs.has(block.message)) ||
    !parent.blocks.some(block => block.message > lastError && kept.has(block.digest))
  );
}
