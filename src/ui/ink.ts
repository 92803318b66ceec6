/** Lines to the text that Ink prints. The only place where a tone becomes a colour. */
import chalk from 'chalk';
import type { Line, Tone } from './line.js';

/** The 16 colours by name, so that the reader's theme holds; red and green are never the only difference. */
const PAINT: Readonly<Record<Tone, (text: string) => string>> = {
  good: text => chalk.cyan(text),
  bad: text => chalk.red.bold(text),
  warn: text => chalk.yellow(text),
  accent: text => chalk.blueBright(text),
  quiet: text => chalk.gray(text),
  strong: text => chalk.bold(text),
  selected: text => chalk.inverse(text),
  before: text => chalk.red(text),
  after: text => chalk.cyan(text),
};

export const paint = (of: Line): string =>
  of.map(({ text, tone }) => (tone ? PAINT[tone](text) : text)).join('');
