import { type CauseRule, WORDS_FOR } from './rule.js';

export const modelChanged: CauseRule = {
  id: 'model-changed',
  title: 'Another model',
  severity: 'high',
  stage: 'model',
  vendor: WORDS_FOR.model,
  isChoice: true,
  fix: 'Keep one model per conversation; send work for another model to a subagent with its own prompt.',
  find({ before, after, parameters, providers }) {
    const [from, to] = providers;
    if (before.model === after.model && from !== null && to !== null && from !== to) {
      return {
        kind: 'provider',
        confidence: 'certain',
        summary: `The provider changed from \`${from}\` to \`${to}\`; each has its own cache.`,
        fix: 'Keep one provider per conversation.',
        path: 'provider',
      };
    }
    const speed = parameters.find(({ name }) => name === 'speed');
    if (before.model === after.model && speed !== undefined) {
      return {
        kind: 'speed',
        confidence: 'certain',
        summary: `The speed changed from ${speedName(speed.before)} to ${speedName(speed.after)}: both share tools, and nothing behind them.`,
        fix: 'Keep one speed for the conversation, or change it where a new one begins.',
        path: 'speed',
        // Tools stand in front of it (prompt-caching page, "what invalidates the cache").
        limit: Number.POSITIVE_INFINITY,
      };
    }
    if (before.model === after.model) return null;
    return {
      confidence: 'certain',
      summary: `The model changed from ${named(before.model)} to ${named(after.model)}; each model has its own cache.`,
      path: 'model',
    };
  },
};

const speedName = (sent: string | null): string => named(sent?.replaceAll('"', '') ?? 'standard');

const named = (name: string | null): string => (name === null ? 'unknown' : `\`${name}\``);
