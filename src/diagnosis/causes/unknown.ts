import type { CauseRule } from './rule.js';

export const unknown: CauseRule = {
  id: 'unknown',
  title: 'This log cannot tell',
  severity: 'medium',
  stage: 'verdict',
  fix: 'Use a log that holds what is missing; `cachequake sources` says how this agent writes one.',
  find({ standing }) {
    const [first] = standing.redacted;
    if (first !== undefined) {
      return {
        kind: 'redacted',
        confidence: 'certain',
        summary: `The log replaced the text of ${first}: whether it changed is not in this log.`,
        path: first,
      };
    }
    return {
      kind: 'times',
      confidence: 'certain',
      summary:
        'The bytes are the same, but the log has no times: whether the entry had expired is not in this log.',
    };
  },
};
