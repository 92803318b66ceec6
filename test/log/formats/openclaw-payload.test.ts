import { describe, expect, it } from 'vitest';
import { body, recordsOf, requestsOf, usagesOf } from '../read-lines.js';

const base = {
  runId: 'r1',
  sessionId: 's1',
  sessionKey: 'agent:main:main',
  provider: 'anthropic',
  modelId: 'claude-old',
  modelApi: 'anthropic-messages',
  ts: '2026-10-01T10:00:00.000Z',
};
const usage = { input: 3, output: 40, cacheRead: 4000, cacheWrite: 120, totalTokens: 4163 };

describe('OpenClaw payload log', () => {
  it('joins the usage of a run by session and run, because it has no id for a request', () => {
    const records = recordsOf(
      { ...base, stage: 'request', payload: body, payloadDigest: 'ab' },
      { ...base, stage: 'request', payload: body, payloadDigest: 'ab' },
      { ...base, ts: '2026-10-01T10:00:09.000Z', stage: 'usage', usage },
    );
    expect(requestsOf(records)).toMatchObject([
      { key: '1', session: 's1', turn: 'r1', model: 'claude-x', fidelity: 'reserialised', agent: null },
      { key: '2' },
    ]);
    expect(usagesOf(records)).toMatchObject([
      {
        of: { session: 's1', turn: 'r1' },
        usage: { input: 3, cacheRead: 4000, cacheWrite: 120, output: 40 },
        endedAt: Date.UTC(2026, 9, 1, 10, 0, 9),
      },
    ]);
  });

  it('does not believe the usage of a failed run that repeats the run before it', () => {
    const records = recordsOf(
      { ...base, stage: 'usage', usage },
      { ...base, runId: 'r2', stage: 'usage', usage, error: '529 overloaded' },
      { ...base, runId: 'r3', stage: 'usage', error: '529 overloaded' },
    );
    expect(usagesOf(records)).toMatchObject([
      { outcome: 'ok', usage: { input: 3 } },
      { outcome: 'error', usage: null, error: '529 overloaded' },
      { outcome: 'error', usage: null },
    ]);
  });

  it('lists what was replaced by a placeholder', () => {
    const payload = {
      ...body,
      system: [{ type: 'text', text: '[Oversized diagnostic JSON redacted]' }],
      tools: [{ name: 't', input_schema: { properties: { 'a.b': '[Truncated]' } } }],
      messages: [{ role: 'user', content: [{ type: 'image', source: { data: '<redacted:12kb>' } }] }],
      thinking: '[Truncated]',
    };
    const [request] = requestsOf(recordsOf({ ...base, stage: 'request', payload }));
    expect(request?.fidelity).toBe('redacted');
    expect(request?.redacted).toEqual([
      'system[0].text',
      'messages[0].content[0].source.data',
      'tools[0].input_schema.properties["a.b"]',
      'thinking',
    ]);
  });

  it('puts back a marker that was written as a repeated object', () => {
    const marker = { type: 'ephemeral', ttl: '1h' };
    const payload = {
      ...body,
      messages: [{ role: 'user', content: [{ type: 'text', text: 'hi', cache_control: marker }] }],
      system: [{ type: 'text', text: 'S', cache_control: '[Circular]' }],
    };
    const [request] = requestsOf(recordsOf({ ...base, stage: 'request', payload }));
    expect(request?.body?.system).toEqual([{ type: 'text', text: 'S', cache_control: marker }]);
    expect(request?.redacted).toEqual([]);
  });

  it('names the lane of a subagent', () => {
    const sessionKey = 'agent:main:subagent:1';
    const [request] = requestsOf(recordsOf({ ...base, sessionKey, stage: 'request', payload: body }));
    expect(request?.agent).toBe('subagent');
  });
});
