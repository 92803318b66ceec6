import { historyShape, runLength } from './history-shape.js';
import { type CauseRule, WORDS_FOR } from './rule.js';

export const historyTruncated: CauseRule = {
  id: 'history-truncated',
  title: 'The oldest messages were dropped',
  severity: 'medium',
  stage: 'messages',
  vendor: [...WORDS_FOR.messages, 'context_compacted'],
  fix: 'Drop old messages rarely and in large steps, or summarise; a sliding window rewrites the history on every request.',
  find(evidence) {
    const divergence = evidence.differences.messages;
    if (divergence === null) return null;
    const { at, before, after, newFoundInOld, oldFoundInNew } = historyShape(evidence, divergence);
    if (newFoundInOld < 0 || oldFoundInNew >= 0) return null;
    const alike = runLength(before, newFoundInOld, after, at);
    const dropped = newFoundInOld - at;
    const reachesEnd = newFoundInOld + alike >= before.length - 1 || alike >= 3;
    const fromFront = at <= Math.max(2, before.length / 4);
    // Of a message that is still there only a part was taken out.
    const { message } = before[at] ?? {};
    const isPart = [before[at - 1], before[newFoundInOld]].some(block => block?.message === message);
    if (!reachesEnd || !fromFront || dropped < 1 || isPart) return null;
    return {
      confidence: 'certain',
      summary: `${dropped} message blocks were dropped at ${divergence.path}; the rest moved up and was written again.`,
      divergence,
    };
  },
};
