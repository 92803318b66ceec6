import { chmodSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { COMMAND_NAMES } from '../../src/cli/similar.js';
import { cachequake } from './captured-io.js';

const folder = mkdtempSync(join(tmpdir(), 'cachequake-cli-'));
const SIX = 'demo-logs/six-requests.jsonl';

describe('the command line', () => {
  test('counts with --verbose the lines that were not read the fast way', async () => {
    const log = join(mkdtempSync(join(tmpdir(), 'cachequake-cli-')), 'twice.jsonl');
    const line = `{"body":{"model":"m","messages":[{"role":"user","content":"${'x'.repeat(4_000)}"}]}}`;
    writeFileSync(log, `${line}\n${line.replace('"model":"m"', '"model":"m","model":"n"')}\n`);
    const { err } = await cachequake('--verbose', 'report', log);
    expect(err).toContain('twice.jsonl: 1 line was parsed whole: it holds a key twice');
    expect((await cachequake('report', log)).err).toBe('');
  });

  test('says that the working folder is gone, where it needs one', async () => {
    const gone = vi.spyOn(process, 'cwd').mockImplementation(() => {
      throw Object.assign(new Error('ENOENT: no such file or directory, uv_cwd'), { syscall: 'uv_cwd' });
    });
    try {
      const { code, err } = await cachequake('status', 'x.jsonl');
      expect([code, err]).toEqual([
        2,
        'cachequake: the working folder does not exist any more: change to another one, and try again\n',
      ]);
    } finally {
      gone.mockRestore();
    }
  });

  test('prints its version, alone on a line', async () => {
    const { code, out } = await cachequake('--version');
    expect(code).toBe(0);
    expect(out).toMatch(/^\d+\.\d+\.\d+\n$/);
  });

  test('helps with a command by either spelling', async () => {
    const { out } = await cachequake('report', '--help');
    expect(await cachequake('help', 'report')).toEqual({ code: 0, out, err: '' });
  });

  test('lists its commands', async () => {
    const { code, out } = await cachequake('--help');
    expect(code).toBe(0);
    for (const command of ['watch', 'demo', 'report', 'diff', 'sources'])
      expect(out).toMatch(new RegExp(`^  ${command}\\b`, 'm'));
  });

  test.each([
    [['--bogus'], "unknown option '--bogus'"],
    [['report'], 'which log? Give a file or a folder'],
    [['report', '--format', 'xml', SIX], 'Allowed choices are text, json, markdown, html'],
    [['report', join(folder, 'none.jsonl')], 'none.jsonl: no such file'],
    [['report', folder], 'a folder without logs'],
    [['demo', 'nope'], 'no demo called nope; there are: healthy-day, message-id, six-requests'],
    [['demo', '--speed', '0'], 'It must be a number above 0'],
    [['watch', SIX, '--on-break', ' '], 'It must not be empty'],
    [['record', '--host', '', '--', 'true'], 'It must not be empty'],
    [['record', '--port', '', '--', 'true'], 'It must be a port'],
    [['record', '--allow-host', '--', 'true'], 'It must be a name or an address'],
    [['diff', SIX, 'two'], 'diff needs the number of a request behind the log'],
    [['diff', SIX, '9'], 'there is no request 9 in it, only 6'],
    [['diff', 'package.json', '2'], 'no request could be read: package.json:1: no known log has a line with'],
    [['diff', SIX, '1'], 'request 1 is the first of its lane'],
    [['diff', 'demo-logs', '1'], 'request 1 is the first of its lane'],
    [
      [],
      'which log? Give a file or a folder, or --latest for the newest one here; `cachequake sources` lists them',
    ],
    [['--latest', SIX], 'give a path or --latest, not both'],
    [['reprot', SIX], 'there is no command and no file `reprot`. Did you mean `cachequake report`?'],
    [['reprot', SIX, '--format', 'json'], 'Did you mean `cachequake report`?'],
    [['help', 'nosuch'], 'there is no command `nosuch`. `cachequake --help` lists them.'],
    [['help', 'reprot'], 'there is no command `reprot`. Did you mean `cachequake report`?'],
    ...[['report', ''], [''], ['check', '', '--max-breaks', '0'], ['diff', '', '5'], ['status', '']].map(
      (line): [string[], string] => [line, 'an empty path is no log: give a file or a folder'],
    ),
    [['soruces'], 'Did you mean `cachequake sources`?'],
    [['harbour'], 'there is no command and no file `harbour`. A log that is still to come'],
  ])('ends %j with 2 and says why', async (args, reason) => {
    const { code, out, err } = await cachequake(...args);
    expect([code, out]).toEqual([2, '']);
    expect(err).toContain(reason);
  });

  test.skipIf(process.getuid?.() === 0)('says that a file may not be read', async () => {
    const path = join(folder, 'secret.jsonl');
    writeFileSync(path, '{}\n');
    chmodSync(path, 0o000);
    expect((await cachequake('report', path)).err).toContain('no permission to read it');
  });

  test('knows every command that it may be asked for', async () => {
    const { out } = await cachequake('--help');
    const listed = [...out.matchAll(/^ {2}([a-z]+)\b/gm)].map(([, name]) => name);
    expect(listed.filter(name => name !== 'help')).toEqual([...COMMAND_NAMES]);
  });

  test('makes harmless what it quotes', async () => {
    const { err } = await cachequake('report', 'a\u001b[2Jb/none.jsonl');
    expect(err).not.toContain('\u001b');
    expect((await cachequake('--bo\u001b[2Jgus')).err).not.toContain('\u001b');
  });
});
