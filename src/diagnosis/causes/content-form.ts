import { formOnly } from '../../prompt/index.js';
import { type CauseRule, WORDS_FOR } from './rule.js';

export const contentForm: CauseRule = {
  id: 'content-form',
  title: 'The same content in another form',
  severity: 'low',
  stage: 'messages',
  vendor: WORDS_FOR.messages,
  fix: 'Always send content as an array of blocks.',
  find({ before, after, kept, shared }) {
    for (let index = 0; index <= Math.min(kept, shared - 1); index += 1) {
      const old = before.blocks[index];
      const now = after.blocks[index];
      if (old === undefined || now === undefined || !formOnly(old, now)) continue;
      // A marker needs the block form: agents that send strings switch with every move of it, and hit.
      // Not so for instructions inside the history: they are rendered apart (mid-conversation system messages page).
      if ((old.marker !== null || now.marker !== null) && now.role !== 'system') continue;
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

/** One number in other digits, or a key that is written twice: `JSON.parse` does not keep them apart, a provider may. */
export const contentFormAsWritten: CauseRule = {
  ...contentForm,
  stage: 'verdict',
  vendor: WORDS_FOR.anySection,
  find({ standing: { spelling } }) {
    if (spelling === null || spelling.kind === 'key-order') return null;
    const { kind, site } = spelling;
    return {
      kind,
      confidence: 'likely',
      summary:
        kind === 'number'
          ? `${site.path} is written "${site.after?.text}", in the request before "${site.before?.text}": the same number to JSON parsers, other bytes.`
          : `${site.path} holds a key twice, and is not written as in the request before: the same JSON to most parsers, other bytes.`,
      fix: 'Replay the bytes that were sent; a number that is read and written again may come out in other digits.',
      site,
    };
  },
};
