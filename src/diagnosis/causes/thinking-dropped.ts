import type { Block } from '../../prompt/prompt.js';
import { gapAt } from './history-shape.js';
import { type CauseRule, WORDS_FOR } from './rule.js';

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
    const { gone, come } = gapAt(evidence, divergence);
    const [before, after] = [gone[0], come[0]];
    if (![...gone, ...come].every(isThinking)) {
      // One by one, in the same place.
      if (gone.length > 1 || come.length > 1 || before === undefined || !isThinking(before)) return null;
    }
    const how =
      before === undefined
        ? 'appeared'
        : after !== undefined && isThinking(after)
          ? 'was rewritten'
          : 'was dropped';
    const place = how === 'appeared' ? divergence.path : (before?.path ?? divergence.path);
    return {
      // Its text and its signature change together.
      place,
      kind: how === 'was dropped' ? 'dropped' : how === 'was rewritten' ? 'rewritten' : 'added',
      confidence: 'certain',
      summary: `The thinking block at ${place} ${how} when the message was replayed.`,
      divergence,
    };
  },
};

const isThinking = ({ kind }: Block): boolean => kind === 'thinking';
