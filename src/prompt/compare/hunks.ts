import { firstDifference, lastDifference } from '../../text/ends.js';
import { type Edit, editsBetween } from './edits.js';

/** A text larger than this, in tokens, is compared line by line first. */
const LINES_FROM = 4_000;
/** So many characters in a row that are alike are no chance, whatever they are. */
const ALIKE = 12;

/**
 * All stretches (UTF-16) in which two texts differ, in order; between them they are alike, character for character. The first begins
 * at the first character that differs. Texts are compared word by word: letters that two words have in common by chance do not
 * tear a change apart.
 */
export function hunksOf(before: string, after: string): readonly Edit[] {
  const start = firstDifference(before, after);
  if (start === before.length && start === after.length) return [];
  const end = lastDifference(before, after, start);
  const whole: Edit = {
    before: { start, end: before.length - end },
    after: { start, end: after.length - end },
  };
  const refined = refine(before, after, whole);
  return joined(before, refined).map(edit => trimmed(before, after, edit));
}

function refine(before: string, after: string, whole: Edit): readonly Edit[] {
  const old = before.slice(whole.before.start, whole.before.end);
  const fresh = after.slice(whole.after.start, whole.after.end);
  if (old.length + fresh.length <= LINES_FROM) return editsIn(words(old), words(fresh), whole);
  return editsIn(lines(old), lines(fresh), whole).flatMap(edit =>
    editsIn(
      words(before.slice(edit.before.start, edit.before.end)),
      words(after.slice(edit.after.start, edit.after.end)),
      edit,
    ),
  );
}

const words = (text: string): readonly string[] => text.match(/[\p{L}\p{N}_]+|\s+|[^\p{L}\p{N}_\s]/gu) ?? [];

const lines = (text: string): readonly string[] => text.match(/[^\n]*\n|[^\n]+/g) ?? [];

/** The edits of two lists of pieces as stretches of the texts that the pieces were cut from. */
function editsIn(old: readonly string[], fresh: readonly string[], { before, after }: Edit): readonly Edit[] {
  const [oldAt, freshAt] = [places(old, before.start), places(fresh, after.start)];
  return editsBetween(old, fresh).map(edit => ({
    before: { start: oldAt[edit.before.start] ?? 0, end: oldAt[edit.before.end] ?? 0 },
    after: { start: freshAt[edit.after.start] ?? 0, end: freshAt[edit.after.end] ?? 0 },
  }));
}

function places(pieces: readonly string[], from: number): readonly number[] {
  const out = [from];
  let at = from;
  for (const piece of pieces) {
    at += piece.length;
    out.push(at);
  }
  return out;
}

/** Joins edits with little between them: it is alike by chance. Until nothing more can be joined, for a joined one is longer. */
function joined(before: string, edits: readonly Edit[]): readonly Edit[] {
  let current = edits;
  for (;;) {
    const next: Edit[] = [];
    for (const edit of current) {
      const last = next.at(-1);
      if (last === undefined || !isChance(before.slice(last.before.end, edit.before.start), last, edit)) {
        next.push(edit);
        continue;
      }
      next[next.length - 1] = {
        before: { start: last.before.start, end: edit.before.end },
        after: { start: last.after.start, end: edit.after.end },
      };
    }
    if (next.length === current.length) return next;
    current = next;
  }
}

/** A gap that holds no whole word, or that is shorter than what changed on both sides of it. */
function isChance(gap: string, left: Edit, right: Edit): boolean {
  const isWhole = gap.length >= ALIKE || /\s[\p{L}\p{N}]\S*\s/u.test(gap);
  return !isWhole || (gap.length <= size(left) && gap.length <= size(right));
}

const size = ({ before, after }: Edit): number =>
  Math.max(before.end - before.start, after.end - after.start);

/** Takes off what both sides of an edit begin and end with. */
function trimmed(before: string, after: string, edit: Edit): Edit {
  const old = before.slice(edit.before.start, edit.before.end);
  const fresh = after.slice(edit.after.start, edit.after.end);
  const start = firstDifference(old, fresh);
  const end = lastDifference(old, fresh, start);
  return {
    before: { start: edit.before.start + start, end: edit.before.end - end },
    after: { start: edit.after.start + start, end: edit.after.end - end },
  };
}
