/** Where two texts, or two lists, begin and end alike. */

/** Index (UTF-16) of the first character in which two texts differ; the shorter one's length if it begins the other. */
export function firstDifference(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  let i = 0;
  while (i < length && a.charCodeAt(i) === b.charCodeAt(i)) i += 1;
  // Two characters outside the basic plane can share their first half.
  if (isHigh(a, i - 1) && (isLow(a, i) || isLow(b, i))) return i - 1;
  return i;
}

/** How many characters (UTF-16) two texts have in common at their ends, behind the first `start` ones of both. */
export function lastDifference(a: string, b: string, start: number): number {
  const most = Math.min(a.length, b.length) - start;
  let i = 0;
  while (i < most && a.charCodeAt(a.length - 1 - i) === b.charCodeAt(b.length - 1 - i)) i += 1;
  const [left, right] = [a.length - i, b.length - i];
  if (i > 0 && isLow(a, left) && (isHigh(a, left - 1) || isHigh(b, right - 1))) return i - 1;
  return i;
}

/** How many items two lists begin with alike. */
export function commonStart<Item>(a: readonly Item[], b: readonly Item[]): number {
  const most = Math.min(a.length, b.length);
  let i = 0;
  while (i < most && a[i] === b[i]) i += 1;
  return i;
}

/** How many items two lists end with alike, behind the first `start` ones of both. */
export function commonEnd<Item>(a: readonly Item[], b: readonly Item[], start = 0): number {
  const most = Math.min(a.length, b.length) - start;
  let i = 0;
  while (i < most && a[a.length - 1 - i] === b[b.length - 1 - i]) i += 1;
  return i;
}

/** True for the first half of a character outside the basic plane. */
export function isHigh(text: string, i: number): boolean {
  const unit = text.charCodeAt(i);
  return unit >= 0xd800 && unit <= 0xdbff;
}

/** True for the second half of one. */
export function isLow(text: string, i: number): boolean {
  const unit = text.charCodeAt(i);
  return unit >= 0xdc00 && unit <= 0xdfff;
}
