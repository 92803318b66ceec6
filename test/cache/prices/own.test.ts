import { describe, expect, it } from 'vitest';
import { readOwnRates } from '../../../src/cache/prices/own.js';
import { createPrices, type Prices } from '../../../src/cache/prices.js';

const RATE = { model: 'harbour-1', input: 2, read: 0.1, output: 8 };

const read = (...rates: readonly unknown[]): ReturnType<typeof readOwnRates> =>
  readOwnRates(JSON.stringify({ rates }, null, 1), 'rates.json');

function pricesOf(...rates: readonly unknown[]): Prices {
  const { rows, problems } = read(...rates);
  expect(problems).toEqual([]);
  return createPrices(rows);
}

describe('rates of the user', () => {
  it('price a model that no list has, and say where they stand', () => {
    expect(pricesOf(RATE).of('harbour-1', 'gateway', null)).toMatchObject({
      ...{ input: 2, read: 0.1, output: 8, write5m: 2, write1h: 2 },
      ...{ approximate: false, writesBilled: false, isOwn: true, source: 'rates.json:3', tableDate: null },
    });
  });

  it('go before the lists, however the model is spelt', () => {
    const prices = pricesOf({ ...RATE, model: 'claude-sonnet-4-6', write5m: 2.5, write1h: 4 });
    const found = prices.of('us.anthropic.claude-sonnet-4-6-v1:0', 'amazon-bedrock', null);
    expect(found).toMatchObject({ input: 2, write5m: 2.5, write1h: 4, writesBilled: true, isOwn: true });
    expect(prices.of('claude-opus-5', null, null)).toMatchObject({ input: 5, isOwn: false });
  });

  it('write for an hour at the price of five minutes, where they name one price only', () => {
    const found = pricesOf({ ...RATE, write5m: 2.5 }).of('harbour-1', null, null);
    expect(found).toMatchObject({ write5m: 2.5, write1h: 2.5, writesBilled: true });
  });

  it('hold at their provider only, where they name one, and there before those that name none', () => {
    const prices = pricesOf({ ...RATE, input: 9 }, { ...RATE, provider: 'Gateway', input: 1 });
    const inputAt = (provider: string | null) => prices.of('harbour-1', provider, null)?.input;
    expect(['gateway', 'other', null].map(inputAt)).toEqual([1, 9, 9]);
    const only = pricesOf({ ...RATE, provider: 'gateway' });
    expect(only.of('harbour-1', 'other', null)).toBeNull();
  });

  it('hold from their day on; before it the lists do', () => {
    const sonnet = { ...RATE, model: 'claude-sonnet-4-6' };
    const prices = pricesOf(
      { ...sonnet, since: '2026-11-01', input: 2.5 },
      { ...sonnet, since: '2026-10-01', input: 2 },
    );
    const inputOn = (day: string) => prices.of('claude-sonnet-4-6', null, Date.parse(day))?.input;
    expect(['2026-09-30T23:59:59Z', '2026-10-01', '2026-10-31', '2026-11-01'].map(inputOn)).toEqual([
      3, 2, 2, 2.5,
    ]);
    expect(prices.of('claude-sonnet-4-6', null, null)).toMatchObject({ input: 2.5, tableDate: '2026-11-01' });
  });

  it('may stand in a list alone', () => {
    expect(readOwnRates(JSON.stringify([RATE]), 'r').rows).toHaveLength(1);
  });
});

describe('a wrong rate', () => {
  it('is named with its line, and costs only itself', () => {
    const { rows, problems } = read({ ...RATE, input: '2' }, RATE);
    expect(problems).toEqual([
      'rates.json:3: "input" must be a price: US dollars for a million tokens, 0 or more',
    ]);
    expect(rows.map(({ model }) => model)).toEqual(['harbour-1']);
  });

  it.each<[unknown, string]>([
    [7, 'a rate must be an object'],
    [{ ...RATE, cached: 1 }, '"cached" is no key of a rate'],
    [{ ...RATE, model: ' ' }, '"model" must name a model'],
    [{ ...RATE, provider: 1 }, '"provider" must name a provider'],
    [{ ...RATE, since: '2026-02-30' }, '"since" must be a day'],
    [{ ...RATE, since: 'May' }, '"since" must be a day'],
    [{ model: 'm', input: 1, read: 1 }, '"output" is missing'],
    [{ ...RATE, read: -1 }, '"read" must be a price'],
  ])('such as %j is said to be one', (rate, problem) => {
    const { rows, problems } = read(rate);
    expect([rows.length, problems.length]).toEqual([0, 1]);
    expect(problems[0]).toContain(`rates.json:3: ${problem}`);
  });

  it('is one that another row contradicts', () => {
    const { rows, problems } = read(RATE, { ...RATE, model: 'Harbour-1', input: 3 });
    expect([rows.length, problems]).toEqual([
      1,
      ['rates.json:9: a second rate of Harbour-1 for the same provider and day'],
    ]);
  });

  it.each([
    ['{"rates": [\n {"model": "m",}\n]}', 'rates.json:2: not JSON'],
    ['{"rates": [\n // mine\n]}', 'rates.json: not JSON: comments'],
    ['{"rates": [', 'rates.json:1: not JSON'],
    ['{"prices": []}', 'rates.json: it must hold a list of rates'],
  ])('file is told in one sentence: %j', (text, sentence) => {
    const { rows, problems } = readOwnRates(text, 'rates.json');
    expect([rows.length, problems.length]).toEqual([0, 1]);
    expect(problems[0]).toContain(sentence);
  });
});
