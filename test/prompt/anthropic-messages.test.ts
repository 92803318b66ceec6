import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { diverge, readPrompt } from '../../src/prompt/index.js';
import { read } from './sample.js';

const md5 = (text: string): string => createHash('md5').update(text).digest('hex');
const mark = { type: 'ephemeral' } as const;

describe('the order and the paths of blocks', () => {
  test('tools come first, then system, then messages, whatever the order of the body', () => {
    const prompt = read({
      messages: [{ role: 'user', content: [{ type: 'text', text: 'hi' }] }],
      system: [{ type: 'text', text: 'S' }],
      tools: [{ name: 'read', input_schema: {} }],
    });
    expect(prompt.blocks.map(block => [block.section, block.path, block.kind])).toEqual([
      ['tools', 'tools[0]', 'tool'],
      ['system', 'system[0]', 'text'],
      ['messages', 'messages[0].content[0]', 'text'],
    ]);
    expect(prompt.starts).toEqual({ tools: 0, system: 1, messages: 2 });
    expect(prompt.counts).toEqual({ tools: 1, system: 1, messages: 1 });
  });

  test('a string is the same prompt as the one text block that holds it, sent in another form', () => {
    const short = read({ system: 'S', messages: [{ role: 'user', content: 'hi' }] });
    const long = read({
      system: [{ type: 'text', text: 'S' }],
      messages: [{ role: 'user', content: [{ type: 'text', text: 'hi' }] }],
    });
    expect(short.chain).toEqual(long.chain);
    expect(short.blocks.map(block => block.path)).toEqual(['system', 'messages[0].content']);
    expect(short.blocks[1]?.canonical).toBe('{"type":"text","text":"hi"}');
    expect(short.blocks[1]?.digest).toBe(long.blocks[1]?.digest);
    expect(short.blocks[1]?.rawDigest).not.toBe(long.blocks[1]?.rawDigest);
  });

  test('deferred tools stand outside the prefix and are counted', () => {
    const prompt = read({
      tools: [{ name: 'late', defer_loading: true }, { name: 'read' }],
      messages: [],
    });
    expect(prompt.blocks.map(block => block.path)).toEqual(['tools[1]']);
    expect([prompt.deferredTools, prompt.counts.tools]).toEqual([1, 1]);
  });

  test('a body without a prompt is none', () => {
    expect(
      readPrompt({ api: 'anthropic-messages', body: {}, model: null, betas: [], redacted: [] }),
    ).toBeNull();
    expect(
      readPrompt({ api: null, body: { messages: [] }, model: null, betas: [], redacted: [] }),
    ).toBeNull();
  });
});

describe('section hashes', () => {
  test('each is the md5 of the compact JSON as sent, markers stripped', () => {
    const prompt = read({
      tools: [{ name: 'read', cache_control: mark }],
      system: 'S',
      messages: [
        { role: 'user', content: 'hi' },
        { content: [{ type: 'text', text: 'ä', cache_control: mark }], role: 'assistant' },
      ],
    });
    expect(prompt.hashes).toEqual({
      tools: md5('[{"name":"read"}]'),
      system: md5('"S"'),
      messages: md5(
        '[{"role":"user","content":"hi"},{"content":[{"type":"text","text":"ä"}],"role":"assistant"}]',
      ),
    });
  });

  test('a section that was not sent has none', () => {
    expect(read({ messages: [] }).hashes).toEqual({ tools: null, system: null, messages: md5('[]') });
  });
});

describe('markers', () => {
  test('are taken off and kept, with five minutes where they name no lifetime', () => {
    const prompt = read({
      tools: [{ name: 'read', cache_control: { type: 'ephemeral', ttl: '1h' } }],
      messages: [{ role: 'user', content: [{ type: 'text', text: 'hi', cache_control: mark }] }],
    });
    expect(prompt.blocks[1]?.canonical).toBe('{"type":"text","text":"hi"}');
    expect(prompt.breakpoints).toEqual([
      { block: 0, path: 'tools[0]', ttl: '1h', automatic: false },
      { block: 1, path: 'messages[0].content[0]', ttl: '5m', automatic: false },
    ]);
  });

  test('inside the input of a tool call or a schema they are part of the prompt', () => {
    const input = { cache_control: mark };
    const prompt = read({
      tools: [{ name: 'read', input_schema: { properties: { cache_control: mark } } }],
      messages: [{ role: 'assistant', content: [{ type: 'tool_use', id: 't', name: 'read', input }] }],
    });
    expect(prompt.breakpoints).toEqual([]);
    expect(prompt.blocks[0]?.canonical).toContain('cache_control');
    expect(prompt.blocks[1]?.canonical).toContain('"input":{"cache_control":{"type":"ephemeral"}}');
  });

  test('that the log mangled still count, and their path is noted', () => {
    const prompt = read({ system: [{ type: 'text', text: 'S', cache_control: '[Circular]' }] });
    expect(prompt.breakpoints).toEqual([{ block: 0, path: 'system[0]', ttl: '5m', automatic: false }]);
    expect(prompt.redacted).toEqual(['system[0].cache_control']);
  });

  test('inside a tool result only the last counts, for the whole result', () => {
    const result = (first: object, last: object) =>
      read({
        messages: [
          {
            role: 'user',
            content: [
              {
                type: 'tool_result',
                tool_use_id: 't',
                content: [
                  { type: 'text', text: 'a', ...first },
                  { type: 'text', text: 'b', ...last },
                ],
              },
            ],
          },
        ],
      });
    expect(result({ cache_control: mark }, {}).breakpoints).toEqual([]);
    expect(result({}, { cache_control: mark }).breakpoints.map(b => b.path)).toEqual([
      'messages[0].content[0]',
    ]);
    expect(result({ cache_control: mark }, {}).chain).toEqual(result({}, {}).chain);
  });

  test('the automatic one goes to the last block that can carry one', () => {
    const prompt = read({
      cache_control: mark,
      messages: [
        { role: 'user', content: 'hi' },
        {
          role: 'assistant',
          content: [
            { type: 'thinking', thinking: 'hm', signature: 's' },
            { type: 'text', text: '' },
          ],
        },
      ],
    });
    expect(prompt.breakpoints).toEqual([
      { block: 0, path: 'messages[0].content', ttl: '5m', automatic: true },
    ]);
  });
});

test('moving the marker is no divergence', () => {
  const first = read({
    messages: [{ role: 'user', content: [{ type: 'text', text: 'a', cache_control: mark }] }],
  });
  const second = read({
    messages: [
      { role: 'user', content: [{ type: 'text', text: 'a' }] },
      { role: 'assistant', content: [{ type: 'text', text: 'b', cache_control: mark }] },
    ],
  });
  expect(diverge(first, second)).toBeNull();
});

test('a compacted tool result diverges at its string', () => {
  const at = (content: string) =>
    read({
      messages: [{ role: 'user', content: [{ type: 'tool_result', tool_use_id: 't', content }] }],
    });
  expect(diverge(at('ö12'), at('öx'))).toEqual({
    block: 0,
    section: 'messages',
    path: 'messages[0].content[0].content',
    char: 1,
    byte: 2,
    how: 'changed',
    before: { text: 'ö12', at: 1, length: 3 },
    after: { text: 'öx', at: 1, length: 2 },
  });
});
