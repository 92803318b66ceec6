import { serverEdits } from './context-editing.js';
import { type CauseRule, partOf } from './rule.js';

export const unknown: CauseRule = {
  id: 'unknown',
  title: 'This log cannot tell',
  severity: 'medium',
  stage: 'verdict',
  // No vendor says that a log lacks something.
  vendor: [],
  rings: 'where-promised',
  fix: 'Use a log that holds what is missing; `cachequake sources` says how this agent writes one.',
  find({ standing, after }) {
    const part = standing.inFront === null ? '' : `${partOf(standing.inFront)}. `;
    const [first] = standing.redacted;
    if (first !== undefined) {
      return {
        kind: 'redacted',
        confidence: 'certain',
        summary: `${part}The log replaced the text of ${first}: whether it changed is not in this log.`,
        path: first,
      };
    }
    const edits = serverEdits(after);
    if (edits.length > 0) {
      return {
        kind: 'context-editing',
        confidence: 'certain',
        summary: `${part}${part === '' ? 'The request' : 'What it sends there'} is the same, but it lets the provider edit the history (${edits.join(', ')}): whether it did is not in this log.`,
        fix: 'Let the provider clear rarely and much at once (`clear_at_least`), or compact in the agent.',
      };
    }
    return {
      kind: 'times',
      confidence: 'certain',
      summary: `${part}The ${standing.isSpellingKnown ? 'bytes are' : 'content is'} the same, but the log has no times: whether the entry had expired is not in this log.`,
    };
  },
};
