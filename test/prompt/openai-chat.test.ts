import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { Json, JsonObject } from '../../src/log/record.js';
import { diverge, type Prompt } from '../../src/prompt/index.js';
import { read } from './sample.js';

const md5 = (value: Json): string => createHash('md5').update(JSON.stringify(value)).digest('hex');
const chat = (body: JsonObject): Prompt => read(body, 'openai-chat');
const call = { id: 'c1', type: 'function', function: { name: 'read', arguments: '{}' } };

describe('the blocks of a chat', () => {
  const body = {
    messages: [
      { role: 'system', content: 'S' },
      { role: 'developer', content: [{ type: 'text', text: 'D' }] },
      { role: 'user', content: 'hi' },
      { role: 'assistant', content: null, reasoning_content: 'hm', tool_calls: [call] },
      { role: 'tool', tool_call_id: 'c1', content: 'out' },
      { role: 'system', content: 'late' },
    ],
    tools: [{ type: 'function', function: { name: 'read', parameters: {} } }],
  };

  test('are tools, then the leading system and developer messages, then the others', () => {
    const { blocks, counts } = chat(body);
    expect(
      blocks.map(block => `${block.section} ${block.path} ${block.kind} ${block.role} ${block.name}`),
    ).toEqual([
      'tools tools[0] tool null read',
      'system messages[0].content text system null',
      'system messages[1].content[0] text developer null',
      'messages messages[2].content text user null',
      'messages messages[3].reasoning_content thinking assistant null',
      'messages messages[3].tool_calls[0] tool_use assistant c1',
      'messages messages[4] tool_result tool c1',
      'messages messages[5].content text system null',
    ]);
    expect(blocks.map(block => block.message)).toEqual([-1, -1, -1, 2, 3, 3, 4, 5]);
    expect(counts).toEqual({ tools: 1, system: 2, messages: 4 });
  });

  test('make section hashes of the lists of messages', () => {
    expect(chat(body).hashes).toEqual({
      tools: md5(body.tools),
      system: md5(body.messages.slice(0, 2)),
      messages: md5(body.messages.slice(2)),
    });
  });
});

test('empty text beside tool calls is no block', () => {
  const { blocks } = chat({ messages: [{ role: 'assistant', content: '', tool_calls: [call] }] });
  expect(blocks.map(block => block.path)).toEqual(['messages[0].tool_calls[0]']);
});

test('an empty text alone is a block, and so is what a message carries beside its text', () => {
  const { blocks } = chat({
    messages: [
      { role: 'assistant', content: '', refusal: null },
      { role: 'user', name: 'ann', content: 'hi' },
    ],
  });
  expect(blocks.map(({ path, canonical }) => `${path} ${canonical}`)).toEqual([
    'messages[0].content {"type":"text","text":""}',
    'messages[1] {"name":"ann"}',
    'messages[1].content {"type":"text","text":"hi"}',
  ]);
});

test('functions and function calls of old are read', () => {
  const { blocks } = chat({
    functions: [{ name: 'read' }],
    messages: [
      { role: 'assistant', content: null, function_call: { name: 'read', arguments: '{}' } },
      { role: 'function', name: 'read', content: 'out' },
    ],
  });
  expect(blocks.map(({ path, kind, name }) => `${path} ${kind} ${name}`)).toEqual([
    'functions[0] tool read',
    'messages[0].function_call tool_use read',
    'messages[1] tool_result read',
  ]);
});

test('the place of a difference leads to the string', () => {
  const at = (message: JsonObject): Prompt => chat({ messages: [{ role: 'user', content: 'hi' }, message] });
  const result = (content: Json): Prompt => at({ role: 'tool', tool_call_id: 'c1', content });
  expect(diverge(result('a'), result('b'))?.path).toBe('messages[1].content');
  const part = (text: string): Json => [{ type: 'text', text }];
  expect(diverge(result(part('a')), result(part('b')))?.path).toBe('messages[1].content[0].text');
  const calling = (args: string): Prompt =>
    at({ role: 'assistant', tool_calls: [{ ...call, function: { name: 'read', arguments: args } }] });
  expect(diverge(calling('{}'), calling('{"a":1}'))?.path).toBe(
    'messages[1].tool_calls[0].function.arguments',
  );
  const tool = (description: string): Prompt =>
    chat({ tools: [{ function: { name: 'read', description } }] });
  expect(diverge(tool('a'), tool('b'))?.path).toBe('tools[0].function.description');
});

test('markers of OpenAI and of Anthropic are taken off parts, messages and tools', () => {
  const prompt = chat({
    prompt_cache_options: { ttl: '12h' },
    tools: [
      { type: 'function', function: { name: 'read' }, cache_control: { type: 'ephemeral', ttl: '1h' } },
      { type: 'function', function: { name: 'write', cache_control: { type: 'ephemeral' } } },
    ],
    messages: [
      { role: 'system', content: 'S', cache_control: { type: 'ephemeral' } },
      {
        role: 'user',
        content: [{ type: 'text', text: 'hi', prompt_cache_breakpoint: { mode: 'explicit' } }],
      },
      {
        role: 'tool',
        tool_call_id: 'c',
        content: [{ type: 'text', text: 'x', cache_control: { type: 'ephemeral' } }],
      },
    ],
  });
  expect(prompt.breakpoints.map(({ path, ttl }) => `${path} ${ttl}`)).toEqual([
    'tools[0] 1h',
    'tools[1] 5m',
    'messages[0].content 5m',
    'messages[1].content[0] 12h',
    'messages[2] 5m',
  ]);
  expect(prompt.hashes.tools).toBe(
    md5([
      { type: 'function', function: { name: 'read' } },
      { type: 'function', function: { name: 'write' } },
    ]),
  );
  expect(prompt.hashes.messages).toBe(
    md5([
      { role: 'user', content: [{ type: 'text', text: 'hi' }] },
      { role: 'tool', tool_call_id: 'c', content: [{ type: 'text', text: 'x' }] },
    ]),
  );
});

test('parameters have one name for both APIs of OpenAI', () => {
  const expected = {
    reasoning_effort: '"low"',
    output_format: '{"type":"json_object"}',
    verbosity: '"high"',
    parallel_tool_calls: 'false',
    prompt_cache_key: '"k"',
    service_tier: '"flex"',
  };
  const shared = { parallel_tool_calls: false, prompt_cache_key: 'k', service_tier: 'flex', temperature: 1 };
  const format = { type: 'json_object' };
  expect(
    chat({ ...shared, messages: [], reasoning_effort: 'low', response_format: format, verbosity: 'high' })
      .parameters,
  ).toEqual(expected);
  expect(
    read(
      { ...shared, input: [], reasoning: { effort: 'low' }, text: { format, verbosity: 'high' } },
      'openai-responses',
    ).parameters,
  ).toEqual(expected);
});

test('data of images, audio and files costs no text', () => {
  const { blocks, parameters } = chat({
    messages: [
      {
        role: 'user',
        content: [
          { type: 'image_url', image_url: { url: `data:image/png;base64,${'A'.repeat(500)}` } },
          { type: 'image_url', image_url: { url: 'https://example.org/a.png' } },
          { type: 'input_audio', input_audio: { data: 'A'.repeat(300), format: 'wav' } },
        ],
      },
    ],
  });
  expect(blocks.map(block => block.bytes - block.textBytes)).toEqual([500, 0, 300]);
  expect(parameters).toEqual({ images: 'true' });
});
