import { describe, expect, test } from 'vitest';
import { createTokenMeter } from '../../src/cache/tokens.js';
import type { JsonObject } from '../../src/log/record.js';
import { type Block, type Prompt, readPrompt } from '../../src/prompt/index.js';

/** A prompt whose only block is a text of so many bytes, JSON and all. */
function promptOf(bytes: number, ...more: JsonObject[]): Prompt {
  const text = 'x'.repeat(bytes - '{"type":"text","text":""}'.length);
  const content = [{ type: 'text', text }, ...more];
  const body = { model: 'claude-sonnet-4-6', messages: [{ role: 'user', content }] };
  const prompt = readPrompt({ api: 'anthropic-messages', body, model: null, betas: [], redacted: [] });
  if (prompt === null) throw new Error('no prompt');
  return prompt;
}

function firstBlock(prompt: Prompt): Block {
  const [block] = prompt.blocks;
  if (block === undefined) throw new Error('no block');
  return block;
}

const IMAGE = { type: 'image', source: { type: 'base64', media_type: 'image/png', data: 'A'.repeat(5000) } };
const PDF = {
  type: 'document',
  source: { type: 'base64', media_type: 'application/pdf', data: 'A'.repeat(5000) },
};
const NOTE = { type: 'document', source: { type: 'text', media_type: 'text/plain', data: 'A'.repeat(5000) } };

describe('TokenMeter', () => {
  test('before any usage it counts at the start value', () => {
    const meter = createTokenMeter(0.25);
    expect(meter.observations).toBe(0);
    expect(meter.estimate(firstBlock(promptOf(400)))).toBe(100);
  });

  test('a prompt of 1000 bytes moves the rate half of the way, a large one all but the whole way', () => {
    expect(createTokenMeter(0.25).observe(promptOf(1_000), 500).rate).toBe(0.375);
    expect(createTokenMeter(0.25).observe(promptOf(99_000), 49_500).rate).toBe(0.4975);
  });

  test('learning makes a new meter and leaves the old one', () => {
    const meter = createTokenMeter(0.25);
    expect(meter.observe(promptOf(4_000), 2_000).observations).toBe(1);
    expect([meter.rate, meter.observations]).toEqual([0.25, 0]);
  });

  test('it settles on the rate of a conversation', () => {
    let meter = createTokenMeter(1 / 3.66);
    for (const bytes of [30_000, 31_000, 34_000, 40_000]) meter = meter.observe(promptOf(bytes), bytes / 3.2);
    expect(meter.rate).toBeCloseTo(1 / 3.2, 4);
  });

  test.each([
    ['several passes were billed', 40_000],
    ['little of the prompt was billed', 100],
    ['nothing was billed', 0],
    ['the count is broken', Number.NaN],
  ])('it learns nothing where %s', (_, tokens) => {
    const meter = createTokenMeter(0.25);
    expect(meter.observe(promptOf(40_000), tokens)).toBe(meter);
  });

  test('it learns nothing from a prompt without blocks', () => {
    const meter = createTokenMeter(0.25);
    expect(meter.observe({ ...promptOf(4_000), blocks: [] }, 1_000)).toBe(meter);
  });

  test('an image and a PDF cost what they cost whatever their bytes, and teach nothing about text', () => {
    const meter = createTokenMeter(0.25);
    const prompt = promptOf(4_000, IMAGE, PDF);
    const text = prompt.blocks.reduce((sum, block) => sum + block.textBytes, 0);
    const total = prompt.blocks.reduce((sum, block) => sum + meter.estimate(block), 0);
    expect(total).toBe(text * 0.25 + 1_500 + 2_000);
    const next = meter.observe(prompt, total);
    expect([next.rate, next.observations]).toEqual([expect.closeTo(0.25, 12), 1]);
  });

  test('a screenshot that a tool returned is an image', () => {
    const result = { type: 'tool_result', tool_use_id: 'toolu_1', content: [IMAGE] };
    const block = promptOf(100, result).blocks[1];
    const meter = createTokenMeter(0.5);
    expect(block === undefined ? null : meter.estimate(block)).toBe((block?.textBytes ?? 0) / 2 + 1_500);
  });

  test('a document of plain text is text', () => {
    const block = promptOf(100, NOTE).blocks[1];
    expect(block === undefined ? null : createTokenMeter(0.5).estimate(block)).toBe((block?.bytes ?? 0) / 2);
  });
});
