import { sharedBlocks } from '../../prompt/index.js';
import { count } from '../../text/numbers.js';
import { isHeadOnly, textBytes } from './figures.js';
import type { HygieneRule } from './rule.js';

/** Once may be meant: a short question behind a long reference. */
const IN_A_ROW = 2;

/** Breakpoints on tools and system only, while the conversation grows behind them and is sent again with every request. */
export const tailUnmarked: HygieneRule = {
  id: 'tail-unmarked',
  saidBy: ['breakpoint-missing'],
  fix: 'Put a breakpoint on the last message of every request as well.',
  readsAbsence: true,
  find({ prompt, parent, usage, rules }, { headsOnly }) {
    if (rules.keeps !== 'marked' || rules.minimum === null || parent === null) return null;
    if (headsOnly < IN_A_ROW || !isHeadOnly(prompt) || usage?.input == null) return null;
    const { messages } = prompt.starts;
    const again = textBytes(prompt.blocks.slice(messages, sharedBlocks(parent.chain, prompt.chain)));
    const all = textBytes(prompt.blocks.slice(messages));
    const tokens = Math.round((usage.input * again) / Math.max(1, all));
    if (tokens < rules.minimum.uncertainUpTo) return null;
    return {
      summary: `No message is marked, only what stands in front of them: about ${count(tokens)} tokens of the conversation were sent again at the full price, and they become more with each request.`,
      path: prompt.blocks.at(-1)?.path ?? null,
    };
  },
};
