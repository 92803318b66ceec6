import { serverEdits } from './context-editing.js';
import { type CauseRule, exceptions, partOf, type Standing, samenessOf } from './rule.js';

export const unknown: CauseRule = {
  id: 'unknown',
  title: 'This log cannot tell',
  severity: 'medium',
  stage: 'verdict',
  // No vendor says that a log lacks something.
  vendor: [],
  rings: 'where-promised',
  fault: 'unknown',
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
    const { kind, lacks } = lackOf(standing);
    return {
      kind,
      confidence: 'certain',
      summary: [`${part}${lackingWords(samenessOf(standing), lacks)}`, ...exceptions(standing)].join(' '),
    };
  },
};

type Same = ReturnType<typeof samenessOf>;

function editedWords(same: Same, isWhole: boolean): string {
  if (same === null) return 'The request';
  return `${isWhole ? 'The request' : 'What it sends there'} is the same, but it`;
}

/** What a verdict would need. A gateway that adds the breakpoints itself logs none. */
function lackOf({ idleMs, lookback }: Standing): { readonly kind: string; readonly lacks: string } {
  if (idleMs === null) {
    return {
      kind: 'times',
      lacks: 'the log has no times: whether the entry had expired is not in this log.',
    };
  }
  if (lookback === null)
    return { kind: 'lifetime', lacks: 'how long this provider keeps an entry is not known.' };
  const lacks =
    'the log has no breakpoints: how long the entry lives and from where it can be read is not in this log.';
  return { kind: 'breakpoints', lacks };
}

function lackingWords(same: Same, lacks: string): string {
  if (same !== null) return `The ${same === 'bytes' ? 'bytes are' : 'content is'} the same, but ${lacks}`;
  return `${lacks.charAt(0).toUpperCase()}${lacks.slice(1)}`;
}
