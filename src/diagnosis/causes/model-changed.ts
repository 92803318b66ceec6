import type { CauseRule } from './rule.js';

export const modelChanged: CauseRule = {
  id: 'model-changed',
  title: 'Another model',
  severity: 'high',
  stage: 'model',
  fix: 'Keep one model per conversation; send work for another model to a subagent with its own prompt.',
  find({ before, after }) {
    if (before.model === after.model) return null;
    return {
      confidence: 'certain',
      summary: `The model changed from ${before.model ?? 'unknown'} to ${after.model ?? 'unknown'}; each model has its own cache.`,
      path: 'model',
    };
  },
};
