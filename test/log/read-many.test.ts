import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openAtMost } from '../../src/log/paths/open-files.js';
import { CHUNK, readLogs } from '../../src/log/read.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cachequake-read-many-'));
});
afterEach(() => rm(folder, { recursive: true }));

const line = (id: string, text = id): string =>
  `${JSON.stringify({ cachequake: 1, kind: 'request', id, at: 1_760_000_000_000, session: id, body: { model: 'm', messages: [{ role: 'user', content: text }] } })}\n`;

/** More logs than may be open, the first of them several chunks long. */
async function writeLogs(): Promise<{ readonly long: string; readonly lines: readonly string[] }> {
  const lines = Array.from({ length: 9 }, (_, n) => line(`long${n}`, `${n}`.repeat(CHUNK / 3)));
  const long = join(folder, 'a-long.jsonl');
  await writeFile(long, lines.join(''));
  for (let n = 0; n <= openAtMost(); n += 1) await writeFile(join(folder, `b${n}.jsonl`), line(`r${n}`));
  return { long, lines };
}

test('logs that may not all be open are read whole, chunk by chunk', async () => {
  const { lines } = await writeLogs();
  const keys: string[] = [];
  const reading = readLogs([folder]);
  for await (const record of reading) if (record.kind === 'request') keys.push(record.key);
  expect(keys.filter(key => key.startsWith('long'))).toEqual(lines.map((_, n) => `long${n}`));
  expect(keys).toHaveLength(lines.length + openAtMost() + 1);
  expect(reading.states().every(({ state }) => state === 'ended')).toBe(true);
});

test('what stands under the name of a log later is not its rest', async () => {
  const { long } = await writeLogs();
  const other = join(folder, 'other.tmp');
  await writeFile(other, line('other', 'z'.repeat(9 * CHUNK)));
  const keys: string[] = [];
  const reading = readLogs([folder]);
  for await (const record of reading) {
    if (record.kind !== 'request') continue;
    if (keys.length === 0) await rename(other, long);
    keys.push(record.key);
  }
  expect(keys).not.toContain('other');
  expect(reading.states().find(({ path }) => path === long)).toMatchObject({
    state: 'gone',
    message: expect.stringContaining('replaced while it was read'),
  });
});
