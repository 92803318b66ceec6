import { appendFileSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { runStatus } from '../../src/cli/status.js';
import { cachequake } from './captured-io.js';

const folder = mkdtempSync(join(tmpdir(), 'cachequake-status-'));
const SIX = 'demo-logs/six-requests.jsonl';
const LINES = readFileSync(SIX, 'utf8').trimEnd().split('\n');

/** The line that a status bar shows, with the JSON that an agent hands to its command. */
async function onStdin(input: string): Promise<{ code: number; out: string; err: string }> {
  let [out, err] = ['', ''];
  const io = {
    stdout: { write: (text: string) => (out += text) },
    stderr: { write: (text: string) => (err += text) },
    stdinIsTTY: false,
    env: {},
  };
  const code = await runStatus(undefined, { format: 'text', stdin: true }, io, async () => input);
  return { code, out, err };
}

describe('status', () => {
  test('is one line on the end of a log', async () => {
    const path = join(folder, 'six.jsonl');
    writeFileSync(path, `${LINES.slice(0, 4).join('\n')}\n`);
    expect(await cachequake('status', path)).toEqual({
      code: 0,
      out: 'hit 49 % | 1 break | lost 177 k, $0.61 | cold | 2 requests\n',
      err: '',
    });
  });

  test('counts the time that is left until the cache is cold', async () => {
    const path = join(folder, 'warm.jsonl');
    const now = Date.now();
    const shifted = LINES.slice(0, 2).map(line => {
      const value = JSON.parse(line);
      for (const key of ['at', 'first_byte_at', 'ended_at', 'firstByteAt', 'endedAt']) {
        if (typeof value[key] === 'string') value[key] = new Date(now).toISOString();
        if (typeof value[key] === 'number') value[key] = now;
      }
      return JSON.stringify(value);
    });
    writeFileSync(path, `${shifted.join('\n')}\n`);
    expect((await cachequake('status', path)).out).toMatch(/ \| 4:5\d left \| 1 request\n$|5:00 left/);
  });

  test('says that it is about the last requests of a long log, and reads no more of it', async () => {
    const path = join(folder, 'long.jsonl');
    for (let index = 0; index < 8; index += 1) appendFileSync(path, `${LINES.join('\n')}\n`);
    const { out } = await cachequake('status', path, '--format', 'json');
    expect(JSON.parse(out)).toMatchObject({ schema: 'cachequake.status/1', isWhole: false });
    expect(JSON.parse(out).requests).toBeLessThan(6);
    expect((await cachequake('status', path)).out).toMatch(/\| last \d requests\n$/);
  });

  test('takes the log from the JSON that an agent hands to its status line', async () => {
    const found = await onStdin(JSON.stringify({ transcript_path: SIX, cwd: '/' }));
    expect(found).toMatchObject({ code: 0, err: '' });
    expect(found.out).toMatch(
      /^SEV1 \| hit 46 % \| 2 breaks \| lost 285 k, \$0\.98 \| cold \| last 3 requests\n$/,
    );
    expect(await onStdin('hello')).toMatchObject({ code: 2, out: '' });
  });

  test('takes the newest log of a folder', async () => {
    const inside = mkdtempSync(join(folder, 'logs-'));
    writeFileSync(join(inside, 'a.jsonl'), `${LINES.join('\n')}\n`);
    writeFileSync(join(inside, 'b.jsonl'), `${LINES.slice(0, 2).join('\n')}\n`);
    expect((await cachequake('status', inside)).out).toContain('| 1 request\n');
  });

  test('claims no break and no health where usage is missing', async () => {
    const path = join(folder, 'no-usage.jsonl');
    writeFileSync(path, `${LINES[0]}\n${LINES[4]}\n`);
    expect((await cachequake('status', path)).out).toMatch(/^hit \? \| breaks \? /);
  });

  test.each([
    [['none.jsonl'], 'none.jsonl: no such file'],
    [['package.json'], 'no request could be read in it'],
    [[SIX, '--stdin'], 'give a path or --stdin, not both'],
    [[SIX, '--format', 'xml'], 'Allowed choices are text, json'],
  ])('refuses %j', async (args, reason) => {
    const { code, out, err } = await cachequake('status', ...args);
    expect([code, out]).toEqual([2, '']);
    expect(err).toContain(reason);
  });
});
