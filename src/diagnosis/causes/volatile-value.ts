import type { Section } from '../../prompt/prompt.js';
import { quoted } from '../../text/quoted.js';
import { CALL_ID_FIX, changedBefore, isCallId, volatileAt } from './difference.js';
import { type CauseRule, WORDS_FOR } from './rule.js';

const WORDS: Readonly<Record<string, string>> = {
  time: 'a clock',
  date: 'a date',
  uuid: 'a unique id',
  counter: 'a counter',
  hash: 'a hash',
  other: 'a value',
};

function volatileIn(section: Section): CauseRule {
  return {
    id: 'volatile-value',
    title: 'A value that changes by itself',
    severity: 'high',
    stage: section,
    vendor: WORDS_FOR[section],
    openKinds: ['other'],
    laterKinds: ['other', 'counter'],
    fix: 'Move the value behind the last breakpoint (into the newest user message), or freeze it for the session.',
    fixWithoutBreakpoints:
      'Move the value to the end, into the newest user message, or freeze it for the session.',
    find(evidence) {
      const divergence = evidence.differences[section];
      const change = volatileAt(evidence, section);
      if (divergence === null || change === null) return null;
      const again = changedBefore(evidence, divergence);
      return {
        kind: change.kind,
        confidence: change.kind === 'other' ? (again ? 'likely' : 'guess') : 'certain',
        ...(isCallId(divergence) ? { fix: CALL_ID_FIX } : {}),
        summary: `${capital(WORDS[change.kind] ?? 'a value')} inside ${divergence.path} changed from "${quoted(change.before, 40)}" to "${quoted(change.after, 40)}".`,
        divergence,
      };
    },
  };
}

export const volatileInTools = volatileIn('tools');
export const volatileInSystem = volatileIn('system');
export const volatileInMessages = volatileIn('messages');

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
