import { historyShape } from './history-shape.js';
import { type CauseRule, WORDS_FOR } from './rule.js';

export const historyMoved: CauseRule = {
  id: 'history-moved',
  title: 'A block stands at another position',
  severity: 'medium',
  stage: 'messages',
  vendor: WORDS_FOR.messages,
  fix: 'Leave a block where it was first sent; send reminders and attachments again at the end instead of moving them.',
  find(evidence) {
    const divergence = evidence.differences.messages;
    if (divergence === null) return null;
    const { at, before, after, newFoundInOld, oldFoundInNew } = historyShape(evidence, divergence);
    const old = before[at]?.path ?? 'an old place';
    const now = after[at]?.path ?? 'another';
    if (oldFoundInNew < 0 && newFoundInOld < 0) return null;
    if (oldFoundInNew < 0) {
      return {
        confidence: 'certain',
        summary: `The block at ${old} was taken out; what stood behind it moved up.`,
        fix: 'Leave reminders and attachments in the message that they were sent with.',
        divergence,
      };
    }
    const moved = after[oldFoundInNew]?.path ?? 'another place';
    return {
      confidence: 'certain',
      summary:
        newFoundInOld < 0
          ? `A block was put in at ${now}; what stood there now stands at ${moved}.`
          : `The block at ${old} now stands at ${moved}.`,
      divergence,
    };
  },
};
