import type { RateCard, RateTier } from './rates.js';

/** A price the package lacks or has wrong. */
export interface PriceRow {
  /** Id as `nameModel` spells it. */
  readonly id: string;
  /** Provider whose list it is, as the price package names it. */
  readonly provider: string;
  /** First day (UTC) it holds; of several rows of a model the latest that has begun holds. */
  readonly since?: string;
  readonly tiers: readonly [RateTier, ...RateTier[]];
  readonly writesBilled: boolean;
  /** Set where no list names exactly this id. */
  readonly approximate?: true;
  /** Hours of the day (UTC), from and until, in which everything costs `factor` times as much. */
  readonly peak?: { readonly hours: readonly (readonly [number, number])[]; readonly factor: number };
  readonly source: string;
}

/** A price that the user gives: it goes before every list. */
export interface OwnRow {
  /** As the log names it, or as its maker does. */
  readonly model: string;
  /** As the log names it; null: at any. */
  readonly provider: string | null;
  /** First day (UTC) it holds, `2026-11-26`; null: always. */
  readonly since: string | null;
  readonly card: RateCard;
  readonly writesBilled: boolean;
  /** File and line. */
  readonly source: string;
}

/** Day the rows were last checked against their sources. */
export const OVERRIDES_DATE = '2026-11-22';

const FABLE = 'anthropic.com/news/token-saving-updates';
const PC = 'platform.claude.com/docs/en/build-with-claude/prompt-caching';
const PI = '@earendil-works/pi-ai 1.5.2 (2026-11-10)';
/** Hours of deepseek-v4 in the price package, 2026-09-23. */
const DEEPSEEK_PEAK = { hours: [[1, 4] as const, [6, 10] as const], factor: 2 };

export const OVERRIDES: readonly PriceRow[] = [
  {
    id: 'claude-fable-5-2',
    provider: 'anthropic',
    // The write for an hour is derived: twice the input price, as for every Claude model.
    tiers: [{ above: 0, card: { input: 8, write5m: 10, write1h: 16, read: 0.2, output: 40 } }],
    writesBilled: true,
    source: PI,
  },
  {
    id: 'claude-mythos-5-1',
    provider: 'anthropic',
    tiers: [{ above: 0, card: { input: 10, write5m: 12.5, write1h: 20, read: 0.25, output: 50 } }],
    writesBilled: true,
    source: FABLE,
  },
  {
    id: 'claude-mythos-5',
    provider: 'anthropic',
    tiers: [{ above: 0, card: { input: 10, write5m: 12.5, write1h: 20, read: 1, output: 50 } }],
    writesBilled: true,
    source: PC,
  },
  {
    id: 'claude-sonnet-5-5',
    provider: 'anthropic',
    tiers: [{ above: 0, card: { input: 2, write5m: 2.5, write1h: 4, read: 0.2, output: 10 } }],
    writesBilled: true,
    source: 'github.com/kurofune/claudit v1.9.2',
  },
  {
    id: 'claude-sonnet-5-5',
    provider: 'anthropic',
    since: '2026-10-07',
    tiers: [{ above: 0, card: { input: 2, write5m: 2.5, write1h: 4, read: 0.1, output: 10 } }],
    writesBilled: true,
    source: 'github.com/kurofune/claudit v1.9.2',
  },
  {
    id: 'claude-haiku-5-5',
    provider: 'anthropic',
    tiers: [
      { above: 0, card: { input: 0.1, write5m: 0.125, write1h: 0.2, read: 0.01, output: 0.5 } },
      { above: 100_000, card: { input: 0.5, write5m: 0.625, write1h: 1, read: 0.05, output: 2.5 } },
    ],
    writesBilled: true,
    source: 'platform.claude.com/docs/zh-CN/models/haiku-5-5/overview',
  },
  {
    id: 'gpt-6.1-sol',
    provider: 'openai',
    tiers: [
      { above: 0, card: { input: 2, write5m: 2.5, write1h: 2.5, read: 0.1, output: 10 } },
      { above: 272_000, card: { input: 4, write5m: 5, write1h: 5, read: 0.2, output: 15 } },
    ],
    writesBilled: true,
    source: PI,
  },
  {
    // No list has the bare name; for 5.6 it is the `sol` model.
    id: 'gpt-6.1',
    provider: 'openai',
    tiers: [
      { above: 0, card: { input: 2, write5m: 2.5, write1h: 2.5, read: 0.1, output: 10 } },
      { above: 272_000, card: { input: 4, write5m: 5, write1h: 5, read: 0.2, output: 15 } },
    ],
    writesBilled: true,
    approximate: true,
    source: PI,
  },
  {
    id: 'gpt-6.1-terra',
    provider: 'openai',
    tiers: [
      { above: 0, card: { input: 1, write5m: 1.25, write1h: 1.25, read: 0.05, output: 5 } },
      { above: 272_000, card: { input: 2, write5m: 2.5, write1h: 2.5, read: 0.1, output: 7.5 } },
    ],
    writesBilled: true,
    source: PI,
  },
  {
    id: 'deepseek-flash',
    provider: 'deepseek',
    tiers: [{ above: 0, card: { input: 0.15, write5m: 0.15, write1h: 0.15, read: 0.003, output: 0.6 } }],
    writesBilled: false,
    peak: DEEPSEEK_PEAK,
    source: `api-docs.deepseek.com/quick_start/pricing, ${PI}`,
  },
  {
    id: 'grok-4.7',
    provider: 'x-ai',
    tiers: [
      { above: 0, card: { input: 2, write5m: 2, write1h: 2, read: 0.5, output: 6 } },
      { above: 200_000, card: { input: 4, write5m: 4, write1h: 4, read: 1, output: 12 } },
    ],
    writesBilled: false,
    source: PI,
  },
  {
    id: 'gemini-4-argon',
    provider: 'google',
    tiers: [{ above: 0, card: { input: 2, write5m: 2, write1h: 2, read: 0.1, output: 10 } }],
    writesBilled: false,
    source: PI,
  },
];
