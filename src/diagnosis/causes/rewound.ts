import { type CauseRule, WORDS_FOR } from './rule.js';

export const rewound: CauseRule = {
  id: 'rewound',
  title: 'Back to an earlier state',
  severity: 'low',
  stage: 'messages',
  vendor: WORDS_FOR.messages,
  isOneAct: true,
  fix: 'Nothing to mend: the conversation was taken up at an earlier point.',
  find({ relation, differences, after }) {
    const divergence = differences.messages;
    const ends = divergence?.how === 'removed';
    if (relation !== 'rewinds' && !ends) return null;
    // To a state that was sent, and from which nothing differs: all of it could be read.
    if (divergence === null) return null;
    return {
      confidence: 'certain',
      summary: `The conversation was taken up at an earlier state: ${after.counts.messages} messages now.`,
      expected: true,
      divergence,
    };
  },
};
