import { asksForSummary } from '../lanes/summary.js';
import { type CauseRule, WORDS_FOR } from './rule.js';

export const unsafeCompaction: CauseRule = {
  id: 'unsafe-compaction',
  title: 'A summary asked for with other tools or system',
  severity: 'medium',
  stage: 'model',
  vendor: [...WORDS_FOR.model, ...WORDS_FOR.tools, ...WORDS_FOR.system],
  isAllThereIs: true,
  fix: 'Send the summarising request with the same model, tools, system and history, and ask for the summary in one more user message.',
  find({ relation, before, after }) {
    if (relation !== 'aside' || !asksForSummary(after)) return null;
    const differs = [
      before.model === after.model ? '' : 'model',
      before.hashes.tools === after.hashes.tools ? '' : 'tools',
      before.hashes.system === after.hashes.system ? '' : 'system',
    ].filter(name => name !== '');
    if (differs.length === 0) return null;
    return {
      kind: differs.join(','),
      confidence: 'certain',
      summary: `The call that summarises the conversation has other ${differs.join(' and ')}: it pays for the whole history again.`,
    };
  },
};
