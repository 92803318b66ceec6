import { createRequire } from 'node:module';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { PACKAGE } from '../../src/cache/prices/package.js';
import {
  costOf,
  costOfBreak,
  costWithoutCache,
  type Rates,
  resolveRates,
  splitWrites,
} from '../../src/cache/prices.js';
import type { Billing, Usage } from '../../src/log/record.js';

const TODAY = Date.parse('2026-11-22T12:00:00Z');

function rates(model: string, provider: string | null = null, at: number | null = TODAY): Rates {
  const found = resolveRates(model, provider, at);
  if (found === null) throw new Error(`no rates of ${model}`);
  return found;
}

function usage(counts: Partial<Usage>): Usage {
  const none = { input: 0, cacheRead: 0, cacheWrite: 0, cacheWrite5m: null, cacheWrite1h: null, output: 0 };
  return { ...none, ...counts };
}

function billing(words: Partial<Billing>): Billing {
  return { tier: null, speed: null, geo: null, ...words };
}

describe('resolveRates', () => {
  // platform.claude.com pricing as of 2026-11-22: input, write 5m, write 1h, read, output.
  test.each([
    ['claude-fable-5-2', 8, 10, 16, 0.2, 40],
    ['claude-fable-5-1', 10, 12.5, 20, 0.25, 50],
    ['claude-mythos-5-1', 10, 12.5, 20, 0.25, 50],
    ['claude-fable-5', 10, 12.5, 20, 1, 50],
    ['claude-mythos-5', 10, 12.5, 20, 1, 50],
    ['claude-opus-5-5', 4, 5, 8, 0.2, 20],
    ['claude-opus-5', 5, 6.25, 10, 0.5, 25],
    ['claude-opus-4-8', 5, 6.25, 10, 0.5, 25],
    ['claude-opus-4-7', 5, 6.25, 10, 0.5, 25],
    ['claude-opus-4-6', 5, 6.25, 10, 0.5, 25],
    ['claude-opus-4-5-20251101', 5, 6.25, 10, 0.5, 25],
    ['claude-opus-4-1-20250805', 15, 18.75, 30, 1.5, 75],
    ['claude-opus-4-20250514', 15, 18.75, 30, 1.5, 75],
    ['claude-sonnet-5-5', 2, 2.5, 4, 0.1, 10],
    ['claude-sonnet-5', 2, 2.5, 4, 0.2, 10],
    ['claude-sonnet-4-6', 3, 3.75, 6, 0.3, 15],
    ['claude-sonnet-4-5-20250929', 3, 3.75, 6, 0.3, 15],
    ['claude-haiku-5-5', 0.1, 0.125, 0.2, 0.01, 0.5],
    ['claude-haiku-4-5', 1, 1.25, 2, 0.1, 5],
    ['claude-3-5-haiku-latest', 0.8, 1, 1.6, 0.08, 4],
    ['claude-haiku-3-5', 0.8, 1, 1.6, 0.08, 4],
    ['claude-sonnet-4-6[1m]', 3, 3.75, 6, 0.3, 15],
    ['gpt-6.1-sol', 2, 2.5, 2.5, 0.1, 10],
    ['gpt-5', 1.25, 1.25, 1.25, 0.125, 10],
    ['deepseek-flash', 0.15, 0.15, 0.15, 0.003, 0.6],
    ['deepseek-v4-pro', 0.66, 0.66, 0.66, 0.022, 1.98],
    ['grok-4.7', 2, 2, 2, 0.5, 6],
    ['kimi-k3', 3, 3, 3, 0.3, 15],
  ])(
    '%s: %d input, %d and %d write, %d read, %d output, exactly',
    (model, input, write5m, write1h, read, output) => {
      expect(rates(model)).toMatchObject({ input, write5m, write1h, read, output, approximate: false });
    },
  );

  test('a read of Sonnet 5.5 cost twice as much before 7 October 2026', () => {
    expect(rates('claude-sonnet-5-5', null, Date.parse('2026-10-06T23:59:59Z')).read).toBe(0.2);
    expect(rates('claude-sonnet-5-5', null, Date.parse('2026-10-07T00:00:00Z')).read).toBe(0.1);
  });

  test('Sonnet 4.6 had a dearer tier above 200k until 13 March 2026', () => {
    expect(rates('claude-sonnet-4-6', null, Date.parse('2026-03-12')).forPrompt(200_001).input).toBe(6);
    expect(rates('claude-sonnet-4-6', null, Date.parse('2026-03-13')).forPrompt(200_001).input).toBe(3);
  });

  test('Haiku 5.5 costs five times as much above 100k tokens of prompt', () => {
    const haiku = rates('claude-haiku-5-5');
    expect(haiku.forPrompt(100_000).read).toBe(0.01);
    expect(haiku.forPrompt(100_001)).toEqual({
      input: 0.5,
      write5m: 0.625,
      write1h: 1,
      read: 0.05,
      output: 2.5,
    });
  });

  test('GPT-5.5 costs twice as much above 272k, from the package', () => {
    const gpt = rates('gpt-5.5', 'openai');
    expect([gpt.forPrompt(271_999).read, gpt.forPrompt(272_001).read]).toEqual([0.5, 1]);
  });

  test.each(['deepseek-flash', 'deepseek-v4-pro'])(
    '%s costs twice as much at its peak, and is a guess without a time',
    model => {
      const calm = rates(model, 'deepseek', Date.parse('2026-11-22T05:00:00Z'));
      const peak = rates(model, 'deepseek', Date.parse('2026-11-22T02:00:00Z'));
      expect([peak.input, peak.read, peak.output, peak.write5m, peak.write1h]).toEqual(
        [calm.input, calm.read, calm.output, calm.write5m, calm.write1h].map(price => 2 * price),
      );
      expect([calm.approximate, rates(model, 'deepseek', null).approximate]).toEqual([false, true]);
    },
  );

  test('without a time the newest prices hold, exactly where they do not change by the hour', () => {
    expect(rates('claude-sonnet-4-6', null, null)).toMatchObject({ approximate: false, input: 3 });
    expect(rates('claude-sonnet-4-6', null, null).forPrompt(300_000).input).toBe(3);
    expect(rates('claude-sonnet-5-5', null, null).read).toBe(0.1);
    expect(rates('claude-sonnet-4-6', null, Number.NaN).input).toBe(3);
  });

  test.each([['claude-opus-6'], ['gpt-7'], ['my-model'], ['sonnet'], ['']])('%s has no rates', model => {
    expect(resolveRates(model, null, TODAY)).toBeNull();
    expect(resolveRates(model, 'anthropic', TODAY)).toBeNull();
  });

  test('a request without a model has no rates', () => {
    expect(resolveRates(null, 'anthropic', TODAY)).toBeNull();
  });

  test.each([
    ['another generation of the list', 'claude-sonnet-5-7', 'anthropic'],
    ['a variant of the list', 'claude-sonnet-4-6-mini', 'anthropic'],
    ['the maker for a host without a list', 'claude-sonnet-4-6', 'our-gateway'],
    ['the maker for a host that lacks it', 'claude-haiku-5-5', 'openrouter'],
    ['the same maker under another name', 'glm-5.1', 'zai'],
    ['a bare name no list has', 'gpt-6.1', 'openai'],
    ['a list without a read price', 'moonshotai/kimi-k2', 'openrouter'],
  ])('rates of %s are approximate', (_, model, provider) => {
    expect(rates(model, provider).approximate).toBe(true);
  });

  test('where a list leaves out what a read costs, what a break lost has no price, and a request at most that of its input', () => {
    const kimi = rates('moonshotai/kimi-k2', 'openrouter');
    expect(kimi).toMatchObject({ readsPriced: false, read: kimi.input });
    const read = usage({ input: 1_000, cacheRead: 9_000, output: 10 });
    expect(costOfBreak(900, read, kimi, null)).toBeNull();
    expect(costOf(read, kimi, null)?.amount).toBeCloseTo(costWithoutCache(read, kimi, null)?.amount ?? 0, 9);
    // No discount is a price.
    const pro = rates('o3-pro', 'openai');
    expect(costOfBreak(900, read, pro, null)).toEqual({ amount: 0, approximate: false });
  });

  test('a host with a list of its own is priced by it', () => {
    expect(rates('us.anthropic.claude-sonnet-4-6-v1:0', 'amazon-bedrock')).toMatchObject({
      input: 3.3,
      write1h: 6.6,
    });
    expect(rates('anthropic/claude-sonnet-4.6', 'openrouter')).toMatchObject({
      read: 0.3,
      approximate: false,
    });
    expect(rates('gpt-5.1-codex', 'openai-codex')).toMatchObject({ model: 'gpt-5.1', approximate: false });
  });

  test('where a host lists only a neighbour, the rates of the model from its maker are nearer', () => {
    // Google's list takes Sonnet 5.5 for Sonnet 5, whose reads cost twice as much.
    expect(rates('claude-sonnet-5-5', 'google-vertex')).toMatchObject({ read: 0.1, approximate: true });
  });

  test('a provider that only the package knows is priced by its list', () => {
    expect(rates('llama-3.3-70b-versatile', 'groq')).toMatchObject({
      approximate: expect.any(Boolean),
      output: 0.79,
    });
  });

  test('the same model is looked up once', () => {
    expect(rates('claude-opus-5', 'anthropic', TODAY)).toBe(rates('claude-opus-5', 'anthropic', TODAY + 1));
  });

  test('rates name their table and its day', () => {
    expect(rates('claude-opus-5').tableDate).toBe('2026-09-23');
    expect(rates('claude-haiku-5-5').tableDate).toBe('2026-11-22');
  });

  test('the version and day of the price package are those installed', () => {
    const entry = createRequire(import.meta.url).resolve(PACKAGE.name);
    const manifest: { version: string } = createRequire(import.meta.url)(
      `${entry.slice(0, entry.indexOf(PACKAGE.name))}${PACKAGE.name}/package.json`,
    );
    expect(manifest.version).toBe(PACKAGE.version);
  });
});

describe('six requests at the prices of Sonnet 4.6', () => {
  const sonnet = rates('claude-sonnet-4-6', 'anthropic');
  const requests = [
    [1_044, 175_662],
    [178_577, 0],
    [1_942, 178_577],
    [541, 180_519],
    [142_537, 36_654],
    [144_448, 36_654],
  ].map(([cacheWrite = 0, cacheRead = 0]) =>
    usage({ cacheWrite, cacheRead, cacheWrite5m: cacheWrite, cacheWrite1h: 0 }),
  );

  test('469,089 written and 608,066 read tokens cost $1.94', () => {
    const costs = requests.map(one => costOf(one, sonnet, null)?.amount ?? Number.NaN);
    // (469089 * 3.75 + 608066 * 0.3) / 1e6
    expect(costs.reduce((sum, cost) => sum + cost)).toBeCloseTo(1.94150355, 10);
    // 178577 * 3.75 / 1e6
    expect(costs[1]).toBeCloseTo(0.66966375, 10);
  });

  test('without a cache they would have cost $3.23', () => {
    const costs = requests.map(one => costWithoutCache(one, sonnet, null)?.amount ?? Number.NaN);
    // (469089 + 608066) * 3 / 1e6
    expect(costs.reduce((sum, cost) => sum + cost)).toBeCloseTo(3.231465, 10);
  });

  test('the three breaks lost $1.59 of it', () => {
    const lost: readonly (readonly [number, number])[] = [
      [1, 176_706],
      [4, 144_406],
      [5, 142_537],
    ];
    const costs = lost.map(([index, tokens]) => {
      const one = requests[index];
      return one === undefined ? null : costOfBreak(tokens, one, sonnet, null);
    });
    // 176706 * 3.45 / 1e6; 142537 * 3.45 / 1e6 (the rest was not billed as input either); 142537 * 3.45 / 1e6
    expect(costs.map(cost => cost?.amount)).toEqual([
      expect.closeTo(0.6096357, 10),
      expect.closeTo(0.49175265, 10),
      expect.closeTo(0.49175265, 10),
    ]);
    expect(costs.reduce((sum, cost) => sum + (cost?.amount ?? Number.NaN), 0)).toBeCloseTo(1.593141, 10);
  });
});

describe('costOf', () => {
  const sonnet = rates('claude-sonnet-4-6', 'anthropic');

  test('every category has its own price', () => {
    const one = usage({
      input: 10,
      cacheRead: 1000,
      cacheWrite: 300,
      cacheWrite5m: 100,
      cacheWrite1h: 200,
      output: 50,
    });
    // 10*3 + 1000*0.3 + 100*3.75 + 200*6 + 50*15 = 2655
    expect(costOf(one, sonnet, null)).toEqual({ amount: 0.002655, approximate: false });
    // (10 + 1000 + 300) * 3 + 50 * 15 = 4680
    expect(costWithoutCache(one, sonnet, null)).toEqual({ amount: 0.00468, approximate: false });
  });

  test('the tier follows the whole prompt, reads and writes included', () => {
    const haiku = rates('claude-haiku-5-5');
    const one = usage({ input: 1, cacheRead: 100_000 });
    // 1 * 0.5 + 100000 * 0.05
    expect(costOf(one, haiku, null)?.amount).toBeCloseTo(0.0050005, 12);
    expect(costOf(one, haiku, null, 50_000)?.amount).toBeCloseTo(0.0010001, 12);
  });

  test.each(['input', 'cacheRead', 'cacheWrite', 'output'] as const)(
    'an unknown count of %s makes no price',
    key => {
      expect(costOf(usage({ [key]: null }), sonnet, null)).toBeNull();
      expect(costWithoutCache(usage({ [key]: null }), sonnet, null)).toBeNull();
    },
  );

  test('a break needs no output count', () => {
    expect(
      costOfBreak(
        10,
        usage({ cacheWrite: 10, cacheWrite5m: 10, cacheWrite1h: 0, output: null }),
        sonnet,
        null,
      ),
    ).toEqual({
      amount: expect.closeTo(0.0000345, 12),
      approximate: false,
    });
  });

  test('unreported writes are none where they cost nothing extra', () => {
    expect(costOf(usage({ input: 1000, cacheWrite: null }), rates('gpt-5'), null)?.amount).toBeCloseTo(
      0.00125,
      12,
    );
  });

  test('writes of unknown lifetime are priced at five minutes and marked', () => {
    expect(costOf(usage({ cacheWrite: 1000 }), sonnet, null)).toEqual({ amount: 0.00375, approximate: true });
    expect(costOf(usage({ cacheWrite: 0 }), sonnet, null)).toEqual({ amount: 0, approximate: false });
    expect(costOf(usage({ cacheWrite: 1000 }), rates('gpt-6-sol'), null)?.approximate).toBe(false);
  });

  test('one known lifetime gives the other', () => {
    const known = { amount: expect.closeTo(0.00465, 12), approximate: false };
    expect(costOf(usage({ cacheWrite: 1000, cacheWrite1h: 400 }), sonnet, null)).toEqual(known);
    expect(costOf(usage({ cacheWrite: 1000, cacheWrite5m: 600 }), sonnet, null)).toEqual(known);
  });

  test('writes of either lifetime lengthen the prompt', () => {
    const haiku = rates('claude-haiku-5-5');
    const half = { cacheWrite5m: 60_000, cacheWrite1h: 60_000 };
    // 60000 * (0.625 + 1)
    expect(costOf(usage({ cacheWrite: 120_000, ...half }), haiku, null)?.amount).toBeCloseTo(0.0975, 12);
    const most = { cacheWrite5m: 0, cacheWrite1h: 100_001 };
    expect(costOf(usage({ cacheWrite: 100_001, ...most }), haiku, null)?.amount).toBeCloseTo(0.100001, 12);
  });

  test.each([
    ['standard speed and tier', { tier: 'standard', speed: 'standard', geo: 'global' }, 1, false],
    ['a batch', { tier: 'batch' }, 0.5, false],
    ['US inference', { geo: 'us' }, 1.1, false],
    ['fast mode', { speed: 'fast' }, 2, false],
    ['a fast batch in the US', { tier: 'batch', speed: 'fast', geo: 'us' }, 1.1, false],
    ['a committed tier', { tier: 'priority' }, 1, true],
    ['an unknown region', { geo: 'eu' }, 1, true],
  ])('%s of Opus 5 multiplies', (_, words, factor, approximate) => {
    const opus = rates('claude-opus-5', 'anthropic');
    const one = usage({
      input: 100,
      cacheRead: 100,
      cacheWrite: 100,
      cacheWrite5m: 100,
      cacheWrite1h: 0,
      output: 100,
    });
    // 100 * (5 + 0.5 + 6.25 + 25) / 1e6
    expect(costOf(one, opus, billing(words))).toEqual({
      amount: expect.closeTo(0.003675 * factor, 12),
      approximate,
    });
  });

  test.each([
    ['gpt-5.5', 'priority', 2.5, false],
    ['gpt-5-mini', 'priority', 1.8, false],
    ['gpt-4.1', 'priority', 1.75, false],
    ['gpt-5', 'flex', 0.5, false],
    ['gpt-6-sol', 'priority', 2, true],
    ['gpt-5', 'default', 1, false],
  ])('%s at tier %s costs %d times as much', (model, tier, factor, approximate) => {
    const gpt = rates(model, 'openai');
    const plain = costOf(usage({ input: 1000 }), gpt, null)?.amount ?? Number.NaN;
    expect(costOf(usage({ input: 1000 }), gpt, billing({ tier }))).toEqual({
      amount: expect.closeTo(plain * factor, 12),
      approximate,
    });
  });

  test('fast mode of a model without a fast price is a guess', () => {
    expect(costOf(usage({ input: 1 }), sonnet, billing({ speed: 'fast' }))?.approximate).toBe(true);
  });
});

describe('costOfBreak', () => {
  const opus = rates('claude-opus-5-5', 'anthropic');

  test('100k lost of Opus 5.5 cost $0.48 written for 5 minutes, $0.78 for an hour, $0.38 as input', () => {
    const lost = 100_000;
    const five = usage({ cacheWrite: lost, cacheWrite5m: lost, cacheWrite1h: 0 });
    const hour = usage({ cacheWrite: lost, cacheWrite5m: 0, cacheWrite1h: lost });
    expect(costOfBreak(lost, five, opus, null)?.amount).toBeCloseTo(0.48, 12);
    expect(costOfBreak(lost, hour, opus, null)?.amount).toBeCloseTo(0.78, 12);
    expect(costOfBreak(lost, usage({ input: lost }), opus, null)?.amount).toBeCloseTo(0.38, 12);
  });

  test('lost tokens fill the hour, then the five minutes, then the input', () => {
    const one = usage({ input: 500, cacheWrite: 30, cacheWrite5m: 20, cacheWrite1h: 10 });
    // 10 * 7.8 + 20 * 4.8 + 70 * 3.8 = 440
    expect(costOfBreak(100, one, opus, null)?.amount).toBeCloseTo(0.00044, 12);
    // 5 * 7.8 = 39
    expect(costOfBreak(5, one, opus, null)?.amount).toBeCloseTo(0.000039, 12);
  });

  test('a break never costs more than all that was not read, nor less than nothing', () => {
    const count = fc.nat({ max: 200_000 });
    fc.assert(
      fc.property(count, count, count, count, (lost, input, cacheWrite5m, cacheWrite1h) => {
        const one = usage({ input, cacheWrite: cacheWrite5m + cacheWrite1h, cacheWrite5m, cacheWrite1h });
        const cost = costOfBreak(lost, one, opus, null)?.amount ?? Number.NaN;
        expect(cost).toBeGreaterThanOrEqual(0);
        expect(cost).toBeLessThanOrEqual((costOf(one, opus, null)?.amount ?? Number.NaN) + 1e-9);
      }),
    );
  });
});

describe('splitWrites', () => {
  test.each([
    [['5m', '5m'], 700, 0],
    [['1h'], 0, 700],
    [['1h', '5m'], null, null],
    [[], null, null],
  ])(
    'writes under breakpoints %j are %s for 5 minutes and %s for an hour',
    (lifetimes, cacheWrite5m, cacheWrite1h) => {
      expect(splitWrites(usage({ cacheWrite: 700 }), lifetimes)).toMatchObject({
        cacheWrite5m,
        cacheWrite1h,
      });
    },
  );

  test('a split that the log gives stays', () => {
    const given = usage({ cacheWrite: 700, cacheWrite5m: 300, cacheWrite1h: 400 });
    expect(splitWrites(given, ['5m'])).toEqual(given);
    const half = usage({ cacheWrite: 700, cacheWrite5m: 300 });
    expect(splitWrites(half, ['1h'])).toEqual(half);
    const unknown = usage({ cacheWrite: null });
    expect(splitWrites(unknown, ['5m'])).toEqual(unknown);
  });
});

describe('the rates that were looked up', () => {
  test('are kept for a bounded number of models: a log that invents names must not fill the memory', () => {
    const known = resolveRates('claude-sonnet-4-6', null, null);
    expect(resolveRates('claude-sonnet-4-6', null, null)).toBe(known);
    for (let i = 0; i < 512; i += 1) resolveRates(`invented-${i}`, null, null);
    const again = resolveRates('claude-sonnet-4-6', null, null);
    expect(again).toMatchObject({ input: 3 });
    expect(again).not.toBe(known);
  });
});
