import type { Block, Divergence } from '../../prompt/prompt.js';
import { blockAfter, blockBefore, type CauseRule, type Evidence, WORDS_FOR } from './rule.js';

export const thinkingDropped: CauseRule = {
  id: 'thinking-dropped',
  title: 'Thinking blocks changed on replay',
  severity: 'medium',
  stage: 'messages',
  vendor: WORDS_FOR.messages,
  fix: 'Replay assistant messages with their thinking blocks exactly as they were received.',
  find(evidence) {
    const divergence = evidence.differences.messages;
    if (divergence === null) {
      if (!evidence.standing.thinkingDropped) return null;
      return {
        kind: 'new-turn',
        confidence: 'likely',
        limit: Number.POSITIVE_INFINITY,
        summary:
          'A new user message began: this model drops the thinking of earlier turns, and all behind it is written again.',
        fix: 'Accept it, or use a model that keeps thinking blocks (Opus 4.5, Sonnet 4.6 and later).',
      };
    }
    const before = blockBefore(evidence, divergence);
    const after = blockAfter(evidence, divergence);
    const isInserted = after?.kind === 'thinking' && isNext(evidence, divergence, before);
    if (before?.kind !== 'thinking' && !isInserted) return null;
    const how =
      before?.kind !== 'thinking' ? 'appeared' : after?.kind === 'thinking' ? 'was rewritten' : 'was dropped';
    return {
      kind: how === 'was dropped' ? 'dropped' : how === 'was rewritten' ? 'rewritten' : 'added',
      confidence: 'certain',
      summary: `The thinking block at ${how === 'appeared' ? divergence.path : (before?.path ?? divergence.path)} ${how} when the message was replayed.`,
      divergence,
    };
  },
};

/** The parent's block follows right behind: something was put in front of it. */
function isNext({ after }: Evidence, { block }: Divergence, before: Block | undefined): boolean {
  return before !== undefined && after.blocks[block + 1]?.digest === before.digest;
}
