import { listNames, toolsetChange } from '../causes/toolset.js';
import type { HygieneRule } from './rule.js';

/** A tool list that comes back after another one: a mode (planning, reading) that is told to the model through its tools. */
export const toolsetSwapped: HygieneRule = {
  id: 'toolset-swapped',
  saidBy: [],
  fix: 'Keep one tool list in all modes; say the mode in a message, and refuse in the tool itself what it does not allow (OpenAI: `allowed_tools`).',
  readsAbsence: false,
  find({ prompt, parent, relation }, { toolsets }) {
    const now = prompt.hashes.tools;
    if (parent === null || now === null || relation === 'aside' || now === parent.hashes.tools) return null;
    if (!toolsets.includes(now)) return null;
    const { added, removed } = toolsetChange(parent, prompt);
    if (added.length + removed.length === 0) return null;
    const swapped = [
      ...(removed.length > 0 ? [`${listNames(removed)} left`] : []),
      ...(added.length > 0 ? [`${listNames(added)} came`] : []),
    ];
    return {
      summary: `The tool list went back to an earlier one (${swapped.join(', ')}): each swap rewrites the whole prefix.`,
      path: prompt.blocks[prompt.starts.tools]?.path ?? null,
    };
  },
};
