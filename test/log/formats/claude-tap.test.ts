import { describe, expect, it } from 'vitest';
import { locate } from '../../../src/log/json/locate.js';
import { body, recordsOf, requestsOf, usagesOf } from '../read-lines.js';

const endedAt = Date.UTC(2026, 7, 1, 10, 0, 2);
const answer = { id: 'msg_1', type: 'message', usage: { input_tokens: 2, cache_read_input_tokens: 9 } };
const record = {
  timestamp: '2026-08-01T10:00:02+00:00',
  request_id: 'req_ab',
  turn: 3,
  duration_ms: 1800,
  request: { method: 'POST', path: '/v1/messages?beta=true', headers: { 'anthropic-beta': 'x' }, body },
  response: { status: 200, headers: {}, body: answer },
};

describe('claude-tap', () => {
  it('starts a request its duration before its end', () => {
    const records = recordsOf({ ...record, upstream_base_url: 'https://api.anthropic.com' });
    expect(requestsOf(records)).toMatchObject([
      { key: 'req_ab', at: endedAt - 1800, provider: 'anthropic', betas: ['x'], body },
    ]);
    expect(usagesOf(records)).toMatchObject([
      { of: { key: 'req_ab' }, endedAt, status: 200, usage: { input: 2, cacheRead: 9 } },
    ]);
  });

  it('reads a request that went over a socket', () => {
    const sent = { type: 'response.create', model: 'gpt-x', input: [{ role: 'user', content: 'hi' }] };
    const records = recordsOf({
      ...record,
      transport: 'websocket',
      request: { method: 'WEBSOCKET', path: '/backend-api/codex/responses', headers: {}, body: sent },
      response: { status: 101, body: { id: 'resp_1', usage: { input_tokens: 5, total_tokens: 6 } } },
    });
    expect(requestsOf(records)).toMatchObject([{ api: 'openai-responses', purpose: 'generate' }]);
    expect(usagesOf(records)).toMatchObject([{ outcome: 'ok', status: null, responseId: 'resp_1' }]);
  });

  it('puts the parts of a compact export back, also where the document spans lines', () => {
    const blob = { version: 1, kind: 'json', hash: 'h1', bytes: 99 };
    const compact = {
      __claude_tap_compact_trace__: { version: 1 },
      records: [
        {
          __claude_tap_compact_record__: { version: 1 },
          record: {
            ...record,
            request: { ...record.request, body: { ...body, messages: [{ __claude_tap_blob_ref__: blob }] } },
          },
        },
        { ...record, request_id: 'req_2' },
      ],
      blobs: { h1: { kind: 'json', payload: { role: 'user', content: 'hi' } } },
    };
    const requests = requestsOf(recordsOf(compact));
    expect(requests).toMatchObject([
      { key: 'req_ab', body },
      { key: 'req_2', body },
    ]);
    const plain = requests[1]?.raw;
    expect(plain == null ? null : locate(plain, ['messages', 0, 'content'], 0)).not.toBeNull();
    const shared = requests[0]?.raw;
    expect(shared == null ? null : locate(shared, ['messages', 0, 'content'], 0)).toBeNull();
  });
});
