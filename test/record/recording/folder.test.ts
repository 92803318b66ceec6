import { chmod, lstat, mkdir, mkdtemp, readdir, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { recordingName, recordingsFolder } from '../../../src/log/paths/recordings.js';
import { applyRetention, prepareFolder } from '../../../src/record/recording/folder.js';

let root = '';
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'cachequake-state-'));
});
afterEach(() => rm(root, { recursive: true, force: true }));

const modeOf = async (path: string): Promise<number> => (await stat(path)).mode & 0o777;

describe('the folder of the recordings', () => {
  test('is made, and closed to others', async () => {
    const folder = join(root, 'cachequake', 'recordings');
    expect(await prepareFolder(folder)).toBeNull();
    expect(await modeOf(folder)).toBe(0o700);
    await chmod(folder, 0o755);
    expect(await prepareFolder(folder)).toBeNull();
    expect(await modeOf(folder)).toBe(0o700);
  });

  test.each(['cachequake', 'cachequake/recordings'])(
    'is refused where %s is somebody else’s, and left as it is',
    async part => {
      const folder = join(root, 'cachequake', 'recordings');
      await mkdir(join(root, part), { recursive: true, mode: 0o755 });
      const other = (process.getuid?.() ?? 0) + 1;
      expect(await prepareFolder(folder, other)).toContain('belongs to another user');
      expect(await modeOf(join(root, part))).toBe(0o755);
    },
  );

  test('may be a link of the user to a folder of the user', async () => {
    await mkdir(join(root, 'big-disk'));
    await mkdir(join(root, 'cachequake'));
    await symlink(join(root, 'big-disk'), join(root, 'cachequake', 'recordings'));
    expect(await prepareFolder(join(root, 'cachequake', 'recordings'))).toBeNull();
    expect((await lstat(join(root, 'cachequake', 'recordings'))).isSymbolicLink()).toBe(true);
  });

  test.each([
    ['nowhere', null, 'leads nowhere'],
    ['a file', 'file', 'no folder'],
  ])('is refused where it is a link to %s', async (_, target, why) => {
    await mkdir(join(root, 'cachequake'));
    await writeFile(join(root, 'file'), '');
    await symlink(join(root, target ?? 'none'), join(root, 'cachequake', 'recordings'));
    expect(await prepareFolder(join(root, 'cachequake', 'recordings'))).toContain(why);
  });

  test.runIf(process.getuid?.() === 0)('is refused where the link leads to what is not theirs', async () => {
    const { chown } = await import('node:fs/promises');
    await mkdir(join(root, 'theirs'), { mode: 0o755 });
    await chown(join(root, 'theirs'), 12_345, 12_345);
    await mkdir(join(root, 'cachequake'));
    await symlink(join(root, 'theirs'), join(root, 'cachequake', 'recordings'));
    expect(await prepareFolder(join(root, 'cachequake', 'recordings'))).toContain('folder of another user');
    expect(await modeOf(join(root, 'theirs'))).toBe(0o755);
  });

  test('is never below the working folder: what is empty or relative counts as unset', () => {
    for (const env of [
      { HOME: '' },
      { HOME: '.' },
      { HOME: 'x', XDG_STATE_HOME: '' },
      { XDG_STATE_HOME: 'state' },
      {},
    ]) {
      const folder = recordingsFolder(env);
      expect(folder.startsWith('/')).toBe(true);
      expect(folder.startsWith(process.cwd())).toBe(false);
    }
    expect(recordingsFolder({ HOME: '/h', XDG_STATE_HOME: '' })).toBe(
      '/h/.local/state/cachequake/recordings',
    );
    expect(recordingsFolder({ HOME: '', XDG_STATE_HOME: '/s' })).toBe('/s/cachequake/recordings');
  });
});

test('a number to keep leaves that number, the new recording included', async () => {
  // Recordings of processes that have ended.
  for (let n = 1; n <= 5; n += 1) {
    await writeFile(join(root, recordingName(n * 1_000, 4_000_000 + n, 1)), 'x');
  }
  await writeFile(join(root, recordingName(9_000, process.pid, 1)), 'x');
  await applyRetention(root, { bytes: null, files: 3, age: null }, Date.now());
  expect(await readdir(root)).toHaveLength(3);
});
