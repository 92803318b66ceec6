/**
 * How well the letters of a text match, in their order: more is better, null is not at all. Letters in a row and at the start of
 * words count more, a shorter text beats a longer one.
 */
export function fuzzy(typed: string, text: string): number | null {
  const [wanted, inside] = [typed.toLowerCase().replaceAll(' ', ''), text.toLowerCase()];
  let score = -text.length / 100;
  let at = -1;
  for (const letter of wanted) {
    const next = inside.indexOf(letter, at + 1);
    if (next < 0) return null;
    const isStart = next === 0 || /[^a-z0-9]/.test(inside[next - 1] ?? '');
    score += next === at + 1 ? 3 : isStart ? 2 : 0;
    at = next;
  }
  return score;
}
