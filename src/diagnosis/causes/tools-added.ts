import { divergeAtOne } from '../../prompt/index.js';
import { type CauseRule, WORDS_FOR } from './rule.js';
import { listNames, toolsetChange } from './toolset.js';

export const toolsAdded: CauseRule = {
  id: 'tools-added',
  title: 'Tools added',
  severity: 'high',
  stage: 'tools',
  vendor: WORDS_FOR.tools,
  isChoice: true,
  fix: 'Send the full tool list from the first request on, or load late tools with `defer_loading` and tool search.',
  find({ before, after, differences }) {
    const divergence = differences.tools;
    const { added } = toolsetChange(before, after);
    if (divergence === null || added.length === 0) return null;
    const first = after.blocks.findIndex(({ section, name }) => section === 'tools' && name === added[0]);
    return {
      confidence: 'certain',
      summary: `${plural(added.length)} added: ${listNames(added)} (${before.counts.tools} -> ${after.counts.tools}).`,
      divergence: divergeAtOne(first, after.blocks[first], 'added') ?? divergence,
    };
  },
};

function plural(count: number): string {
  return count === 1 ? '1 tool' : `${count} tools`;
}
