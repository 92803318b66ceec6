/** A receiver that hangs and a disk that is full: watching goes on. */
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { assertBuilt, DEMO_LOGS } from '../cachequake.js';
import { endAll, hang, startHeadless } from './running.js';

const LINES = readFileSync(join(DEMO_LOGS, 'six-requests.jsonl'), 'utf8').trimEnd().split('\n');
const WAIT = { timeout: 60_000, interval: 50 };
const FULL = '/dev/full';

let home: string;
beforeAll(assertBuilt);
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'cachequake-failing-'));
});
afterEach(() => {
  endAll();
  rmSync(home, { recursive: true, force: true });
});

test.skipIf(!existsSync(FULL))(
  'a webhook that hangs and a full disk cost nothing of what is counted',
  async () => {
    const state = join(home, 'state/cachequake');
    mkdirSync(state, { recursive: true });
    // Every write of what became of alerts ends with ENOSPC; what is learned cannot be kept either.
    symlinkSync(FULL, join(state, 'alerts.log'));
    writeFileSync(join(state, 'learned'), '');
    const log = join(home, 'six.jsonl');
    writeFileSync(log, `${LINES.slice(0, 2).join('\n')}\n`);
    const watching = startHeadless(
      home,
      log,
      '--metrics',
      '0',
      '--webhook',
      `json=${await hang()}`,
      '--on-break',
      'exit 3',
    );
    await expect.poll(watching.printed, WAIT).toContain('what was there is read');
    appendFileSync(log, `${LINES.slice(2).join('\n')}\n`);
    const url = /metrics at (\S+)/.exec(watching.printed())?.[1] ?? '';
    const breaks = async (): Promise<string | undefined> =>
      /^cachequake_breaks_total\{.*cause="history-edited"\} (\d+)$/m.exec(
        await (await fetch(url)).text(),
      )?.[1];
    await expect.poll(breaks, WAIT).toBe('2');
    await expect.poll(watching.printed, WAIT).toContain('alerts.log: cannot be written');
    expect(await watching.end()).toBe(0);
    expect(watching.printed().split('cannot be written')).toHaveLength(2);
  },
);

test('an end in front of a receiver that is away is no failure, and says what was not delivered', async () => {
  const log = join(home, 'six.jsonl');
  writeFileSync(log, `${LINES.slice(0, 2).join('\n')}\n`);
  // Nobody listens there: it is tried again and again, and nothing else is left to do when the watching ends.
  const breaks = join(home, 'breaks');
  const address = ['--webhook', 'json=http://127.0.0.1:1/'];
  const watching = startHeadless(home, log, ...address, '--on-break', `cat >> '${breaks}'`);
  await expect.poll(watching.printed, WAIT).toContain('what was there is read');
  appendFileSync(log, `${LINES.slice(2).join('\n')}\n`);
  const told = join(home, 'state/cachequake/alerts.log');
  await expect
    .poll(() => existsSync(breaks) && readFileSync(breaks, 'utf8'), WAIT)
    .toContain('history-edited');
  expect(await watching.end()).toBe(0);
  expect(readFileSync(told, 'utf8')).toMatch(/not delivered/);
});
