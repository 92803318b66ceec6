/** Two requests of a conversation in every format, small and invented: what tests of all formats start from. */
import type { JsonObject } from '../../../src/log/record.js';

const MODEL = 'claude-sonnet-4-6';
const AT = '2026-11-20T10:00:00.000Z';
const LATER = '2026-11-20T10:00:20.000Z';
const text = 'a question about harbours, long enough to be a prompt of its own '.repeat(20);
const MARK = { type: 'ephemeral', ttl: '5m' };

const bodyOf = (n: number): JsonObject => ({
  model: MODEL,
  max_tokens: 64,
  temperature: 0.5,
  tools: [{ name: 'look', description: 'looks', input_schema: { type: 'object' } }],
  system: [{ type: 'text', text: `you are careful ${text}`, cache_control: MARK }],
  messages: [
    { role: 'user', content: [{ type: 'text', text: n === 1 ? text : `${text}!` }] },
    ...(n === 1
      ? []
      : [
          { role: 'assistant', content: 'hm' },
          { role: 'user', content: 'go on' },
        ]),
  ],
});
const usage = {
  input_tokens: 3,
  cache_read_input_tokens: 2_000,
  cache_creation_input_tokens: 100,
  cache_creation: { ephemeral_5m_input_tokens: 100, ephemeral_1h_input_tokens: 0 },
  output_tokens: 9,
  service_tier: 'standard',
};
const answerOf = (n: number): JsonObject => ({
  id: `msg_${n}`,
  type: 'message',
  role: 'assistant',
  model: MODEL,
  content: [{ type: 'text', text: 'hm' }],
  stop_reason: 'end_turn',
  usage,
});
const chat: JsonObject = {
  model: 'gpt-5',
  messages: [
    { role: 'system', content: 'careful' },
    { role: 'user', content: text },
  ],
};
const both = (make: (n: number, at: string) => readonly JsonObject[]): readonly JsonObject[] => [
  ...make(1, AT),
  ...make(2, LATER),
];
const URL = 'https://api.anthropic.com/v1/messages';
const spanOf = (n: number): JsonObject => ({
  name: 'chat',
  spanId: `span${n}`,
  traceId: 'trace',
  startTimeUnixNano: `${1_763_632_800 + n}000000000`,
  endTimeUnixNano: `${1_763_632_801 + n}000000000`,
  attributes: [
    { key: 'gen_ai.operation.name', value: { stringValue: 'chat' } },
    { key: 'gen_ai.provider.name', value: { stringValue: 'anthropic' } },
    { key: 'gen_ai.request.model', value: { stringValue: MODEL } },
    { key: 'gen_ai.conversation.id', value: { stringValue: 'c1' } },
    { key: 'gen_ai.usage.input_tokens', value: { intValue: '2103' } },
    { key: 'gen_ai.usage.output_tokens', value: { intValue: 9 } },
    { key: 'gen_ai.usage.cache_read.input_tokens', value: { intValue: '2000' } },
    { key: 'gen_ai.usage.cache_creation.input_tokens', value: { intValue: '100' } },
  ],
});

/** By the id of the format: its lines. */
export const EXAMPLES: Readonly<Record<string, readonly JsonObject[]>> = {
  cachequake: both((n, at) => [
    {
      cachequake: 1,
      kind: 'request',
      id: `r${n}`,
      at,
      session: 's',
      turn: 't',
      api: 'anthropic-messages',
      provider: 'anthropic',
      model: MODEL,
      betas: ['b'],
      body: bodyOf(n),
    },
    { cachequake: 1, kind: 'usage', id: `r${n}`, firstByteAt: at, endedAt: at, status: 200, usage },
  ]),
  'openclaw-payload': both((n, at) => [
    {
      ts: at,
      stage: 'request',
      runId: `run${n}`,
      sessionId: 's',
      provider: 'anthropic',
      modelId: MODEL,
      modelApi: 'anthropic-messages',
      payload: bodyOf(n),
      payloadDigest: `d${n}`,
    },
    {
      ts: at,
      stage: 'usage',
      runId: `run${n}`,
      sessionId: 's',
      usage: { input: 3, output: 9, cacheRead: 2_000, cacheWrite: 100, totalTokens: 2_112 },
    },
  ]),
  'openclaw-trace': both((n, at) => [
    {
      ts: at,
      seq: n,
      stage: 'stream:context',
      runId: `run${n}`,
      sessionId: 's',
      provider: 'anthropic',
      modelId: MODEL,
      modelApi: 'anthropic-messages',
      systemDigest: 'a',
      messagesDigest: `m${n}`,
      messageFingerprints: ['f'],
    },
    {
      ts: at,
      seq: n + 1,
      stage: 'cache:result',
      runId: `run${n}`,
      sessionId: 's',
      options: { usage: { input: 3, cacheRead: 2_000, cacheWrite: 100 } },
    },
  ]),
  'claude-trace': both((n, at) => [
    {
      request: {
        timestamp: 1_763_632_800 + n,
        method: 'POST',
        url: URL,
        headers: { 'anthropic-beta': 'b' },
        body: bodyOf(n),
      },
      response: { timestamp: 1_763_632_801 + n, status_code: 200, headers: {}, body: answerOf(n) },
      logged_at: at,
    },
  ]),
  'claude-tap': both((n, at) => [
    {
      timestamp: at,
      request_id: `q${n}`,
      turn: n,
      duration_ms: 900,
      request: { method: 'POST', path: '/v1/messages', headers: {}, body: bodyOf(n) },
      response: { status: 200, headers: {}, body: answerOf(n) },
    },
  ]),
  codex: both((n, at) => [
    ...(n === 1
      ? [
          {
            timestamp: at,
            type: 'session_meta',
            payload: { id: 's', model_provider: 'openai', cli_version: '0.1' },
          },
        ]
      : []),
    { timestamp: at, type: 'turn_context', payload: { turn_id: `t${n}`, model: 'gpt-5' } },
    {
      timestamp: at,
      type: 'response_item',
      payload: { type: 'message', role: 'user', content: [{ type: 'input_text', text }] },
    },
    {
      timestamp: at,
      type: 'event_msg',
      payload: {
        type: 'token_count',
        info: {
          total_token_usage: {
            input_tokens: 2_000 * n,
            cached_input_tokens: 1_000,
            output_tokens: 9,
            total_tokens: 2_009 * n,
          },
          last_token_usage: {
            input_tokens: 2_000,
            cached_input_tokens: 1_000,
            output_tokens: 9,
            total_tokens: 2_009,
          },
        },
        rate_limits: { primary: { used_percent: 3, window_minutes: 300 } },
      },
    },
  ]),
  har: [
    {
      log: {
        version: '1.2',
        entries: [1, 2].map(n => ({
          startedDateTime: n === 1 ? AT : LATER,
          time: 900,
          timings: { send: 1, wait: 200, receive: 700 },
          request: {
            method: 'POST',
            url: URL,
            headers: [{ name: 'anthropic-beta', value: 'b' }],
            postData: { mimeType: 'application/json', text: JSON.stringify(bodyOf(n)) },
          },
          response: {
            status: 200,
            headers: [],
            content: { mimeType: 'application/json', text: JSON.stringify(answerOf(n)) },
          },
        })),
      },
    },
  ],
  otlp: [{ resourceSpans: [{ scopeSpans: [{ spans: [spanOf(1), spanOf(2)] }] }] }],
  lhar: both((n, at) => [
    {
      type: 'entry',
      id: `e${n}`,
      trace_id: 's',
      timestamp: at,
      gen_ai: {
        system: 'anthropic',
        request: { model: MODEL, max_tokens: 64 },
        usage: { input_tokens: 2_103, output_tokens: 9 },
      },
      usage_ext: { cache_read_tokens: 2_000, cache_write_tokens: 100 },
      timings: { total_ms: 900 },
    },
  ]),
  litellm: both((n, at) => [
    {
      id: `l${n}`,
      call_type: 'acompletion',
      startTime: at,
      endTime: at,
      model: 'gpt-5',
      custom_llm_provider: 'openai',
      messages: chat.messages ?? [],
      model_parameters: { temperature: 1 },
      prompt_tokens: 2_000,
      completion_tokens: 9,
      response: {
        usage: {
          prompt_tokens: 2_000,
          completion_tokens: 9,
          prompt_tokens_details: { cached_tokens: 1_000 },
        },
      },
      status: 'success',
    },
  ]),
  'claude-code-transcript': both((n, at) => [
    {
      type: 'user',
      uuid: `u${n}`,
      parentUuid: n === 1 ? null : 'a1',
      sessionId: 's',
      timestamp: at,
      version: '2.1.330',
      isSidechain: false,
      message: { role: 'user', content: text },
    },
    {
      type: 'assistant',
      uuid: `a${n}`,
      parentUuid: `u${n}`,
      sessionId: 's',
      timestamp: at,
      requestId: `req_${n}`,
      version: '2.1.330',
      isSidechain: false,
      message: answerOf(n),
    },
  ]),
  'agent-transcript': both((n, at) => [
    ...(n === 1 ? [{ type: 'session', id: 's', version: 3, timestamp: at, cwd: '/w' }] : []),
    { type: 'message', id: `u${n}`, parentId: null, timestamp: at, message: { role: 'user', content: text } },
    {
      type: 'message',
      id: `a${n}`,
      parentId: `u${n}`,
      timestamp: at,
      message: {
        role: 'assistant',
        model: MODEL,
        provider: 'anthropic',
        api: 'anthropic-messages',
        content: [],
        usage: { input: 3, output: 9, cacheRead: 2_000, cacheWrite: 100, totalTokens: 2_112 },
      },
    },
  ]),
  cassette: both(n => [
    {
      request: { method: 'POST', url: URL, headers: {}, body: bodyOf(n) },
      response: { status: 200, headers: {}, body: answerOf(n) },
    },
  ]),
  pairs: both((n, at) => [{ timestamp: at, request: bodyOf(n), response: answerOf(n) }]),
};
