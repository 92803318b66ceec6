import { chmod, lstat, mkdir, mkdtemp, readdir, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openToAnybody, prepareFolder } from '../../../src/log/paths/own-folder.js';
import { recordingsFolder } from '../../../src/log/paths/recordings.js';

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

  test('may be a link of the user to a folder of the user, which keeps its mode', async () => {
    await mkdir(join(root, 'big-disk'), { mode: 0o755 });
    await mkdir(join(root, 'cachequake'));
    await symlink(join(root, 'big-disk'), join(root, 'cachequake', 'recordings'));
    expect(await prepareFolder(join(root, 'cachequake', 'recordings'))).toBeNull();
    expect((await lstat(join(root, 'cachequake', 'recordings'))).isSymbolicLink()).toBe(true);
    expect(await modeOf(join(root, 'big-disk'))).toBe(0o755);
  });

  test.each(['cachequake', 'cachequake/recordings'])(
    'is refused where %s is a link to a folder that all share, as /tmp is, and leaves that as it is',
    async part => {
      await mkdir(join(root, 'shared'));
      await chmod(join(root, 'shared'), 0o1777);
      if (part !== 'cachequake') await mkdir(join(root, 'cachequake'));
      await symlink(join(root, 'shared'), join(root, part));
      expect(await prepareFolder(join(root, 'cachequake', 'recordings'))).toContain('anybody can write to');
      expect((await stat(join(root, 'shared'))).mode & 0o7777).toBe(0o1777);
      expect(await readdir(join(root, 'shared'))).toEqual([]);
    },
  );

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

  test.runIf(process.getuid?.() === 0)('is refused where a link of another user is on the way', async () => {
    const { lchown } = await import('node:fs/promises');
    await mkdir(join(root, 'mine', 'cachequake'), { recursive: true });
    await symlink(join(root, 'mine'), join(root, 'theirs'));
    await lchown(join(root, 'theirs'), 12_345, 12_345);
    // The place that XDG_STATE_HOME names.
    expect(await prepareFolder(join(root, 'theirs', 'cachequake', 'recordings'))).toContain(
      'a link of another user',
    );
    // Behind a link of the user.
    await mkdir(join(root, 'cachequake'));
    await symlink(join(root, 'theirs'), join(root, 'cachequake', 'recordings'));
    expect(await prepareFolder(join(root, 'cachequake', 'recordings'))).toContain('a link of another user');
    await symlink(join(root, 'mine'), join(root, 'own'));
    expect(await prepareFolder(join(root, 'own', 'cachequake', 'recordings'))).toBeNull();
  });

  test.runIf(process.getuid?.() === 0)(
    'is refused where a link on the way leads to what is not theirs',
    async () => {
      const { chown } = await import('node:fs/promises');
      await mkdir(join(root, 'theirs'));
      await chmod(join(root, 'theirs'), 0o777);
      await chown(join(root, 'theirs'), 12_345, 12_345);
      await symlink(join(root, 'theirs'), join(root, 'state'));
      expect(await prepareFolder(join(root, 'state', 'cachequake', 'recordings'))).toContain(
        'a link to what belongs to another user',
      );
      expect(await readdir(join(root, 'theirs'))).toEqual([]);
    },
  );

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

describe('a folder above that anybody can write to', () => {
  const folder = (): string => join(root, 'state', 'cachequake', 'recordings');

  test.each([
    [0o777, true],
    [0o722, true],
    [0o1777, false],
    [0o775, false],
    [0o700, false],
  ])('of mode %o is named: %s', async (mode, isNamed) => {
    const state = join(root, 'state');
    await mkdir(state);
    await chmod(state, mode);
    expect(await openToAnybody(folder())).toBe(isNamed ? state : null);
    await mkdir(folder(), { recursive: true });
    expect(await openToAnybody(folder())).toBe(isNamed ? state : null);
  });

  test('is named where only a link leads there', async () => {
    await mkdir(join(root, 'wide', 'recordings'), { recursive: true });
    await chmod(join(root, 'wide'), 0o777);
    await mkdir(join(root, 'state', 'cachequake'), { recursive: true });
    await symlink(join(root, 'wide', 'recordings'), folder());
    expect(await openToAnybody(folder())).toBe(join(root, 'wide'));
  });
});
