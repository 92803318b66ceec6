/** Requests that leave a part of their prefix to what the provider holds. */
import { describe, expect, it } from 'vitest';
import type { JsonObject, RequestRecord, Usage } from '../../src/log/record.js';
import { prose } from '../agent.js';
import { causesOf, play, type Turn } from './others-play.js';

const billed = (cacheRead: number, total: number): Usage => ({
  ...{ input: total - cacheRead, cacheRead, cacheWrite: null, cacheWrite5m: null, cacheWrite1h: null },
  ...{ output: 9, promptTotal: total },
});

describe('answers that are gone on from by their id', () => {
  const change: Partial<RequestRecord> = { api: 'openai-responses', provider: 'openai', model: 'gpt-5' };
  const turn = (id: string, previous: string | null, cacheRead: number, total: number): Turn => ({
    body: {
      model: 'gpt-5',
      input: [{ role: 'user', content: `more of ${id}` }],
      ...(previous === null ? { instructions: prose('i', 900) } : { previous_response_id: previous }),
    },
    ...{ read: 0, write: 0, change },
    usage: { usage: billed(cacheRead, total), responseId: id },
  });

  it('are one conversation, in which what was not read again is missed', () => {
    const entries = play([
      turn('resp_1', null, 0, 3_000),
      turn('resp_2', 'resp_1', 2_944, 3_400),
      turn('resp_3', 'resp_2', 0, 3_800),
      turn('resp_4', 'resp_3', 3_712, 4_200),
    ]);
    expect(new Set(entries.map(({ lane }) => lane)).size).toBe(1);
    expect(entries.map(({ what }) => what)).toEqual([
      'first of its lane',
      'growth',
      'unknown (prompt)',
      'growth',
    ]);
    expect(entries[2]?.break).toMatchObject({ expectedRead: 3_328, lostTokens: 3_328, ringing: false });
    expect(entries[2]?.break?.causes[0]?.summary).toBe(
      'It sends only what is new: what the provider holds in front of that, and whether it still did, is not in this log.',
    );
  });

  it('of which the log does not hold the one before promise nothing', () => {
    const entries = play([turn('resp_8', 'resp_7', 0, 9_000), turn('resp_9', 'resp_5', 0, 9_000)]);
    expect(entries.map(entry => [entry.parentId, entry.break, entry.predicted])).toEqual([
      [null, null, null],
      [null, null, null],
    ]);
  });

  it('are gone on from twice: neither goes on from the other', () => {
    const entries = play([
      turn('resp_1', null, 0, 3_000),
      turn('resp_2a', 'resp_1', 2_944, 8_000),
      turn('resp_2b', 'resp_1', 2_944, 8_100),
    ]);
    expect(entries.map(({ parentId }) => parentId)).toEqual([null, entries[0]?.id, entries[0]?.id]);
    expect(entries.map(entry => entry.break)).toEqual([null, null, null]);
  });

  it('take turns: each goes on from the one that it names', () => {
    const entries = play([
      turn('resp_1', null, 0, 3_000),
      turn('other_1', null, 0, 8_000),
      turn('resp_2', 'resp_1', 2_944, 3_400),
      turn('other_2', 'other_1', 7_936, 8_400),
    ]);
    expect(entries.map(entry => entry.break)).toEqual([null, null, null, null]);
    expect([entries[2]?.parentId, entries[3]?.parentId]).toEqual([entries[0]?.id, entries[1]?.id]);
  });
});

describe("Gemini's cached contents", () => {
  const change: Partial<RequestRecord> = { api: 'gemini', provider: 'google', model: 'gemini-2.5-flash' };
  const manual = prose('manual', 900);
  const turn = (turns: number, isCached: boolean, cacheRead: number): Turn => ({
    body: {
      ...(isCached
        ? { cachedContent: 'cachedContents/abc' }
        : { systemInstruction: { parts: [{ text: manual }] } }),
      contents: Array.from(
        { length: turns },
        (_, i): JsonObject => ({
          role: i % 2 === 0 ? 'user' : 'model',
          parts: [{ text: prose(`c${i}`, 400) }],
        }),
      ),
    },
    ...{ read: 0, write: 0, change },
    usage: { usage: billed(cacheRead, 3_000 + turns * 900) },
  });

  it('are read whole, and nothing behind them: that is no miss, and nothing is foreseen', () => {
    const entries = play([1, 3, 5, 7].map(turns => turn(turns, true, 2_900)));
    expect(entries.map(entry => [entry.break, entry.predicted])).toEqual(Array(4).fill([null, null]));
  });

  it('are missed by a request that names none any more, and not by the next one that does', () => {
    const entries = play([turn(1, true, 2_900), turn(3, false, 0), turn(5, true, 2_900)]);
    expect(causesOf(entries[1])).toEqual(['parameters-changed (cached_content)']);
    expect(entries[1]?.break).toMatchObject({ expectedRead: 2_900, lostTokens: 2_900 });
    expect(entries[1]?.break?.causes[0]?.summary).toBe(
      'Changed: cached_content "cachedContents/abc" -> unset.',
    );
    expect(entries[2]?.break).toBeNull();
  });
});
