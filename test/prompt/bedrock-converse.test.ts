import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import type { Json, JsonObject } from '../../src/log/record.js';
import { diverge, type Prompt } from '../../src/prompt/index.js';
import { read } from './sample.js';

const md5 = (value: Json): string => createHash('md5').update(JSON.stringify(value)).digest('hex');
const converse = (body: JsonObject): Prompt => read(body, 'bedrock-converse');
const point = { cachePoint: { type: 'default' } };

test('a cache point marks the block in front of it and is no block', () => {
  const prompt = converse({
    toolConfig: { tools: [{ toolSpec: { name: 'read' } }, { cachePoint: { type: 'default', ttl: '1h' } }] },
    system: [{ text: 'S' }, point],
    messages: [
      { role: 'user', content: [{ text: 'a' }, point, { text: 'b' }] },
      { role: 'assistant', content: [{ toolUse: { toolUseId: 't', name: 'read', input: {} } }] },
      { role: 'user', content: [{ toolResult: { toolUseId: 't', content: [{ text: 'x' }] } }, point] },
    ],
  });
  expect(prompt.blocks.map(block => `${block.path} ${block.kind} ${block.name}`)).toEqual([
    'toolConfig.tools[0] tool read',
    'system[0] text null',
    'messages[0].content[0] text null',
    'messages[0].content[2] text null',
    'messages[1].content[0] tool_use t',
    'messages[2].content[0] tool_result t',
  ]);
  expect(prompt.breakpoints.map(({ block, ttl }) => `${block} ${ttl}`)).toEqual([
    '0 1h',
    '1 5m',
    '2 5m',
    '5 5m',
  ]);
  expect(prompt.counts).toEqual({ tools: 1, system: 1, messages: 3 });
  expect(prompt.hashes.tools).toBe(md5([{ toolSpec: { name: 'read' } }]));
  expect(prompt.hashes.system).toBe(md5([{ text: 'S' }]));
});

test('a cache point that is null leaves the one in front of it', () => {
  const content = [{ text: 'a' }, point, { cachePoint: null }];
  expect(converse({ messages: [{ role: 'user', content }] }).breakpoints.map(({ path }) => path)).toEqual([
    'messages[0].content[0]',
  ]);
});

test('cache points that move are no divergence', () => {
  const content = [{ text: 'a' }, { text: 'b' }];
  const at = (list: Json[]): Prompt => converse({ messages: [{ role: 'user', content: list }] });
  expect(diverge(at([...content, point]), at([{ text: 'a' }, point, { text: 'b' }]))).toBeNull();
  expect(at([...content, point]).hashes).toEqual(at(content).hashes);
});

test('a changed result leads to its text', () => {
  const at = (text: string): Prompt =>
    converse({
      messages: [{ role: 'user', content: [{ toolResult: { toolUseId: 't', content: [{ text }] } }] }],
    });
  expect(diverge(at('a'), at('b'))?.path).toBe('messages[0].content[0].toolResult.content[0].text');
});

test('bytes of media, signatures and redacted reasoning cost no text', () => {
  const { blocks, parameters } = converse({
    messages: [
      {
        role: 'assistant',
        content: [
          { image: { format: 'png', source: { bytes: 'A'.repeat(50) } } },
          { reasoningContent: { reasoningText: { text: 'hm', signature: 'S'.repeat(20) } } },
          { reasoningContent: { redactedContent: 'R'.repeat(30) } },
        ],
      },
    ],
  });
  expect(blocks.map(block => `${block.kind} ${block.bytes - block.textBytes}`)).toEqual([
    'image 50',
    'thinking 20',
    'thinking 30',
  ]);
  expect(parameters).toEqual({ images: 'true' });
});

test('parameters are found where Converse puts them', () => {
  expect(
    converse({
      modelId: 'm',
      messages: [],
      toolConfig: { tools: [], toolChoice: { any: {} } },
      additionalModelRequestFields: { thinking: { type: 'enabled' }, anthropic_beta: ['b', 'a'] },
      performanceConfig: { latency: 'optimized' },
      inferenceConfig: { maxTokens: 1 },
    }).parameters,
  ).toEqual({
    tool_choice: '{"any":{}}',
    thinking: '{"type":"enabled"}',
    speed: '"optimized"',
    betas: '["a","b"]',
  });
});
