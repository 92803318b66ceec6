import { asksForSummary } from '../lanes/summary.js';
import type { HygieneRule } from './rule.js';

/** code.claude.com/docs/en/prompt-caching, `/compact`: the summarising call reads the cache of the conversation if its prefix is the same. */
export const summaryUnshared: HygieneRule = {
  id: 'summary-unshared',
  saidBy: ['unsafe-compaction'],
  fix: 'Send it with the tools, system and history of the conversation, and ask for the summary in one more user message.',
  readsAbsence: true,
  find({ prompt, parent, relation }) {
    if (parent === null || relation !== 'aside' || !asksForSummary(prompt)) return null;
    const sections = (['tools', 'system'] as const).filter(
      section => prompt.hashes[section] !== parent.hashes[section],
    );
    const [first] = sections;
    if (first === undefined) return null;
    return {
      summary: `The call that asks for a summary has other ${sections.join(' and ')} than the conversation: it cannot read its cache.`,
      path: first,
    };
  },
};
