import { type CauseRule, WORDS_FOR } from './rule.js';

/** Named where nothing else is, and the read stops in front of it: most providers render both forms alike. */
export const contentForm: CauseRule = {
  id: 'content-form',
  title: 'The same content in another form',
  severity: 'low',
  stage: 'verdict',
  vendor: WORDS_FOR.messages,
  fix: 'Always send content as an array of blocks.',
  find({ standing: { form } }) {
    if (form === null) return null;
    return {
      confidence: 'likely',
      summary: `${form} has the same text in another form (string or blocks); some models and gateways render them differently.`,
      path: form,
    };
  },
};

/** One number in other digits, or a key that is written twice: `JSON.parse` does not keep them apart, a provider may. */
export const contentFormAsWritten: CauseRule = {
  ...contentForm,
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
