import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, utimesSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { cachequake, cachequakeIn } from '../captured-io.js';

const DAY = 'demo-logs/healthy-day.jsonl';
const TURN = 'demo-logs/six-requests.jsonl';
const COUNTER = 'demo-logs/message-id.jsonl';

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'cachequake-which-'));
});
afterEach(() => rmSync(home, { recursive: true }));

/** A machine with two recordings: one of today, one of last month. */
function recordings(): NodeJS.ProcessEnv {
  const folder = join(home, '.local/state/cachequake/recordings');
  mkdirSync(folder, { recursive: true });
  const old = join(folder, '2026-10-01T10-00-00Z-1.jsonl');
  copyFileSync(TURN, old);
  utimesSync(old, new Date('2026-10-01'), new Date('2026-10-01'));
  copyFileSync(COUNTER, join(folder, '2026-11-20T10-00-00Z-2.jsonl'));
  return { HOME: home };
}

describe('which logs a report is about', () => {
  test('several are numbered in the order in which they are named, whenever they were written', async () => {
    const { out } = await cachequake('report', COUNTER, DAY, TURN);
    const lines = out.split('\n').filter(line => line.includes('   cachequake, wire'));
    expect(lines.map(line => line.slice(0, line.indexOf('   cachequake')))).toEqual([
      `1. ${COUNTER}`,
      `2. ${DAY}`,
      `3. ${TURN}`,
    ]);
    expect(out).toContain('✗ #3.2 full break');
    expect(out).toContain('✗ #4 full break');
  });

  test('each of several says what it lost', async () => {
    const { out } = await cachequake('report', TURN, COUNTER);
    expect(out).toMatch(/^1\. .*six-requests\.jsonl.*; 3 breaks, 461 780 tokens lost, \$1\.59$/m);
    expect(out).toMatch(/^2\. .*message-id\.jsonl.*; 5 breaks, 50 569 tokens lost, \$0\.17$/m);
  });

  test('--latest takes the newest one here', async () => {
    const { code, out } = await cachequakeIn(recordings(), 'report', '--latest');
    expect(code).toBe(0);
    expect(out).toContain('2026-11-20T10-00-00Z-2.jsonl');
    expect(out).not.toContain('2026-10-01');
  });

  test('--since without a path takes all that were written since', async () => {
    const { out } = await cachequakeIn(recordings(), 'report', '--since', '2026-09-01');
    expect(out).toMatch(/^8 breaks of /);
    const none = await cachequakeIn({ HOME: join(home, 'other') }, 'report', '--since', '7d');
    expect(none).toMatchObject({ code: 2, err: expect.stringContaining('no log found on this machine') });
  });

  test('--since leaves out what was before, and says so; verdicts still rest on it', async () => {
    const { out } = await cachequake('report', TURN, '--since', '2026-11-20T18:03:30Z', '--format', 'json');
    const report = JSON.parse(out);
    const requests = report.sessions[0].lanes[0].requests;
    expect(requests.map((request: { n: number }) => request.n)).toEqual([5, 6]);
    expect(report.totals).toMatchObject({ requests: 2, breaks: 2, cacheWrite: 286_985 });
    expect(report.since).toEqual({ at: '2026-11-20T18:03:30.000Z', leftOut: 4 });
    // The parent of the first that is left is one that is not.
    expect(requests[0]).toMatchObject({ parent: 4, break: { expectedRead: 179_191 } });
    const text = await cachequake('report', TURN, '--since', '2026-11-20T18:03:30Z');
    expect(text.out).toContain('4 requests before 2026-11-20T18:03:30.000Z left out');
  });

  test('of a time without a request it tells neither of a request nor of an incident', async () => {
    const at = '2099-01-01';
    const { out, code } = await cachequake('report', TURN, '--since', at);
    expect([code, out.split('\n')[0]]).toEqual([
      0,
      'No request in these logs since 2099-01-01T00:00:00.000Z.',
    ]);
    expect(out).not.toMatch(/SEV|#\d/);
    const json = JSON.parse((await cachequake('report', TURN, '--since', at, '--format', 'json')).out);
    expect(json).toMatchObject({
      incidents: [],
      sessions: [],
      since: { leftOut: 6 },
      totals: { requests: 0 },
    });
    for (const form of ['markdown', 'html'])
      expect((await cachequake('report', TURN, '--since', at, '--format', form)).out).not.toMatch(/SEV\d/);
    // An incident that goes on in that time is told, with the time of its opening.
    const open = await cachequake('report', TURN, '--since', '2026-11-20T18:03:59.500Z');
    expect(open.out).not.toMatch(/SEV/);
    const last = await cachequake('report', TURN, '--since', '2026-11-20T18:03:30Z');
    expect(last.out).toMatch(/SEV1 agent: /);
  });

  test.each([
    [['report', TURN, '--latest'], 'give a path or --latest, not both'],
    [['report', TURN, '--since', 'yesterday'], 'It must be a time to look back, such as 7d'],
    [['report', TURN, '--since', '2026-99-99'], 'It must be a time to look back, such as 7d'],
    [['report', '--latest'], 'no log found on this machine'],
  ])('%j is refused', async (args, sentence) => {
    expect(await cachequakeIn({ HOME: home }, ...args)).toMatchObject({
      code: 2,
      err: expect.stringContaining(sentence),
    });
  });

  test('- reads standard input', () => {
    const out = execFileSync(process.execPath, ['--import', 'tsx', 'src/cli/main.ts', 'report', '-'], {
      input: readFileSync(COUNTER),
      encoding: 'utf8',
    });
    expect(out).toMatch(/^5 breaks of one site: volatile-value \(counter\)/);
  });
});
