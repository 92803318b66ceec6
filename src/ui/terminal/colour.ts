/** Whether to colour. Ink colours by chalk, and chalk does not know NO_COLOR. */
import chalk from 'chalk';

/** `--color`, `--color=always`, `--no-color`; undefined: not given. */
export type ColourFlag = 'always' | 'never' | 'auto' | undefined;

/** 0: none, 1: 16 colours, 2: 256, 3: 16 million. */
export type ColourLevel = 0 | 1 | 2 | 3;

export interface ColourFacts {
  readonly flag: ColourFlag;
  readonly isTTY: boolean;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** The flag, then NO_COLOR (https://no-color.org), then FORCE_COLOR, then the terminal. */
export function colourLevel({ flag, isTTY, env }: ColourFacts): ColourLevel {
  const forced = forcedLevel(env.FORCE_COLOR);
  if (flag === 'never') return 0;
  if (flag === 'always') return forced || terminalLevel(env) || 1;
  if (env.NO_COLOR) return 0;
  if (forced !== undefined) return forced;
  return isTTY ? terminalLevel(env) : 0;
}

/** Sets how much Ink colours from now on. */
export function setColourLevel(level: ColourLevel): void {
  chalk.level = level;
}

function forcedLevel(value: string | undefined): ColourLevel | undefined {
  if (value === undefined) return undefined;
  if (value === '0' || value === 'false') return 0;
  return value === '2' ? 2 : value === '3' ? 3 : 1;
}

function terminalLevel(env: ColourFacts['env']): ColourLevel {
  if (env.TERM === 'dumb') return 0;
  if (env.COLORTERM === 'truecolor' || env.COLORTERM === '24bit') return 3;
  return /-256(?:color)?$/.test(env.TERM ?? '') ? 2 : 1;
}
