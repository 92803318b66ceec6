/** Engines of one's own (llama-server, Ollama, vLLM, SGLang): what they count, what they leave out, what a break costs there. */

import { describe, expect, it } from 'vitest';
import { sizeOf } from '../src/diagnosis/sentence.js';
import { createEngine } from '../src/engine.js';
import { readResponse } from '../src/log/protocol/response.js';
import { createStreamReader, readStream } from '../src/log/protocol/sse.js';
import type { Json, JsonObject } from '../src/log/record.js';
import { findRoute } from '../src/record/proxy/routes.js';
import { reportOf } from '../src/report/report.js';
import { textReport } from '../src/report/text.js';
import { recordsOf } from './log/read-lines.js';
import { upstreamsAt } from './record/recorded.js';

const choices = [{ index: 0, finish_reason: 'stop', message: { role: 'assistant', content: 'ok' } }];

describe('llama-server', () => {
  const usage = { prompt_tokens: 900, completion_tokens: 20, total_tokens: 920 };
  const timings = { cache_n: 850, prompt_n: 50, prompt_ms: 125.5, predicted_n: 20, predicted_ms: 500 };

  it('says in its timings what was read, what was evaluated, and how long that took', () => {
    expect(readResponse({ model: 'qwen-x', choices, usage, timings }).usage).toEqual({
      input: 50,
      cacheRead: 850,
      cacheWrite: null,
      cacheWrite5m: null,
      cacheWrite1h: null,
      output: 20,
      promptTotal: 900,
      prefillMs: 125.5,
    });
  });

  it('tells of older versions, without `cache_n`, what was read by what was not evaluated', () => {
    const { cache_n: _, ...older } = timings;
    expect(readResponse({ choices, usage, timings: older }).usage).toMatchObject({
      input: 50,
      cacheRead: 850,
    });
    expect(readResponse({ choices, timings: older }).usage).toMatchObject({
      input: 50,
      cacheRead: null,
      promptTotal: null,
    });
  });

  it('puts them into the last part of a stream', () => {
    const parts: Json[] = [
      { choices: [{ index: 0, finish_reason: null, delta: { content: 'ok' } }] },
      { model: 'qwen-x', choices: [{ index: 0, finish_reason: 'stop', delta: {} }], timings },
    ];
    const text = parts.map(part => `data: ${JSON.stringify(part)}\n\n`).join('');
    expect(readStream(`${text}data: [DONE]\n\n`)).toMatchObject({
      outcome: 'ok',
      model: 'qwen-x',
      usage: { cacheRead: 850, input: 50, output: 20, prefillMs: 125.5 },
    });
  });
});

describe('Ollama', () => {
  const last = {
    model: 'qwen-x',
    message: { role: 'assistant', content: '' },
    done: true,
    done_reason: 'stop',
    total_duration: 2_000_000_000,
    prompt_eval_count: 900,
    prompt_eval_cached_count: 850,
    prompt_eval_duration: 125_500_000,
    eval_count: 20,
  };

  it('counts what was read within the prompt', () => {
    expect(readResponse(last)).toMatchObject({
      model: 'qwen-x',
      usage: { input: 50, cacheRead: 850, cacheWrite: null, output: 20, promptTotal: 900, prefillMs: 125.5 },
    });
  });

  it('does not report what was read in older versions, which is not 0', () => {
    const { prompt_eval_cached_count: _, ...older } = last;
    expect(readResponse(older).usage).toMatchObject({ input: null, cacheRead: null, promptTotal: 900 });
  });

  const parts = [{ model: 'qwen-x', message: { role: 'assistant', content: 'o' }, done: false }, last];
  const lines = parts.map(part => `${JSON.stringify(part)}\n`).join('');

  it('streams lines of JSON, which may come in any pieces', () => {
    for (const size of [1, 7, 4096]) {
      const reader = createStreamReader();
      const bytes = Buffer.from(lines);
      for (let at = 0; at < bytes.length; at += size) reader.feed(bytes.subarray(at, at + size));
      expect(reader.result()).toMatchObject({ outcome: 'ok', usage: { cacheRead: 850, output: 20 } });
    }
    expect(readStream(lines.trimEnd())).toMatchObject({ outcome: 'ok', usage: { cacheRead: 850 } });
  });

  it('is cut off where the last line is missing, and says its errors', () => {
    expect(readStream(lines.slice(0, lines.indexOf('\n') + 1))).toMatchObject({
      outcome: 'aborted',
      usage: null,
    });
    expect(readStream('{"model":"x","done":false}\n{"error":"model runner has stopped"}\n')).toMatchObject({
      outcome: 'error',
      error: 'model runner has stopped',
    });
  });
});

/** The shapes of `ChatCompletionResponse` in vLLM (`entrypoints/openai`) and SGLang (`srt/entrypoints/openai`), by their public sources. */
describe('vLLM and SGLang', () => {
  const message = { role: 'assistant', content: 'ok', reasoning_content: null };
  const ofVllm = (usage: JsonObject): JsonObject => ({
    ...{ id: 'chatcmpl-7f', object: 'chat.completion', created: 1_790_000_000, model: 'Qwen/x' },
    choices: [
      {
        ...{ index: 0, message: { ...message, tool_calls: [] }, logprobs: null },
        ...{ finish_reason: 'stop', stop_reason: null, token_ids: null },
      },
    ],
    usage,
    ...{ service_tier: null, system_fingerprint: null, prompt_logprobs: null, kv_transfer_params: null },
  });
  const ofSglang = (usage: JsonObject): JsonObject => ({
    ...{ id: '9c1e', object: 'chat.completion', created: 1_790_000_000, model: 'Qwen/x' },
    choices: [
      {
        ...{ index: 0, message: { ...message, tool_calls: null }, logprobs: null },
        ...{ finish_reason: 'stop', matched_stop: 151_645 },
      },
    ],
    usage,
    metadata: { weight_version: 'default' },
  });
  const counted = (details: Json): JsonObject => {
    return { prompt_tokens: 900, total_tokens: 920, completion_tokens: 20, prompt_tokens_details: details };
  };

  it.each([
    ['vLLM', ofVllm(counted(null))],
    ['SGLang', ofSglang({ ...counted(null), reasoning_tokens: 0 })],
  ])('of %s as it starts, what was read is not known', (_, response) => {
    expect(readResponse(response)).toMatchObject({
      outcome: 'ok',
      model: 'Qwen/x',
      usage: { input: null, cacheRead: null, cacheWrite: null, output: 20, promptTotal: 900 },
    });
  });

  it.each([
    ['vLLM with --enable-prompt-tokens-details', ofVllm(counted({ cached_tokens: 848 }))],
    ['SGLang with --enable-cache-report', ofSglang(counted({ cached_tokens: 848 }))],
  ])('of %s it is', (_, response) => {
    expect(readResponse(response).usage).toMatchObject({ input: 52, cacheRead: 848, promptTotal: 900 });
  });

  it('tells as much in the last part of a stream, which has no choices', () => {
    const head = { id: 'chatcmpl-7f', object: 'chat.completion.chunk', created: 1, model: 'Qwen/x' };
    const parts = [
      { ...head, choices: [{ index: 0, delta: { role: 'assistant', content: '' }, finish_reason: null }] },
      { ...head, choices: [{ index: 0, delta: { content: 'ok' }, finish_reason: 'stop' }] },
      { ...head, choices: [], usage: counted({ cached_tokens: 848 }) },
    ];
    const text = parts.map(part => `data: ${JSON.stringify(part)}\n\n`).join('');
    expect(readStream(`${text}data: [DONE]\n\n`)).toMatchObject({
      outcome: 'ok',
      model: 'Qwen/x',
      usage: { input: 52, cacheRead: 848, output: 20 },
    });
  });

  it('a full miss, which both leave out, is unknown and no hit: foreseen from the bytes', () => {
    const lines = conversation('http://127.0.0.1:8000/v1/chat/completions', n =>
      ofVllm({
        ...{ prompt_tokens: total(n), total_tokens: total(n) + 20, completion_tokens: 20 },
        prompt_tokens_details: n === 1 || n === 3 ? null : { cached_tokens: read(n) },
      }),
    );
    const { requests, totals } = watch(lines);
    expect(requests.map(({ usage }) => usage?.cacheRead)).toEqual([null, 5000, null, 5200]);
    expect(requests[2]?.break).toMatchObject({ predicted: true, actualRead: null });
    expect(totals).toMatchObject({ breaks: 1, predicted: 1 });
  });
});

describe('a prompt that is one text', () => {
  const timings = { cache_n: 850, prompt_n: 50, prompt_ms: 125.5, predicted_n: 20 };
  const text = 'Mind the harbour. '.repeat(200);

  it.each([
    [
      "llama-server's /completion",
      'http://127.0.0.1:8080/completion',
      { prompt: text, n_predict: 20, cache_prompt: true },
      { content: 'ok', stop: true, model: 'qwen-x', tokens_evaluated: 900, timings },
    ],
    [
      'an older one',
      'http://127.0.0.1:8080/completion',
      { prompt: text, n_predict: 20 },
      { content: 'ok', stop: true, tokens_evaluated: 900, timings: { ...timings, cache_n: undefined } },
    ],
    [
      'its stream',
      'http://127.0.0.1:8080/completion',
      { prompt: text, stream: true, n_predict: 20 },
      [
        { content: 'o', stop: false },
        { content: '', stop: true, tokens_evaluated: 900, timings },
      ]
        .map(part => `data: ${JSON.stringify(part)}\n\n`)
        .join(''),
    ],
    [
      "Ollama's /api/generate",
      'http://127.0.0.1:11434/api/generate',
      { model: 'qwen-x', prompt: text, system: 'Be brief.' },
      {
        model: 'qwen-x',
        response: 'ok',
        done: true,
        prompt_eval_count: 900,
        prompt_eval_cached_count: 850,
        prompt_eval_duration: 125_500_000,
        eval_count: 20,
      },
    ],
    [
      'its stream',
      'http://127.0.0.1:11434/api/generate',
      { model: 'qwen-x', prompt: text },
      [
        { model: 'qwen-x', response: 'o', done: false },
        {
          response: '',
          done: true,
          prompt_eval_count: 900,
          prompt_eval_cached_count: 850,
          prompt_eval_duration: 125_500_000,
          eval_count: 20,
        },
      ]
        .map(part => `${JSON.stringify(part)}\n`)
        .join(''),
    ],
  ])('is read with its times: %s', (_, url, request, response) => {
    const line: Json = JSON.parse(JSON.stringify({ ts: '2026-10-01T10:00:00Z', url, request, response }));
    const [entry] = watch([line]).requests;
    expect(entry).toMatchObject({
      purpose: 'generate',
      outcome: 'ok',
      usage: { input: 50, cacheRead: 850, cacheWrite: null, output: 20, prefillMs: 125.5 },
    });
    expect(entry?.hashes.messages).not.toBeNull();
  });

  it('is compared with none but itself, which is said, and no break is denied', () => {
    const call = (second: number, prompt: string, cache_n: number): Json => ({
      ts: `2026-10-01T10:00:${second}.000Z`,
      url: 'http://127.0.0.1:8080/completion',
      request: { prompt, n_predict: 20 },
      response: { content: 'ok', stop: true, tokens_evaluated: 900, timings: { ...timings, cache_n } },
    });
    const model = watch([call(10, text, 0), call(20, `${text}more`, 850), call(30, text, 850)]);
    expect(model.requests.map(({ what }) => what)).toEqual([
      'one text, not compared',
      'one text, not compared',
      'same as #1',
    ]);
    expect(model.totals).toMatchObject({ breaks: 0, judged: 1, unjudged: 2, uncompared: 2 });
    const report = textReport(reportOf(model, [], 'test'), { ascii: false });
    expect(report).not.toContain('0 breaks');
    expect(report.replace(/\s+/g, ' ')).toContain(
      '2 requests with a prompt that is one text: compared with no other, so whether they broke is not known',
    );
  });

  it.each([
    ['data to train with', { request: { model: 'm', prompt: 'a boat', completion: 'in' } }],
    ['a picture', { request: { model: 'm', prompt: 'a boat', size: '64x64' } }],
    ['nothing beside it', { request: { prompt: 'a boat' } }],
    ['an object that stands alone', { model: 'm', prompt: 'a boat' }],
  ])('is none of %s', (_, line) => {
    expect(recordsOf(line)).toMatchObject([{ kind: 'skipped' }]);
  });

  it.each(['/completion', '/v1/completions', '/api/generate'])('is recorded: %s', path => {
    expect(findRoute('POST', path, {}, upstreamsAt('http://127.0.0.1:8080'))).toMatchObject({
      api: 'openai-chat',
      purpose: 'generate',
      vendor: path.startsWith('/api') ? 'ollama' : 'openai',
    });
  });
});

/** A conversation whose system prompt names another day from the third request on. */
function conversation(url: string, answer: (n: number) => JsonObject): Json[] {
  const told = 'Mind the harbour and log each boat. '.repeat(300);
  return [1, 2, 3, 4].map(n => ({
    ts: `2026-10-01T10:0${n}:00.000Z`,
    url,
    request: {
      model: 'qwen-x',
      messages: [
        { role: 'system', content: `${told}Today: 2026-10-0${n < 3 ? 1 : 2}. ${told}` },
        ...Array.from({ length: n }, (_, i) => [
          { role: 'user', content: `boat ${i} ${'came in with the tide '.repeat(20)}` },
          { role: 'assistant', content: `logged ${i}` },
        ])
          .flat()
          .slice(0, 2 * n - 1),
      ],
    },
    response: answer(n),
    status: 200,
  }));
}

function watch(lines: readonly Json[]) {
  const engine = createEngine();
  for (const record of recordsOf(...lines)) engine.accept(record);
  return engine.model();
}

const [prompts, reads] = [
  [0, 5000, 5100, 5200, 5300],
  [0, 0, 5000, 2500, 5200],
];
const total = (n: number): number => prompts[n] ?? 0;
const read = (n: number): number => reads[n] ?? 0;

describe('a break there', () => {
  it.each([
    [
      'llama-server',
      'http://127.0.0.1:8080/v1/chat/completions',
      (n: number): JsonObject => ({
        choices,
        usage: { prompt_tokens: total(n), completion_tokens: 20, total_tokens: total(n) + 20 },
        timings: { cache_n: read(n), prompt_n: total(n) - read(n), prompt_ms: 2 * (total(n) - read(n)) },
      }),
    ],
    [
      'Ollama',
      'http://127.0.0.1:11434/api/chat',
      (n: number): JsonObject => ({
        message: { role: 'assistant', content: 'ok' },
        done: true,
        prompt_eval_count: total(n),
        prompt_eval_cached_count: read(n),
        prompt_eval_duration: 2_000_000 * (total(n) - read(n)),
        eval_count: 20,
      }),
    ],
  ])('of %s costs tokens and seconds, and no money', (_, url, answer) => {
    const model = watch(conversation(url, answer));
    expect(model.requests).toHaveLength(4);
    expect(model.sessions[0]?.lanes).toHaveLength(1);
    expect(model.requests[2]).toMatchObject({
      cost: null,
      usage: { cacheRead: 2500 },
      break: {
        expectedRead: 5100,
        lostTokens: 2600,
        lostMs: 5200,
        cost: null,
        magnitude: 3.4,
        causes: [{ id: 'volatile-value', kind: 'date' }],
      },
    });
    expect(model.totals).toMatchObject({ breaks: 1, cost: null, lostMs: 5200 });
    const report = reportOf(model, [], 'test');
    const broken = report.sessions[0]?.lanes[0]?.requests[2]?.break;
    expect(broken && sizeOf(broken)).toBe(
      'partial break, M3.4: 2 600 tokens not read, ~5.2s of prefill lost',
    );
    expect(textReport(report, { ascii: false })).toContain('lost to breaks ~5.2s of prefill');
  });

  it.each([
    ['null', null],
    ['left out', undefined],
  ])('is predicted from the bytes where what was read is %s (vLLM, SGLang)', (_, details) => {
    const model = watch(
      conversation('http://127.0.0.1:8000/v1/chat/completions', n => ({
        choices,
        usage: {
          prompt_tokens: total(n),
          completion_tokens: 20,
          total_tokens: total(n) + 20,
          ...(details === undefined ? {} : { prompt_tokens_details: details }),
        },
      })),
    );
    expect(model.requests.map(({ usage }) => usage?.cacheRead)).toEqual([null, null, null, null]);
    expect(model.requests[2]?.break).toMatchObject({ predicted: true, actualRead: null, cost: null });
    expect(model.requests.filter(request => request.break !== null)).toHaveLength(1);
    expect(model.totals).toMatchObject({ predicted: 1, judged: 0, cacheRead: null });
  });
});
