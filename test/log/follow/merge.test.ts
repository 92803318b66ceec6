import { describe, expect, it } from 'vitest';
import { createMerge, mergeByTime } from '../../../src/log/follow/merge.js';
import type { LogRecord } from '../../../src/log/record.js';

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

describe('a running merge', () => {
  it('lets nothing out before every source that is not finished has shown its next record', async () => {
    const seen: string[] = [];
    const [a, b] = createMerge(2, records => {
      seen.push(...records.map(record => `${record.origin.path}${record.origin.line}`));
    });
    const pushed = a?.push(notices('a', 1, 5));
    await Promise.resolve();
    expect(seen).toEqual([]);
    await b?.push(notices('b', 2));
    expect(seen).toEqual(['a1', 'b1']);
    b?.finish();
    await pushed;
    expect(seen).toEqual(['a1', 'b1', 'a2']);
  });

  it('makes sources wait for a listener that is not done', async () => {
    let open = (): void => {};
    const gate = new Promise<void>(resolve => {
      open = resolve;
    });
    let isPushed = false;
    const [a] = createMerge(1, () => gate);
    const pushed = a?.push(notices('a', 1, 2)).then(() => {
      isPushed = true;
    });
    for (let turn = 0; turn < 50; turn += 1) await Promise.resolve();
    expect(isPushed).toBe(false);
    open();
    await pushed;
    expect(isPushed).toBe(true);
  });
});
