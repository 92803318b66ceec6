/** What is said of age: of that provider, that lifetime, and only where the read fell to what others keep alive. */
import { describe, expect, test } from 'vitest';
import type { RequestEntry } from '../../src/diagnosis/model.js';
import { createEngine } from '../../src/engine.js';
import type { JsonObject, RequestRecord } from '../../src/log/record.js';
import { conversation, request, usage } from '../agent.js';
import { causesOf, play } from './others-play.js';

const MINUTE = 60_000;
const OPENAI: Partial<RequestRecord> = { provider: 'openai', api: 'openai-responses', model: 'gpt-5.4' };

interface Counts {
  readonly read: number;
  readonly write?: number | null;
  readonly input: number;
  readonly minutes: number;
  readonly isCompacted?: boolean;
}

/** A log that holds usage and no prompt. */
function usageOnly(change: Partial<RequestRecord>, ...counts: readonly Counts[]): readonly RequestEntry[] {
  const engine = createEngine();
  counts.forEach(({ read, write = null, input, minutes, isCompacted = false }, i) => {
    if (isCompacted)
      engine.accept({
        kind: 'notice',
        origin: { path: 'log.jsonl', line: 0 },
        session: 's1',
        text: 'compacted',
        isCompaction: true,

        at: null,
      });
    const asked = request(`r${i}`, 2 * i + 1, { body: {}, at: minutes * MINUTE });
    engine.accept({ ...asked, body: null, raw: null, fidelity: 'usage-only', ...change });
    engine.accept(usage(`r${i}`, 2 * i + 2, { read, write, input }));
  });
  return engine.model().requests;
}

describe('a log of usage alone', () => {
  test('blames the age of an entry where the read fell to what the first request found', () => {
    const entries = usageOnly(
      {},
      { read: 12_000, write: 8_000, input: 3, minutes: 0 },
      { read: 20_000, write: 900, input: 3, minutes: 1 },
      { read: 12_000, write: 9_500, input: 3, minutes: 9 },
    );
    expect(causesOf(entries[2])).toEqual(['expired']);
    expect(entries[2]?.break?.causes[0]?.summary).toContain('lives 5m');
  });

  test('does not where more of the conversation was read than that', () => {
    const entries = usageOnly(
      {},
      { read: 12_000, write: 8_000, input: 3, minutes: 0 },
      { read: 20_000, write: 9_000, input: 3, minutes: 1 },
      { read: 20_000, write: 9_500, input: 3, minutes: 9 },
    );
    expect(causesOf(entries[2])).toEqual(['unknown (prompt)']);
  });

  test('knows no five minutes of a provider that has none', () => {
    const entries = usageOnly(
      OPENAI,
      { read: 3_456, input: 20_544, minutes: 0 },
      { read: 23_936, input: 6_064, minutes: 1 },
      { read: 3_456, input: 27_000, minutes: 21 },
    );
    expect(entries[2]?.break).toMatchObject({ ringing: false, causes: [{ id: 'unknown' }] });
    expect(JSON.stringify(entries[2]?.break)).not.toMatch(/5m|1h/);
  });

  test.each([
    ['openai', 'gpt-5.4', 1],
    ['deepseek', 'deepseek-v4-pro', 7],
  ])('blames it where %s may keep nothing for so long, and not before', (provider, model, days) => {
    const idle = (minutes: number): readonly RequestEntry[] =>
      usageOnly(
        { ...OPENAI, provider, model },
        { read: 3_456, input: 20_544, minutes: 0 },
        { read: 23_936, input: 6_064, minutes: 1 },
        { read: 3_456, input: 27_000, minutes: 1 + minutes },
      );
    expect(causesOf(idle(days * 1_440 - 1)[2])).toEqual(['unknown (prompt)']);
    expect(causesOf(idle(days * 1_440 + 1)[2])).toEqual(['expired']);
  });

  test('expects no more than the prompt holds', () => {
    const entries = usageOnly(
      OPENAI,
      { read: 3_456, write: 0, input: 30_544, minutes: 0 },
      { read: 26_112, write: 0, input: 4_888, minutes: 1 },
    );
    expect(entries[1]?.break).toMatchObject({ expectedRead: 30_976, lostTokens: 4_864 });
  });

  test.each([1, 9, 200])('takes a compaction for what it is, after %i minutes', minutes => {
    const entries = usageOnly(
      {},
      { read: 12_000, write: 138_000, input: 3, minutes: 0 },
      { read: 12_000, write: 18_000, input: 3, minutes, isCompacted: true },
    );
    expect(causesOf(entries[1])).toEqual(['history-summarised']);
    expect(entries[1]?.break).toMatchObject({ ringing: false });
  });
});

describe('an entry that expired', () => {
  const asking = (ttl: string, rounds: number): JsonObject =>
    JSON.parse(
      JSON.stringify(conversation(rounds)).replaceAll(
        '"type":"ephemeral"',
        `"type":"ephemeral","ttl":"${ttl}"`,
      ),
    ) as JsonObject;

  test('gives its age and its lifetime in seconds where they look alike in larger units', () => {
    const entries = play([
      { body: asking('1h', 1), read: 0, write: 9_000 },
      { body: asking('1h', 2), read: 0, write: 10_000, gapMs: 3_702_000 },
    ]);
    expect(entries[1]?.break?.causes[0]?.summary).toBe(
      'Idle for 3 702 s; the entry lives 3 600 s from its last use.',
    );
  });

  test('says that its conversation asked for a longer life before', () => {
    const entries = play([
      { body: asking('1h', 1), read: 0, write: 9_000 },
      { body: asking('5m', 2), read: 9_000, write: 1_000 },
      { body: asking('5m', 3), read: 10_000, write: 1_000 },
      { body: asking('5m', 4), read: 0, write: 12_000, gapMs: 20 * MINUTE },
    ]);
    expect(causesOf(entries[3])).toEqual(['expired']);
    expect(entries[3]?.break?.causes[0]?.summary).toContain('Until #1 this conversation asked for 1h.');
  });
});
