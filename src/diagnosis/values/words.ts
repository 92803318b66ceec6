/** What changed between two versions of a text, of which only windows are at hand. */
import type { Excerpt } from '../../prompt/prompt.js';

export interface Words {
  readonly before: string;
  readonly after: string;
}

/** Characters (UTF-16) that a change may have on each side. */
const LONGEST = 80;
/** Behind it both go on alike for so many, or to their ends. */
const ALIKE_AFTER = 12;

/**
 * The one stretch that changed, from the first differing character to where both windows go on alike; null: a longer one, or more
 * than one. The length of the whole texts tells how far the rest has moved.
 */
export function changedIn(before: Excerpt, after: Excerpt): Words | null {
  const moved = after.length - before.length;
  for (let length = Math.max(0, -moved); length <= LONGEST && length + moved <= LONGEST; length += 1) {
    const [old, now] = [before.at + length, after.at + length + moved];
    if (old > before.text.length || now > after.text.length) return null;
    const [restBefore, restAfter] = [before.text.slice(old), after.text.slice(now)];
    const seen = Math.min(restBefore.length, restAfter.length);
    const isEnd = restBefore === restAfter;
    if ((isEnd || seen >= ALIKE_AFTER) && restBefore.slice(0, seen) === restAfter.slice(0, seen))
      return { before: before.text.slice(before.at, old), after: after.text.slice(after.at, now) };
  }
  return null;
}

/** The same in whole words, without the marks that both end or begin with. */
export function wordsThatChanged(before: Excerpt, after: Excerpt): Words | null {
  const changed = changedIn(before, after);
  if (changed === null) return null;
  const lead = /\S*$/.exec(before.text.slice(0, before.at))?.[0] ?? '';
  const rest = /^\S*/.exec(before.text.slice(before.at + changed.before.length))?.[0] ?? '';
  const opening = /^["'`([{<]*/.exec(lead)?.[0].length ?? 0;
  const closing = /[.,;:!?"'`)\]}>]*$/.exec(rest)?.[0].length ?? 0;
  const whole = (part: string): string =>
    `${lead.slice(opening)}${part}${rest.slice(0, rest.length - closing)}`;
  return { before: whole(changed.before), after: whole(changed.after) };
}

/** Two short values: one word each, or as many on both sides. What is put in or taken out, or said in other words, is none. */
export function isOfOneClass({ before, after }: Words): boolean {
  const [old, now] = [before, after].map(text => text.split(/\s+/).filter(word => word !== '').length);
  return old === now && old !== undefined && old > 0 && old <= MOST_WORDS;
}

const MOST_WORDS = 4;
