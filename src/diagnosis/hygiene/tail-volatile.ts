import type { HygieneRule } from './rule.js';

/** Twice in a row: once is a retry, a rewind or a steered message. */
const IN_A_ROW = 2;

/** platform.claude.com, prompt caching, "common mistake": a breakpoint on a block that changes writes each time and is never read. */
export const tailVolatile: HygieneRule = {
  id: 'tail-volatile',
  saidBy: ['breakpoint-volatile'],
  fix: 'Put the breakpoint on the last block that the next request will send again.',
  readsAbsence: true,
  find({ prompt, parent, rules }, { tailsLost }) {
    if (rules.keeps !== 'marked' || tailsLost < IN_A_ROW) return null;
    const path = parent?.breakpoints.at(-1)?.path ?? null;
    const now = prompt.breakpoints.at(-1)?.path ?? null;
    return {
      summary: `The last breakpoint stands on a block that the next request replaces (${tailsLost} times in a row, at ${path ?? now ?? 'its end'}): what it writes is never read.`,
      path: now,
    };
  },
};
