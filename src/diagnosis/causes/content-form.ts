import type { CauseRule } from './rule.js';

export const contentForm: CauseRule = {
  id: 'content-form',
  title: 'String and block form changed places',
  severity: 'low',
  stage: 'messages',
  fix: 'Always send content as an array of blocks.',
  find({ before, after, kept, shared }) {
    for (let index = 0; index <= Math.min(kept, shared - 1); index += 1) {
      const old = before.blocks[index];
      const now = after.blocks[index];
      if (old === undefined || now === undefined || old.rawDigest === now.rawDigest) continue;
      // A marker needs the block form: agents that send strings switch with every move of it, and hit.
      if (old.marker !== null || now.marker !== null) continue;
      return {
        confidence: 'likely',
        isWeak: true,
        limit: Number.POSITIVE_INFINITY,
        summary: `${now.path} has the same text in another form (string or blocks); some models and gateways render them differently.`,
        path: now.path,
      };
    }
    return null;
  },
};
