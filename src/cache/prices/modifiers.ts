import type { Billing } from '../../log/record.js';
import { nameModel } from '../models/name.js';
import type { Rates } from './rates.js';

/** What every price of a request is multiplied by. */
export interface Modifier {
  readonly factor: number;
  /** False if the log names a condition whose price is not known here. */
  readonly known: boolean;
}

const NONE: Modifier = { factor: 1, known: true };
const UNKNOWN: Modifier = { factor: 1, known: false };
const HALF: Modifier = { factor: 0.5, known: true };
const DOUBLE: Modifier = { factor: 2, known: true };

/** `speed: "fast"` of Claude: platform.claude.com/docs/en/build-with-claude/fast-mode; cache multipliers apply on top. */
const FAST: Readonly<Record<string, Modifier>> = {
  'claude-opus-5-5': DOUBLE,
  'claude-opus-5': DOUBLE,
  'claude-opus-4-8': DOUBLE,
};

/** openai.com/api-priority-processing, against the standard prices. */
const PRIORITY: Readonly<Record<string, Modifier>> = {
  'gpt-5.5': { factor: 2.5, known: true },
  'gpt-5.4': DOUBLE,
  'gpt-5.4-mini': DOUBLE,
  'gpt-5.2': DOUBLE,
  'gpt-5.1': DOUBLE,
  'gpt-5.1-codex': DOUBLE,
  'gpt-5': DOUBLE,
  'gpt-5-codex': DOUBLE,
  'gpt-5-mini': { factor: 1.8, known: true },
  'gpt-4.1': { factor: 1.75, known: true },
};

/** One column of a bill: the words that leave the price alone, and what the others do to it. */
type Column = (word: string, model: string) => Modifier;

const tier: Column = (word, model) => {
  if (['standard', 'default', 'auto'].includes(word)) return NONE;
  // Batch: half of every category, at Anthropic and OpenAI; flex costs the same as batch.
  if (word === 'batch' || word === 'flex') return HALF;
  const isOpenai = nameModel(model).maker === 'openai';
  if (word === 'priority' && isOpenai) return PRIORITY[model] ?? { factor: 2, known: false };
  // Anthropic's priority tier is capacity bought in advance, by contract.
  return UNKNOWN;
};

const speed: Column = (word, model) => {
  if (['standard', 'normal', 'default'].includes(word)) return NONE;
  return word === 'fast' ? (FAST[model] ?? UNKNOWN) : UNKNOWN;
};

/** `inference_geo: "us"` costs a tenth more in every category (Claude 4.6 and later; older models do not take it). */
const geo: Column = word => {
  if (['global', 'not_available', ''].includes(word)) return NONE;
  return word === 'us' ? { factor: 1.1, known: true } : UNKNOWN;
};

/** Modifiers of a request multiply: a batch of fast US requests has all three. */
export function modifierOf(billing: Billing | null, rates: Rates): Modifier {
  if (billing === null) return NONE;
  const model = nameModel(rates.model).id;
  const columns: readonly (readonly [string | null, Column])[] = [
    [billing.tier, tier],
    [billing.speed, speed],
    [billing.geo, geo],
  ];
  return columns.reduce<Modifier>((sofar, [word, column]) => {
    if (word === null) return sofar;
    const one = column(word.toLowerCase(), model);
    return { factor: sofar.factor * one.factor, known: sofar.known && one.known };
  }, NONE);
}
