import { deepStrictEqual } from 'node:assert';
import { appendFile, mkdtemp, readFile, rename, rm, truncate, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createTail, type Tail } from '../../../src/log/follow/tail.js';
import type { RequestRecord } from '../../../src/log/record.js';
import { onParsedWhole } from '../../../src/log/values/parsed-whole.js';
import { freeze } from '../values/compare.js';

/** Much less than a line: a look ends in the middle of what a line shares with the one before. */
const CHUNK = 1_500;

/** No part of it stands in it twice: where a line goes on as an earlier one must be plain. */
const text = (n: number, of = 'm'): string =>
  Array.from({ length: 150 }, (_, i) => `${of}${n}.${i} «é»`).join(' ');

/** A request of a conversation with so many messages; most of its bytes are those of the one before. */
function line(id: string, messages: number, of = 'm'): string {
  const body = {
    model: 'm',
    system: text(0, 's'),
    messages: Array.from({ length: messages }, (_, n) => ({ role: 'user', content: text(n, of) })),
  };
  return `${JSON.stringify({ cachequake: 1, kind: 'request', id, at: '2026-11-22T10:00:00.000Z', body })}\n`;
}

/** Bytes of a line up to the middle of what it shares. */
const half = (whole: string): number => Math.floor(whole.length * 0.6);

describe('tail of a log whose lines repeat each other', () => {
  let folder: string;
  let path: string;
  let seen: RequestRecord[];
  let tail: Tail;
  let wholes: number;
  let stop: () => void;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'cachequake-repeats-'));
    path = join(folder, 'log.jsonl');
    seen = [];
    wholes = 0;
    stop = onParsedWhole(() => {
      wholes += 1;
    });
    tail = createTail(
      path,
      {
        onRecords: records => {
          for (const record of records) {
            if (record.kind !== 'request') throw new Error(`a ${record.kind} in line ${record.origin.line}`);
            // Who writes to a shared value changes what later lines hold.
            freeze(record.body);
            seen.push(record);
          }
        },
        onState: () => {},
      },
      { chunk: CHUNK },
    );
  });

  afterEach(async () => {
    stop();
    await tail.close();
    await rm(folder, { recursive: true });
  });

  /** What came out is what was written, to the byte. */
  function expectExactly(...lines: readonly string[]): void {
    const written = lines.map(one => JSON.parse(one));
    expect(seen.map(({ key }) => key)).toEqual(written.map(({ id }) => id));
    for (const [i, record] of seen.entries()) {
      deepStrictEqual(record.body, written[i].body);
      deepStrictEqual(JSON.stringify(record.body), JSON.stringify(written[i].body));
    }
    expect(wholes).toBe(0);
  }

  async function append(...parts: readonly string[]): Promise<void> {
    for (const part of parts) {
      await appendFile(path, part);
      await tail.wake();
    }
  }

  /** A line in two writes, with a look between them. */
  const inHalves = (whole: string): [string, string] => [
    whole.slice(0, half(whole)),
    whole.slice(half(whole)),
  ];

  it('gives a line that came in halves', async () => {
    const [a, b, c] = [line('a', 4), line('b', 5), line('c', 6)];
    await append(a, ...inHalves(b), ...inHalves(c));
    expectExactly(a, b, c);
  });

  it('goes on behind a half line that its writer took back', async () => {
    const [a, b, c, d] = [line('a', 4), line('b', 5), line('c', 6), line('d', 7)];
    await append(a, b, c.slice(0, half(c)));
    await truncate(path, Buffer.byteLength(a + b));
    await tail.wake();
    await append(d);
    expectExactly(a, b, d);
  });

  it('reads a log that was truncated in the middle of a line', async () => {
    const [a, b, c, d] = [line('a', 4), line('b', 5), line('c', 6), line('d', 7)];
    await append(a, b.slice(0, half(b)));
    await truncate(path);
    await append(c, ...inHalves(d));
    expectExactly(a, c, d);
  });

  it.each([
    ['of the same size', 0],
    ['that is longer', 3],
  ])('reads another log %s that was written in its place', async (_, more) => {
    const [a, b, c] = [line('a', 4), line('b', 5), line('c', 5, 'other')];
    const [first, second] = [line('A', 4, 'n'), line('B', 5 + more, 'n')];
    await append(a, b, c.slice(0, half(c)));
    await writeFile(path, first + second);
    await utimes(path, new Date(), new Date(Date.now() + 5_000));
    await tail.wake();
    expectExactly(a, b, first, second);
  });

  it('goes on where it was in a longer copy that takes its place', async () => {
    const [a, b, c] = [line('a', 4), line('b', 5), line('c', 6)];
    await append(a, b.slice(0, half(b)));
    await writeFile(`${path}.new`, a + b + c);
    await rename(`${path}.new`, path);
    await tail.wake();
    expectExactly(a, b, c);
  });

  it('leaves an earlier line alone while a half line of the log that was rotated away goes on as it', async () => {
    const [a, b, d] = [line('a', 4), line('b', 5), line('d', 7)];
    // It differs where the half line does not.
    const c = line('c', 6).replace('m2.70', 'M2.70');
    await append(a);
    await rename(path, `${path}.1`);
    await tail.wake();
    await appendFile(`${path}.1`, b.slice(0, b.indexOf('m3.')));
    await tail.wake();
    await append(c);
    await appendFile(`${path}.1`, b.slice(b.indexOf('m3.')));
    await append(d);
    expectExactly(a, c, b, d);
  });

  it('reads again where a line stands, and gives nothing where another stands by then', async () => {
    const [a, b, c] = [line('a', 4), line('b', 5), line('c', 6)];
    await append(a, b, c);
    const readings = seen.map(({ raw }) => raw?.bytes ?? null);
    const read = (): (string | null)[] =>
      readings.map(bytes => {
        const found = bytes !== null && 'read' in bytes ? bytes.read() : bytes;
        return found === null ? null : Buffer.from(found).toString('utf8');
      });
    expect(read()).toEqual([a, b, c].map(one => one.trimEnd()));
    const file = await readFile(path, 'utf8');
    await writeFile(path, file.replaceAll('m1.', 'M1.'));
    // The newest is still in memory.
    expect(read()).toEqual([null, null, c.trimEnd()]);
    await truncate(path, a.length);
    expect(read().slice(0, 2)).toEqual([null, null]);
  });
});
