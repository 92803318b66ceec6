/** How many logs may be open at once. */
import { readFileSync } from 'node:fs';

/** The most that is used, whatever the system allows; what it allows where it does not say is more than four times this. */
const AT_MOST = 256;

let atMost: number | null = null;

/**
 * Logs that may be open at once: a quarter of what the system lets this process open, 256 at most. The rest is for what is
 * open while one of them is looked at, for the program's own modules, and for the terminal. Asked of `/proc`, where there is
 * one: Node raises the limit to the highest that it may set, so other systems do not come near it.
 */
export function openAtMost(): number {
  atMost ??= Math.max(4, Math.min(AT_MOST, Math.floor(allowed() / 4)));
  return atMost;
}

function allowed(): number {
  try {
    const limits = readFileSync('/proc/self/limits', 'utf8');
    return Number(/^Max open files\s+(\d+)/m.exec(limits)?.[1] ?? Number.POSITIVE_INFINITY);
  } catch {
    return Number.POSITIVE_INFINITY;
  }
}
