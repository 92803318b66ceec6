import { expect, it } from 'vitest';
import { recordsOf } from '../read-lines.js';

const BODY = { model: 'm', messages: [{ role: 'user', content: 'hi' }] };

const ANSWER = { role: 'assistant', content: 'a' };
const ANSWERED = [...BODY.messages, ANSWER];
const CONTENTS = [{ role: 'user', parts: [{ text: 'hi' }] }];
const VERTEX = { status: '', processed_time: '2026-11-01T18:13:16.826+00:00' };
const CALL = { role: 'assistant', tool_calls: [{ id: 'c', type: 'function', function: { name: 'f' } }] };

it.each([
  ['OpenAI, with a model', { model: 'm', messages: ANSWERED }],
  ['OpenAI, with tools', { messages: [...BODY.messages, CALL], tools: [{ type: 'function' }] }],
  ['OpenAI, messages alone', { messages: ANSWERED }],
  ['OpenAI, two answers', { input: BODY, preferred_output: [ANSWER], non_preferred_output: [ANSWER] }],
  ['OpenAI, an answer to reach', { ...BODY, reference_answer: {} }],
  ['two answers', { prompt: 'hi', chosen: 'a', rejected: 'b' }],
  ['Bedrock', { schemaVersion: 'bedrock-conversation-2024', system: [{ text: 'S' }], messages: ANSWERED }],
  ['Vertex AI', { contents: [...CONTENTS, { role: 'model', parts: [{ text: 'a' }] }] }],
  ['a prompt and its completion', { prompt: 'hi', completion: ' a' }],
  ['a data set', { conversations: [{ from: 'human', value: 'hi' }] }],
])('is an example for fine-tuning, and no request: %s', (_, value) => {
  expect(recordsOf(value)).toEqual([
    expect.objectContaining({
      kind: 'skipped',
      reason: expect.stringContaining('an example for fine-tuning'),
    }),
  ]);
});

it.each([
  ['that begins its answer', { model: 'm', max_tokens: 9, messages: ANSWERED }],
  ['that says so in the message', { model: 'm', messages: [...BODY.messages, { ...ANSWER, prefix: true }] }],
  ['with what was billed', { model: 'm', messages: ANSWERED, usage: { input_tokens: 3 } }],
  ['that ends with the user', BODY],
  [
    'beside an id and its response',
    { custom_id: 'r1', body: BODY, response: { usage: { input_tokens: 3 } } },
  ],
  ['beside an id and its time', { custom_id: 'r1', body: BODY, ts: '2026-11-22T10:00:00.000Z' }],
  ['of Gemini beside a key and its time', { key: 'k', request: { contents: CONTENTS }, ts: 1_790_000_000 }],
])('reads a body %s', (_, value) => {
  expect(recordsOf(value)[0]).toMatchObject({ kind: 'request' });
});

it.each([
  ['a request of a batch file', { custom_id: 'r1', method: 'POST', url: '/v1/chat/completions', body: BODY }],
  ['a request of a batch file', { custom_id: 'r1', params: BODY }],
  ['a request of a batch file', { custom_id: '0', body: { max_tokens: 9, messages: BODY.messages } }],
  ['a request of a batch file', { custom_id: 'r1', request: { anthropic_version: 'v', ...BODY } }],
  ['a request of a batch file', { key: 'r1', request: { contents: CONTENTS } }],
  ['a request of a batch file', { metadata: { key: 'r1' }, request: { contents: CONTENTS } }],
  ['a request of a batch file', { recordId: 'R1', modelInput: { anthropic_version: 'v', ...BODY } }],
  ['requests of a batch file', { requests: [{ custom_id: 'r1', params: BODY }] }],
  [
    'requests of a batch file',
    {
      batch: {
        input_config: {
          requests: { requests: [{ request: { contents: CONTENTS }, metadata: { key: 'r1' } }] },
        },
      },
    },
  ],
  ['a result of a batch', { id: 'b1', custom_id: 'r1', response: null, error: { code: 'batch_expired' } }],
  ['a result of a batch', { custom_id: 'r1', request: BODY, response: { usage: {} }, status: '' }],
  ['a result of a batch', { ...VERTEX, request: { contents: CONTENTS }, response: { usageMetadata: {} } }],
  ['a result of a batch', { ...VERTEX, request: { contents: CONTENTS }, response: {} }],
  ['a result of a batch', { key: 'r1', response: { candidates: [], usageMetadata: {} } }],
  ['a result of a batch', { recordId: 'R1', modelInput: BODY, modelOutput: { usage: {} } }],
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
  ['an answer without its request', { id: 'c', object: 'chat.completion', choices: [], usage: {} }],
  ['an answer without its request', { id: 'r', object: 'response', output: [], usage: {} }],
  ['an answer without its request', { id: 'm', type: 'message', role: 'assistant', content: [], usage: {} }],
  ['an answer without its request', { candidates: [], usageMetadata: {}, modelVersion: 'm' }],
  ['the context of a session of Kimi CLI', { role: '_checkpoint', id: 0 }],
  ['the context of a session of Kimi CLI', { role: '_usage', token_count: 12_345 }],
  ['a message of a conversation', { role: 'user', content: 'hi' }],
  ['a message of a conversation', { role: 'tool', content: 'x', tool_call_id: 'c' }],
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
