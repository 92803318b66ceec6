/** The vendors' own clients, with the base URLs that `record` sets for them. */
import Anthropic from '@anthropic-ai/sdk';
import OpenAI from 'openai';
import { describe, expect, it } from 'vitest';
import { clientBaseUrl } from '../../src/record/proxy/upstreams.js';
import { VENDORS } from '../../src/record/proxy/vendors.js';
import {
  ANTHROPIC_BILL,
  type Answer,
  anthropicMessage,
  anthropicStream,
  chatCompletion,
  chatStream,
  json,
  OPENAI_BILL,
  responsesObject,
  responsesStream,
  stream,
} from './fake-upstream.js';
import { type Recorded, upstreamsAt, withRecorder } from './recorded.js';

/** Streams to a client that asks for it, answers the others in one piece. */
function both(whole: unknown, text: string): Answer {
  return (response, received, request) => {
    const isStream = JSON.parse(received.body.toString()).stream === true;
    (isStream ? stream(text, [40]) : json(200, whole))(response, received, request);
  };
}

function baseUrls({ recorder, upstream }: Recorded): Record<(typeof VENDORS)[number], string> {
  const upstreams = upstreamsAt(upstream.url);
  const [anthropic = '', openai = '', gemini = '', ollama = ''] = VENDORS.map(vendor =>
    clientBaseUrl(recorder.url, vendor, upstreams[vendor]),
  );
  return { anthropic, openai, gemini, ollama };
}

const QUESTION = { role: 'user', content: 'hello' } as const;

describe("Anthropic's SDK", () => {
  const clientOf = (recorded: Recorded) =>
    new Anthropic({ baseURL: baseUrls(recorded).anthropic, apiKey: 'sk-ant-dummy-key', maxRetries: 0 });
  const params = { model: 'claude-sonnet-4-6', max_tokens: 100, messages: [QUESTION] };

  it('works through the recorder, streamed and not, and both are on record', async () => {
    await withRecorder(both(anthropicMessage, anthropicStream), async recorded => {
      const client = clientOf(recorded);
      const message = await client.messages.create(params);
      const streamed = await client.messages.stream(params).finalMessage();
      for (const one of [message, streamed]) {
        expect(one.content).toEqual([{ type: 'text', text: 'Grüße 🌋' }]);
        expect(one.usage).toMatchObject({ cache_read_input_tokens: 175_662, output_tokens: 180 });
      }
      const lines = await recorded.finish();
      expect(lines.map(({ kind }) => kind)).toEqual(['request', 'usage', 'request', 'usage']);
      expect(lines[0]?.body).toEqual(params);
      expect(lines[2]?.body).toEqual({ ...params, stream: true });
      expect(lines[1]).toMatchObject({ outcome: 'ok', responseId: 'msg_1', usage: ANTHROPIC_BILL });
      expect(lines[3]).toMatchObject({ outcome: 'ok', responseId: 'msg_1', usage: ANTHROPIC_BILL });
      expect(JSON.stringify(lines)).not.toContain('sk-ant-dummy-key');
    });
  });

  it('sees the error of the API as the API gave it', async () => {
    const overloaded = { type: 'error', error: { type: 'overloaded_error', message: 'Overloaded' } };
    await withRecorder(json(529, overloaded, { 'request-id': 'req_1' }), async recorded => {
      const error = await clientOf(recorded)
        .messages.create(params)
        .catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(Anthropic.APIError);
      expect(error).toMatchObject({ status: 529, requestID: 'req_1', error: overloaded });
    });
  });

  it('takes the 502 of an unreachable upstream for an API error with the reason in it', async () => {
    await withRecorder(json(200, {}), async recorded => {
      await recorded.upstream.close();
      const error = await clientOf(recorded)
        .messages.create(params)
        .catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(Anthropic.InternalServerError);
      expect(error).toHaveProperty(
        'message',
        expect.stringMatching(/cachequake record: no response from .*ECONNREFUSED/),
      );
    });
  });

  it('records what it aborts as aborted', async () => {
    const endless: Answer = response => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write(anthropicStream.split('event: message_delta')[0]);
    };
    await withRecorder(endless, async recorded => {
      const running = clientOf(recorded).messages.stream(params);
      running.on('text', () => running.abort());
      await expect(running.finalMessage()).rejects.toThrow(Anthropic.APIUserAbortError);
      const lines = await recorded.finish();
      expect(lines[1]).toMatchObject({ outcome: 'aborted', usage: { cacheRead: 175_662, output: null } });
    });
  });
});

describe("OpenAI's SDK", () => {
  const clientOf = (recorded: Recorded) =>
    new OpenAI({ baseURL: baseUrls(recorded).openai, apiKey: 'sk-dummy-key', maxRetries: 0 });

  it('completes chats through the recorder, streamed and not', async () => {
    await withRecorder(both(chatCompletion, chatStream), async recorded => {
      const client = clientOf(recorded);
      const params = { model: 'gpt-5-mini', messages: [QUESTION] };
      const whole = await client.chat.completions.create(params);
      expect(whole.choices[0]?.message.content).toBe('hello');
      let text = '';
      const chunks = await client.chat.completions.create({
        ...params,
        stream: true,
        stream_options: { include_usage: true },
      });
      for await (const chunk of chunks) text += chunk.choices[0]?.delta.content ?? '';
      expect(text).toBe('hello');
      const lines = await recorded.finish();
      expect(lines.map(({ api }) => api)).toEqual(['openai-chat', undefined, 'openai-chat', undefined]);
      expect(lines[1]).toMatchObject({ outcome: 'ok', responseId: 'chatcmpl-1', usage: OPENAI_BILL });
      expect(lines[3]).toMatchObject({ outcome: 'ok', responseId: 'chatcmpl-1', usage: OPENAI_BILL });
      expect(JSON.stringify(lines)).not.toContain('sk-dummy-key');
    });
  });

  it('makes responses through the recorder, streamed and not', async () => {
    await withRecorder(both(responsesObject, responsesStream), async recorded => {
      const client = clientOf(recorded);
      const params = { model: 'gpt-5-mini', input: 'hello', prompt_cache_key: 'ses_1' };
      expect((await client.responses.create(params)).output_text).toBe('hello');
      const types: string[] = [];
      for await (const event of await client.responses.create({ ...params, stream: true }))
        types.push(event.type);
      expect(types).toEqual(['response.created', 'response.output_text.delta', 'response.completed']);
      const lines = await recorded.finish();
      expect(lines[0]).toMatchObject({ api: 'openai-responses', session: 'ses_1', url: '/v1/responses' });
      expect(lines[1]).toMatchObject({ outcome: 'ok', responseId: 'resp_1', usage: OPENAI_BILL });
      expect(lines[3]).toMatchObject({ outcome: 'ok', responseId: 'resp_1', usage: OPENAI_BILL });
    });
  });
});
