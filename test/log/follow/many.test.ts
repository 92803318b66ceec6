import { appendFile, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { followLogs } from '../../../src/log/follow/follow.js';
import type { LogRecord } from '../../../src/log/record.js';

const line = (id: string): string =>
  `${JSON.stringify({ cachequake: 1, kind: 'request', id, at: 1_760_000_000_000, session: id, body: { model: 'm', messages: [{ role: 'user', content: id }] } })}\n`;

/** Files that this process holds open below a folder. */
async function openBelow(folder: string): Promise<number> {
  const { readlink } = await import('node:fs/promises');
  const names = await readdir('/proc/self/fd');
  const paths = await Promise.all(names.map(name => readlink(join('/proc/self/fd', name)).catch(() => '')));
  return paths.filter(path => path.startsWith(folder)).length;
}

test('many logs are all followed, with few of them open at a time', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'cachequake-many-'));
  const count = 600;
  for (let n = 0; n < count; n += 1) await writeFile(join(folder, `log${n}.jsonl`), line(`r${n}`));
  const records: LogRecord[] = [];
  const follower = followLogs(
    [folder],
    { onRecords: more => void records.push(...more), onState: () => {} },
    { poll: 60_000, events: false },
  );
  await follower.caughtUp;
  expect(records).toHaveLength(count);
  await follower.looked();
  expect(await openBelow(folder)).toBeLessThan(300);
  await appendFile(join(folder, 'log3.jsonl'), line('late'));
  await follower.looked();
  expect(records.map(record => (record.kind === 'request' ? record.key : ''))).toContain('late');
  expect(records).toHaveLength(count + 1);
  await follower.close();
  await rm(folder, { recursive: true });
});
