import { historyShape } from './history-shape.js';
import type { CauseRule } from './rule.js';

export const historyMoved: CauseRule = {
  id: 'history-moved',
  title: 'A block stands at another position',
  severity: 'medium',
  stage: 'messages',
  fix: 'Leave a block where it was first sent; send reminders and attachments again at the end instead of moving them.',
  find(evidence) {
    const divergence = evidence.differences.messages;
    if (divergence === null) return null;
    const { at, before, after, newFoundInOld, oldFoundInNew } = historyShape(evidence, divergence);
    const moved = oldFoundInNew >= 0 ? after[oldFoundInNew] : undefined;
    const fetched = newFoundInOld >= 0 ? before[newFoundInOld] : undefined;
    if (moved === undefined && fetched === undefined) return null;
    const from = moved === undefined ? fetched?.path : before[at]?.path;
    const to = moved === undefined ? after[at]?.path : moved.path;
    return {
      confidence: 'certain',
      summary: `The block at ${from ?? 'an old place'} now stands at ${to ?? 'another'}.`,
      divergence,
    };
  },
};
