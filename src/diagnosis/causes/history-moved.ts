import { type Block, isAnswer } from '../../prompt/prompt.js';
import { historyShape, shiftBehind } from './history-shape.js';
import { type CauseRule, WORDS_FOR } from './rule.js';

const RESULTS_FIX =
  'Send tool results in the order of their calls, not in the order in which they come in, and leave them so.';

const ANSWER_FIX = 'Replay what the model answered as it came, all of its blocks.';

const isAnswered = (block: Block | undefined): boolean => block !== undefined && isAnswer(block);

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
    if (oldFoundInNew >= 0 && newFoundInOld >= 0) {
      const summary = `The block at ${old} now stands at ${after[oldFoundInNew]?.path ?? 'another place'}.`;
      const isResult = before[at]?.kind === 'tool_result' && after[at]?.kind === 'tool_result';
      return { confidence: 'certain', summary, divergence, ...(isResult ? { fix: RESULTS_FIX } : {}) };
    }
    const shift = shiftBehind(before, after, at);
    if (shift === null) return null;
    const [gone, come] = [shift.old - at, shift.now - at];
    if (come === 0) {
      return {
        confidence: 'certain',
        summary:
          gone === 1
            ? `The block at ${old} was taken out; what stood behind it moved up.`
            : `${gone} blocks from ${old} on were taken out; what stood behind them moved up.`,
        fix: isAnswered(before[at])
          ? ANSWER_FIX
          : 'Leave reminders and attachments in the message that they were sent with.',
        divergence,
      };
    }
    if (gone > 0) return null;
    return {
      confidence: 'certain',
      summary: `${come === 1 ? 'A block was' : `${come} blocks were`} put in at ${now}; what stood there now stands at ${after[shift.now]?.path ?? 'another place'}.`,
      divergence,
    };
  },
};
