import { describe, expect, it } from 'vitest';
import { body, recordsOf, requestsOf, usagesOf } from '../read-lines.js';

const stream = [
  'event: message_start',
  'data: {"type":"message_start","message":{"id":"msg_1","type":"message","model":"claude-x","usage":{"input_tokens":3,"cache_read_input_tokens":50,"cache_creation_input_tokens":0,"output_tokens":1}}}',
  '',
  'event: message_delta',
  'data: {"type":"message_delta","usage":{"output_tokens":9}}',
  '',
  'event: message_stop',
  'data: {"type":"message_stop"}',
  '',
  '',
].join('\n');

describe('claude-trace', () => {
  const request = {
    timestamp: 1753246280.48,
    method: 'POST',
    url: 'https://api.anthropic.com/v1/messages?beta=true',
    headers: { 'Anthropic-Beta': 'b,a', authorization: 'Bearer sk-s3cret' },
    body,
  };

  it('starts the request at its own time, in seconds, and reads the stream behind it', () => {
    const records = recordsOf({
      request,
      response: { timestamp: 1753246281.7, status_code: 200, body_raw: stream },
      logged_at: '2025-07-23T04:51:22.729Z',
    });
    expect(requestsOf(records)).toMatchObject([
      { at: 1753246280480, provider: 'anthropic', betas: ['a', 'b'], raw: { bodyAt: ['request', 'body'] } },
    ]);
    expect(usagesOf(records)).toMatchObject([
      { endedAt: 1753246281700, status: 200, responseId: 'msg_1', usage: { cacheRead: 50, output: 9 } },
    ]);
  });

  it('keeps no header', () => {
    const records = recordsOf({ request, response: { timestamp: 1, status_code: 200, body: {} } });
    const kept = records.map(record => (record.kind === 'request' ? { ...record, raw: null } : record));
    expect(JSON.stringify(kept)).not.toContain('s3cret');
  });

  it('takes an orphan for an aborted request', () => {
    const records = recordsOf({ request, response: null, note: 'ORPHANED_REQUEST' });
    expect(usagesOf(records)).toMatchObject([{ outcome: 'aborted', usage: null, status: null }]);
  });

  it('does not take count_tokens for a request that generates, and drops telemetry', () => {
    const count = { ...request, url: 'https://api.anthropic.com/v1/messages/count_tokens' };
    const telemetry = { ...request, url: 'https://statsig.example/v1/log', body: { events: [] } };
    const response = { timestamp: 2, status_code: 200, body: { input_tokens: 7 } };
    const records = recordsOf({ request: count, response }, { request: telemetry, response });
    expect(requestsOf(records)).toMatchObject([{ purpose: 'count-tokens' }]);
  });

  it('reports what an error says', () => {
    const error = { type: 'error', error: { type: 'overloaded_error', message: 'Overloaded' } };
    const records = recordsOf({ request, response: { timestamp: 2, status_code: 529, body: error } });
    expect(usagesOf(records)).toMatchObject([
      { outcome: 'error', status: 529, error: 'overloaded_error: Overloaded', usage: null },
    ]);
  });
});

describe('HTTP cassette', () => {
  const url = 'https://api.openai.com/v1/chat/completions';

  it('reads the raw body as wire bytes and the protocol from the address', () => {
    const chat = { model: 'gpt-x', messages: [{ role: 'user', content: 'hi' }] };
    const answer = {
      id: 'c1',
      model: 'gpt-x-1',
      usage: { prompt_tokens: 5, prompt_tokens_details: { cached_tokens: 1 } },
    };
    const records = recordsOf({
      request: { method: 'POST', url, headers: {}, body_raw: JSON.stringify(chat) },
      response: { status: 200, headers: {}, body: answer },
    });
    expect(requestsOf(records)).toMatchObject([
      {
        fidelity: 'wire',
        api: 'openai-chat',
        provider: 'openai',
        at: null,
        raw: { bodyAt: ['request', 'body_raw'], bodyIsText: true },
      },
    ]);
    expect(usagesOf(records)).toMatchObject([{ model: 'gpt-x-1', usage: { input: 4, cacheRead: 1 } }]);
  });

  it('reads a parsed body as written again', () => {
    const records = recordsOf({
      request: { method: 'POST', url: 'https://api.anthropic.com/v1/messages', body },
      response: { status: 200, body_raw: stream },
    });
    expect(requestsOf(records)).toMatchObject([{ fidelity: 'reserialised', raw: { bodyIsText: false } }]);
  });
});
