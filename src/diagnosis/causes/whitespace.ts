import { whitespaceOnly } from '../../prompt/index.js';
import type { Section } from '../../prompt/prompt.js';
import { count } from '../../text/numbers.js';
import { versionsAt } from './difference.js';
import { type CauseRule, WORDS_FOR } from './rule.js';

function whitespaceIn(section: Section): CauseRule {
  return {
    id: 'whitespace',
    title: 'Only white space changed',
    severity: 'low',
    stage: section,
    vendor: WORDS_FOR[section],
    fix: 'Replay text exactly as it was sent: do not trim, join or re-wrap it.',
    find(evidence) {
      const divergence = evidence.differences[section];
      if (divergence === null) return null;
      const versions = versionsAt(evidence, divergence);
      if (versions === null || !whitespaceOnly(versions.before, versions.after)) return null;
      return {
        confidence: 'certain',
        summary: `Only white space differs at ${divergence.path}, character ${count(divergence.char)}.`,
        divergence,
      };
    },
  };
}

export const whitespaceInTools = whitespaceIn('tools');
export const whitespaceInSystem = whitespaceIn('system');
export const whitespaceInMessages = whitespaceIn('messages');
