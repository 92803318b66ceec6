import { blockAfter, blockBefore, type CauseRule } from './rule.js';

export const thinkingDropped: CauseRule = {
  id: 'thinking-dropped',
  title: 'Thinking blocks changed on replay',
  severity: 'medium',
  stage: 'messages',
  fix: 'Replay assistant messages with their thinking blocks exactly as they were received.',
  find(evidence) {
    const divergence = evidence.differences.messages;
    if (divergence === null) return null;
    const before = blockBefore(evidence, divergence);
    const after = blockAfter(evidence, divergence);
    if (before?.kind !== 'thinking' && after?.kind !== 'thinking') return null;
    const how =
      before?.kind !== 'thinking'
        ? 'appeared'
        : after?.kind === 'thinking'
          ? 'was rewritten'
          : 'was dropped';
    return {
      kind: how === 'was dropped' ? 'dropped' : how === 'was rewritten' ? 'rewritten' : 'added',
      confidence: 'certain',
      summary: `The thinking block at ${before?.path ?? divergence.path} ${how} when the message was replayed.`,
      divergence,
    };
  },
};
