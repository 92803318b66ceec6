import { expect, it } from 'vitest';
import { recordsOf } from '../read-lines.js';

const BODY = { model: 'm', messages: [{ role: 'user', content: 'hi' }] };

it.each([
  ['a request of a batch file', { custom_id: 'r1', method: 'POST', url: '/v1/chat/completions', body: BODY }],
  ['a request of a batch file', { custom_id: 'r1', params: BODY }],
  ['requests of a batch file', { requests: [{ custom_id: 'r1', params: BODY }] }],
  ['a result of a batch', { custom_id: 'r1', response: { status_code: 200, body: {} }, error: null }],
  ['a result of a batch', { custom_id: 'r1', result: { type: 'succeeded', message: {} } }],
  [
    'an observation of Langfuse',
    {
      id: 'o',
      traceId: 't',
      type: 'GENERATION',
      startTime: '2026-11-20T10:00:00Z',
      model: 'm',
      input: BODY,
      usageDetails: { input: 1 },
    },
  ],
  [
    'a request as Helicone exports it',
    { request_created_at: '2026-11-20 10:00:00', request_body: BODY, response_body: {} },
  ],
])('is named for what it is, and no request: %s', (reason, value) => {
  expect(recordsOf(value)).toEqual([
    expect.objectContaining({ kind: 'skipped', reason: expect.stringContaining(reason) }),
  ]);
});

it('leaves a log by hand alone that names its lines', () => {
  const named = {
    custom_id: 'r1',
    method: 'POST',
    url: '/v1/messages',
    body: BODY,
    usage: { input_tokens: 1 },
  };
  expect(recordsOf(named)[0]).toMatchObject({ kind: 'request' });
});
