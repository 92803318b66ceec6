import { sortedCanonical } from '../../prompt/forms.js';
import type { CauseRule } from './rule.js';
import { listNames, toolsetChange } from './toolset.js';

export const toolChanged: CauseRule = {
  id: 'tool-changed',
  title: 'A tool definition changed',
  severity: 'high',
  stage: 'tools',
  fix: 'Build tool descriptions and schemas once per session from sorted, constant data.',
  find({ before, after, differences }) {
    const divergence = differences.tools;
    const changed = toolsetChange(before, after).changed.filter(
      pair => sortedCanonical(pair.before) !== sortedCanonical(pair.after),
    );
    const first = changed[0];
    if (divergence === null || first === undefined) return null;
    const names = changed.map(pair => pair.after.name ?? pair.after.path);
    return {
      confidence: 'certain',
      summary: `The definition of ${listNames(names)} changed at ${divergence.path}.`,
      divergence,
    };
  },
};
