import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { runCommand } from '../../src/alerts/command.js';
import { anAlert } from './a-break.js';

const folder = mkdtempSync(join(tmpdir(), 'cachequake-command-'));
const never = new AbortController().signal;
const run = (command: string, timeout = 10_000, alert = anAlert()): Promise<string> =>
  runCommand({ command, alert, timeout }, { PATH: process.env.PATH }, never);

/** `gone`, or its state: one that nobody has waited for is a zombie. */
function stateOf(pid: number): string {
  const { stdout } = spawnSync('ps', ['-o', 'stat=', '-p', String(pid)], { encoding: 'utf8' });
  return stdout.trim() || 'gone';
}

describe('a command for an alert', () => {
  test('gets it as JSON and in its environment', async () => {
    const out = join(folder, 'out');
    expect(await run(`cat > ${out}; echo "$CACHEQUAKE_EVENT $CACHEQUAKE_ID"`)).toBe(
      'exit code 0: break abc-2',
    );
    expect(JSON.parse(readFileSync(out, 'utf8'))).toEqual(anAlert());
  });

  test('finds text of a log as text, not as a part of the command', async () => {
    const out = join(folder, 'owned');
    const alert = anAlert({ summary: `$(touch ${out}); \`touch ${out}\`` });
    expect(await run('echo "$CACHEQUAKE_SUMMARY"', 10_000, alert)).toContain('$(touch');
    expect(existsSync(out)).toBe(false);
  });

  test('is ended with all that it started when it takes too long', async () => {
    const late = join(folder, 'late');
    const began = performance.now();
    expect(await run(`sleep 60 && touch ${late}`, 200)).toBe('ended after 0.2 s');
    expect(performance.now() - began).toBeLessThan(10_000);
  });

  test.each([
    [
      'that does not hear the end',
      'ended after 0.5 s',
      (file: string) => `sh -c 'trap "" TERM; echo $$ > ${file}; sleep 61'`,
    ],
    [
      'in the background',
      'exit code 0, and what it left behind ended after 0.5 s',
      (file: string) => `sleep 61 & echo $! > ${file}`,
    ],
  ])('leaves nothing behind %s', async (_, said, command) => {
    const file = join(mkdtempSync(join(folder, 'left-')), 'pid');
    expect(await run(command(file), 500)).toBe(said);
    const left = Number(readFileSync(file, 'utf8'));
    expect(left).toBeGreaterThan(1);
    await expect.poll(() => stateOf(left)).toMatch(/^gone|Z/);
  });

  test.skipIf(process.platform !== 'linux')(
    'has ended where only zombies are left of it, as in a container without an init',
    async () => {
      // What has a session of its own, and never waits for its child, is not part of the group; the child is.
      expect(await run('( (exec true) & exec setsid sleep 5 ) >/dev/null 2>&1 &', 3000)).toBe('exit code 0');
    },
  );

  test('may fail, and need not read', async () => {
    expect(await run('exec <&-; echo no >&2; exit 3')).toBe('exit code 3: no');
    expect(await run('not-a-program-of-this-machine')).toMatch(/^exit code 127: /);
  });
});
