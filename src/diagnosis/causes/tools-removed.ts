import { type CauseRule, WORDS_FOR } from './rule.js';
import { listNames, toolsetChange } from './toolset.js';

export const toolsRemoved: CauseRule = {
  id: 'tools-removed',
  title: 'Tools removed',
  severity: 'high',
  stage: 'tools',
  vendor: WORDS_FOR.tools,
  isChoice: true,
  fix: 'Keep the tool list: say in a message that a tool is not to be used, or let the tool refuse (OpenAI: `allowed_tools` narrows the list).',
  find({ before, after, differences }) {
    const divergence = differences.tools;
    const { removed } = toolsetChange(before, after);
    if (divergence === null || removed.length === 0) return null;
    const count = removed.length === 1 ? '1 tool' : `${removed.length} tools`;
    return {
      confidence: 'certain',
      summary: `${count} removed: ${listNames(removed)} (${before.counts.tools} -> ${after.counts.tools}).`,
      divergence,
    };
  },
};
