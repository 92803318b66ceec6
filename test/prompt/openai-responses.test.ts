import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import type { Json, JsonObject } from '../../src/log/record.js';
import { diverge, type Prompt } from '../../src/prompt/index.js';
import { read } from './sample.js';

const md5 = (value: Json): string => createHash('md5').update(JSON.stringify(value)).digest('hex');
const responses = (body: JsonObject): Prompt => read(body, 'openai-responses');

const body = {
  input: [
    { role: 'developer', content: 'D' },
    { role: 'user', content: [{ type: 'input_text', text: 'hi' }] },
    { type: 'reasoning', id: 'r1', encrypted_content: 'E'.repeat(100), summary: [] },
    { type: 'function_call', call_id: 'c1', name: 'read', arguments: '{}' },
    { type: 'function_call_output', call_id: 'c1', output: 'out' },
    { type: 'message', id: 'm1', status: 'completed', role: 'assistant', content: 'done' },
  ],
  instructions: 'I',
  tools: [{ type: 'function', name: 'read', parameters: {} }],
};

test('tools come first, then instructions and leading developer messages, then the input', () => {
  const { blocks, counts, hashes } = responses(body);
  expect(
    blocks.map(block => `${block.section} ${block.path} ${block.kind} ${block.role} ${block.name}`),
  ).toEqual([
    'tools tools[0] tool null read',
    'system instructions text null null',
    'system input[0].content text developer null',
    'messages input[1].content[0] text user null',
    'messages input[2] thinking null r1',
    'messages input[3] tool_use null c1',
    'messages input[4] tool_result null c1',
    'messages input[5].content text assistant null',
  ]);
  expect(counts).toEqual({ tools: 1, system: 2, messages: 5 });
  expect(blocks.map(block => block.bytes - block.textBytes)).toEqual([0, 0, 0, 0, 100, 0, 0, 0]);
  expect(hashes).toEqual({
    tools: md5(body.tools),
    system: md5(['I', { role: 'developer', content: 'D' }]),
    messages: md5(body.input.slice(1)),
  });
});

test('instructions alone hash as the string they are', () => {
  expect(responses({ instructions: 'I', input: 'hi' }).hashes).toEqual({
    tools: null,
    system: md5('I'),
    messages: md5('hi'),
  });
});

test('an input that is a string is the text of a user', () => {
  const short = responses({ input: 'hi' });
  const long = responses({ input: [{ role: 'user', content: [{ type: 'input_text', text: 'hi' }] }] });
  expect(short.chain).toEqual(long.chain);
  expect(diverge(short, responses({ input: 'ho' }))?.path).toBe('input');
});

test('a string of the assistant is an output text; empty instructions are none', () => {
  const { blocks, counts } = responses({ instructions: '', input: [{ role: 'assistant', content: 'a' }] });
  expect(blocks.map(block => block.canonical)).toEqual(['{"type":"output_text","text":"a"}']);
  expect(counts.system).toBe(0);
});

test('type, id and status of a message are no part of the prompt', () => {
  const content = [{ type: 'output_text', text: 'a' }];
  const sent = responses({ input: [{ role: 'assistant', content }] });
  const replayed = responses({
    input: [{ type: 'message', id: 'm', status: 'completed', role: 'assistant', content }],
  });
  expect(diverge(sent, replayed)).toBeNull();
});

test('a request that goes on from a stored response says from which', () => {
  expect(responses({ input: 'hi', previous_response_id: 'resp_1' }).continues).toEqual({
    id: 'resp_1',
    how: 'answer',
  });
  expect(responses({ input: 'hi', conversation: { id: 'conv_1' } }).continues).toEqual({
    id: 'conv_1',
    how: 'conversation',
  });
  expect(responses({ input: 'hi' }).continues).toBeNull();
});

test('a changed output leads to its string', () => {
  const at = (output: string): Prompt =>
    responses({ input: [{ type: 'function_call_output', call_id: 'c', output }] });
  expect(diverge(at('a'), at('b'))?.path).toBe('input[0].output');
});

test('deferred tools stand outside the prefix', () => {
  const prompt = responses({ tools: [{ type: 'function', name: 'late', defer_loading: true }], input: 'hi' });
  expect(prompt.counts.tools).toBe(0);
});
