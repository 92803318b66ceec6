import { count } from '../../text/numbers.js';
import { changedBefore } from './difference.js';
import { type CauseRule, paidAgain, WORDS_FOR } from './rule.js';

export const systemChanged: CauseRule = {
  id: 'system-changed',
  title: 'The system text changed',
  severity: 'high',
  stage: 'system',
  vendor: WORDS_FOR.system,
  isChoice: true,
  isFirstName: true,
  fix: 'Build the system text once per session; send what changes as a message behind the last breakpoint.',
  fixWithoutBreakpoints:
    'Build the system text once per session; send what changes at the end, in the newest message.',
  find(evidence) {
    const divergence = evidence.differences.system;
    if (divergence === null) return null;
    const again = changedBefore(evidence, divergence) ? ' again' : '';
    const how =
      divergence.how === 'changed' ? 'differs' : divergence.how === 'added' ? 'was added' : 'was taken out';
    const where = divergence.how === 'changed' ? ` from character ${count(divergence.char)} on` : '';
    return {
      confidence: 'certain',
      summary: `${divergence.path} ${how}${again}${where}: everything behind it is ${paidAgain(evidence.standing)}.`,
      divergence,
    };
  },
};
