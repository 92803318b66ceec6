import type { Block } from '../../prompt/prompt.js';
import { historyShape, shiftBehind } from './history-shape.js';
import { type CauseRule, paidAgain, WORDS_FOR } from './rule.js';

export const historyTruncated: CauseRule = {
  id: 'history-truncated',
  title: 'The oldest messages were dropped',
  severity: 'medium',
  stage: 'messages',
  vendor: [...WORDS_FOR.messages, 'context_compacted'],
  isOneAct: true,
  fix: 'Drop old messages rarely and in large steps, or summarise; a sliding window rewrites the history on every request.',
  find(evidence) {
    const divergence = evidence.differences.messages;
    if (divergence === null) return null;
    const { at, before, after } = historyShape(evidence, divergence);
    const shift = shiftBehind(before, after, at);
    if (shift === null) return null;
    const [dropped, added] = [shift.old - at, shift.now - at];
    const reachesEnd = shift.old + shift.run >= before.length - 1 || shift.run >= 3;
    const fromFront = at <= Math.max(2, before.length / 4);
    // Of a message that is still there only a part was taken out.
    const { message } = before[at] ?? {};
    const isPart = [before[at - 1], before[shift.old]].some(block => block?.message === message);
    if (!reachesEnd || !fromFront || dropped <= added || isPart) return null;
    // Behind a beginning that was kept, a window drops whole rounds; one message is a message taken out.
    if (at > 0 && messagesIn(before.slice(at, shift.old)) - messagesIn(after.slice(at, shift.now)) < 2)
      return null;
    return {
      confidence: 'certain',
      summary: `${blocksWere(dropped)} dropped at ${divergence.path}${instead(added)}; the rest moved up and is ${paidAgain(evidence.standing)}.`,
      divergence,
    };
  },
};

const messagesIn = (blocks: readonly Block[]): number => new Set(blocks.map(({ message }) => message)).size;

const blocksWere = (count: number): string =>
  count === 1 ? '1 message block was' : `${count} message blocks were`;

const instead = (added: number): string =>
  added === 0 ? '' : `, ${added === 1 ? 'another one stands' : `${added} others stand`} in their place`;
