/** Two lists side by side: which stretches of them are not in both. */
import { commonEnd, commonStart } from '../../text/ends.js';

/** Half-open: from `start` up to, not including, `end`. */
export interface Stretch {
  readonly start: number;
  readonly end: number;
}

/** What stands in one place of both lists and differs; one side may be empty, never both. */
export interface Edit {
  readonly before: Stretch;
  readonly after: Stretch;
}

/** More insertions and deletions than this are one edit: so much was replaced that its parts say nothing. */
const MOST = 800;

/**
 * The shortest way from one list to the other (E. W. Myers, "An O(ND) Difference Algorithm and Its Variations", 1986), in order.
 * What lies between two edits is the same in both.
 */
export function editsBetween(before: readonly string[], after: readonly string[]): readonly Edit[] {
  const start = commonStart(before, after);
  const end = commonEnd(before, after, start);
  const whole: Edit = {
    before: { start, end: before.length - end },
    after: { start, end: after.length - end },
  };
  if (isEmpty(whole.before) && isEmpty(whole.after)) return [];
  if (isEmpty(whole.before) || isEmpty(whole.after)) return [whole];
  const old = before.slice(whole.before.start, whole.before.end);
  const fresh = after.slice(whole.after.start, whole.after.end);
  const needed = trace(old, fresh);
  if (needed === null) return [whole];
  return walkBack(needed, old.length, fresh.length).map(edit => ({
    before: { start: edit.before.start + start, end: edit.before.end + start },
    after: { start: edit.after.start + start, end: edit.after.end + start },
  }));
}

const isEmpty = ({ start, end }: Stretch): boolean => start === end;

/**
 * Of each number of edits, how far it leads on each diagonal: one row after the other, the same room for every comparison.
 */
let room = new Int32Array(0);

/** Where the row of so many edits begins: each has two diagonals more than the one before, and one more at each end. */
const rowAt = (edits: number): number => edits * (edits + 2);

/** Fills the rows. @returns how many edits are needed; null: more than `MOST` */
function trace(a: readonly string[], b: readonly string[]): number | null {
  const most = Math.min(MOST, a.length + b.length);
  for (let edits = 0; edits <= most; edits += 1) {
    const row = rowAt(edits);
    if (rowAt(edits + 1) > room.length) room = enlarged(room, 2 * rowAt(edits + 1));
    // The diagonal `d` of a row of `e` edits stands at `e + 1 + d`.
    const before = rowAt(edits - 1) + edits;
    for (let diagonal = -edits; diagonal <= edits; diagonal += 2) {
      let x = edits === 0 ? 0 : reach(before, diagonal, edits);
      while (x < a.length && x - diagonal < b.length && a[x] === b[x - diagonal]) x += 1;
      room[row + edits + 1 + diagonal] = x;
      if (x >= a.length && x - diagonal >= b.length) return edits;
    }
  }
  return null;
}

/** How far one more edit leads on a diagonal, before what is equal behind it. @param before of the row in front, its diagonal 0 */
function reach(before: number, diagonal: number, edits: number): number {
  return isDown(before, diagonal, edits)
    ? (room[before + diagonal + 1] ?? 0)
    : (room[before + diagonal - 1] ?? 0) + 1;
}

function isDown(before: number, diagonal: number, edits: number): boolean {
  if (diagonal === -edits) return true;
  return diagonal !== edits && (room[before + diagonal - 1] ?? 0) < (room[before + diagonal + 1] ?? 0);
}

function enlarged(rows: Int32Array<ArrayBuffer>, length: number): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(length);
  larger.set(rows);
  return larger;
}

function walkBack(needed: number, beforeLength: number, afterLength: number): Edit[] {
  const out: Edit[] = [];
  let x = beforeLength;
  let y = afterLength;
  for (let edits = needed; edits > 0; edits -= 1) {
    const row = rowAt(edits - 1) + edits;
    const diagonal = x - y;
    const down = isDown(row, diagonal, edits);
    const from = down ? diagonal + 1 : diagonal - 1;
    const fromX = room[row + from] ?? 0;
    const fromY = fromX - from;
    const [toX, toY] = down ? [fromX, fromY + 1] : [fromX + 1, fromY];
    prepend(out, { before: { start: fromX, end: toX }, after: { start: fromY, end: toY } });
    [x, y] = [fromX, fromY];
  }
  return out;
}

/** Joins an edit with the one behind it where nothing lies between. */
function prepend(out: Edit[], edit: Edit): void {
  const [next] = out;
  if (next?.before.start !== edit.before.end || next.after.start !== edit.after.end) {
    out.unshift(edit);
    return;
  }
  out[0] = {
    before: { start: edit.before.start, end: next.before.end },
    after: { start: edit.after.start, end: next.after.end },
  };
}
