/** The prices that we keep ourselves hold to the rules by which their makers price: a slip of the hand does not. */
import { expect, test } from 'vitest';
import { OVERRIDES } from '../../../src/cache/prices/overrides.js';

/** What a write for five minutes, one for an hour and the output cost, by the input (their price pages, November 2026). */
const MAKERS: Readonly<Record<string, readonly [short: number, long: number, output: number]>> = {
  anthropic: [1.25, 2, 5],
  openai: [1.25, 1.25, 5],
  deepseek: [1, 1, 4],
  'x-ai': [1, 1, 3],
  google: [1, 1, 5],
};
/** Shares of the input that makers take for a read. */
const READS = [0.02, 0.025, 0.05, 0.1, 0.25];

test.each(OVERRIDES)('$id of $provider', ({ provider, tiers }) => {
  const [short, long, output] = MAKERS[provider] ?? [];
  const [first] = tiers;
  for (const { above, card } of tiers) {
    const of = (price: number): number => Number((price / card.input).toFixed(6));
    expect([of(card.write5m), of(card.write1h)]).toEqual([short, long]);
    expect(READS).toContain(of(card.read));
    expect(of(card.read)).toBeCloseTo((first?.card.read ?? 0) / (first?.card.input ?? 1), 9);
    // Of a long prompt OpenAI takes twice the input, and one and a half of the output.
    expect(of(card.output)).toBe(provider === 'openai' && above > 0 ? 3.75 : output);
  }
  const inputs = tiers.map(({ card }) => card.input);
  expect(inputs).toEqual(inputs.toSorted((a, b) => a - b));
});
