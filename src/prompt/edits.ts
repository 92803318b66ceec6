/** Two lists side by side: which stretches of them are not in both. */

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
  const trace = traceOf(old, fresh);
  if (trace === null) return [whole];
  return walkBack(trace, old.length, fresh.length).map(edit => ({
    before: { start: edit.before.start + start, end: edit.before.end + start },
    after: { start: edit.after.start + start, end: edit.after.end + start },
  }));
}

const isEmpty = ({ start, end }: Stretch): boolean => start === end;

function commonStart(a: readonly string[], b: readonly string[]): number {
  const most = Math.min(a.length, b.length);
  let i = 0;
  while (i < most && a[i] === b[i]) i += 1;
  return i;
}

function commonEnd(a: readonly string[], b: readonly string[], start: number): number {
  const most = Math.min(a.length, b.length) - start;
  let i = 0;
  while (i < most && a[a.length - 1 - i] === b[b.length - 1 - i]) i += 1;
  return i;
}

/** Of each number of edits: how far it leads on each diagonal. null: more than `MOST` are needed. */
function traceOf(a: readonly string[], b: readonly string[]): readonly Int32Array[] | null {
  const most = Math.min(MOST, a.length + b.length);
  const trace: Int32Array[] = [];
  let reached = new Int32Array(3);
  for (let edits = 0; edits <= most; edits += 1) {
    const next = new Int32Array(2 * edits + 3);
    const at = (diagonal: number): number => reached[diagonal + edits] ?? 0;
    for (let diagonal = -edits; diagonal <= edits; diagonal += 2) {
      const isDown = diagonal === -edits || (diagonal !== edits && at(diagonal - 1) < at(diagonal + 1));
      let x = edits === 0 ? 0 : isDown ? at(diagonal + 1) : at(diagonal - 1) + 1;
      while (x < a.length && x - diagonal < b.length && a[x] === b[x - diagonal]) x += 1;
      next[diagonal + edits + 1] = x;
      if (x >= a.length && x - diagonal >= b.length) {
        trace.push(next);
        return trace;
      }
    }
    trace.push(next);
    reached = next;
  }
  return null;
}

function walkBack(trace: readonly Int32Array[], beforeLength: number, afterLength: number): Edit[] {
  const out: Edit[] = [];
  let x = beforeLength;
  let y = afterLength;
  for (let edits = trace.length - 1; edits > 0; edits -= 1) {
    const reached = trace[edits - 1];
    const at = (diagonal: number): number => reached?.[diagonal + edits] ?? 0;
    const diagonal = x - y;
    const isDown = diagonal === -edits || (diagonal !== edits && at(diagonal - 1) < at(diagonal + 1));
    const from = isDown ? diagonal + 1 : diagonal - 1;
    const fromX = at(from);
    const fromY = fromX - from;
    const [toX, toY] = isDown ? [fromX, fromY + 1] : [fromX + 1, fromY];
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
