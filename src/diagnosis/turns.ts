import type { Prompt } from '../prompt/prompt.js';

/** Numbers the turns of a session from 1. */
export interface Turns {
  /**
   * @param named the turn as the log names it
   * @param prompt null: not in the log
   * @param before the parent's prompt; null: none
   * @param leads true if the request is of a lane that talks with the user
   * @returns null if nothing tells
   */
  next(named: string | null, prompt: Prompt | null, before: Prompt | null, leads: boolean): number | null;
}

export function createTurns(): Turns {
  const names = new Map<string, number>();
  let current = 0;
  return {
    next(named, prompt, before, leads) {
      if (named !== null) {
        const known = names.get(named);
        if (known !== undefined) return known;
        current = names.size + 1;
        names.set(named, current);
        return current;
      }
      if (prompt === null) return null;
      if (leads && asksSomethingNew(prompt, before)) current += 1;
      return Math.max(1, current);
    },
  };
}

/** A user message that is no tool result stands among what the parent did not have. */
function asksSomethingNew(prompt: Prompt, before: Prompt | null): boolean {
  if (before === null) return true;
  const last = prompt.blocks.at(-1);
  if (last === undefined) return false;
  const lastMessage = prompt.blocks.filter(block => block.message === last.message);
  const answersTool = lastMessage.some(block => block.kind === 'tool_result');
  return !answersTool && last.role === 'user' && last.message > (before.blocks.at(-1)?.message ?? -1);
}
