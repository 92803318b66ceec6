import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readResponse } from '../../../src/log/protocol/response.js';
import { createStreamReader, readStream } from '../../../src/log/protocol/sse.js';
import type { Json } from '../../../src/log/record.js';

function event(data: Json, name?: string): string {
  return `${name === undefined ? '' : `event: ${name}\n`}data: ${JSON.stringify(data)}\n\n`;
}

const start = event(
  {
    type: 'message_start',
    message: {
      id: 'msg_1',
      type: 'message',
      model: 'claude-x',
      usage: {
        input_tokens: 3,
        cache_creation_input_tokens: 120,
        cache_read_input_tokens: 50,
        cache_creation: { ephemeral_5m_input_tokens: 120, ephemeral_1h_input_tokens: 0 },
        output_tokens: 1,
        service_tier: 'standard',
      },
      diagnostics: { cache_miss_reason: { type: 'tools_changed', cache_missed_input_tokens: 4000 } },
    },
  },
  'message_start',
);
const piece = event(
  { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'é✓' } },
  'content_block_delta',
);
const delta = event(
  {
    type: 'message_delta',
    delta: { stop_reason: 'end_turn' },
    usage: { input_tokens: 3, cache_read_input_tokens: null, output_tokens: 40 },
  },
  'message_delta',
);
const stop = event({ type: 'message_stop' }, 'message_stop');

describe('a stream of Anthropic', () => {
  it('takes the last value of each field that is not null', () => {
    expect(readStream(start + piece + delta + stop)).toEqual({
      usage: {
        input: 3,
        cacheRead: 50,
        cacheWrite: 120,
        cacheWrite5m: 120,
        cacheWrite1h: 0,
        output: 40,
        promptTotal: 173,
      },
      outcome: 'ok',
      error: null,
      model: 'claude-x',
      responseId: 'msg_1',
      servedBy: null,
      vendor: { by: 'anthropic', reason: 'tools_changed', missedTokens: 4000 },
      billing: { tier: 'standard', speed: null, geo: null },
    });
  });

  it('is aborted if it was cut off; the input counters hold, the output stub does not', () => {
    const facts = readStream(start + piece);
    expect(facts.outcome).toBe('aborted');
    expect(facts.usage).toMatchObject({ input: 3, cacheRead: 50, output: null });
  });

  it('is an error if an error event comes', () => {
    const error = event(
      { type: 'error', error: { type: 'overloaded_error', message: 'Overloaded' } },
      'error',
    );
    expect(readStream(start + error)).toMatchObject({
      outcome: 'error',
      error: 'overloaded_error: Overloaded',
    });
  });

  it('reads the same however the bytes are cut, with or without the last blank line', () => {
    const bytes = Buffer.from(start + piece + delta + stop.trimEnd());
    const whole = readStream(bytes.toString());
    fc.assert(
      fc.property(fc.array(fc.nat(bytes.length)), cuts => {
        const reader = createStreamReader();
        const at = [0, ...cuts, bytes.length].sort((a, b) => a - b);
        for (const [index, end] of at.slice(1).entries()) reader.feed(bytes.subarray(at[index], end));
        expect(reader.result()).toEqual(whole);
      }),
    );
  });

  it('sums a compaction that the last event reports', () => {
    const iteration = {
      type: 'compaction',
      input_tokens: 100,
      output_tokens: 83,
      cache_read_input_tokens: 9,
    };
    const message = { type: 'message', input_tokens: 181, output_tokens: 8, cache_read_input_tokens: 0 };
    const last = event({
      type: 'message_delta',
      usage: { input_tokens: 181, output_tokens: 8, iterations: [iteration, message] },
    });
    expect(readStream(start + last + stop).usage).toMatchObject({ input: 281, cacheRead: 9, output: 91 });
  });
});

describe('streams of the others', () => {
  const chunk = (rest: { readonly [key: string]: Json }): string =>
    event({ id: 'c1', object: 'chat.completion.chunk', model: 'gpt-x', ...rest });

  it('reads the last chunk of a chat stream', () => {
    const text =
      ': PROCESSING\n\n' +
      chunk({ choices: [{ index: 0, delta: { content: 'a' }, finish_reason: null }], usage: null }) +
      chunk({ choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] }) +
      chunk({
        choices: [],
        service_tier: 'default',
        usage: {
          prompt_tokens: 10,
          completion_tokens: 2,
          total_tokens: 12,
          prompt_tokens_details: { cached_tokens: 4 },
        },
      }) +
      'data: [DONE]\n\n';
    expect(readStream(text)).toMatchObject({
      outcome: 'ok',
      model: 'gpt-x',
      responseId: 'c1',
      usage: { input: 6, cacheRead: 4, output: 2 },
      billing: { tier: 'default' },
    });
  });

  it('is ok without usage if the client did not ask for it, aborted if it never finished', () => {
    const open = chunk({ choices: [{ index: 0, delta: { content: 'a' }, finish_reason: null }] });
    expect(readStream(`${open}data: [DONE]`)).toMatchObject({ outcome: 'ok', usage: null });
    expect(readStream(open)).toMatchObject({ outcome: 'aborted', usage: null });
  });

  it('reads the completed event of a Responses stream', () => {
    const usage = { input_tokens: 20, output_tokens: 3, input_tokens_details: { cached_tokens: 16 } };
    const text =
      event(
        { type: 'response.created', response: { id: 'resp_1', model: 'gpt-x', usage: null } },
        'response.created',
      ) +
      event({ type: 'response.output_text.delta', delta: 'a' }, 'response.output_text.delta') +
      event(
        { type: 'response.completed', response: { id: 'resp_1', status: 'completed', usage } },
        'response.completed',
      );
    expect(readStream(text)).toMatchObject({
      outcome: 'ok',
      responseId: 'resp_1',
      model: 'gpt-x',
      usage: { input: 4, cacheRead: 16, output: 3 },
    });
  });

  it('is an error if a Responses stream fails', () => {
    const response = { id: 'resp_1', error: { code: 'server_error', message: 'boom' } };
    expect(readStream(event({ type: 'response.failed', response }))).toMatchObject({
      outcome: 'error',
      error: 'server_error: boom',
    });
  });

  it('reads the chunks of Gemini as events and as an array', () => {
    const chunks = [
      { candidates: [{ content: {} }], modelVersion: 'gemini-x', usageMetadata: { promptTokenCount: 9 } },
      {
        candidates: [{ finishReason: 'STOP' }],
        modelVersion: 'gemini-x',
        responseId: 'r1',
        usageMetadata: { promptTokenCount: 9, cachedContentTokenCount: 4, candidatesTokenCount: 1 },
      },
    ];
    const expected = {
      outcome: 'ok',
      model: 'gemini-x',
      responseId: 'r1',
      usage: { input: 5, cacheRead: 4, output: 1 },
    };
    expect(readStream(chunks.map(data => event(data)).join(''))).toMatchObject(expected);
    expect(readStream(JSON.stringify(chunks))).toMatchObject(expected);
    expect(readStream(JSON.stringify({ response: chunks[1] }))).toMatchObject(expected);
  });
});

describe('whole responses', () => {
  it('reads a message', () => {
    const body = { id: 'msg_1', type: 'message', model: 'm', usage: { input_tokens: 1, output_tokens: 2 } };
    expect(readResponse(body, 200)).toMatchObject({
      outcome: 'ok',
      responseId: 'msg_1',
      usage: { input: 1 },
    });
  });

  it('is an error from status 400 on, with the words of the body where it has some', () => {
    const body = { type: 'error', error: { type: 'rate_limit_error', message: 'slow down' } };
    expect(readResponse(body, 429)).toMatchObject({ outcome: 'error', error: 'rate_limit_error: slow down' });
    expect(readResponse(undefined, 529)).toMatchObject({ outcome: 'error', error: 'HTTP 529' });
    expect(readStream('', 502)).toMatchObject({ outcome: 'error', error: 'HTTP 502' });
  });

  it('is aborted where all counters are 0', () => {
    const usage = {
      input_tokens: 0,
      cache_read_input_tokens: 0,
      cache_creation_input_tokens: 0,
      output_tokens: 0,
    };
    expect(readResponse({ type: 'message', usage })).toMatchObject({ outcome: 'aborted' });
  });
});
