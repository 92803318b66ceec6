import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { Api, Json, JsonObject } from '../../src/log/record.js';
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

  test('a tool call and its result share a name: the id', () => {
    const { blocks } = read({
      tools: [{ name: 'read' }, { type: 'mcp_toolset', mcp_server_name: 'files' }, { type: 'bash_1' }],
      messages: [
        { role: 'assistant', content: [{ type: 'tool_use', id: 't', name: 'read', input: {} }] },
        { role: 'user', content: [{ type: 'tool_result', tool_use_id: 't', id: 'x', content: 'out' }] },
      ],
    });
    expect(blocks.map(block => block.name)).toEqual(['read', 'files', 'bash_1', 't', 't']);
  });

  test('an empty system string is no block', () => {
    const prompt = read({ system: '', messages: [] });
    expect([prompt.blocks, prompt.counts.system, prompt.hashes.system]).toEqual([[], 0, md5('""')]);
  });

  test('deferred tools stand outside the prefix and are counted', () => {
    const prompt = read({
      tools: [
        { name: 'late', defer_loading: true },
        { name: 'read', defer_loading: false },
      ],
      messages: [],
    });
    expect(prompt.blocks.map(block => block.path)).toEqual(['tools[1]']);
    expect(prompt.counts.tools).toBe(1);
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
  test.each([1, 99_999, 100_000, 300_000])(
    'are those of texts of %i characters, however many bytes',
    length => {
      const messages = [
        { role: 'user', content: [{ type: 'text', text: '€'.repeat(length) }] },
        { role: 'assistant', content: [{ type: 'text', text: 'ok' }] },
      ];
      const prompt = read({ messages });
      expect(prompt.hashes.messages).toBe(md5(JSON.stringify(messages)));
      const canonical = JSON.stringify(messages[0]?.content[0]);
      expect(prompt.blocks[0]?.digest).toBe(md5(`user\0${canonical}`));
      expect(prompt.blocks[0]?.bytes).toBe(Buffer.byteLength(canonical));
    },
  );

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
    expect(prompt.redaction.paths).toEqual([]);
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
    expect(prompt.redaction.paths).toEqual(['system[0].cache_control']);
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

  test('that are null are none', () => {
    const prompt = read({ system: [{ type: 'text', text: 'S', cache_control: null }] });
    expect([prompt.breakpoints, prompt.redaction.paths, prompt.blocks[0]?.canonical]).toEqual([
      [],
      [],
      '{"type":"text","text":"S"}',
    ]);
  });

  test('inside search results and documents are lifted too; the own one wins', () => {
    const inner = [{ type: 'text', text: 'a', cache_control: mark }];
    const own = { cache_control: { type: 'ephemeral', ttl: '1h' } };
    const prompt = read({
      messages: [
        {
          role: 'user',
          content: [
            { type: 'search_result', content: inner },
            { type: 'document', source: { type: 'content', content: inner } },
            { type: 'tool_result', tool_use_id: 't', content: inner, ...own },
            { type: 'tool_result', tool_use_id: 't', content: [...inner, 'odd'] },
          ],
        },
      ],
    });
    expect(prompt.blocks.map(block => block.marker?.ttl ?? null)).toEqual(['5m', '5m', '1h', null]);
    for (const block of prompt.blocks) expect(block.canonical).not.toContain('cache_control');
  });

  test('the automatic one is no other where its block has its own', () => {
    const system = [{ type: 'text', text: 'S', cache_control: mark }];
    expect(read({ cache_control: mark, system }).breakpoints).toEqual([
      { block: 0, path: 'system[0]', ttl: '5m', automatic: false },
    ]);
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

describe('parameters', () => {
  test('are those that render into the prompt, by name', () => {
    const prompt = read(
      {
        model: 'm',
        max_tokens: 10,
        temperature: 1,
        stream: true,
        metadata: { user_id: 'u' },
        tool_choice: { type: 'any', disable_parallel_tool_use: true },
        thinking: { type: 'adaptive' },
        output_config: { effort: 'low', format: { type: 'json_schema' } },
        context_management: { edits: [] },
        speed: 'fast',
        mcp_servers: [{ url: 'https://example.org', authorization_token: 'secret' }],
        messages: [],
      },
      'anthropic-messages',
      undefined,
      ['b', 'a'],
    );
    expect(prompt.parameters).toEqual({
      tool_choice: '{"type":"any"}',
      disable_parallel_tool_use: 'true',
      thinking: '{"type":"adaptive"}',
      effort: '"low"',
      output_format: '{"type":"json_schema"}',
      context_management: '{"edits":[]}',
      speed: '"fast"',
      betas: '["a","b"]',
      mcp_servers: '[{"url":"https://example.org"}]',
    });
    expect(prompt.model).toBe('m');
  });

  test('tell of images and citations, also inside results', () => {
    const image = { type: 'image', source: { type: 'base64', data: 'AAAA' } };
    const result = { type: 'tool_result', tool_use_id: 't', content: [image] };
    const document = { type: 'document', citations: { enabled: true }, source: { type: 'text', data: 'd' } };
    expect(read({ messages: [{ role: 'user', content: [result] }] }).parameters).toEqual({ images: 'true' });
    expect(read({ messages: [{ role: 'user', content: [document] }] }).parameters).toEqual({
      citations: 'true',
    });
  });
});

test('text bytes leave out what costs no tokens', () => {
  const blocks = [
    { type: 'text', text: 'ä' },
    { type: 'image', source: { type: 'base64', data: 'A'.repeat(1000) } },
    { type: 'thinking', thinking: 't', signature: 'S'.repeat(100) },
    { type: 'redacted_thinking', data: 'R'.repeat(100) },
    {
      type: 'web_search_tool_result',
      tool_use_id: 't',
      content: [{ url: 'u', encrypted_content: 'E'.repeat(100) }],
    },
    { type: 'document', source: { type: 'text', data: 'words' } },
  ];
  const prompt = read({ messages: [{ role: 'assistant', content: blocks }] });
  expect(prompt.blocks.map(block => block.bytes - block.textBytes)).toEqual([0, 1000, 100, 100, 100, 0]);
  expect(prompt.blocks[0]?.bytes).toBe('{"type":"text","text":"ä"}'.length + 1);
});

test('pieces of no known shape are kept as blocks of kind other', () => {
  const prompt = read({
    tools: ['read', null],
    system: 7,
    messages: [
      'hi',
      { role: 'user' },
      { role: 'user', content: [null, 'x', { type: 'new' }] },
      { role: 'user', content: [] },
    ],
  });
  expect(prompt.blocks.map(({ path, kind, canonical }) => `${path} ${kind} ${canonical}`)).toEqual([
    'tools[0] other "read"',
    'tools[1] other null',
    'system other 7',
    'messages[0] other "hi"',
    'messages[1].content other null',
    'messages[2].content[0] other null',
    'messages[2].content[1] other "x"',
    'messages[2].content[2] other {"type":"new"}',
    'messages[3].content other []',
  ]);
});

test('what a message carries beside its content stands in front of it', () => {
  const prompt = read({ messages: [{ role: 'user', content: 'hi', output_config: { effort: 'low' } }] });
  expect(prompt.blocks.map(({ path, canonical }) => `${path} ${canonical}`)).toEqual([
    'messages[0] {"output_config":{"effort":"low"}}',
    'messages[0].content {"type":"text","text":"hi"}',
  ]);
});

test('beta flags of the body and the older name of the output format count too', () => {
  const { parameters } = read({
    messages: [],
    betas: ['b'],
    anthropic_beta: ['a', 'b'],
    output_format: { type: 'json_schema' },
  });
  expect(parameters).toEqual({ output_format: '{"type":"json_schema"}', betas: '["a","b"]' });
});

test('the model of the body goes before that of the record; redacted paths are handed on', () => {
  const request = { api: 'anthropic-messages', model: 'record', betas: [], redacted: ['system'] } as const;
  const system = [{ type: 'text', text: 'S', cache_control: 0 }];
  const prompt = readPrompt({ ...request, body: { model: 'body', system } });
  expect([prompt?.model, prompt?.redaction.paths]).toEqual(['body', ['system', 'system[0].cache_control']]);
  expect(readPrompt({ ...request, body: { system } })?.model).toBe('record');
});

describe('an earlier prompt is gone on from only where all is equal:', () => {
  const text = (value: string) => ({ type: 'text', text: value });
  const result = (content: Json) => ({ type: 'tool_result', tool_use_id: 't', content });
  const cases: readonly (readonly [what: string, api: Api, before: JsonObject, after: JsonObject])[] = [
    [
      'the path',
      'anthropic-messages',
      { tools: [{ name: 'a' }] },
      { tools: [{ name: 'late', defer_loading: true }, { name: 'a' }] },
    ],
    [
      'the form inside a result',
      'anthropic-messages',
      { messages: [{ role: 'user', content: [result('x')] }] },
      { messages: [{ role: 'user', content: [result([text('x')])] }] },
    ],
    [
      'the section of a block',
      'anthropic-messages',
      { system: [text('x')], messages: [{ content: 'y' }] },
      { system: [text('x'), text('y')] },
    ],
    [
      'the section of a message',
      'openai-chat',
      {
        messages: [
          { role: 'user', content: 'x' },
          { role: 'system', content: 'y' },
        ],
      },
      {
        messages: [
          { role: 'system', content: 'x' },
          { role: 'system', content: 'y' },
        ],
      },
    ],
  ];
  test.each(cases)('%s', (_, api, before, after) => {
    expect(read(after, api, read(before, api))).toEqual(read(after, api));
  });

  test('the API', () => {
    const messages = [{ role: 'user', content: [{ type: 'file', file: {} }] }];
    const chat = read({ messages }, 'openai-chat');
    expect(read({ messages }, 'anthropic-messages', chat)).toEqual(read({ messages }));
  });
});

test('the chain tells sections apart', () => {
  const odd = { type: 'text', text: 'a' };
  expect(read({ tools: [odd] }).chain).not.toEqual(read({ system: [odd] }).chain);
});

test('blocks that an earlier prompt had too are the same objects', () => {
  const first = read({ messages: [{ role: 'user', content: 'hi' }] });
  const second = read(
    {
      messages: [
        { role: 'user', content: 'hi' },
        { role: 'assistant', content: 'ho' },
      ],
    },
    'anthropic-messages',
    first,
  );
  expect(second.blocks[0]).toBe(first.blocks[0]);
});
