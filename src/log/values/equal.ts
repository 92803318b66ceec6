/** Bytes looked at one by one before the native comparison is asked: most places that differ do so at once. */
const NEAR = 16;
/** Bytes of the first native comparison; each further one doubles. */
const FIRST_STEP = 4_096;

/** How many bytes are equal from two positions on, at most `limit`. */
export function equalBytes(a: Buffer, fromA: number, b: Buffer, fromB: number, limit: number): number {
  const length = Math.min(limit, a.length - fromA, b.length - fromB);
  let low = 0;
  while (low < NEAR && low < length && a[fromA + low] === b[fromB + low]) low += 1;
  if (low < NEAR) return Math.max(0, Math.min(low, length));
  const isEqual = (from: number, to: number): boolean =>
    a.compare(b, fromB + from, fromB + to, fromA + from, fromA + to) === 0;
  let high = length;
  for (let step = FIRST_STEP; low < high; step *= 2) {
    const next = Math.min(length, low + step);
    if (isEqual(low, next)) {
      low = next;
      continue;
    }
    high = next;
    break;
  }
  while (high - low > NEAR) {
    const middle = (low + high) >> 1;
    if (isEqual(low, middle)) low = middle;
    else high = middle;
  }
  while (low < high && a[fromA + low] === b[fromB + low]) low += 1;
  return low;
}
