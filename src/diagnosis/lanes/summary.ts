import type { Block, Prompt } from '../../prompt/prompt.js';

/** Words by which agents introduce a summary in place of a conversation. */
const INTRODUCES =
  /\b(summar(y|ies|i[sz]ed?|i[sz]ing)|compact(ed|ion)|condensed|continued from|previous conversation|conversation so far|context (was|has been) (reset|cleared|compressed))\b/i;

/** How much of the beginning of a text is searched for such words, in characters. */
const HEAD = 2_000;

/** A conversation of this many message blocks is worth a summary. */
const WORTH_IT = 4;

/**
 * True if `child` takes up `parent` from a summary: fewer than half the messages, a new first message that says so (or
 * the provider's compaction block). Instructions and tools are compared by the caller.
 */
export function isSummaryOf(child: Prompt, parent: Prompt): boolean {
  const before = parent.blocks.length - parent.starts.messages;
  const after = child.blocks.length - child.starts.messages;
  if (before < WORTH_IT || after > before / 2) return false;
  const head = child.blocks.slice(child.starts.messages, child.starts.messages + 3);
  return head.some(block => block.kind === 'compaction' || introducesSummary(block));
}

/** True if the last message asks for a summary of the conversation. */
export function asksForSummary(prompt: Prompt): boolean {
  const last = prompt.blocks.at(-1);
  return last !== undefined && last.role === 'user' && INTRODUCES.test(last.canonical.slice(-HEAD * 2));
}

function introducesSummary(block: Block): boolean {
  return block.kind === 'text' && block.role === 'user' && INTRODUCES.test(block.canonical.slice(0, HEAD));
}
