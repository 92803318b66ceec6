import { describe, expect, it } from 'vitest';
import { findRoute } from '../../../src/record/proxy/routes.js';
import { resolveUpstreams } from '../../../src/record/proxy/upstreams.js';
import { VENDORS } from '../../../src/record/proxy/vendors.js';
import { call, withRecorder } from '../recorded.js';
import { exchangeRaw } from './raw.js';

function upstreamsFor(given: readonly string[], env: Record<string, string> = {}) {
  const result = resolveUpstreams(given, env);
  if (!result.ok) throw new Error(result.message);
  return result.upstreams;
}

const OWN = upstreamsFor([]);

const post = (url: string, headers: Record<string, string> = {}) => {
  const { vendor, path, api, purpose } = findRoute('POST', url, headers, OWN);
  return [vendor, path, api, purpose];
};

describe('a route', () => {
  it('is told by the endpoint, with a prefix and without one', () => {
    expect(post('/v1/messages?beta=true')).toEqual([
      'anthropic',
      '/v1/messages?beta=true',
      'anthropic-messages',
      'generate',
    ]);
    expect(post('/anthropic/v1/messages/count_tokens')).toEqual([
      'anthropic',
      '/v1/messages/count_tokens',
      'anthropic-messages',
      'count-tokens',
    ]);
    expect(post('/v1/chat/completions')).toEqual([
      'openai',
      '/v1/chat/completions',
      'openai-chat',
      'generate',
    ]);
    expect(post('/openai/responses')).toEqual(['openai', '/responses', 'openai-responses', 'generate']);
    expect(post('/v1beta/models/gemini-3-pro:streamGenerateContent?alt=sse')).toEqual([
      'gemini',
      '/v1beta/models/gemini-3-pro:streamGenerateContent?alt=sse',
      'gemini',
      'generate',
    ]);
  });

  it('counts what only counts, and runs what compacts', () => {
    expect(post('/v1/responses/input_tokens').slice(2)).toEqual(['openai-responses', 'count-tokens']);
    expect(post('/v1beta/models/gemini-x:countTokens')).toEqual([
      ...['gemini', '/v1beta/models/gemini-x:countTokens', 'gemini', 'count-tokens'],
    ]);
    expect(post('/v1/responses/compact').slice(2)).toEqual(['openai-responses', 'generate']);
    expect(post('/api/chat')).toEqual(['ollama', '/api/chat', 'openai-chat', 'generate']);
  });

  it('leads to the upstream that its prefix names, whatever the endpoint', () => {
    expect(post('/openai/api/v1/messages').slice(0, 3)).toEqual([
      'openai',
      '/api/v1/messages',
      'anthropic-messages',
    ]);
  });

  it('is not recorded unless it posts to an endpoint that is known', () => {
    expect(findRoute('GET', '/v1/responses/resp_1', {}, OWN).api).toBeNull();
    expect(findRoute('GET', '/v1/messages', {}, OWN).api).toBeNull();
    expect(post('/v1/embeddings')[2]).toBeNull();
    expect(post('/v1/messages/batches')[2]).toBeNull();
    expect(post('/model/claude-x/converse')[2]).toBeNull();
    expect(post('/model/claude-x/invoke')[2]).toBeNull();
  });

  it('of a path that two APIs share is told by the headers of one', () => {
    expect(post('/v1/models', { 'anthropic-version': '2023-06-01' })[0]).toBe('anthropic');
    expect(post('/v1/models', { authorization: 'Bearer x' })[0]).toBe('openai');
    expect(post('/v1beta/models')[0]).toBe('gemini');
    expect(post('/v1/models', { 'x-goog-api-key': 'x' })[0]).toBe('gemini');
  });

  it('takes only a whole path segment for a prefix', () => {
    expect(post('/openai')).toEqual(['openai', '/', null, 'other']);
    expect(post('/anthropic?x=1').slice(0, 2)).toEqual(['anthropic', '/?x=1']);
    expect(post('/anthropicx/v1/messages')[1]).toBe('/anthropicx/v1/messages');
  });
});

const ANTHROPIC = { authorization: 'Bearer sk-ant-oat01-0123456789' };
const GOOGLE = { authorization: 'Bearer AIzaSy0123456789' };
const OPENAI = { authorization: 'Bearer sk-proj-0123456789' };
const ANY_KEY = { authorization: 'Bearer team-key' };

describe('a request without a prefix, where no base URL is set', () => {
  it.each([
    ['POST', '/v1/messages', ANY_KEY, 'anthropic'],
    ['POST', '/v1/messages/', ANTHROPIC, 'anthropic'],
    ['POST', '/messages', ANY_KEY, 'anthropic'],
    ['POST', '/v1/messages/batches', ANTHROPIC, 'anthropic'],
    ['GET', '/v1/messages/batches/b1/results', {}, 'anthropic'],
    ['GET', '/api/oauth/profile', ANTHROPIC, 'anthropic'],
    ['POST', '/api/event_logging/batch', {}, 'anthropic'],
    ['POST', '/api/something_new', ANTHROPIC, 'anthropic'],
    ['GET', '/v1/models', ANTHROPIC, 'anthropic'],
    ['GET', '/v1/models', { 'x-api-key': 'team-key' }, 'anthropic'],
    ['GET', '/v1/files', { 'user-agent': 'Anthropic/JS 0.60.0' }, 'anthropic'],
    ['POST', '/v1/embeddings', ANY_KEY, 'openai'],
    ['POST', '/chat/completions', OPENAI, 'openai'],
    ['GET', '/v1/responses/resp_1', OPENAI, 'openai'],
    ['GET', '/models', ANY_KEY, 'openai'],
    ['POST', '/v1/anything_new', { 'openai-organization': 'o' }, 'openai'],
    ['POST', '/v1/anything_new', { 'user-agent': 'AsyncOpenAI/Python 2.0.0' }, 'openai'],
    ['POST', '/v1beta/openai/chat/completions', GOOGLE, 'gemini'],
    ['POST', '/upload/v1beta/files?key=AIzaSy0123456789', {}, 'gemini'],
    ['POST', '/v1/models/g:embedContent', { 'x-goog-api-key': 'k' }, 'gemini'],
    ['GET', '/v1/models?key=AIzaSy0123456789', {}, 'gemini'],
    ['POST', '/api/embed', {}, 'ollama'],
    ['GET', '/api/tags', {}, 'ollama'],
    ['HEAD', '/', { 'user-agent': 'ollama/0.12.0 (amd64 linux) Go/go1.24' }, 'ollama'],
  ] as const)('goes to whose it is for sure: %s %s %j to %s', (method, url, headers, vendor) => {
    expect(findRoute(method, url, headers, OWN)).toMatchObject({ vendor, problem: null });
  });

  const UNTOLD = 'nothing in it tells for sure which API it is meant for';
  it.each([
    ['GET', '/', {}, UNTOLD],
    ['GET', '/health', ANY_KEY, UNTOLD],
    ['POST', '/v1/anything_new', ANY_KEY, UNTOLD],
    ['GET', '/v1/models', { 'anthropic-version': 'v', 'x-goog-api-key': 'k' }, UNTOLD],
    ['GET', '/v1/models', { authorization: 'Bearer sk-or-v1-0123456789' }, UNTOLD],
    ['POST', '/Anthropic/v1/chat/completions', ANY_KEY, 'the prefix of anthropic is /anthropic/'],
    ['POST', '//anthropic/v1/messages', ANY_KEY, 'the prefix of anthropic is /anthropic/'],
    ['POST', '/anthropics/v1/messages', ANTHROPIC, 'anthropic itself has no such path'],
    ['GET', '/anthropics/v1/models', ANTHROPIC, 'anthropic itself has no such path'],
    ['POST', '/openrouter/api/v1/chat/completions', ANY_KEY, 'openai itself has no such path'],
    ['POST', '/completion', {}, 'openai itself has no such path'],
    ['POST', '/gate/api/chat', {}, 'ollama itself has no such path'],
    ['POST', '/v1/chat/completions', ANTHROPIC, 'its key is one of anthropic, its path one of openai'],
    ['POST', '/v1/embeddings', GOOGLE, 'its key is one of gemini, its path one of openai'],
    ['POST', '/v1/messages', { 'x-api-key': 'gsk_0123456789' }, 'its key is one of Groq, its path one of'],
    ['POST', '/v1beta/models/g:generateContent', OPENAI, 'its key is one of openai, its path one of gemini'],
  ] as const)('goes nowhere else: %s %s %j', (method, url, headers, why) => {
    const { problem } = findRoute(method, url, headers, OWN);
    expect(problem).toContain(why);
    expect(problem).toContain('http://…/anthropic, http://…/openai, http://…/gemini, http://…/ollama');
  });
});

describe('a request that is made for who serves the models of others', () => {
  const OF_AZURE = '/openai/deployments/gpt/chat/completions?api-version=2025-01-01';
  const IN_VERTEX = '/v1/projects/p/locations/l/publishers';
  it.each([
    [OF_AZURE, ANY_KEY, 'Azure'],
    ['/openai/v1/responses', { 'api-key': 'k' }, 'Azure'],
    ['/v1/chat/completions?api-version=preview', ANY_KEY, 'Azure'],
    [`${IN_VERTEX}/anthropic/models/claude:rawPredict`, ANY_KEY, 'Vertex AI'],
    [`${IN_VERTEX}/google/models/g:generateContent`, ANY_KEY, 'Vertex AI'],
    [`/anthropic${IN_VERTEX}/anthropic/models/claude:rawPredict`, ANY_KEY, 'Vertex AI'],
    ['/anthropic/model/claude/invoke-with-response-stream', ANY_KEY, 'Bedrock'],
  ])('goes to no other that nobody named: %s', (url, headers, host) => {
    const { problem } = findRoute('POST', url, headers, OWN);
    expect(problem).toContain(`it is made for ${host}`);
    const named = upstreamsFor(VENDORS.map((vendor, i) => `${vendor}=https://gw${i}.example/x`));
    expect(findRoute('POST', url, headers, named).problem).toBeNull();
  });

  it('with a token of Google goes to nobody else', () => {
    const headers = { authorization: 'Bearer ya29.0123456789' };
    expect(findRoute('POST', '/v1/messages', headers, OWN).problem).toContain('its key is one of gemini');
    expect(findRoute('POST', '/model/claude/invoke', ANY_KEY, OWN).problem).toContain('nothing in it tells');
  });
});

describe('a request without a prefix, where somebody named the place', () => {
  it('goes there under other roots and with any key, as its clients would send it', () => {
    const gate = upstreamsFor(['openai=http://127.0.0.1:8000/gate']);
    for (const url of ['/completion', '/gate/health', '/other/v1/chat/completions'])
      expect(findRoute('POST', url, ANTHROPIC, gate)).toMatchObject({ vendor: 'openai', problem: null });
    const compatible = upstreamsFor([], { OPENAI_BASE_URL: 'https://g.example/v1beta/openai' });
    expect(findRoute('POST', '/v1beta/openai/chat/completions', GOOGLE, compatible)).toMatchObject({
      ...{ vendor: 'openai', problem: null },
    });
  });

  it('goes to the one place that there is, whatever it asks', () => {
    const all = upstreamsFor(['http://127.0.0.1:8000']);
    for (const url of ['/', '/health', '/Anthropic/x', '/v1/rerank', '/v1/chat/completions'])
      expect(findRoute('GET', url, ANTHROPIC, all).problem, url).toBeNull();
  });
});

it('with a prefix goes where that leads, whatever else it holds', () => {
  for (const vendor of VENDORS)
    for (const headers of [ANTHROPIC, GOOGLE, OPENAI, { 'x-api-key': 'k' }])
      expect(findRoute('POST', `/${vendor}/v1/any`, headers, OWN)).toMatchObject({ vendor, problem: null });
});

it('that is placed nowhere gets a sentence in the form of an API, and nothing of it is sent or recorded', async () => {
  await withRecorder(
    response => response.end('{}'),
    async ({ recorder, upstream, finish }) => {
      const reply = await call(recorder.url, '/v1/chat/completions', {
        headers: ['Authorization', 'Bearer sk-ant-0123456789', 'Content-Type', 'application/json'],
        body: '{"messages":[]}',
      });
      expect(reply.status).toBe(400);
      expect(JSON.parse(String(reply.body))).toMatchObject({
        error: {
          code: 'no_upstream',
          message: expect.stringMatching(/^cachequake record: not sent: its key/),
        },
      });
      await call(recorder.url, '/health', { method: 'GET', headers: [] });
      const host = new URL(recorder.url).host;
      const websocket = `GET /v1/any HTTP/1.1\r\nHost: ${host}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n`;
      expect(await exchangeRaw(recorder.url, websocket)).toMatch(/^HTTP\/1\.1 400 .*nothing in it tells/s);
      expect(upstream.received).toEqual([]);
      expect(recorder.state.unplaced).toEqual({ count: 3, first: expect.stringMatching(/^its key is one/) });
      expect(await finish()).toEqual([]);
    },
    { upstreams: OWN },
  );
});
