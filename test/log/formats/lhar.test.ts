import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../src/log/record.js';
import { body, recordsOf, requestsOf, usagesOf } from '../read-lines.js';

const time = Date.UTC(2026, 9, 1, 10);
const answer = { id: 'msg_1', type: 'message', usage: { input_tokens: 2, cache_read_input_tokens: 9 } };
const entry = {
  type: 'entry',
  id: 'e1',
  trace_id: 't1',
  timestamp: '2026-10-01T10:00:00.000Z',
  source: { tool: 'claude', agent_role: 'subagent' },
  gen_ai: {
    system: 'anthropic',
    request: { model: 'claude-x' },
    usage: { input_tokens: 999, output_tokens: 5, total_tokens: 1004 },
  },
  usage_ext: { cache_read_tokens: 40, cache_write_tokens: 0 },
  http: { url: 'https://api.anthropic.com/v1/messages', status_code: 200 },
  timings: { total_ms: 1500 },
  raw: { request_body: null, response_body: null },
};

describe('LHAR', () => {
  it('tells only the cache counters without bodies, as its input count may be an estimate', () => {
    const records = recordsOf(
      { type: 'session', trace_id: 't1', started_at: '', tool: 'claude', model: 'm' },
      entry,
    );
    expect(requestsOf(records)).toMatchObject([
      {
        key: 'e1',
        fidelity: 'usage-only',
        body: null,
        at: time,
        session: 't1',
        agent: 'subagent',
        model: 'claude-x',
      },
    ]);
    expect(usagesOf(records)).toMatchObject([
      { endedAt: time + 1500, usage: { input: null, cacheRead: 40, cacheWrite: 0, output: 5 } },
    ]);
  });

  it('does not take two zeros for counters', () => {
    const usage_ext = { cache_read_tokens: 0, cache_write_tokens: 0 };
    expect(usagesOf(recordsOf({ ...entry, usage_ext }))).toMatchObject([
      { usage: { cacheRead: null, cacheWrite: null } },
    ]);
  });

  it.each<[string, (full: JsonObject) => JsonObject]>([
    ['lines', full => full],
    ['one object', full => ({ lhar: { version: '1', sessions: [], entries: [full] } })],
  ])('reads bodies where they were kept, as %s', (_, wrap) => {
    const full = { ...entry, raw: { request_body: body, response_body: JSON.stringify(answer) } };
    const records = recordsOf(wrap(full));
    expect(requestsOf(records)).toMatchObject([{ fidelity: 'reserialised', body, session: 't1' }]);
    expect(usagesOf(records)).toMatchObject([{ usage: { input: 2, cacheRead: 9 } }]);
  });

  it('reads a raw capture', () => {
    const records = recordsOf({
      timestamp: '2026-10-01T10:00:00.000Z',
      method: 'POST',
      path: '/v1/messages',
      sessionId: 's1',
      apiFormat: 'anthropic-messages',
      targetUrl: 'https://api.anthropic.com/v1/messages',
      requestHeaders: {},
      requestBody: body,
      responseStatus: 200,
      responseBody: JSON.stringify(answer),
      timings: { total_ms: 1500 },
    });
    expect(requestsOf(records)).toMatchObject([{ at: time, session: 's1', body }]);
    expect(usagesOf(records)).toMatchObject([{ endedAt: time + 1500, usage: { cacheRead: 9 } }]);
  });
});
