/** Servers that answer as llama-server and Ollama document it, in front of them the recorder. */
import { describe, expect, it } from 'vitest';
import { json, stream } from './fake-upstream.js';
import { call, withRecorder } from './recorded.js';

const prompt = { model: 'qwen-x', messages: [{ role: 'user', content: 'hello' }] };
const BILL = { input: 50, cacheRead: 850, cacheWrite: null, output: 20, promptTotal: 900, prefillMs: 125.5 };

describe('Ollama behind the recorder', () => {
  const parts = [
    { model: 'qwen-x', message: { role: 'assistant', content: 'Grüße' }, done: false },
    {
      model: 'qwen-x',
      message: { role: 'assistant', content: '' },
      done: true,
      done_reason: 'stop',
      prompt_eval_count: 900,
      prompt_eval_cached_count: 850,
      prompt_eval_duration: 125_500_000,
      eval_count: 20,
    },
  ];
  const lines = parts.map(part => `${JSON.stringify(part)}\n`).join('');

  it.each([
    ['streamed', stream(lines, [5, 90], 'application/x-ndjson')],
    ['in one piece', json(200, parts[1])],
  ])('is recorded %s, with what it read', async (_, answer) => {
    await withRecorder(answer, async recorded => {
      const reply = await call(recorded.recorder.url, '/ollama/api/chat', { body: JSON.stringify(prompt) });
      expect(reply.status).toBe(200);
      expect(recorded.upstream.received.map(({ url }) => url)).toEqual(['/api/chat']);
      const [request, usage] = await recorded.finish();
      expect(request).toMatchObject({ api: 'openai-chat', model: 'qwen-x', url: '/api/chat', body: prompt });
      expect(usage).toMatchObject({ outcome: 'ok', usage: BILL });
    });
  });

  it('passes on what is no prompt', async () => {
    await withRecorder(json(200, { models: [] }), async recorded => {
      await call(recorded.recorder.url, '/ollama/api/tags', { method: 'GET' });
      expect(recorded.upstream.received.map(({ url }) => url)).toEqual(['/api/tags']);
      expect((await recorded.finish()).filter(({ kind }) => kind === 'request')).toEqual([]);
    });
  });
});

describe('llama-server behind the recorder', () => {
  it('is recorded with its timings, although its stream holds no usage', async () => {
    const timings = { cache_n: 850, prompt_n: 50, prompt_ms: 125.5, predicted_n: 20 };
    const last = { model: 'qwen-x', choices: [{ index: 0, finish_reason: 'stop', delta: {} }], timings };
    const events = `data: ${JSON.stringify(last)}\n\ndata: [DONE]\n\n`;
    await withRecorder(stream(events, [30]), async recorded => {
      const body = JSON.stringify({ ...prompt, stream: true });
      await call(recorded.recorder.url, '/openai/v1/chat/completions', { body });
      const [, usage] = await recorded.finish();
      expect(usage).toMatchObject({ outcome: 'ok', usage: BILL });
    });
  });
});
