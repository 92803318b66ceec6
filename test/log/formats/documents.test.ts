import { describe, expect, it } from 'vitest';
import { locate } from '../../../src/log/json/locate.js';
import { bytesOf, type Json, type JsonObject } from '../../../src/log/record.js';
import { body, recordsOf, requestsOf, usagesOf } from '../read-lines.js';

const time = Date.UTC(2026, 9, 1, 10);
const answer = { id: 'msg_1', type: 'message', usage: { input_tokens: 2, cache_read_input_tokens: 9 } };

describe('HTTP archive', () => {
  const entry = (url: string, content: JsonObject): JsonObject => ({
    startedDateTime: '2026-10-01T10:00:00.000Z',
    time: 1500.4,
    timings: { blocked: -1, send: 1, wait: 200, receive: 1299.4 },
    request: {
      method: 'POST',
      url,
      headers: [
        { name: 'Anthropic-Beta', value: 'x' },
        { name: 'authorization', value: 'Bearer s3cret' },
      ],
      postData: { mimeType: 'application/json', text: JSON.stringify(body) },
    },
    response: { status: 200, headers: [], content },
  });
  const url = 'https://api.anthropic.com/v1/messages';

  it('reads the exchanges with a model and leaves the others', () => {
    const base64 = Buffer.from(JSON.stringify(answer)).toString('base64');
    const telemetry = entry('https://example.com/telemetry', { text: '{}' });
    const records = recordsOf({
      log: {
        version: '1.2',
        entries: [
          { ...telemetry, request: { method: 'POST', url: 'https://example.com/telemetry', headers: [] } },
          entry(url, { text: JSON.stringify(answer) }),
          entry(url, { text: base64, encoding: 'base64' }),
        ],
      },
    });
    const requests = requestsOf(records);
    expect(requests).toMatchObject([
      { key: '1:log.entries[1]', fidelity: 'wire', at: time, betas: ['x'], body },
      { key: '1:log.entries[2]' },
    ]);
    expect(usagesOf(records)).toMatchObject([
      { firstByteAt: time + 201, endedAt: time + 1500, usage: { cacheRead: 9 } },
      { usage: { cacheRead: 9 } },
    ]);
    const raw = requests[0]?.raw;
    const byte = raw == null ? null : locate(raw, ['model'], 0);
    expect(
      Buffer.from(bytesOf(raw ?? null) ?? [])
        .subarray(byte ?? 0)
        .toString(),
    ).toMatch(/^claude-x\\"/);
  });
});

describe('LiteLLM standard payload', () => {
  const payload = {
    id: 'c1',
    trace_id: 't1',
    call_type: 'acompletion',
    status: 'success',
    model: 'claude-x',
    api_base: 'https://api.anthropic.com',
    startTime: time / 1000,
    endTime: time / 1000 + 2,
    prompt_tokens: 60,
    completion_tokens: 4,
    total_tokens: 64,
    messages: [{ role: 'user', content: 'hi' }],
    model_parameters: { max_tokens: 10, tools: [] },
    cache_hit: true,
    response: {
      id: 'r1',
      usage: {
        prompt_tokens: 60,
        completion_tokens: 4,
        total_tokens: 64,
        prompt_tokens_details: { cached_tokens: 50 },
      },
    },
  };

  it('puts messages and parameters together, and does not take its own cache for the provider’s', () => {
    const records = recordsOf(payload);
    expect(requestsOf(records)).toMatchObject([
      {
        key: 'c1',
        at: time,
        turn: 't1',
        provider: 'anthropic',
        api: 'openai-chat',
        body: { model: 'claude-x', max_tokens: 10, tools: [], messages: payload.messages },
      },
    ]);
    expect(usagesOf(records)).toMatchObject([
      { endedAt: time + 2000, responseId: 'r1', usage: { input: 10, cacheRead: 50, promptTotal: 60 } },
    ]);
  });

  it('knows a failure, and only the total where the response was turned off', () => {
    const records = recordsOf({
      ...payload,
      status: 'failure',
      error_str: 'boom',
      response: null,
      messages: 'redacted',
    });
    expect(requestsOf(records)).toMatchObject([{ fidelity: 'usage-only', body: null }]);
    expect(usagesOf(records)).toMatchObject([
      { outcome: 'error', error: 'boom', usage: { cacheRead: null, promptTotal: 60 } },
    ]);
  });
});

describe('OTLP JSON', () => {
  const attributes = (values: { readonly [key: string]: Json }): Json =>
    Object.entries(values).map(([key, value]) => ({
      key,
      value: typeof value === 'number' ? { intValue: String(value) } : { stringValue: value },
    }));

  it('reads spans of the GenAI conventions, whose input includes the cached part', () => {
    const span = {
      spanId: 'sp1',
      startTimeUnixNano: `${time}000000`,
      endTimeUnixNano: `${time + 1500}000000`,
      attributes: attributes({
        'gen_ai.provider.name': 'anthropic',
        'gen_ai.request.model': 'claude-x',
        'gen_ai.conversation.id': 'S',
        'gen_ai.usage.input_tokens': 60,
        'gen_ai.usage.output_tokens': 4,
        'gen_ai.usage.cache_read.input_tokens': 50,
        'gen_ai.usage.cache_creation.input_tokens': 6,
      }),
    };
    const other = { spanId: 'sp2', attributes: attributes({ 'http.method': 'GET' }) };
    const records = recordsOf({ resourceSpans: [{ scopeSpans: [{ spans: [other, span] }] }] });
    expect(requestsOf(records)).toMatchObject([
      {
        key: 'sp1',
        fidelity: 'usage-only',
        at: time,
        session: 'S',
        provider: 'anthropic',
        model: 'claude-x',
      },
    ]);
    expect(usagesOf(records)).toMatchObject([
      { endedAt: time + 1500, usage: { input: 4, cacheRead: 50, cacheWrite: 6, output: 4, promptTotal: 60 } },
    ]);
  });

  it('reads the request events of Claude Code, whose input excludes it', () => {
    const event = {
      timeUnixNano: `${time + 1500}000000`,
      body: { stringValue: 'claude_code.api_request' },
      attributes: attributes({
        'event.name': 'api_request',
        'session.id': 'S',
        'prompt.id': 'p1',
        model: 'claude-x',
        duration_ms: 1500,
        input_tokens: 4,
        output_tokens: 5,
        cache_read_tokens: 50,
        cache_creation_tokens: 6,
      }),
    };
    const other = { body: { stringValue: 'claude_code.tool_result' }, attributes: [] };
    const records = recordsOf({ resourceLogs: [{ scopeLogs: [{ logRecords: [other, event] }] }] });
    expect(requestsOf(records)).toMatchObject([{ at: time, session: 'S', turn: 'p1', model: 'claude-x' }]);
    expect(usagesOf(records)).toMatchObject([
      { usage: { input: 4, cacheRead: 50, cacheWrite: 6, output: 5 } },
    ]);
  });
});
