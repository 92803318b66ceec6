import { describe, expect, it } from 'vitest';
import {
  isAllZero,
  promptTokens,
  readBilling,
  readUsage,
  readVerdict,
} from '../../../src/log/protocol/usage.js';

describe('usage of Anthropic', () => {
  it('keeps its counters, which exclude each other, and splits the write by lifetime', () => {
    const usage = readUsage({
      input_tokens: 3,
      cache_creation_input_tokens: 120,
      cache_read_input_tokens: 4000,
      cache_creation: { ephemeral_5m_input_tokens: 100, ephemeral_1h_input_tokens: 20 },
      output_tokens: 40,
    });
    expect(usage).toEqual({
      input: 3,
      cacheRead: 4000,
      cacheWrite: 120,
      cacheWrite5m: 100,
      cacheWrite1h: 20,
      output: 40,
      promptTotal: 4123,
    });
  });

  it('leaves unknown what is not there', () => {
    const usage = readUsage({ input_tokens: 3, output_tokens: 40 });
    expect(usage).toMatchObject({ cacheRead: null, cacheWrite: null, cacheWrite5m: null, promptTotal: null });
  });

  it('takes a negative count for one that is not known', () => {
    const usage = readUsage({
      input_tokens: -5,
      cache_read_input_tokens: 0,
      cache_creation_input_tokens: 2500,
    });
    expect(usage).toMatchObject({ input: null, cacheRead: 0, cacheWrite: 2500 });
  });

  it('does not believe lifetimes that do not add up to the write', () => {
    const usage = readUsage({
      input_tokens: 3,
      cache_read_input_tokens: 0,
      cache_creation_input_tokens: 120,
      cache_creation: { ephemeral_5m_input_tokens: 0, ephemeral_1h_input_tokens: 0 },
    });
    expect(usage).toMatchObject({ cacheWrite: 120, cacheWrite5m: null, cacheWrite1h: null });
  });

  it('sums the iterations if one of them compacted, because the top level leaves that one out', () => {
    const iteration = (type: string, read: number, write: number) => ({
      type,
      input_tokens: 10,
      output_tokens: 5,
      cache_read_input_tokens: read,
      cache_creation_input_tokens: write,
    });
    const top = {
      input_tokens: 10,
      output_tokens: 5,
      cache_read_input_tokens: 0,
      cache_creation_input_tokens: 0,
    };
    const compacted = readUsage({
      ...top,
      iterations: [iteration('compaction', 900, 50), iteration('message', 0, 0)],
    });
    expect(compacted).toMatchObject({
      input: 20,
      cacheRead: 900,
      cacheWrite: 50,
      output: 10,
      promptTotal: 970,
    });
    const looped = readUsage({ ...top, iterations: [iteration('message', 900, 50)] });
    expect(looped).toMatchObject({ input: 10, cacheRead: 0, cacheWrite: 0 });
  });
});

describe('usage of OpenAI and those who speak like it', () => {
  it('takes the cached tokens out of the prompt count', () => {
    const usage = readUsage({
      prompt_tokens: 6471,
      completion_tokens: 28,
      total_tokens: 6499,
      prompt_tokens_details: { cached_tokens: 6272 },
    });
    expect(usage).toEqual({
      input: 199,
      cacheRead: 6272,
      cacheWrite: null,
      cacheWrite5m: null,
      cacheWrite1h: null,
      output: 28,
      promptTotal: 6471,
    });
  });

  it('takes the written tokens out as well where the counter exists', () => {
    const usage = readUsage({
      input_tokens: 4020,
      output_tokens: 4,
      total_tokens: 4024,
      input_tokens_details: { cached_tokens: 0, cache_write_tokens: 4012 },
    });
    expect(usage).toMatchObject({ input: 8, cacheRead: 0, cacheWrite: 4012, output: 4, promptTotal: 4020 });
  });

  it('sees by the total that a gateway counted the prompt without its cached part', () => {
    const usage = readUsage({
      prompt_tokens: 704,
      completion_tokens: 45,
      total_tokens: 8621,
      prompt_tokens_details: { cached_tokens: 7872 },
    });
    expect(usage).toMatchObject({ input: 704, cacheRead: 7872, promptTotal: 8576 });
  });

  it('sees it by the total also where the prompt is larger than its cached part', () => {
    const counters = {
      prompt_tokens: 800,
      completion_tokens: 10,
      prompt_tokens_details: { cached_tokens: 500 },
    };
    expect(readUsage({ ...counters, total_tokens: 1310 })).toMatchObject({ input: 800, promptTotal: 1300 });
    expect(readUsage({ ...counters, total_tokens: 810 })).toMatchObject({ input: 300, promptTotal: 800 });
  });

  it('sees it without a total too, if the cached part is larger than the whole', () => {
    const usage = readUsage({ prompt_tokens: 41, prompt_tokens_details: { cached_tokens: 8576 } });
    expect(usage).toMatchObject({ input: 41, cacheRead: 8576, promptTotal: 8617 });
  });

  it('is not misled by a total that counts reasoning on top', () => {
    const usage = readUsage({
      prompt_tokens: 500,
      completion_tokens: 10,
      total_tokens: 810,
      prompt_tokens_details: { cached_tokens: 128 },
      completion_tokens_details: { reasoning_tokens: 300 },
    });
    expect(usage).toMatchObject({ input: 372, cacheRead: 128, promptTotal: 500 });
  });

  it('knows only the total where nothing is said about the cache', () => {
    const usage = readUsage({ prompt_tokens: 9088, completion_tokens: 9, total_tokens: 9097 });
    expect(usage).toMatchObject({ input: null, cacheRead: null, cacheWrite: null, promptTotal: 9088 });
  });

  it('reads hits and misses of DeepSeek, which does not charge for writing', () => {
    const usage = readUsage({
      prompt_tokens: 100,
      completion_tokens: 7,
      prompt_cache_hit_tokens: 64,
      prompt_cache_miss_tokens: 36,
    });
    expect(usage).toMatchObject({ input: 36, cacheRead: 64, cacheWrite: 0, output: 7, promptTotal: 100 });
  });

  it('reads the cached tokens of Moonshot, which stand beside the prompt', () => {
    const usage = readUsage({
      prompt_tokens: 1900,
      completion_tokens: 50,
      total_tokens: 1950,
      cached_tokens: 1436,
    });
    expect(usage).toMatchObject({ input: 464, cacheRead: 1436, promptTotal: 1900 });
  });

  it('reads the cached tokens of Codex, which stand beside the others', () => {
    const usage = readUsage({
      input_tokens: 5000,
      cached_input_tokens: 4096,
      output_tokens: 20,
      total_tokens: 5020,
    });
    expect(usage).toMatchObject({ input: 904, cacheRead: 4096, cacheWrite: null, promptTotal: 5000 });
  });
});

describe('usage of the others', () => {
  it('takes a missing cache counter of Gemini for 0, because its JSON leaves zeros out', () => {
    const usage = readUsage({
      promptTokenCount: 3520,
      candidatesTokenCount: 2,
      thoughtsTokenCount: 51,
      totalTokenCount: 3573,
    });
    expect(usage).toMatchObject({
      input: 3520,
      cacheRead: 0,
      cacheWrite: 0,
      cacheWrite5m: 0,
      output: 53,
      promptTotal: 3520,
    });
    expect(readUsage({ promptTokenCount: 3520, cachedContentTokenCount: 3512 })).toMatchObject({
      input: 8,
      cacheRead: 3512,
      output: null,
    });
  });

  it('reads Converse', () => {
    const usage = readUsage({
      inputTokens: 5,
      outputTokens: 6,
      cacheReadInputTokens: 7,
      cacheWriteInputTokens: 8,
    });
    expect(usage).toMatchObject({ input: 5, cacheRead: 7, cacheWrite: 8, output: 6, promptTotal: 20 });
  });

  it('reads the names of pi and OpenClaw', () => {
    const usage = readUsage({ input: 70, output: 25, cacheRead: 16908, cacheWrite: 99, totalTokens: 17102 });
    expect(usage).toMatchObject({
      input: 70,
      cacheRead: 16908,
      cacheWrite: 99,
      output: 25,
      promptTotal: 17077,
    });
  });

  it('does not invent usage', () => {
    expect(readUsage(undefined)).toBeNull();
    expect(readUsage('[Truncated]')).toBeNull();
    expect(readUsage({ seconds: 3 })).toBeNull();
  });
});

describe('what else a response says', () => {
  it('tells an aborted request by its zeros', () => {
    const zero = readUsage({ input: 0, output: 0, cacheRead: 0, cacheWrite: 0 });
    expect(zero !== null && isAllZero(zero)).toBe(true);
    const one = readUsage({ input: 1, output: 0, cacheRead: 0, cacheWrite: 0 });
    expect(one !== null && isAllZero(one)).toBe(false);
  });

  it('adds up the prompt where a reader gave no total', () => {
    const usage = { cacheWrite5m: null, cacheWrite1h: null, output: null };
    expect(promptTokens({ ...usage, input: 1, cacheRead: 2, cacheWrite: 3 })).toBe(6);
    expect(promptTokens({ ...usage, input: 1, cacheRead: null, cacheWrite: 3 })).toBeNull();
  });

  it('reads billing modifiers, and takes an empty one for none', () => {
    expect(readBilling({ service_tier: 'standard', speed: 'fast', inference_geo: '' })).toEqual({
      tier: 'standard',
      speed: 'fast',
      geo: null,
    });
    expect(readBilling({}, { service_tier: 'default' })).toEqual({ tier: 'default', speed: null, geo: null });
    expect(readBilling({ input_tokens: 1 })).toBeNull();
  });

  it('reads what the vendors say about a miss', () => {
    const miss = { type: 'tools_changed', cache_missed_input_tokens: 4000 };
    expect(readVerdict({ diagnostics: { cache_miss_reason: miss } })).toEqual({
      by: 'anthropic',
      reason: 'tools_changed',
      missedTokens: 4000,
    });
    expect(readVerdict({ diagnostics: { cache_miss_reason: null } })).toBeNull();
    expect(readVerdict({ diagnostics: null })).toBeNull();
    expect(readVerdict({ prompt_cache_diagnostics: { type: 'cache_hit' } })).toEqual({
      by: 'openai',
      reason: 'none',
      missedTokens: 0,
    });
    expect(
      readVerdict({
        prompt_cache_diagnostics: { type: 'cache_miss', reason: 'tools_changed', cache_missed_tokens: 9 },
      }),
    ).toEqual({ by: 'openai', reason: 'tools_changed', missedTokens: 9 });
  });
});

it('reads as usage what a recording has of an engine that counts the prompt and not what it read', () => {
  const usage = {
    input: null,
    cacheRead: null,
    cacheWrite: null,
    promptTotal: 5_000,
    output: 30,
    prefillMs: 800,
  };
  expect(readUsage(usage)).toMatchObject(usage);
});
