import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { recordingName } from '../../src/log/paths/recordings.js';
import {
  ANTHROPIC_BILL,
  type Answer,
  anthropicMessage,
  anthropicStream,
  chatCompletion,
  chatStream,
  GEMINI_BILL,
  geminiAnswer,
  geminiArray,
  geminiStream,
  json,
  OPENAI_BILL,
  portOf,
  responsesObject,
  responsesStream,
  sse,
  startFakeUpstream,
  stream,
} from './fake-upstream.js';
import { call, recorderOn, upstreamsAt, withRecorder } from './recorded.js';

const GEMINI = '/gemini/v1beta/models/gemini-3-pro';
const BODY = '{"model":"m"}';
/** The first two events of an answer. */
const BEGINNING = `${anthropicStream.split('\n\n').slice(0, 2).join('\n\n')}\n\n`;

const ANSWERS: readonly (readonly [string, string, Answer, object])[] = [
  ['an Anthropic message', '/anthropic/v1/messages', json(200, anthropicMessage), ANTHROPIC_BILL],
  ['an Anthropic stream', '/anthropic/v1/messages', stream(anthropicStream), ANTHROPIC_BILL],
  ['a chat completion', '/openai/v1/chat/completions', json(200, chatCompletion), OPENAI_BILL],
  ['a chat stream', '/openai/v1/chat/completions', stream(chatStream), OPENAI_BILL],
  ['a response', '/openai/v1/responses', json(200, responsesObject), OPENAI_BILL],
  ['a responses stream', '/openai/v1/responses', stream(responsesStream), OPENAI_BILL],
  ['a Gemini answer', `${GEMINI}:generateContent`, json(200, geminiAnswer), GEMINI_BILL],
  ['a Gemini stream', `${GEMINI}:streamGenerateContent?alt=sse`, stream(geminiStream), GEMINI_BILL],
  ['a Gemini stream as array', `${GEMINI}:streamGenerateContent`, json(200, geminiArray), GEMINI_BILL],
];

describe('a complete answer', () => {
  for (const [name, path, answer, bill] of ANSWERS) {
    it(`gives the usage of ${name}`, async () => {
      await withRecorder(answer, async ({ recorder, finish }) => {
        await call(recorder.url, path, { body: BODY });
        const [request, usage] = await finish();
        expect(request).toMatchObject({ kind: 'request', id: 'r1', body: { model: 'm' } });
        expect(usage).toMatchObject({ kind: 'usage', id: 'r1', status: 200, outcome: 'ok', error: null });
        expect(usage?.usage).toMatchObject(bill);
      });
    });
  }

  it('gives the usage however the stream is cut into pieces', async () => {
    for (const sizes of [[1], [2, 3, 5], [7], [400, 1]]) {
      await withRecorder(stream(anthropicStream, sizes), async ({ recorder, finish }) => {
        const reply = await call(recorder.url, '/v1/messages', { body: BODY });
        expect(reply.body.toString()).toBe(anthropicStream);
        const [, usage] = await finish();
        expect(usage).toMatchObject({ outcome: 'ok', usage: ANTHROPIC_BILL });
      });
    }
  });

  it('counts a compaction that stands only in the iterations', async () => {
    const iterations = [
      {
        type: 'compaction',
        input_tokens: 10,
        cache_read_input_tokens: 0,
        cache_creation_input_tokens: 500,
        output_tokens: 90,
      },
      {
        type: 'message',
        input_tokens: 4,
        cache_read_input_tokens: 0,
        cache_creation_input_tokens: 0,
        output_tokens: 6,
      },
    ];
    const message = { ...anthropicMessage, usage: { input_tokens: 4, output_tokens: 6, iterations } };
    await withRecorder(json(200, message), async ({ recorder, finish }) => {
      await call(recorder.url, '/v1/messages', { body: BODY });
      const [, usage] = await finish();
      expect(usage?.usage).toMatchObject({ input: 14, cacheWrite: 500, output: 96 });
    });
  });

  it('has its three times in order, from the clock of the recorder', async () => {
    let time = Date.UTC(2026, 10, 22, 10);
    const now = () => {
      time += 1000;
      return time;
    };
    await withRecorder(
      json(200, anthropicMessage),
      async ({ recorder, finish }) => {
        await call(recorder.url, '/v1/messages', { body: BODY });
        const [request, usage] = await finish();
        const times = [request?.at, usage?.firstByteAt, usage?.endedAt].map(String);
        expect(times[0]).toMatch(/^2026-11-22T10:00:\d\d\.000Z$/);
        expect([...times].sort()).toEqual(times);
        expect(new Set(times).size).toBe(3);
      },
      { now },
    );
  });
});

describe('an answer that is none', () => {
  const rateLimit = { type: 'error', error: { type: 'rate_limit_error', message: 'slow down' } };
  const overloaded = { type: 'error', error: { type: 'overloaded_error', message: 'Overloaded' } };

  it('is recorded with its status and its error', async () => {
    for (const [status, body, error] of [
      [429, rateLimit, 'rate_limit_error: slow down'],
      [529, overloaded, 'overloaded_error: Overloaded'],
    ] as const) {
      await withRecorder(json(status, body), async ({ recorder, finish }) => {
        const reply = await call(recorder.url, '/v1/messages', { body: BODY });
        expect([reply.status, reply.body.toString()]).toEqual([status, JSON.stringify(body)]);
        const [, usage] = await finish();
        expect(usage).toMatchObject({ status, outcome: 'error', error, usage: null });
      });
    }
  });

  it('is an error too when it comes as an event in a stream', async () => {
    const text = sse([
      ['error', { type: 'error', error: { type: 'overloaded_error', message: 'Overloaded' } }],
    ]);
    await withRecorder(stream(BEGINNING + text), async ({ recorder, finish }) => {
      await call(recorder.url, '/v1/messages', { body: BODY });
      const [, usage] = await finish();
      expect(usage).toMatchObject({ status: 200, outcome: 'error', error: 'overloaded_error: Overloaded' });
    });
  });

  it('is aborted where the upstream breaks off, with the usage known so far', async () => {
    const answer: Answer = response => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write(BEGINNING, () => response.destroy());
    };
    await withRecorder(answer, async ({ recorder, finish }) => {
      const reply = await call(recorder.url, '/v1/messages', { body: BODY });
      expect([reply.isCut, reply.body.toString()]).toEqual([true, BEGINNING]);
      const [, usage] = await finish();
      expect(usage).toMatchObject({
        outcome: 'aborted',
        status: 200,
        usage: { input: 3, cacheRead: 175_662, output: null },
      });
      expect(usage?.error).toMatch(/^the upstream broke off: /);
    });
  });

  it('is a 502 in the shape of the API where no upstream listens', async () => {
    await withRecorder(json(200, {}), async ({ folder, upstream, finish }) => {
      await upstream.close();
      const recorder = await recorderOn(upstreamsAt(upstream.url), { folder });
      const replies = [];
      for (const path of ['/v1/messages', '/v1/responses', `${GEMINI}:generateContent`]) {
        replies.push(await call(recorder.url, path, { body: BODY }));
      }
      await recorder.close();
      expect(replies.map(reply => reply.status)).toEqual([502, 502, 502]);
      const [anthropic, openai, gemini] = replies.map(reply => JSON.parse(reply.body.toString()));
      expect(anthropic).toMatchObject({ type: 'error', error: { type: 'api_error' } });
      expect(openai).toMatchObject({ error: { type: 'server_error', code: 'upstream_unreachable' } });
      expect(gemini).toMatchObject({ error: { code: 502, status: 'UNAVAILABLE' } });
      expect(anthropic.error.message).toMatch(/^cachequake record: no response from http:.*ECONNREFUSED/);
      const lines = await finish();
      const usage = lines.filter(line => line.kind === 'usage');
      expect(lines.filter(line => line.kind === 'request')).toHaveLength(3);
      expect(usage.map(({ status, outcome }) => [status, outcome])).toEqual(Array(3).fill([null, 'error']));
    });
  });
});

describe('a recorded request', () => {
  it('carries what is known of it and nothing that is not', async () => {
    await withRecorder(json(200, anthropicMessage), async ({ recorder, finish }) => {
      await call(recorder.url, '/anthropic/v1/messages?beta=true', {
        headers: [
          ...['anthropic-beta', 'b-2,a-1', 'X-Claude-Code-Session-Id', 's1'],
          ...['User-Agent', 'claude-cli/2.1.3 (external, cli)'],
        ],
        body: '{\n "model": "claude-sonnet-4-6",\r\n "messages": []\n}',
      });
      await call(recorder.url, `${GEMINI}:countTokens`, { body: '{"contents":[]}' });
      const lines = await finish();
      const [first, second] = lines.filter(line => line.kind === 'request');
      expect(first).toEqual({
        cachequake: 1,
        kind: 'request',
        id: 'r1',
        at: expect.any(String),
        session: 's1',
        turn: null,
        agent: null,
        client: { name: 'claude-code', version: '2.1.3' },
        provider: null,
        api: 'anthropic-messages',
        model: 'claude-sonnet-4-6',
        url: '/v1/messages?beta=true',
        betas: ['a-1', 'b-2'],
        purpose: 'generate',
        body: { model: 'claude-sonnet-4-6', messages: [] },
      });
      expect(second).toMatchObject({ api: 'gemini', model: 'gemini-3-pro', purpose: 'count-tokens' });
    });
  });

  it('has what the headers of its response say of a plan', async () => {
    const answer = json(200, anthropicMessage, {
      'anthropic-ratelimit-unified-5h-utilization': '0.42',
      'anthropic-ratelimit-unified-5h-reset': '1790814600',
      'x-account': 'secret',
    });
    await withRecorder(answer, async ({ recorder, finish }) => {
      await call(recorder.url, '/anthropic/v1/messages', { body: '{"messages":[]}' });
      const usage = (await finish()).find(line => line.kind === 'usage');
      expect(usage?.limits).toEqual([
        { window: '5h', minutes: 300, usedPercent: 42, resetsAt: '2026-10-01T00:30:00.000Z' },
      ]);
    });
  });

  it('notes a body that it cannot keep, and passes it on', async () => {
    await withRecorder(
      json(200, anthropicMessage),
      async ({ recorder, upstream, finish }) => {
        const large = JSON.stringify({ text: 'x'.repeat(2000) });
        for (const body of [large, 'not json', '[1]']) await call(recorder.url, '/v1/messages', { body });
        expect(upstream.received.map(one => one.body.toString())).toEqual([large, 'not json', '[1]']);
        const requests = (await finish()).filter(line => line.kind === 'request');
        expect(requests.map(({ body, bodyBytes, bodyNote }) => [body, bodyBytes, bodyNote])).toEqual([
          [null, large.length, 'larger than --max-body'],
          [null, 8, 'not a JSON object'],
          [null, 3, 'not a JSON object'],
        ]);
      },
      { maxBody: 1000 },
    );
  });

  it('is decoded where the client compressed it; the upstream gets it as it was sent', async () => {
    const body = Buffer.from(
      'KLUv/QBo1QEA0kMMEbDrp10/Eca2NPakoIEmmHMCbzwDzTwymqkzpcXB69uMfuqyE+j9IbtPDk5G540muwEAmbtAAQ==',
      'base64',
    );
    await withRecorder(json(200, responsesObject), async ({ recorder, upstream, finish }) => {
      await call(recorder.url, '/openai/v1/responses', { headers: ['Content-Encoding', 'zstd'], body });
      expect(upstream.received[0]?.body).toEqual(body);
      const [request] = await finish();
      expect(request?.body).toMatchObject({ model: 'm' });
    });
  });

  it('is none where the path is not an endpoint that runs a model', async () => {
    await withRecorder(json(200, { data: [] }), async ({ recorder, upstream, finish }) => {
      const reply = await call(recorder.url, '/openai/v1/models', { method: 'GET' });
      expect(reply.body.toString()).toBe('{"data":[]}');
      expect(upstream.received.map(one => one.url)).toEqual(['/v1/models']);
      expect(await finish()).toEqual([]);
    });
  });
});

describe('safety', () => {
  const SECRETS = ['sk-ant-secret-1', 'bearer-secret-2', 'cookie-secret-3', 'goog-secret-4', 'url-secret-5'];

  it('writes no header and no key, even where the upstream repeats it', async () => {
    const repeat: Answer = (response, received) => {
      const message = `bad key: ${received.rawHeaders.join(' ')} ${received.url}`;
      json(401, { error: { type: 'authentication_error', message } })(response, received, response.req);
    };
    await withRecorder(repeat, async ({ recorder, upstream, folder, finish }) => {
      await call(recorder.url, `${GEMINI}:generateContent?key=url-secret-5&alt=sse`, {
        headers: [
          'X-Api-Key',
          'sk-ant-secret-1',
          'Authorization',
          'Bearer bearer-secret-2',
          'Cookie',
          'a=cookie-secret-3',
          'X-Goog-Api-Key',
          'goog-secret-4',
        ],
        body: '{"contents":[]}',
      });
      expect(upstream.received[0]?.url).toContain('key=url-secret-5');
      const lines = await finish();
      expect(lines).toHaveLength(2);
      expect(lines[0]?.url).toBe('/v1beta/models/gemini-3-pro:generateContent?key=***&alt=sse');
      const text = JSON.stringify(lines);
      expect(SECRETS.filter(secret => text.includes(secret))).toEqual([]);
      expect((await stat(folder)).mode & 0o777).toBe(0o700);
    });
  });

  const KEY = 'gw-plain-key-1';
  it.each<[string, string, object]>([
    [
      'a message',
      '/anthropic/v1/messages',
      { ...anthropicMessage, id: `msg_${KEY}`, model: `claude ${KEY}` },
    ],
    [
      'the tier of a message',
      '/anthropic/v1/messages',
      { ...anthropicMessage, usage: { input_tokens: 1, output_tokens: 1, service_tier: KEY } },
    ],
    ['a response', '/openai/v1/responses', { ...responsesObject, id: KEY, service_tier: KEY, model: KEY }],
    [
      'a completion of a gateway',
      '/openai/v1/chat/completions',
      { id: KEY, model: KEY, provider: KEY, service_tier: KEY, choices: [], usage: { prompt_tokens: 1 } },
    ],
    [
      'an answer of Gemini',
      `${GEMINI}:generateContent`,
      { responseId: KEY, modelVersion: KEY, usageMetadata: { promptTokenCount: 1 } },
    ],
  ])('writes no key that %s repeats', async (_, path, answer) => {
    await withRecorder(json(200, answer), async ({ recorder, finish }) => {
      await call(recorder.url, path, {
        headers: ['X-Api-Key', KEY, 'X-Portkey-Provider', 'openai-like'],
        body: '{"messages":[]}',
      });
      const usage = (await finish()).find(line => line.kind === 'usage');
      expect(JSON.stringify(usage)).toContain('***');
      expect(JSON.stringify(usage)).not.toContain(KEY);
      expect(usage).toMatchObject({ outcome: 'ok', status: 200 });
    });
  });

  it('writes the model that a header asked for', async () => {
    await withRecorder(
      json(200, { ...anthropicMessage, model: 'claude-opus-4-6' }),
      async ({ recorder, finish }) => {
        await call(recorder.url, '/anthropic/v1/messages', {
          headers: ['X-Gw-Model', 'claude-opus-4-6'],
          body: '{"messages":[]}',
        });
        const usage = (await finish()).find(line => line.kind === 'usage');
        expect(usage?.model).toBe('claude-opus-4-6');
      },
    );
  });

  it('keeps its files from everybody else', async () => {
    await withRecorder(json(200, {}), async ({ recorder }) => {
      expect((await stat(recorder.state.path)).mode & 0o777).toBe(0o600);
    });
  });

  it('listens on loopback only', async () => {
    await withRecorder(json(200, {}), async ({ recorder }) => {
      expect(new URL(recorder.url).hostname).toBe('127.0.0.1');
    });
  });
});

it('takes a port over from a recorder that is just ending', async () => {
  const before = createServer();
  await new Promise<void>(resolve => before.listen(0, '127.0.0.1', resolve));
  const port = portOf(before.address());
  const folder = await mkdtemp(join(tmpdir(), 'cachequake-port-'));
  const upstreams = upstreamsAt('http://127.0.0.1:9');
  await expect(recorderOn(upstreams, { folder, port })).rejects.toThrow('EADDRINUSE');
  const starting = recorderOn(upstreams, { folder, port, waitForPort: 20_000 });
  // It has asked for the port once before that is free.
  await new Promise(resolve => setImmediate(resolve));
  before.close();
  const recorder = await starting;
  expect(new URL(recorder.url).port).toBe(String(port));
  await recorder.close();
  await rm(folder, { recursive: true });
});

it.each(['127.0.0.1', 'localhost', '[::1]', '0.0.0.0', '127.8.8.8', hostname()])(
  'does not send to itself by the name of %s',
  async name => {
    const folder = await mkdtemp(join(tmpdir(), 'cachequake-loop-'));
    const free = createServer();
    await new Promise<void>(resolve => free.listen(0, '127.0.0.1', resolve));
    const port = portOf(free.address());
    await new Promise(resolve => free.close(resolve));
    const upstreams = upstreamsAt(`http://${name}:${port}`);
    await expect(recorderOn(upstreams, { folder, port })).rejects.toThrow(
      /leads back to this recorder itself: unset ANTHROPIC_BASE_URL/,
    );
    expect(await readdir(folder)).toEqual([]);
    // Another recorder on this machine may be the upstream.
    await (await recorderOn(upstreams, { folder })).close();
    await rm(folder, { recursive: true });
  },
);

it('says nothing of its own while it waits for a port', async () => {
  const warnings: string[] = [];
  const warn = (warning: Error): void => void warnings.push(warning.name);
  process.on('warning', warn);
  const before = createServer();
  await new Promise<void>(resolve => before.listen(0, '127.0.0.1', resolve));
  const folder = await mkdtemp(join(tmpdir(), 'cachequake-port-'));
  const waiting = { folder, port: portOf(before.address()), waitForPort: 12 * 50 };
  await expect(recorderOn(upstreamsAt('http://127.0.0.1:9'), waiting)).rejects.toThrow('EADDRINUSE');
  before.close();
  process.off('warning', warn);
  expect(warnings).toEqual([]);
  await rm(folder, { recursive: true });
});

it('keeps as many recordings as it was told to, its own included', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'cachequake-keep-'));
  for (let n = 1; n <= 4; n += 1) {
    await writeFile(join(folder, recordingName(n * 1_000, 4_000_000 + n, 1)), '{}\n');
  }
  const keep = { bytes: null, files: 2, age: null };
  const upstream = await startFakeUpstream(json(200, anthropicMessage));
  const recorder = await recorderOn(upstreamsAt(upstream.url), { folder, keep });
  await call(recorder.url, '/v1/messages', { body: BODY });
  // An agent that ends with its first answer: nothing goes on behind the end.
  await recorder.close();
  expect((await readdir(folder)).filter(name => name.endsWith('.jsonl'))).toHaveLength(2);
  await upstream.close();
  await rm(folder, { recursive: true });
});
