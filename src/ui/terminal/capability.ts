/** Whether there is a screen to draw on, and whether it knows more than ASCII. */
import isUnicodeSupported from 'is-unicode-supported';

export interface TerminalFacts {
  readonly stdinIsTTY: boolean;
  readonly stdoutIsTTY: boolean;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** Null: a full screen can be drawn. Otherwise why not, in words; the program then prints plain lines. */
export function whyNotInteractive({ stdinIsTTY, stdoutIsTTY, env }: TerminalFacts): string | null {
  if (!stdoutIsTTY) return 'standard output is not a terminal';
  if (!stdinIsTTY) return 'standard input is not a terminal';
  if (env.TERM === 'dumb') return 'TERM is dumb';
  // A screen that is redrawn cannot be followed by ear; lines can.
  if (env.INK_SCREEN_READER === 'true') return 'a screen reader is in use';
  // Ink hears of no resize there. `CI=false` says that this is no such machine.
  if (env.CI !== undefined && env.CI !== 'false' && env.CI !== '0') return 'CI is set';
  return null;
}

/** True if the terminal and the locale show more than ASCII; `--ascii` says no whatever they say. */
export function supportsUnicode(env: TerminalFacts['env'], platform = process.platform): boolean {
  if (!isUnicodeSupported()) return false;
  if (platform === 'win32') return true;
  // The first that is set decides (POSIX, "Environment Variables", 8.2); where none is, the locale is C.
  const locale = env.LC_ALL || env.LC_CTYPE || env.LANG || 'C';
  return /utf-?8/i.test(locale);
}
