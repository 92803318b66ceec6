import { describe, expect, it } from 'vitest';
import { locate } from '../../../src/log/json/locate.js';
import { bytesOf } from '../../../src/log/record.js';
import { body, recordsOf, requestsOf, usagesOf } from '../read-lines.js';

describe('plain pairs', () => {
  it('reads a body with its usage and what stands around them', () => {
    const records = recordsOf({
      n: 1,
      ts: '2026-11-22T10:00:00.000Z',
      url: '/v1/messages?beta=true',
      beta: 'b,a',
      agent: 'some-client/1.0',
      session: 's1',
      usage: { input_tokens: 3, cache_read_input_tokens: 0, cache_creation_input_tokens: 120 },
      body,
    });
    expect(requestsOf(records)).toMatchObject([
      {
        key: '1',
        fidelity: 'reserialised',
        at: Date.UTC(2026, 10, 22, 10),
        session: 's1',
        turn: null,
        agent: null,
        api: 'anthropic-messages',
        model: 'claude-x',
        betas: ['a', 'b'],
        purpose: 'generate',
        body,
      },
    ]);
    expect(usagesOf(records)).toMatchObject([
      { of: { key: '1' }, outcome: 'ok', usage: { input: 3, cacheRead: 0, cacheWrite: 120, output: null } },
    ]);
  });

  it('reads a body that is text as wire bytes, and can find places in it', () => {
    const [request] = requestsOf(recordsOf({ body: JSON.stringify(body) }));
    expect(request?.fidelity).toBe('wire');
    expect(request?.raw).toMatchObject({ bodyAt: ['body'], bodyIsText: true });
    const byte = request?.raw == null ? null : locate(request.raw, ['messages', 0, 'content'], 1);
    expect(
      Buffer.from(bytesOf(request?.raw ?? null) ?? [])
        .subarray(byte ?? 0)
        .toString(),
    ).toMatch(/^i\\"/);
  });

  it('reads a request with a response instead of usage', () => {
    const response = { id: 'msg_1', type: 'message', usage: { input_tokens: 1, output_tokens: 2 } };
    expect(usagesOf(recordsOf({ request: body, response }))).toMatchObject([
      { responseId: 'msg_1', usage: { input: 1, output: 2 } },
    ]);
  });

  it('reads a bare body, of which no usage is known', () => {
    expect(recordsOf(body)).toMatchObject([{ kind: 'request', raw: { bodyAt: [] } }]);
  });

  it('reads what stands in a bare body and was not sent', () => {
    const [request, usage] = recordsOf({
      ...body,
      ts: '2026-11-22T10:00:00.000Z',
      session_id: 's1',
      usage: { input_tokens: 3, cache_read_input_tokens: 0, cache_creation_input_tokens: 120 },
    });
    expect(request).toMatchObject({ at: Date.UTC(2026, 10, 22, 10), session: 's1' });
    expect(request?.kind === 'request' ? request.body : null).toEqual(body);
    expect(usage).toMatchObject({ usage: { input: 3, cacheRead: 0, cacheWrite: 120 } });
  });

  it('takes what OpenRouter is asked to count for no count', () => {
    const asking = { ...body, usage: { include: true } };
    expect(recordsOf(asking)).toMatchObject([{ kind: 'request', body: asking }]);
  });

  it('does not know how a request ended that has nothing beside it', () => {
    expect(usagesOf(recordsOf({ body }))).toEqual([]);
  });

  it('takes usage that is all zero for an aborted request', () => {
    const usage = { input_tokens: 0, cache_read_input_tokens: 0, cache_creation_input_tokens: 0 };
    expect(usagesOf(recordsOf({ body, usage }))).toMatchObject([{ outcome: 'aborted' }]);
  });

  it.each([
    ['a transcript', { id: 's', messages: [{ role: 'user', content: 'hi' }] }],
    [
      'training data',
      {
        messages: [
          { role: 'system', content: 'S' },
          { role: 'user', content: 'hi' },
        ],
      },
    ],
    ['an export', { model: 'm', messages: [{ info: { role: 'user' }, parts: [] }] }],
    ['a chat', { model: 'm', messages: [{ type: 'user', text: 'hi' }] }],
    ['nothing yet', { model: 'm', messages: [] }],
    ['texts to embed', { model: 'm', input: ['one', 'two'] }],
    ['a text to embed', { model: 'text-embedding-3-small', input: 'one' }],
    ['a text to embed for less', { model: 'm', input: 'one', dimensions: 256 }],
    ['a text to speak', { model: 'm', input: 'one', voice: 'x' }],
    ['a page of contents', { contents: ['one', 'two'] }],
  ])('are not made of %s, which has a list of messages too', (_, value) => {
    expect(recordsOf(value, { body: value })).toMatchObject([{ kind: 'skipped' }, { kind: 'skipped' }]);
  });
});
