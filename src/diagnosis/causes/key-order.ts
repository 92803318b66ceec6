import { keyOrderOnly } from '../../prompt/index.js';
import type { Section } from '../../prompt/prompt.js';
import { versionsAt } from './difference.js';
import { type CauseRule, WORDS_FOR } from './rule.js';

/** The same JSON with its keys in another order: the provider caches bytes, not meaning (prompt-caching page names Swift and Go). */
function keyOrderIn(section: Section): CauseRule {
  return {
    id: 'key-order',
    title: 'Keys in another order',
    severity: 'medium',
    stage: section,
    vendor: WORDS_FOR[section],
    fix: 'Serialise from an ordered map, or replay the bytes that were sent; sorted keys are the safest order.',
    find(evidence) {
      const divergence = evidence.differences[section];
      if (divergence === null) return null;
      const versions = versionsAt(evidence, divergence);
      if (versions === null || !keyOrderOnly(versions.before, versions.after)) return null;
      return {
        confidence: 'certain',
        summary: `The same JSON is sent with its keys in another order at ${divergence.path}.`,
        divergence,
      };
    },
  };
}

/**
 * Keys that are integers stand in their own order in every JavaScript object, so a prompt does not show theirs; the line does. Some
 * providers may sort them too: named only where a miss was measured.
 */
export const keyOrderAsWritten: CauseRule = {
  ...keyOrderIn('tools'),
  stage: 'verdict',
  vendor: WORDS_FOR.anySection,
  find({ standing: { spelling } }) {
    if (spelling?.kind !== 'key-order') return null;
    const { site } = spelling;
    return {
      kind: 'integer-keys',
      confidence: 'likely',
      summary: `The same JSON is sent with its keys in another order at ${site.path}.`,
      site,
    };
  },
};

export const keyOrderInTools = keyOrderIn('tools');
export const keyOrderInSystem = keyOrderIn('system');
export const keyOrderInMessages = keyOrderIn('messages');
