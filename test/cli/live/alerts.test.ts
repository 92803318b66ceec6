import { existsSync, mkdtempSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openAlerts } from '../../../src/cli/live/alerts.js';
import { createEngine } from '../../../src/engine.js';
import { readLog } from '../../../src/log/read.js';
import { cachequakeIn } from '../captured-io.js';

const folder = mkdtempSync(join(tmpdir(), 'cachequake-alerts-'));
const env = { XDG_STATE_HOME: join(folder, 'state'), PATH: process.env.PATH };
const FAST = ['--speed', '1000', '--longest-wait', '0.001'];
const SIX = 'demo-logs/six-requests.jsonl';

describe('alerts', () => {
  test('are silent about what is played, unless asked', async () => {
    const out = join(folder, 'out');
    const tell = ['--on-break', `cat >> ${out}`, '--on-incident', `cat >> ${out}`];
    expect((await cachequakeIn(env, 'demo', ...FAST, ...tell)).code).toBe(0);
    expect(existsSync(out)).toBe(false);
    expect((await cachequakeIn(env, 'demo', ...FAST, ...tell, '--alert-replay')).code).toBe(0);
    const alerts = readFileSync(out, 'utf8')
      .trimEnd()
      .split('\n')
      .map(line => JSON.parse(line));
    expect(alerts.map(({ type, what, break: found }) => [type, what, found?.request ?? null])).toEqual(
      expect.arrayContaining([
        ['break', 'break', '2'],
        ['break', 'break', '5'],
        ['break', 'break', '6'],
        ['incident', 'open', null],
      ]),
    );
    const opened = alerts.find(({ type }) => type === 'incident');
    expect(opened.incident.sites).toMatchObject([
      { cause: 'history-edited', breaks: 2, tokens: 285_074 },
      { cause: 'tool-changed', breaks: 1, tokens: 176_706 },
    ]);
  });

  test('hold no text of a prompt, in at most 4 kB', async () => {
    const out = join(folder, 'text');
    await cachequakeIn(env, 'demo', ...FAST, '--alert-replay', '--on-break', `cat >> ${out}`);
    const text = readFileSync(out, 'utf8');
    expect(text).not.toContain('compacted: tool output');
    expect(text).not.toContain('Group Chat');
    for (const line of text.split('\n')) expect(line.length).toBeLessThan(4096);
  });

  test('say with --redact that they hold none', async () => {
    const out = join(folder, 'redacted');
    const tell = [
      '--alert-replay',
      '--redact',
      '--on-break',
      `cat >> ${out}`,
      '--on-incident',
      `cat >> ${out}`,
    ];
    await cachequakeIn(env, 'demo', ...FAST, ...tell);
    const lines = readFileSync(out, 'utf8').trimEnd().split('\n');
    expect(lines.length).toBeGreaterThan(3);
    for (const line of lines) expect(JSON.parse(line).isRedacted).toBe(true);
  });

  test('log what became of a command, where only the user reads it', async () => {
    await cachequakeIn(env, 'demo', ...FAST, '--alert-replay', '--on-incident', 'echo told; exit 3');
    const log = join(folder, 'state/cachequake/alerts.log');
    expect(readFileSync(log, 'utf8')).toMatch(
      / incident agent@\w+-2: echo told; exit 3: exit code 3: told\n/,
    );
    expect(statSync(log).mode & 0o077).toBe(0);
  });

  test('ring a terminal at most once in ten seconds', async () => {
    let written = '';
    const io = {
      stdout: { write: (text: string) => (written += text), isTTY: true },
      stderr: { write: () => {}, isTTY: true },
      stdinIsTTY: true,
      env: { ...env, TERM: 'foot' },
    };
    const alerts = await openAlerts({ color: 'never', bell: true, notify: true }, io, () => {});
    if (typeof alerts === 'string') throw new Error(alerts);
    const engine = createEngine();
    for await (const record of readLog(SIX)) engine.accept(record).forEach(alerts.event);
    await alerts.close();
    expect(written).toBe(
      '\u0007\u001B]777;notify;cachequake;full break at #2: tool-changed, 176 706 tokens lost, $0.61\u001B\\',
    );
  });

  test('refuse an address that cannot be one', async () => {
    const log = join(folder, 'log.jsonl');
    writeFileSync(log, '');
    const { code, err } = await cachequakeIn(env, log, '--webhook', 'slack=https://hooks.example/T/x');
    expect(code).toBe(2);
    expect(err).toContain('its address is a secret; give it as env:NAME or file:PATH');
  });
});
