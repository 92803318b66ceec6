import type { ModelRules } from '../../cache/models.js';
import type { Prompt } from '../../prompt/index.js';
import { findVolatile, type VolatileKind } from '../values.js';
import type { HygieneRule } from './rule.js';

const WORDS: Readonly<Record<VolatileKind, string>> = {
  time: 'a clock',
  date: 'a date',
  uuid: 'a unique id',
  counter: 'a counter',
  hash: 'a hash',
  other: 'a value',
};

/** A clock, an id or a counter in tools or system, in front of the end of what is cached. Said of the first request only: later ones show whether it changes. */
export const volatileAhead: HygieneRule = {
  id: 'volatile-ahead',
  saidBy: ['volatile-value'],
  fix: 'Put the value behind the last breakpoint, into the newest user message.',
  readsAbsence: false,
  find({ prompt, relation, rules }) {
    if (relation !== 'first') return null;
    const last = endOfCached(prompt, rules);
    if (last === null) return null;
    for (const block of prompt.blocks.slice(0, Math.min(last + 1, prompt.starts.messages))) {
      const [value] = findVolatile(block.canonical);
      if (value === undefined) continue;
      return {
        summary: `${block.path} holds ${WORDS[value.kind]} ("${value.value}") in front of the end of the cached prefix: a session that holds another value cannot read it, and if it is renewed it breaks this one.`,
        path: block.path,
      };
    }
    return null;
  },
};

/** Last block that is cached on purpose; a call without tools (a title, a probe) is none to keep where caching is automatic. */
function endOfCached(prompt: Prompt, rules: ModelRules): number | null {
  if (rules.keeps === 'marked') return prompt.breakpoints.at(-1)?.block ?? null;
  return prompt.counts.tools > 0 ? prompt.blocks.length - 1 : null;
}
