import { sortedCanonical } from '../../prompt/compare/forms.js';
import { divergeBlock, whitespaceOnly } from '../../prompt/index.js';
import { isVolatileAt } from './difference.js';
import { type CauseRule, WORDS_FOR } from './rule.js';
import { listNames, toolsetChange } from './toolset.js';

export const toolChanged: CauseRule = {
  id: 'tool-changed',
  title: 'A tool definition changed',
  severity: 'high',
  stage: 'tools',
  vendor: WORDS_FOR.tools,
  isFirstName: true,
  fix: 'Build tool descriptions and schemas once per session from sorted, constant data.',
  find(evidence) {
    const { before, after, differences } = evidence;
    const divergence = differences.tools;
    // The order of keys and white space have names of their own.
    const changed = toolsetChange(before, after).changed.filter(
      pair =>
        sortedCanonical(pair.before) !== sortedCanonical(pair.after) &&
        !whitespaceOnly(pair.before, pair.after),
    );
    const [first] = changed;
    if (divergence === null || first === undefined) return null;
    // Where tools were moved as well, the first difference of the list is in another tool.
    const place = divergeBlock(after.blocks.indexOf(first.after), first.before, first.after) ?? divergence;
    // The value has a name of its own; only what changed beside it is said here.
    const isValue = isVolatileAt({ ...evidence, differences: { ...differences, tools: place } }, 'tools');
    if (changed.length === 1 && isValue) return null;
    const names = changed.map(pair => pair.after.name ?? pair.after.path);
    return {
      confidence: 'certain',
      summary: `The definition of ${listNames(names)} changed at ${place.path}.`,
      divergence: place,
    };
  },
};
