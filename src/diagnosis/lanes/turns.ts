import { isAnswer, type Prompt } from '../../prompt/prompt.js';

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

/** Names kept, the newest: nobody goes back to a turn that far behind. */
const NAMES = 10_000;

export function createTurns(): Turns {
  const names = new Map<string, number>();
  let named = 0;
  let current = 0;
  return {
    next(name, prompt, before, leads) {
      if (name !== null) {
        const known = names.get(name);
        if (known !== undefined) return known;
        named += 1;
        current = named;
        names.set(name, current);
        for (const oldest of names.keys()) {
          if (names.size <= NAMES) break;
          names.delete(oldest);
        }
        return current;
      }
      if (prompt === null) return null;
      if (leads && asksSomethingNew(prompt, before)) current += 1;
      return Math.max(1, current);
    },
  };
}

/** Behind the last answer stands no tool result: the user speaks, not a tool. */
function asksSomethingNew(prompt: Prompt, before: Prompt | null): boolean {
  if (before === null) return true;
  const answered = prompt.blocks.findLastIndex(isAnswer);
  const newest = prompt.blocks.slice(Math.max(answered + 1, prompt.starts.messages));
  return newest.length > 0 && newest.every(block => block.kind !== 'tool_result');
}
