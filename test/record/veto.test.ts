/** `record --veto`: what would break its prefix is not sent. The upstream's copy is the witness. */
import { gzipSync } from 'node:zlib';
import Anthropic from '@anthropic-ai/sdk';
import OpenAI from 'openai';
import { describe, expect, test } from 'vitest';
import { type Answer, json } from './fake-upstream.js';
import { call, type Recorded, withRecorder } from './recorded.js';

/** Long enough to be cached by every provider. */
const RULES = Array.from(
  { length: 600 },
  (_, n) => `Rule ${n}: say what you changed and keep it short.`,
).join('\n');
const CLOCK = (minute: number): string => `It is 2026-11-26T10:0${minute}:00Z.\n`;

/** Bills each request as the cache of a provider would a growing prompt. */
const anthropic: Answer = json(200, {
  ...{ id: 'msg_1', type: 'message', role: 'assistant', model: 'claude-sonnet-4-6', stop_reason: 'end_turn' },
  content: [{ type: 'text', text: 'Done.' }],
  usage: { input_tokens: 3, cache_read_input_tokens: 0, cache_creation_input_tokens: 9000, output_tokens: 2 },
});
const openai: Answer = json(200, {
  ...{ id: 'c', object: 'chat.completion', created: 1, model: 'gpt-5.2' },
  choices: [{ index: 0, message: { role: 'assistant', content: 'Done.' }, finish_reason: 'stop' }],
});

type Message = { role: 'user' | 'assistant'; content: string };
/** The messages of a conversation after so many turns. */
const turns = (count: number): Message[] =>
  Array.from(
    { length: 2 * count - 1 },
    (_, n): Message =>
      n % 2 === 0 ? { role: 'user', content: `Ask ${n}.` } : { role: 'assistant', content: 'Done.' },
  );

function askAnthropic({ recorder }: Recorded, turn: number, system = RULES, model = 'claude-sonnet-4-6') {
  const client = new Anthropic({ apiKey: 'none', baseURL: `${recorder.url}/anthropic`, maxRetries: 2 });
  return client.messages.create({
    model,
    max_tokens: 10,
    cache_control: { type: 'ephemeral' },
    system: [{ type: 'text', text: system, cache_control: { type: 'ephemeral' } }],
    messages: turns(turn),
  });
}

function askOpenai({ recorder }: Recorded, turn: number, system = RULES) {
  const client = new OpenAI({ apiKey: 'none', baseURL: `${recorder.url}/openai/v1`, maxRetries: 2 });
  return client.chat.completions.create({
    model: 'gpt-5.2',
    messages: [{ role: 'system', content: system }, ...turns(turn)],
  });
}

const VETO = { veto: true };
const bodies = ({ upstream }: Recorded): readonly string[] =>
  upstream.received.map(({ body }) => body.toString('utf8'));

describe('record --veto', () => {
  test('sends what goes on from what is cached, byte for byte', () =>
    withRecorder(
      anthropic,
      async recorded => {
        for (const turn of [1, 2, 3]) await askAnthropic(recorded, turn);
        expect(bodies(recorded)).toHaveLength(3);
        expect(bodies(recorded)[2]).toContain('Ask 4.');
        expect(recorded.recorder.state.vetoed).toBeNull();
      },
      VETO,
    ));

  test("answers in Anthropic's shape, names the byte, and does not send it; what follows goes on from what was sent", () =>
    withRecorder(
      anthropic,
      async recorded => {
        await askAnthropic(recorded, 1, CLOCK(1) + RULES);
        const refused = await askAnthropic(recorded, 2, CLOCK(2) + RULES).catch((error: unknown) => error);
        expect(refused).toBeInstanceOf(Anthropic.BadRequestError);
        expect(refused).toMatchObject({
          error: { type: 'error', error: { type: 'invalid_request_error' } },
          message: expect.stringMatching(
            /cachequake record --veto: request 2 would break its cached prefix: volatile-value \(time\) at system\[0\]\.text, char 21 byte 21, about \d+ \d{3} tokens would be written again; it was not sent/,
          ),
        });
        expect(bodies(recorded)).toHaveLength(1);
        await askAnthropic(recorded, 2, CLOCK(1) + RULES);
        expect(bodies(recorded)).toHaveLength(2);
        expect(recorded.recorder.state.vetoed).toMatchObject({ count: 1 });
        const lines = await recorded.finish();
        expect(
          lines.filter(({ kind }) => kind === 'usage').map(({ status, outcome }) => [status, outcome]),
        ).toEqual([
          [200, 'ok'],
          [400, 'error'],
          [200, 'ok'],
        ]);
      },
      VETO,
    ));

  test("answers in OpenAI's shape", () =>
    withRecorder(
      openai,
      async recorded => {
        await askOpenai(recorded, 1);
        await askOpenai(recorded, 2);
        const refused = await askOpenai(recorded, 3, `${CLOCK(1)}${RULES}`).catch((error: unknown) => error);
        expect(refused).toBeInstanceOf(OpenAI.BadRequestError);
        expect(refused).toMatchObject({
          code: 'prefix_broken',
          type: 'invalid_request_error',
          message: expect.stringMatching(
            /would break its cached prefix: .* at messages\[0\]\.content, char 0 byte 0/,
          ),
        });
        expect(bodies(recorded)).toHaveLength(2);
      },
      VETO,
    ));

  test.each([
    [
      '/gemini/v1beta/models/gemini-3-pro:generateContent',
      { error: { code: 400, status: 'INVALID_ARGUMENT' } },
    ],
    ['/ollama/api/chat', { error: expect.stringContaining('would break its cached prefix') }],
  ])('answers on %s in the shape that is read there', (path, shape) =>
    withRecorder(
      json(200, {}),
      async recorded => {
        const send = (turn: number, rules: string) =>
          call(recorded.recorder.url, path, {
            body: JSON.stringify(
              path.startsWith('/gemini')
                ? {
                    systemInstruction: { parts: [{ text: rules }] },
                    contents: turns(turn).map(({ role, content }) => ({
                      role: role === 'user' ? 'user' : 'model',
                      parts: [{ text: content }],
                    })),
                  }
                : { model: 'qwen3', messages: [{ role: 'system', content: rules }, ...turns(turn)] },
            ),
          });
        expect((await send(1, RULES)).status).toBe(200);
        expect((await send(2, RULES)).status).toBe(200);
        const refused = await send(3, CLOCK(1) + RULES);
        expect(refused.status).toBe(400);
        expect(JSON.parse(refused.body.toString('utf8'))).toMatchObject(shape);
        expect(bodies(recorded)).toHaveLength(2);
      },
      VETO,
    ),
  );

  test('reads a body that is compressed, and sends it as it came', () =>
    withRecorder(
      openai,
      async recorded => {
        const send = (turn: number, rules: string) =>
          call(recorded.recorder.url, '/openai/v1/chat/completions', {
            headers: ['Content-Type', 'application/json', 'Content-Encoding', 'gzip'],
            body: gzipSync(
              JSON.stringify({
                model: 'gpt-5.2',
                messages: [{ role: 'system', content: rules }, ...turns(turn)],
              }),
            ),
          });
        expect((await send(1, RULES)).status).toBe(200);
        expect((await send(2, CLOCK(1) + RULES)).status).toBe(400);
        expect(recorded.upstream.received).toHaveLength(1);
        expect(recorded.upstream.received[0]?.body.subarray(0, 2)).toEqual(Buffer.from([0x1f, 0x8b]));
      },
      VETO,
    ));

  test('sends unjudged, whole, what is larger than a recording holds', () =>
    withRecorder(
      openai,
      async recorded => {
        await askOpenai(recorded, 1);
        await askOpenai(recorded, 1, CLOCK(1) + RULES.repeat(9));
        expect(bodies(recorded)).toHaveLength(2);
        expect(JSON.parse(bodies(recorded)[1] ?? '').messages[0].content).toBe(CLOCK(1) + RULES.repeat(9));
      },
      { ...VETO, maxBody: 100_000 },
    ));

  test('holds nothing against what goes on from a request that failed', () =>
    withRecorder(
      json(529, { type: 'error', error: { type: 'overloaded_error', message: 'no' } }),
      async recorded => {
        const send = (turn: number, rules: string) =>
          call(recorded.recorder.url, '/anthropic/v1/messages', {
            body: JSON.stringify({
              model: 'claude-sonnet-4-6',
              system: [{ type: 'text', text: rules, cache_control: { type: 'ephemeral' } }],
              messages: turns(turn),
            }),
          });
        for (const minute of [1, 2, 3]) expect((await send(minute, CLOCK(minute) + RULES)).status).toBe(529);
      },
      VETO,
    ));

  test('is off unless it is asked for', () =>
    withRecorder(anthropic, async recorded => {
      await askAnthropic(recorded, 1, CLOCK(1) + RULES);
      await askAnthropic(recorded, 2, CLOCK(2) + RULES);
      expect(bodies(recorded)).toHaveLength(2);
    }));
});
