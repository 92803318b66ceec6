/** What the user can set once, in one file. A new setting is a reader here and a field of {@link Settings}. */
import { isObject } from '../log/json/json.js';
import type { Json } from '../log/record.js';
import { type Budgets, budgets } from './budgets.js';
import { readDocument, type SettingsProblem } from './document.js';
import { type Reader, shareReader, someOf, wholeReader, wordsFor } from './reader.js';

/** What a piece of text on the screen means, as far as its colour can be chosen. */
export const TONES = ['good', 'bad', 'warn', 'accent', 'quiet', 'strong', 'before', 'after'] as const;
export type SettableTone = (typeof TONES)[number];

/** Colours by name, so that the theme of the terminal holds; `plain`: none. */
export const COLOURS = [
  ...['black', 'red', 'green', 'yellow', 'blue', 'magenta', 'cyan', 'white', 'gray'],
  ...['redBright', 'greenBright', 'yellowBright', 'blueBright', 'magentaBright', 'cyanBright', 'whiteBright'],
  ...['dim', 'bold', 'plain'],
] as const;
export type Colour = (typeof COLOURS)[number];

/** Panes that can be left out; the table of requests is always there. */
export const OPTIONAL_PANES = ['gauge', 'clock', 'wounds', 'breaks', 'diff', 'prefix'] as const;
export type OptionalPane = (typeof OPTIONAL_PANES)[number];

export interface Settings {
  /** Hit rate that the gauge marks, 0..1. */
  readonly target: number | null;
  /** Tokens that a request must lose to count as a break, where that is more than the rule asks for. */
  readonly noiseFloor: number | null;
  /** Seconds before a large entry expires that it is told; null, 0: never. */
  readonly goingCold: number | null;
  readonly colours: ReadonlyMap<SettableTone, Colour>;
  readonly panes: readonly OptionalPane[];
  readonly check: Budgets;
}

const READERS: { readonly [K in keyof Settings]: Reader<Settings[K]> } = {
  target: shareReader('The hit rate that you want, from 0 to 1: the gauge marks it.'),
  noiseFloor: wholeReader(
    'Tokens: a request that loses no more is no break while watching. It can only raise the floor of the rule (256 tokens or 1 %).',
  ),
  goingCold: wholeReader(
    'Seconds before a large entry of a main loop expires that watching tells it; 0 or left out: never.',
  ),
  colours: wordsFor('Colours of the screen by what they mean.', TONES, COLOURS),
  panes: someOf('The panes to show beside the table of requests; all, where it is left out.', OPTIONAL_PANES),
  check: budgets,
};

export const NO_SETTINGS: Settings = {
  target: READERS.target.fallback,
  noiseFloor: READERS.noiseFloor.fallback,
  goingCold: READERS.goingCold.fallback,
  colours: READERS.colours.fallback,
  panes: READERS.panes.fallback,
  check: READERS.check.fallback,
};

export interface ReadSettings {
  readonly settings: Settings;
  readonly problems: readonly SettingsProblem[];
}

/** Reads the text of a settings file; what is wrong is named, and the rest holds. */
export function readSettings(text: string): ReadSettings {
  const document = readDocument(text);
  if ('message' in document) return { settings: NO_SETTINGS, problems: [document] };
  const { value } = document;
  if (!isObject(value))
    return { settings: NO_SETTINGS, problems: [{ line: 1, message: 'it must hold an object' }] };
  const problems: SettingsProblem[] = Object.keys(value)
    .filter(key => !(key in READERS) && key !== '$schema')
    .map(key => ({
      line: document.lineOf([key]),
      message: `there is no setting \`${key}\`: they are ${Object.keys(READERS).join(', ')}`,
    }));
  const take = <T>(key: string, reader: Reader<T>): T => {
    const given: Json | undefined = Object.hasOwn(value, key) ? value[key] : undefined;
    if (given === undefined) return reader.fallback;
    return reader.read(given, [key], (path, message) =>
      problems.push({ line: document.lineOf(path), message: `${path.join('.')}: ${message}` }),
    );
  };
  const settings: Settings = {
    target: take('target', READERS.target),
    noiseFloor: take('noiseFloor', READERS.noiseFloor),
    goingCold: take('goingCold', READERS.goingCold),
    colours: take('colours', READERS.colours),
    panes: take('panes', READERS.panes),
    check: take('check', READERS.check),
  };
  return { settings, problems: problems.sort((a, b) => a.line - b.line) };
}

/** JSON Schema of the file, for editors: `docs/schemas/settings.schema.json`. */
export function settingsSchema(): Json {
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'Settings of cachequake',
    type: 'object',
    additionalProperties: false,
    properties: {
      $schema: { type: 'string' },
      ...Object.fromEntries(
        Object.entries(READERS).map(([key, { about, schema }]) => [key, { description: about, ...schema }]),
      ),
    },
  };
}
