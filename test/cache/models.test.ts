import { describe, expect, test } from 'vitest';
import { nameModel } from '../../src/cache/models/name.js';
import { rulesOf } from '../../src/cache/models.js';

describe('nameModel', () => {
  test.each([
    ['claude-sonnet-4-6', 'claude-sonnet-4-6'],
    ['claude-sonnet-4-6-20260101', 'claude-sonnet-4-6'],
    ['claude-sonnet-4-6[1m]', 'claude-sonnet-4-6'],
    ['anthropic/claude-sonnet-4.6', 'claude-sonnet-4-6'],
    ['openrouter/anthropic/claude-sonnet-4.6:thinking', 'claude-sonnet-4-6'],
    ['us.anthropic.claude-sonnet-4-6-20260101-v1:0', 'claude-sonnet-4-6'],
    ['anthropic.claude-opus-4-6-v1', 'claude-opus-4-6'],
    [
      'arn:aws:bedrock:us-east-1:1:inference-profile/global.anthropic.claude-haiku-4-5-20251001-v1:0',
      'claude-haiku-4-5',
    ],
    ['claude-opus-4-5@20251101', 'claude-opus-4-5'],
    ['claude-opus-4-0', 'claude-opus-4'],
    ['claude-opus-4-20250514', 'claude-opus-4'],
    ['claude-3-5-haiku-latest', 'claude-haiku-3-5'],
    ['claude-3-5-sonnet-v2@20241022', 'claude-sonnet-3-5'],
    ['claude-3-haiku-20240307', 'claude-haiku-3'],
    ['claude-3.7-sonnet', 'claude-sonnet-3-7'],
    ['Claude-4.5-Sonnet-Thinking', 'claude-sonnet-4-5'],
    ['gpt-5.1-codex-2025-11-13', 'gpt-5.1-codex'],
    ['models/gemini-2.5-pro', 'gemini-2.5-pro'],
    ['claude-sonnet-4-6-mini', 'claude-sonnet-4-6-mini'],
  ])('%s is %s', (spelling, id) => {
    expect(nameModel(spelling).id).toBe(id);
  });

  test('an unknown suffix makes another model: it has a maker and no line', () => {
    expect(nameModel('claude-sonnet-4-6-mini')).toMatchObject({
      maker: 'anthropic',
      line: null,
      version: null,
    });
  });
});

describe('rulesOf', () => {
  test.each([
    ['claude-fable-5-1', 512],
    ['claude-opus-5-5', 512],
    ['claude-opus-4-8', 1024],
    ['claude-opus-4-7', 2048],
    ['claude-opus-4-6', 4096],
    ['claude-sonnet-4-6', 1024],
    ['claude-haiku-4-5-20251001', 4096],
    ['claude-3-5-haiku-latest', 2048],
  ])('%s caches from %i tokens on, for certain from twice as many', (model, minimum) => {
    const rules = rulesOf(model, 'anthropic-messages', 'anthropic');
    expect(rules.minimum).toEqual({ certain: minimum, uncertainUpTo: 2 * minimum });
  });

  test('Bedrock keeps minima of its own, and claims none for a model outside its table', () => {
    expect(rulesOf('us.anthropic.claude-opus-4-7-v1:0', null, null).minimum?.certain).toBe(4096);
    expect(rulesOf('claude-opus-4-7', 'bedrock-converse', 'amazon-bedrock').minimum?.certain).toBe(4096);
    expect(rulesOf('claude-opus-5-5', 'bedrock-converse', 'amazon-bedrock').minimum).toBeNull();
  });

  test.each([
    ['claude-opus-6'],
    ['claude-opus-4-9'],
    ['claude-sonnet-4-6-mini'],
    ['sonnet'],
    ['gpt-4'],
    ['glm-5.1'],
    ['gemini-3-flash-preview'],
  ])('%s borrows no minimum', model => {
    expect(rulesOf(model, 'anthropic-messages', null).minimum).toBeNull();
  });

  test.each([
    ['claude-sonnet-4-6', null, null, 'anthropic'],
    ['anthropic/claude-sonnet-4.6', 'openai-chat', 'openrouter', 'anthropic'],
    ['gpt-4o', 'openai-chat', 'openai', 'openai-interval'],
    ['gpt-4.1-mini', 'openai-chat', 'openai', 'openai-interval'],
    ['o3', 'openai-responses', 'openai', 'openai-interval'],
    ['gpt-5-2025-08-07', 'openai-chat', 'openai', 'openai-interval'],
    ['gpt-5.4-mini', 'openai-chat', null, 'openai-interval'],
    ['gpt-5.5', 'openai-responses', null, 'openai-5.5'],
    ['gpt-5.6-sol', 'openai-responses', null, 'openai-breakpoints'],
    ['gpt-5-6-sol', 'openai-responses', null, 'openai-breakpoints'],
    ['gpt-6.1-terra', 'openai-responses', null, 'openai-breakpoints'],
    ['gpt-4-turbo', 'openai-chat', null, 'other'],
    ['gpt-oss-120b', 'openai-chat', 'groq', 'other'],
    ['deepseek-v4-pro', 'openai-chat', 'deepseek', 'deepseek'],
    ['deepseek-v4-pro', 'openai-chat', 'together', 'other'],
    ['gemini-2.5-pro', 'gemini', 'google', 'gemini'],
    ['x-ai/grok-4.6', 'openai-chat', 'openrouter', 'xai'],
    ['glm-5.1', 'anthropic-messages', 'zai', 'other'],
    ['glm-5.1', 'anthropic-messages', null, 'other'],
    ['my-alias', 'anthropic-messages', null, 'anthropic'],
    ['my-alias', 'openai-chat', null, 'other'],
    [null, 'anthropic-messages', null, 'anthropic'],
    [null, null, null, 'other'],
  ] as const)('%s on %s at %s works as %s', (model, api, provider, family) => {
    expect(rulesOf(model, api, provider).family).toBe(family);
  });

  test.each([
    ['claude-sonnet-4-6', 'anthropic', true],
    ['claude-sonnet-4-6', null, true],
    ['us.anthropic.claude-sonnet-4-6-v1:0', null, false],
    ['claude-sonnet-4-6', 'google-vertex', false],
    ['claude-sonnet-4-5@20250929', null, false],
    ['anthropic/claude-sonnet-4.6', 'openrouter', false],
  ])('runs of tool blocks of %s at %s are one position: %s', (model, provider, collapse) => {
    expect(rulesOf(model, 'anthropic-messages', provider).collapseRuns).toBe(collapse);
  });

  test.each([
    ['claude-haiku-4-5', 'last-turn-only'],
    ['claude-haiku-5-5', 'kept'],
    ['claude-opus-4-1', 'last-turn-only'],
    ['claude-opus-4-5', 'kept'],
    ['claude-sonnet-4-5', 'last-turn-only'],
    ['claude-sonnet-4-6', 'kept'],
    ['claude-fable-5', 'kept'],
    ['sonnet', 'unknown'],
    ['gpt-5', 'unknown'],
  ])('thinking of %s: %s', (model, thinking) => {
    expect(rulesOf(model, null, null).thinking).toBe(thinking);
  });

  test.each([
    ['claude-sonnet-4-6', 1 / 3.66],
    ['claude-opus-4-7', 1 / 2.8],
    ['claude-haiku-5-5', 1 / 2.8],
    ['gpt-5-mini', 1 / 4.6],
    ['kimi-k2', 1 / 4],
  ])('%s starts at %d tokens a byte', (model, ratio) => {
    expect(rulesOf(model, null, null).tokensPerByte).toBe(ratio);
  });

  test('reads come in steps of 128 or 2048 where OpenAI counts in intervals', () => {
    expect(['gpt-5', 'gpt-5.5', 'gpt-5.6'].map(id => rulesOf(id, null, null).rounding)).toEqual([
      128, 2048, 1,
    ]);
  });

  const MINUTE = 60_000;
  const DAY = 1_440 * MINUTE;
  test.each([
    ['claude-opus-5', '5m', 5 * MINUTE, 60 * MINUTE, 20, false],
    ['gpt-5', '24h', 5 * MINUTE, DAY, null, true],
    ['gpt-5.5', '24h', 30 * MINUTE, DAY, null, true],
    ['gpt-5.6', '30m', 30 * MINUTE, DAY, 21, true],
    ['deepseek-v4-pro', '1h', 0, 7 * DAY, null, true],
    ['gemini-2.5-pro', '1h', 0, DAY, null, true],
    ['grok-4.6', '1h', 0, DAY, null, true],
    ['kimi-k2', '1h', 0, DAY, null, true],
  ])(
    '%s: lifetime %s, alive for %i ms, gone after %i ms',
    (model, defaultTtl, certain, possible, lookback, bestEffort) => {
      const rules = rulesOf(model, null, null);
      expect(rules).toMatchObject({ defaultTtl, lifetime: { certain, possible }, lookback, bestEffort });
    },
  );
});
