import { describe, expect, test } from 'vitest';
import { createPlayer, playedSteps } from '../../../src/cli/live/player.js';
import type { LogRecord, SourceState } from '../../../src/log/record.js';

const origin = { path: 'a.jsonl', line: 1 };
const notice = (at: number | null): LogRecord => ({
  kind: 'notice',
  origin,
  at,
  session: null,
  text: String(at),
});
const state: SourceState = {
  path: 'a.jsonl',
  format: 'cachequake',
  fidelity: 'wire',
  state: 'ended',
  lines: 3,
  bytes: 30,
  message: null,
};
const wait = (records: readonly LogRecord[], speed = 1, longestWait = 5): readonly (readonly number[])[] =>
  playedSteps(records, { speed, longestWait }).map(step => [step.wait, step.left]);

describe('stepsOf', () => {
  test('waits as long as the log did', () => {
    expect(wait([notice(1_000), notice(1_250), notice(3_250)])).toEqual([
      [0, 0],
      [250, 0],
      [2_000, 0],
    ]);
  });

  test('is so many times faster', () => {
    expect(wait([notice(0), notice(2_000)], 4)).toEqual([
      [0, 0],
      [500, 0],
    ]);
  });

  test('shortens a wait that would last longer, and says by how much of the log', () => {
    expect(wait([notice(0), notice(60_000)], 1, 5)).toEqual([
      [0, 0],
      [5_000, 55_000],
    ]);
    expect(wait([notice(0), notice(60_000)], 10, 5)).toEqual([
      [0, 0],
      [5_000, 10_000],
    ]);
  });

  test('plays a record without a time, or with an earlier one, at once', () => {
    expect(wait([notice(500), notice(null), notice(100), notice(900)])).toEqual([
      ...[
        [0, 0],
        [0, 0],
        [0, 0],
        [400, 0],
      ],
    ]);
  });

  test('plays usage when the response had ended', () => {
    const usage: LogRecord = {
      kind: 'usage',
      origin,
      of: { key: 'r1' },
      usage: null,
      outcome: 'ok',
      status: 200,
      error: null,
      firstByteAt: 1_500,
      endedAt: 3_000,
      model: null,
      responseId: null,
      vendor: null,
      billing: null,
    };
    expect(wait([notice(1_000), usage])).toEqual([
      [0, 0],
      [2_000, 0],
    ]);
  });
});

describe('createPlayer', () => {
  const play = async (records: readonly LogRecord[], longestWait: number): Promise<readonly string[]> => {
    const seen: string[] = [];
    const player = createPlayer(records, state, { speed: 1_000, longestWait });
    const { ended } = player.start({
      onRecords: batch => {
        for (const record of batch) seen.push(record.kind === 'notice' ? record.text : record.kind);
      },
      onState: ({ state, message }) => seen.push(message ?? state),
    });
    await ended;
    return seen;
  };

  test('brings the records in order, between live and ended', async () => {
    expect(await play([notice(0), notice(900)], 5)).toEqual(['live', '0', '900', 'ended']);
  });

  test('says which waits it left out', async () => {
    expect(await play([notice(0), notice(61_001)], 0.001)).toEqual([
      ...['live', '0', '1:00 of waiting left out', 'live', '61001', 'ended'],
    ]);
  });

  test('has the clock of the log', async () => {
    const player = createPlayer([notice(5_000_000)], state, { speed: 1, longestWait: 5 });
    expect(player.timer.now()).toBeGreaterThanOrEqual(5_000_000);
    expect(player.timer.now()).toBeLessThan(5_060_000);
  });

  test('stops its clock with the log', async () => {
    const player = createPlayer([notice(0), notice(900)], state, { speed: 1_000, longestWait: 5 });
    await player.start({ onRecords: () => {}, onState: () => {} }).ended;
    expect(player.timer.now()).toBe(900);
  });

  test('brings nothing after it was stopped', async () => {
    const seen: string[] = [];
    const running = createPlayer([notice(0), notice(3_600_000)], state, {
      speed: 1,
      longestWait: 3_600,
    }).start({
      onRecords: batch => void seen.push(...batch.map(record => record.kind)),
      onState: () => {},
    });
    await running.stop();
    expect(seen).toEqual([]);
  });
});
