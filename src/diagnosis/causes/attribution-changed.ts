import { blockBefore, type CauseRule, WORDS_FOR } from './rule.js';

/** Claude Code puts who called, and a hash of the conversation's first message, into a system block of its own. */
const HEADER = 'x-anthropic-billing-header:';

/**
 * Where it is part of the key, all of system is lost with it (measured: github.com/motiful/cc-cache-audit); some providers take
 * it out first, and then the read clears it.
 */
export const attributionChanged: CauseRule = {
  id: 'system-changed',
  title: 'The system text changed',
  severity: 'high',
  stage: 'system',
  vendor: WORDS_FOR.system,
  fix: 'Start Claude Code with CLAUDE_CODE_ATTRIBUTION_HEADER=0: it then leaves this header out.',
  find(evidence) {
    const divergence = evidence.differences.system;
    if (divergence?.how !== 'changed' || !divergence.path.startsWith('system[0]')) return null;
    if (blockBefore(evidence, divergence)?.canonical.includes(HEADER) !== true) return null;
    return {
      kind: 'attribution',
      confidence: 'likely',
      summary: `The attribution header of Claude Code in ${divergence.path} changed: it is made from the first message, and stands in front of the system text.`,
      divergence,
    };
  },
};
