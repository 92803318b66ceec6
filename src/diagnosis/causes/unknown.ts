import { serverEdits } from './context-editing.js';
import { type CauseRule, exceptions, partOf, samenessOf } from './rule.js';

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
        summary: [
          `${part}${editedWords(samenessOf(standing), part === '')} lets the provider edit the history (${edits.join(', ')}): whether it did is not in this log.`,
          ...exceptions(standing),
        ].join(' '),
        fix: 'Let the provider clear rarely and much at once (`clear_at_least`), or compact in the agent.',
      };
    }
    return {
      kind: 'times',
      confidence: 'certain',
      summary: [`${part}${untimedWords(samenessOf(standing))}`, ...exceptions(standing)].join(' '),
    };
  },
};

type Same = ReturnType<typeof samenessOf>;

function editedWords(same: Same, isWhole: boolean): string {
  if (same === null) return 'The request';
  return `${isWhole ? 'The request' : 'What it sends there'} is the same, but it`;
}

function untimedWords(same: Same): string {
  const alike =
    same === null ? 'The' : `The ${same === 'bytes' ? 'bytes are' : 'content is'} the same, but the`;
  return `${alike} log has no times: whether the entry had expired is not in this log.`;
}
