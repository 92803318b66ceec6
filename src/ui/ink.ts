/** Lines to the text that Ink prints. The only place where a tone becomes a colour. */
import chalk from 'chalk';
import type { Colour, SettableTone } from '../settings/settings.js';
import type { Line, Tone } from './line.js';

type Paint = (text: string) => string;

/**
 * The 16 colours by name, so that the reader's theme holds on light and on dark; red and green are never the only difference. No yellow,
 * which white swallows; what is quiet is dim, because a theme may give bright black the colour of its ground.
 */
const USUAL: Readonly<Record<Tone, Paint>> = {
  good: text => chalk.cyan(text),
  bad: text => chalk.red.bold(text),
  warn: text => chalk.magenta(text),
  accent: text => chalk.blueBright(text),
  quiet: text => chalk.dim(text),
  strong: text => chalk.bold(text),
  selected: text => chalk.inverse(text),
  before: text => chalk.red(text),
  after: text => chalk.cyan(text),
};

let chosen: Readonly<Record<Tone, Paint>> = USUAL;

/** From now on these tones have the reader's colours, the others the usual ones. */
export function chooseColours(colours: ReadonlyMap<SettableTone, Colour>): void {
  const own = [...colours].map(([tone, colour]): [SettableTone, Paint] => [
    tone,
    colour === 'plain' ? text => text : text => chalk[colour](text),
  ]);
  chosen = { ...USUAL, ...Object.fromEntries(own) };
}

export const paint = (of: Line): string =>
  of.map(({ text, tone }) => (tone ? chosen[tone](text) : text)).join('');
