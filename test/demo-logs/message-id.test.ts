import { describe, expect, test } from 'vitest';
import { readDemoLog } from './read-log.js';

const { requests, usages } = readDemoLog('message-id');
const idOf = (text: string): string | undefined => /message_id: (\d+)/.exec(text)?.[1];

describe('message-id: a counter in the system text', () => {
  test('has 17 requests in 6 turns', () => {
    expect(requests.length).toBe(17);
    expect([...new Set(requests.map(request => request.turn))]).toEqual(['t1', 't2', 't3', 't4', 't5', 't6']);
  });

  test('counts one up at every turn, in the middle of the system text', () => {
    const texts = requests.map(request => request.body.system?.[1]?.text ?? '');
    const ids = requests.map((request, at) => `${request.turn} ${idOf(texts[at] ?? '')}`);
    expect([...new Set(ids)]).toEqual([
      't1 48213',
      't2 48214',
      't3 48215',
      't4 48216',
      't5 48217',
      't6 48218',
    ]);
    const at = (texts[0] ?? '').indexOf('message_id') / (texts[0]?.length ?? 1);
    expect(at).toBeGreaterThan(0.4);
    expect(at).toBeLessThan(0.6);
  });

  test('reads nothing at every new turn, and everything inside one', () => {
    let before: { readonly turn: string; readonly cached: number } | null = null;
    for (const request of requests) {
      const usage = usages.find(line => line.id === request.id)?.usage;
      const expected: number = before?.turn === request.turn ? before.cached : 0;
      expect([request.id, usage?.cacheRead]).toEqual([request.id, expected]);
      before = { turn: request.turn, cached: (usage?.cacheRead ?? 0) + (usage?.cacheWrite ?? 0) };
    }
  });

  test('never waits as long as an entry lives', () => {
    const times = requests.map(request => Date.parse(request.at));
    expect(Math.max(...times.map((time, at) => time - (times[at - 1] ?? time)))).toBeLessThan(300_000);
  });
});
