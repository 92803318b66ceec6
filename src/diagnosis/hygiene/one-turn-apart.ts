import type { ModelRules } from '../../cache/models.js';
import type { Prompt } from '../../prompt/index.js';
import { count } from '../../text/numbers.js';
import { textBytes } from './figures.js';
import type { HygieneRule } from './rule.js';

/** Two could be chance. */
const EARLIER = 2;

/** Calls of one turn, each a conversation of its own, that have nearly all in common and read nothing of it. */
export const oneTurnApart: HygieneRule = {
  id: 'one-turn-apart',
  saidBy: [],
  fix: 'Put what differs behind what is the same, into the user message, and where breakpoints are sent, one on the end of what is the same.',
  readsAbsence: true,
  find({ prompt, parting, relation, usage, rules }) {
    if (relation !== 'first' || parting === null || parting.earlier < EARLIER) return null;
    if (usage?.input == null || usage.cacheRead !== 0 || rules.minimum === null) return null;
    if (parting.path === null && !endsUnmarked(prompt, rules)) return null;
    const lead = textBytes(prompt.blocks.slice(0, prompt.starts.messages));
    const sent = usage.input + (usage.cacheWrite ?? 0);
    const tokens = (sent * lead) / Math.max(1, textBytes(prompt.blocks));
    // Where documents and measurements disagree, what was written was long enough.
    const { certain, uncertainUpTo } = rules.minimum;
    if (tokens < ((usage.cacheWrite ?? 0) > 0 ? certain : uncertainUpTo)) return null;
    const { path, char } = parting;
    return {
      summary:
        path === null
          ? `Calls of one turn with the same tools and system, ${about(tokens)} tokens, and none reads them: they part in their messages, and what they share does not end at a breakpoint.`
          : `Calls of one turn share ${about(tokens)} tokens of tools and system but for a value, and none reads them: they part at ${path}, character ${count(char)}.`,
      path,
    };
  },
};

/** What they share would be read if it ended at a breakpoint; a cache without them needs none. */
function endsUnmarked({ breakpoints, starts }: Prompt, { keeps }: ModelRules): boolean {
  return keeps === 'marked' && !breakpoints.some(({ block }) => block < starts.messages);
}

/** So rounded that calls of one kind say the same. */
function about(tokens: number): string {
  return `about ${count(Number(tokens.toPrecision(2)))}`;
}
