import { describe, expect, it } from 'vitest';
import { mergeByTime } from '../../src/log/merge.js';
import type { LogRecord } from '../../src/log/record.js';

function notices(path: string, ...times: (number | null)[]): LogRecord[] {
  return times.map((at, index) => ({
    kind: 'notice',
    origin: { path, line: index + 1 },
    at,
    session: null,
    text: `${path}${index + 1}`,
  }));
}

async function* source(records: readonly LogRecord[]): AsyncGenerator<LogRecord> {
  yield* records;
}

describe('merging by time', () => {
  it('takes the earliest next record of all sources, and keeps each source in its order', async () => {
    const merged: string[] = [];
    const sources = [source(notices('a', 1, 5, 4)), source(notices('b', 2, null, 6)), source([])];
    for await (const record of mergeByTime(sources)) {
      merged.push(`${record.origin.path}${record.origin.line}`);
    }
    expect(merged).toEqual(['a1', 'b1', 'b2', 'a2', 'a3', 'b3']);
  });
});
