import { redactSecrets } from './secrets.js';

/**
 * A text of a log inside a sentence of ours: masked first and cut then, for half a secret has no shape by which it is known.
 *
 * @param most UTF-16 units that it may take
 */
export function quoted(text: string, most: number): string {
  const safe = redactSecrets(text).replaceAll(/•{4,}/g, run => `[secret:${run.length} chars]`);
  if (safe.length <= most) return safe;
  // No half of a surrogate pair, and no half of a mask.
  const cut = safe.slice(0, most - 1).replace(/[\uD800-\uDBFF]$/, '');
  return `${cut.replace(/\[secret[^\]]*$/, '')}…`;
}
