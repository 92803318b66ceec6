/** A server on loopback that stands for the three APIs: it keeps what it was sent, byte for byte, and answers as told. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Received {
  readonly method: string;
  readonly url: string;
  readonly rawHeaders: readonly string[];
  readonly body: Buffer;
}

export type Answer = (response: ServerResponse, received: Received, request: IncomingMessage) => void;

export interface FakeUpstream {
  readonly url: string;
  /** Requests whose body came whole, in order. */
  readonly received: readonly Received[];
  /** Open connections. */
  connections(): Promise<number>;
  close(): Promise<void>;
}

/**
 * @param readsBody false: answers at once, and leaves the body where it is.
 * @param keepsBodies false: forgets what it was sent.
 */
export async function startFakeUpstream(
  answer: Answer,
  readsBody = true,
  keepsBodies = true,
): Promise<FakeUpstream> {
  const received: Received[] = [];
  const server = createServer((request, response) => {
    const { method = '', url = '', rawHeaders } = request;
    request.on('error', () => undefined);
    if (!readsBody) {
      answer(response, { method, url, rawHeaders, body: Buffer.alloc(0) }, request);
      return;
    }
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const one = { method, url, rawHeaders, body: Buffer.concat(chunks) };
      if (keepsBodies) received.push(one);
      answer(response, one, request);
    });
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${portOf(server.address())}`,
    received,
    connections: () =>
      new Promise((resolve, reject) =>
        server.getConnections((error, count) => (error ? reject(error) : resolve(count))),
      ),
    close: () =>
      new Promise(resolve => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

export function portOf(address: AddressInfo | string | null): number {
  if (address === null || typeof address === 'string') throw new Error('not listening on a port');
  return address.port;
}

/** Answers with JSON. */
export function json(status: number, value: unknown, headers: Record<string, string> = {}): Answer {
  return response => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers });
    response.end(JSON.stringify(value));
  };
}

/** Streams `text` in pieces of the given sizes, in turn: events are cut wherever a piece ends. */
export function stream(
  text: string,
  sizes: readonly number[] = [text.length],
  type = 'text/event-stream; charset=utf-8',
): Answer {
  return async response => {
    response.writeHead(200, { 'content-type': type });
    const bytes = Buffer.from(text);
    for (let at = 0, i = 0; at < bytes.length; i += 1) {
      const size = Math.max(1, sizes[i % sizes.length] ?? 1);
      if (!response.write(bytes.subarray(at, at + size))) {
        await new Promise(resolve => response.once('drain', resolve));
      }
      at += size;
      await new Promise(setImmediate);
      if (response.destroyed) return;
    }
    response.end();
  };
}

export function sse(events: readonly (readonly [string | null, unknown])[]): string {
  return events
    .map(([name, data]) => {
      const text = typeof data === 'string' ? data : JSON.stringify(data);
      return `${name === null ? '' : `event: ${name}\n`}data: ${text}\n\n`;
    })
    .join('');
}

const ANTHROPIC_USAGE = {
  input_tokens: 3,
  cache_creation_input_tokens: 1044,
  cache_read_input_tokens: 175_662,
  cache_creation: { ephemeral_5m_input_tokens: 1044, ephemeral_1h_input_tokens: 0 },
};

/** What every Anthropic answer here bills. */
export const ANTHROPIC_BILL = {
  input: 3,
  cacheRead: 175_662,
  cacheWrite: 1044,
  cacheWrite5m: 1044,
  cacheWrite1h: 0,
  output: 180,
};

export const anthropicMessage = {
  id: 'msg_1',
  type: 'message',
  role: 'assistant',
  model: 'claude-sonnet-4-6',
  content: [{ type: 'text', text: 'Grüße 🌋' }],
  stop_reason: 'end_turn',
  stop_sequence: null,
  usage: { ...ANTHROPIC_USAGE, output_tokens: 180, service_tier: 'standard' },
};

export const anthropicStream = sse([
  [
    'message_start',
    {
      type: 'message_start',
      message: {
        ...anthropicMessage,
        content: [],
        stop_reason: null,
        usage: { ...ANTHROPIC_USAGE, output_tokens: 1, service_tier: 'standard' },
      },
    },
  ],
  [
    'content_block_start',
    { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } },
  ],
  ['ping', { type: 'ping' }],
  [
    'content_block_delta',
    { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'Grüße 🌋' } },
  ],
  ['content_block_stop', { type: 'content_block_stop', index: 0 }],
  [
    'message_delta',
    {
      type: 'message_delta',
      delta: { stop_reason: 'end_turn', stop_sequence: null },
      usage: { output_tokens: 180 },
    },
  ],
  ['message_stop', { type: 'message_stop' }],
]);

const CHAT_USAGE = {
  prompt_tokens: 5000,
  completion_tokens: 20,
  total_tokens: 5020,
  prompt_tokens_details: { cached_tokens: 4096 },
};

/** What every OpenAI and Gemini answer here bills; OpenAI does not say what it wrote. */
export const OPENAI_BILL = {
  input: 904,
  cacheRead: 4096,
  cacheWrite: null,
  cacheWrite5m: null,
  cacheWrite1h: null,
  output: 20,
};
export const GEMINI_BILL = { ...OPENAI_BILL, cacheWrite: 0, cacheWrite5m: 0, cacheWrite1h: 0 };

export const chatCompletion = {
  id: 'chatcmpl-1',
  object: 'chat.completion',
  created: 1,
  model: 'gpt-5-mini',
  choices: [{ index: 0, message: { role: 'assistant', content: 'hello' }, finish_reason: 'stop' }],
  usage: CHAT_USAGE,
};

const chatChunk = { id: 'chatcmpl-1', object: 'chat.completion.chunk', created: 1, model: 'gpt-5-mini' };
export const chatStream = sse([
  [
    null,
    {
      ...chatChunk,
      choices: [{ index: 0, delta: { role: 'assistant', content: 'hello' }, finish_reason: null }],
    },
  ],
  [null, { ...chatChunk, choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] }],
  [null, { ...chatChunk, choices: [], usage: CHAT_USAGE }],
  [null, '[DONE]'],
]);

export const responsesObject = {
  id: 'resp_1',
  object: 'response',
  created_at: 1,
  status: 'completed',
  model: 'gpt-5-mini',
  error: null,
  output: [
    {
      type: 'message',
      id: 'item_1',
      status: 'completed',
      role: 'assistant',
      content: [{ type: 'output_text', text: 'hello', annotations: [] }],
    },
  ],
  usage: {
    input_tokens: 5000,
    input_tokens_details: { cached_tokens: 4096 },
    output_tokens: 20,
    output_tokens_details: { reasoning_tokens: 0 },
    total_tokens: 5020,
  },
};

export const responsesStream = sse([
  [
    'response.created',
    {
      type: 'response.created',
      sequence_number: 0,
      response: { ...responsesObject, status: 'in_progress', output: [], usage: null },
    },
  ],
  [
    'response.output_text.delta',
    {
      type: 'response.output_text.delta',
      sequence_number: 1,
      item_id: 'item_1',
      output_index: 0,
      content_index: 0,
      delta: 'hello',
    },
  ],
  ['response.completed', { type: 'response.completed', sequence_number: 2, response: responsesObject }],
]);

export const geminiAnswer = {
  candidates: [{ content: { parts: [{ text: 'hello' }], role: 'model' }, finishReason: 'STOP', index: 0 }],
  usageMetadata: {
    promptTokenCount: 5000,
    cachedContentTokenCount: 4096,
    candidatesTokenCount: 20,
    totalTokenCount: 5020,
  },
  modelVersion: 'gemini-3-pro',
  responseId: 'g1',
};
const geminiPart = {
  candidates: [{ content: { parts: [{ text: 'hel' }], role: 'model' }, index: 0 }],
  usageMetadata: { promptTokenCount: 5000, cachedContentTokenCount: 4096, totalTokenCount: 5000 },
  modelVersion: 'gemini-3-pro',
  responseId: 'g1',
};
export const geminiStream = sse([
  [null, geminiPart],
  [null, geminiAnswer],
]).replaceAll('\n', '\r\n');
export const geminiArray = [geminiPart, geminiAnswer];
