/** What a pause explains: lifetimes of that provider, that entry and that request. */
import { describe, expect, test } from 'vitest';
import type { JsonObject, RequestRecord } from '../../src/log/record.js';
import { conversation, prose } from '../agent.js';
import { causesOf, play, type Turn } from './others-play.js';

const SECOND = 1_000;

describe('a transcript, which tells of usage alone', () => {
  const change: Partial<RequestRecord> = { body: null, raw: null, fidelity: 'usage-only' };
  /** Tokens read and written, for an hour or for five minutes, after a pause. */
  const turn = (read: number, write: number, isLong = false, gapMs = 30 * SECOND): Turn => ({
    body: conversation(0),
    read,
    write,
    gapMs,
    change,
    usage: {
      usage: {
        input: 3,
        cacheRead: read,
        cacheWrite: write,
        cacheWrite5m: isLong ? 0 : write,
        cacheWrite1h: isLong ? write : 0,
        output: 10,
      },
    },
  });
  const lane = [turn(0, 21_000), turn(21_000, 700, true), turn(21_700, 500, true), turn(22_200, 900)];

  test('names the pause where the rest that was asked for in five minutes is gone, and until when it was an hour', () => {
    const entries = play([...lane, turn(22_200, 1_500, false, 400 * SECOND)]);
    expect(causesOf(entries[4])).toEqual(['expired']);
    expect(entries[4]?.break?.causes[0]?.summary).toBe(
      'Idle for 6m; the entry lives 5m from its last use. Until #3 this conversation asked for 1h.',
    );
  });

  test('gives no fix that outlasts no such pause', () => {
    const entries = play([...lane, turn(0, 24_000, false, 4_000 * SECOND)]);
    expect(entries[4]?.break?.causes[0]).toMatchObject({
      id: 'expired',
      summary:
        'Idle for 4 000 s; the entry lives 3 600 s from its last use. Until #3 this conversation asked for 1h.',
      fix: 'Send before the clock runs out, or accept it: no longer lifetime can be asked for here.',
    });
  });

  test('tells of the pause where more was read than it would leave', () => {
    const entries = play([turn(0, 21_000), turn(21_000, 900), turn(14_200, 9_000, false, 410 * SECOND)]);
    expect(causesOf(entries[2])).toEqual(['unknown (prompt)']);
    expect(entries[2]?.break?.causes[0]?.summary).toBe(
      'This log holds usage but no prompt: what changed is not in it. Idle for 6m; the entry lives 5m from its last use. More was read than that would leave of this conversation alone.',
    );
  });

  test('and does not where what lives an hour was lost as well', () => {
    const entries = play([...lane, turn(0, 24_000, false, 400 * SECOND)]);
    expect(causesOf(entries[4])).toEqual(['unknown (prompt)']);
    expect(entries[4]?.break?.causes[0]?.summary).not.toContain('Idle');
  });
});

test('a request that was refused has asked for no lifetime', () => {
  const marked = (rounds: number, ttl: string): JsonObject =>
    JSON.parse(
      JSON.stringify(conversation(rounds)).replaceAll(
        '"type":"ephemeral"',
        `"type":"ephemeral","ttl":"${ttl}"`,
      ),
    );
  const entries = play([
    { body: marked(1, '1h'), read: 0, write: 9_000 },
    { body: marked(2, '5m'), read: 9_000, write: 1_000 },
    {
      body: marked(3, '1h'),
      read: null,
      write: null,
      usage: { usage: null, outcome: 'error', status: 400 },
    },
    { body: marked(3, '5m'), read: 10_000, write: 1_000 },
    { body: marked(4, '5m'), read: 0, write: 12_000, gapMs: 700 * SECOND },
  ]);
  expect(causesOf(entries[4])).toEqual(['expired']);
  expect(entries[4]?.break?.causes[0]?.summary).toContain('Until #1 this conversation asked for 1h.');
});

describe('a cache that promises to keep a prefix for some time, and may for longer', () => {
  const change: Partial<RequestRecord> = { provider: 'openai', api: 'openai-responses' };
  const body = (model: string, rounds: number, more: JsonObject = {}): JsonObject => ({
    model,
    instructions: prose('rule', 1_500),
    input: Array.from({ length: 2 * rounds - 1 }, (_, i) => ({
      role: i % 2 === 0 ? 'user' : 'assistant',
      content: prose(`m${i}n`, 200),
    })),
    ...more,
  });
  const asked = (model: string, gapMs: number, more: JsonObject = {}): readonly string[] => {
    const entries = play([
      { body: body(model, 1, more), read: 0, write: 0, input: 9_000, change: { ...change, model } },
      { body: body(model, 2, more), read: 0, write: 0, input: 10_000, gapMs, change: { ...change, model } },
    ]);
    return (entries[1]?.break?.causes ?? []).map(({ id, confidence }) => `${id} ${confidence}`);
  };

  test.each([
    ['gpt-5.6', 40, {}, 'expired likely'],
    ['gpt-5.6', 20, {}, 'provider-side likely'],
    ['gpt-5', 40, {}, 'provider-side likely'],
    ['gpt-5', 15, { prompt_cache_retention: 'in_memory' }, 'expired likely'],
    ['gpt-5', 7, { prompt_cache_retention: 'in_memory' }, 'provider-side likely'],
  ])('%s after %i minutes %o: %s', (model, minutes, more, cause) => {
    expect(asked(model, minutes * 60 * SECOND, more)).toEqual([cause]);
  });
});
