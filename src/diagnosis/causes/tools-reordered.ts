import { blockAfter, blockBefore, type CauseRule, WORDS_FOR } from './rule.js';
import { toolsetChange } from './toolset.js';

export const toolsReordered: CauseRule = {
  id: 'tools-reordered',
  title: 'Tools in another order',
  severity: 'high',
  stage: 'tools',
  vendor: WORDS_FOR.tools,
  fix: 'Sort the tools by name before sending them; maps and sets of some languages have no stable order.',
  find(evidence) {
    const { before, after, differences } = evidence;
    const divergence = differences.tools;
    if (divergence === null || !toolsetChange(before, after).reordered) return null;
    const first = blockAfter(evidence, divergence) ?? blockBefore(evidence, divergence);
    return {
      confidence: 'certain',
      summary: `The same tools stand in another order from ${first?.path ?? divergence.path} on.`,
      divergence,
    };
  },
};
