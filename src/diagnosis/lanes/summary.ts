import { type Block, isAnswer, type Prompt } from '../../prompt/prompt.js';

/** Words by which agents introduce a summary in place of a conversation. */
const INTRODUCES =
  /\b(summar(y|ies|i[sz]ed?|i[sz]ing)|compact(ed|ion)|condensed|continued from|previous conversation|conversation so far|context (was|has been) (reset|cleared|compressed))\b/i;

/** How much of the beginning of a text is searched for such words, in characters. */
const HEAD = 2_000;

/** A conversation of this many message blocks is worth a summary. */
const WORTH_IT = 4;

/** Messages at the beginning of a conversation in which a summary of another stands, if an answer to it follows at once. */
const OPENING = 2;

/**
 * True if `child` takes up `parent` from a summary: half of the parent's messages at least are gone, and in front of the first answer
 * that is left stands a text that the parent did not have and that says so (or the provider's compaction block). What the client says
 * with every conversation may stand around it again, the questions so far may stand in front of it (Codex), and the newest messages
 * may be kept. Instructions and tools are compared by the caller.
 */
export function isSummaryOf(child: Prompt, parent: Prompt): boolean {
  const before = parent.blocks.slice(parent.starts.messages);
  const after = child.blocks.slice(child.starts.messages);
  const left = new Set(after.map(({ digest }) => digest));
  const gone = before.filter(({ digest }) => !left.has(digest)).length;
  const isShorter = after.length <= before.length / 2 || child.counts.messages <= parent.counts.messages / 2;
  if (before.length < WORTH_IT || !(isShorter || gone >= before.length / 2)) return false;
  const known = new Set(before.map(({ digest }) => digest));
  return openingOf(after)
    .filter(({ digest }) => !known.has(digest))
    .some(block => block.kind === 'compaction' || introducesSummary(block));
}

/** What stands in front of the first answer, and the first messages in any case: the summary itself may be one. */
function openingOf(blocks: readonly Block[]): readonly Block[] {
  const first = blocks[0]?.message ?? 0;
  const answer = blocks.findIndex(isAnswer);
  return blocks.filter(({ message }, i) => message < first + OPENING || i < answer || answer === -1);
}

/** True if the last message asks for a summary of the conversation. */
export function asksForSummary(prompt: Prompt): boolean {
  const last = prompt.blocks.at(-1);
  return last !== undefined && last.role === 'user' && INTRODUCES.test(last.canonical.slice(-HEAD * 2));
}

function introducesSummary(block: Block): boolean {
  return block.kind === 'text' && block.role === 'user' && INTRODUCES.test(block.canonical.slice(0, HEAD));
}
