import type { Prompt } from '../../prompt/prompt.js';
import { count } from '../../text/numbers.js';
import { compactionTrigger } from './context-editing.js';
import { type CauseRule, WORDS_FOR } from './rule.js';

export const historySummarised: CauseRule = {
  id: 'history-summarised',
  title: 'The conversation was compacted to a summary',
  severity: 'low',
  stage: 'messages',
  vendor: [...WORDS_FOR.messages, 'context_compacted'],
  whereHarmless: 'compacted by the provider',
  isOneAct: true,
  quiets: ['expired'],
  fix: 'Nothing to mend; a breakpoint at the end of system keeps tools and system warm through it.',
  fixWithoutBreakpoints:
    'Nothing to mend: tools and system in front of the summary stay warm as far as they stay the same.',
  find({ relation, before, after, differences }) {
    const compacted = after.blocks.findIndex(block => block.kind === 'compaction');
    const isNew = compacted >= 0 && before.blocks.every(block => block.kind !== 'compaction');
    if (relation !== 'summarises' && !isNew) return null;
    return {
      confidence: relation === 'summarises' ? 'likely' : 'certain',
      summary: isNew ? droppedWords(after, compacted) : replacedWords(before, after),
      expected: true,
      ...(differences.messages === null ? {} : { divergence: differences.messages }),
    };
  },
};

const replacedWords = (before: Prompt, after: Prompt): string =>
  `${before.counts.messages} messages were replaced by a summary (${after.counts.messages} now).`;

/** The provider compacted: it drops what stands in front of its block, although the client goes on sending it (compaction page). */
function droppedWords(prompt: Prompt, compacted: number): string {
  const { blocks, counts } = prompt;
  const dropped = blocks[compacted]?.message ?? 0;
  const trigger = compactionTrigger(prompt);
  const from = trigger === null ? '' : ` It was let do so from ${count(trigger)} input tokens on.`;
  return `The provider compacted the conversation: it drops the ${dropped} messages in front of the summary and keeps ${counts.messages - dropped}.${from}`;
}
