import {
  appendFileSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { removeDead } from '../../../src/cli/status/watched.js';
import { runWatch } from '../../../src/cli/watch.js';
import { ownVersion } from '../../../src/library/version.js';
import { cachequakeIn } from '../captured-io.js';

const folder = mkdtempSync(join(tmpdir(), 'cachequake-watched-'));
const SIX = 'demo-logs/six-requests.jsonl';
const LINES = readFileSync(SIX, 'utf8').trimEnd().split('\n');

/** A log of its own, and where its watcher says how it stands. */
function aPlace() {
  const home = mkdtempSync(join(folder, 'home-'));
  const log = join(home, 'six.jsonl');
  copyFileSync(SIX, log);
  const env = { XDG_STATE_HOME: join(home, 'state'), XDG_CONFIG_HOME: join(home, 'config') };
  const said = join(home, 'state/cachequake/watched');
  const files = (): string[] => {
    try {
      return readdirSync(said);
    } catch {
      return [];
    }
  };
  const status = async (...args: string[]) =>
    JSON.parse((await cachequakeIn(env, 'status', log, '--format', 'json', ...args)).out);
  return { home, log, env, said, files, status };
}

const ends: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  await Promise.all(ends.splice(0).map(end => end()));
});

/** Watches until all that is there is read. @returns ends it */
async function watch(paths: readonly string[], env: Record<string, string>): Promise<() => Promise<unknown>> {
  let out = '';
  const stream = { write: (text: string) => (out += text) };
  const io = { stdout: stream, stderr: stream, stdinIsTTY: false, env };
  const ended = runWatch(paths, { color: 'never', headless: true, onBreak: 'true' }, io);
  await vi.waitUntil(() => out.includes('what was there is read'), 20_000);
  const end = (): Promise<unknown> => {
    process.emit('SIGTERM', 'SIGTERM');
    return ended;
  };
  ends.push(end);
  return end;
}

describe('a watcher of a log', () => {
  test('says how the whole of it stands, as its report does, until it ends', async () => {
    const { log, env, said, files, status } = aPlace();
    expect(await status()).toMatchObject({ by: 'log', isWhole: false });
    const end = await watch([log], env);
    await vi.waitUntil(() => files().length === 1, 20_000);
    const found = await status();
    const report = JSON.parse((await cachequakeIn(env, 'report', log, '--format', 'json')).out);
    const { requests, ringing, hitRate, attainable, lostToBreaks } = report.totals;
    expect(found).toMatchObject({ by: 'watcher', isWhole: true, requests, ringing, hitRate, attainable });
    expect(found.lost).toBeCloseTo(lostToBreaks, 9);
    expect([found.requests, found.ringing, found.severity]).toEqual([6, 3, 1]);
    const [name = ''] = files();
    expect([statSync(said).mode & 0o777, statSync(join(said, name)).mode & 0o777]).toEqual([0o700, 0o600]);
    const held = JSON.parse(readFileSync(join(said, name), 'utf8'));
    const texts = [held, held.status].flatMap(Object.values).filter(value => typeof value === 'string');
    expect(texts).toEqual([ownVersion(), 'cachequake.status/1', 'log']);
    // Whoever asks for other prices is not answered by the watcher's.
    expect(await status('--memory', '64MB')).toMatchObject({ by: 'log' });
    await end();
    expect(files()).toEqual([]);
    expect(await status()).toMatchObject({ by: 'log' });
  });

  test('says of each of several logs what its own report says, also when it grows', async () => {
    const { home, log, env, files, status } = aPlace();
    const other = join(home, 'other.jsonl');
    copyFileSync('demo-logs/message-id.jsonl', other);
    writeFileSync(log, `${LINES.slice(0, 8).join('\n')}\n`);
    const end = await watch([home], env);
    await vi.waitUntil(() => files().length === 2, 20_000);
    appendFileSync(log, `${LINES.slice(8).join('\n')}\n`);
    await vi.waitUntil(async () => (await status()).requests === 6, 20_000);
    for (const path of [log, other]) {
      const { out } = await cachequakeIn(env, 'status', path, '--format', 'json');
      const report = JSON.parse((await cachequakeIn(env, 'report', path, '--format', 'json')).out);
      const { requests, ringing, hitRate, attainable } = report.totals;
      expect(JSON.parse(out)).toMatchObject({
        by: 'watcher',
        isWhole: true,
        requests,
        ringing,
        hitRate,
        attainable,
      });
      expect(JSON.parse(out).severity).toBe(report.incidents[0]?.severity ?? null);
    }
    await end();
    expect(files()).toEqual([]);
  });

  test.each([
    ['a copy of another', LINES],
    ['the rest of a session that began in another', LINES.slice(-2)],
  ])('says nothing of %s, of which its report would say something else', async (_, lines) => {
    const { home, log, env } = aPlace();
    const other = join(home, 'other.jsonl');
    if (lines.length < LINES.length) writeFileSync(log, `${LINES.slice(0, -2).join('\n')}\n`);
    writeFileSync(other, `${lines.join('\n')}\n`);
    const end = await watch([log, other], env);
    await end();
    // Where it is said of one log, the folder stays.
    expect(readdirSync(join(home, 'state/cachequake'))).not.toContain('watched');
  });

  test('takes back what it said of a log that is gone', async () => {
    const { home, log, env, files } = aPlace();
    copyFileSync('demo-logs/message-id.jsonl', join(home, 'other.jsonl'));
    await watch([home], env);
    await vi.waitUntil(() => files().length === 2, 20_000);
    rmSync(log);
    await vi.waitUntil(() => files().length === 1, 20_000);
  });

  test('is not believed where it has ended, is behind, or is not of this version', async () => {
    const { log, env, said, files, status } = aPlace();
    await watch([log], env);
    await vi.waitUntil(() => files().length === 1, 20_000);
    const file = join(said, files()[0] ?? '');
    const value = JSON.parse(readFileSync(file, 'utf8'));
    for (const wrong of [
      { pid: 2 ** 22 + 1 },
      { pid: -1 },
      { version: '0.0.0' },
      { ino: 1 },
      { size: 1e9 },
      { status: {} },
    ]) {
      writeFileSync(file, JSON.stringify({ ...value, ...wrong }));
      expect([wrong, (await status()).by]).toEqual([wrong, 'log']);
    }
    writeFileSync(file, '{');
    expect((await status()).by).toBe('log');
    writeFileSync(file, JSON.stringify(value));
    expect((await status()).by).toBe('watcher');
    utimesSync(file, new Date(), new Date(statSync(log).mtimeMs - 6000));
    expect((await status()).by).toBe('log');
  });

  test('writes nothing into a folder that a link of the way makes somebody else’s', async () => {
    const { home, log, env, said } = aPlace();
    mkdirSync(join(home, 'state/cachequake'), { recursive: true });
    symlinkSync(join(home, 'nowhere'), said);
    const end = await watch([log], env);
    await end();
    expect(readdirSync(home)).not.toContain('nowhere');
  });

  test('takes away what others left that died, and nothing else', async () => {
    const ID = '0123456789a';
    const { said } = aPlace();
    mkdirSync(said, { recursive: true });
    writeFileSync(join(said, `${ID}a.json`), JSON.stringify({ pid: 2 ** 22 + 1 }));
    writeFileSync(join(said, `${ID}b.json.${2 ** 22 + 1}`), '');
    writeFileSync(join(said, `${ID}c.json`), 'broken');
    writeFileSync(join(said, `${ID}d.json`), JSON.stringify({ pid: process.pid }));
    // Of somebody who made a link of the folder.
    const others = ['thesis.json', 'letter.txt', 'notes', `${ID}a.json.bak`];
    for (const name of others) writeFileSync(join(said, name), '{}');
    await removeDead(said);
    expect(readdirSync(said)).toEqual([`${ID}d.json`, ...others].sort());
  });
});
