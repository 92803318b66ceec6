import type { CauseRule } from './rule.js';

export const historySummarised: CauseRule = {
  id: 'history-summarised',
  title: 'The conversation was compacted to a summary',
  severity: 'low',
  stage: 'messages',
  fix: 'Nothing to mend; a breakpoint at the end of system keeps tools and system warm through it.',
  find({ relation, before, after, differences }) {
    const compacted = after.blocks.findIndex(block => block.kind === 'compaction');
    const isNew = compacted >= 0 && before.blocks.every(block => block.kind !== 'compaction');
    if (relation !== 'summarises' && !isNew) return null;
    return {
      confidence: relation === 'summarises' ? 'likely' : 'certain',
      summary: `${before.counts.messages} messages were replaced by a summary (${after.counts.messages} now).`,
      expected: true,
      ...(differences.messages === null ? {} : { divergence: differences.messages }),
    };
  },
};
