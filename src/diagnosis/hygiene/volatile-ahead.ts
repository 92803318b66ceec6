import { findVolatile } from '../values.js';
import type { HygieneRule } from './rule.js';

/** A clock, an id or a counter in tools or system, in front of the end of what is cached. Said of the first request only: later ones show whether it changes. */
export const volatileAhead: HygieneRule = {
  id: 'volatile-ahead',
  saidBy: ['volatile-value'],
  fix: 'Put the value behind the last breakpoint, into the newest user message.',
  readsAbsence: false,
  find({ prompt, parent, lane, rules }) {
    if (parent !== null || lane !== 'main') return null;
    const last = rules.lookback === null ? prompt.blocks.length - 1 : prompt.breakpoints.at(-1)?.block;
    if (last === undefined) return null;
    for (const block of prompt.blocks.slice(0, Math.min(last + 1, prompt.starts.messages))) {
      const [value] = findVolatile(block.canonical);
      if (value === undefined) continue;
      return {
        summary: `${block.path} holds "${value.value}" in front of the end of the cached prefix: a session that holds another value cannot read it, and if it is renewed it breaks this one.`,
        path: block.path,
      };
    }
    return null;
  },
};
