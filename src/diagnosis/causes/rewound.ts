import type { CauseRule } from './rule.js';

export const rewound: CauseRule = {
  id: 'rewound',
  title: 'Back to an earlier state',
  severity: 'low',
  stage: 'messages',
  fix: 'Nothing to mend: the conversation was taken up at an earlier point.',
  find({ relation, differences, after, before }) {
    const divergence = differences.messages;
    const ends = divergence?.how === 'removed';
    if (relation !== 'rewinds' && !ends) return null;
    return {
      confidence: 'certain',
      summary: `The conversation went back to ${after.counts.messages} messages (from ${before.counts.messages}).`,
      expected: true,
      ...(divergence === null ? {} : { divergence }),
    };
  },
};
