import {
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Playing } from '../../../src/cli/live/feed.js';
import { type LearnedStore, openLearned } from '../../../src/cli/live/learned.js';
import { NOTHING_LEARNED } from '../../../src/diagnosis/incidents/learned.js';
import { createEngine } from '../../../src/engine.js';
import { readLog } from '../../../src/log/read.js';
import { systemTimer } from '../../../src/store/timer.js';

const SIX = 'demo-logs/six-requests.jsonl';
const HEALTHY = 'demo-logs/healthy-day.jsonl';

const ioIn = (env: Record<string, string>) => ({
  stdout: { write: () => {} },
  stderr: { write: () => {} },
  stdinIsTTY: false,
  env,
});

function notStarted(): never {
  throw new Error('the test reads the log itself');
}

const PLAYING: Playing = {
  kind: 'replay',
  speed: () => 1,
  setSpeed: notStarted,
  stop: notStarted,
  go: notStarted,
  step: notStarted,
};

/** Watches a log to its end. */
async function watch(log: string, state: string, isReplay = false): Promise<LearnedStore['learned']> {
  const feed = {
    timer: systemTimer,
    ...(isReplay ? { playing: PLAYING } : {}),
    logs: async () => [log],
    start: notStarted,
  };
  const store = await openLearned(feed, { color: 'never' }, ioIn({ XDG_STATE_HOME: state }));
  const engine = createEngine({ learned: store.learned });
  for await (const record of readLog(log)) engine.accept(record);
  store.keepOf(engine);
  await store.close();
  return store.learned;
}

const stateIn = (): string => mkdtempSync(join(tmpdir(), 'cachequake-learned-'));
const filesIn = (state: string): readonly string[] => readdirSync(join(state, 'cachequake/learned'));

describe('what watching teaches', () => {
  test('is handed to who watches another log, and not to who reads the same one again', async () => {
    const state = stateIn();
    expect(await watch(HEALTHY, state)).toEqual(NOTHING_LEARNED);
    expect(await watch(HEALTHY, state)).toEqual(NOTHING_LEARNED);
    const learned = await watch(SIX, state);
    expect(learned.pools.map(([key]) => key)).toContain('agent\nclaude-sonnet-4-6');
    expect(learned.pools[0]?.[1].lost.waiting.length).toBeGreaterThan(0);
  });

  test('is one file a log, by whichever link, that only the user can read', async () => {
    const state = stateIn();
    const linked = join(state, 'link.jsonl');
    symlinkSync(join(process.cwd(), HEALTHY), linked);
    await watch(HEALTHY, state);
    const [name = ''] = filesIn(state);
    const before = readFileSync(join(state, 'cachequake/learned', name), 'utf8');
    await watch(linked, state);
    expect(filesIn(state)).toEqual([name]);
    expect(readFileSync(join(state, 'cachequake/learned', name), 'utf8')).toBe(before);
    expect(statSync(join(state, 'cachequake/learned', name)).mode & 0o077).toBe(0);
  });

  test('of long ago is deleted, and nothing else that stands in the folder', async () => {
    const state = stateIn();
    const folder = join(state, 'cachequake/learned');
    mkdirSync(folder, { recursive: true });
    for (const name of ['0123456789ab.json', 'thesis.json', '0123456789ab.json.bak']) {
      writeFileSync(join(folder, name), '{}');
      utimesSync(join(folder, name), 0, 0);
    }
    await watch(HEALTHY, state);
    expect(filesIn(state)).toEqual(expect.arrayContaining(['thesis.json', '0123456789ab.json.bak']));
    expect(filesIn(state)).toHaveLength(3);
    expect(filesIn(state)).not.toContain('0123456789ab.json');
  });

  test('is not kept in a folder that others share', async () => {
    const state = stateIn();
    const shared = stateIn();
    chmodSync(shared, 0o1777);
    mkdirSync(join(state, 'cachequake'));
    symlinkSync(shared, join(state, 'cachequake/learned'));
    await watch(HEALTHY, state);
    expect([readdirSync(shared), statSync(shared).mode & 0o7777]).toEqual([[], 0o1777]);
  });

  test('is small, and holds no text of a prompt', async () => {
    const state = stateIn();
    await watch(SIX, state);
    const [name = ''] = filesIn(state);
    const text = readFileSync(join(state, 'cachequake/learned', name), 'utf8');
    expect(text.length).toBeLessThan(4_000);
    expect(text).not.toMatch(/quarterdeck|night-shift|compacted: tool/);
  });

  test('is not kept of a replay, and a folder that cannot be written costs nothing else', async () => {
    const state = stateIn();
    await watch(HEALTHY, state, true);
    expect(readdirSync(state)).toEqual([]);
    cpSync('package.json', join(state, 'cachequake'));
    expect(await watch(HEALTHY, state)).toEqual(NOTHING_LEARNED);
  });
});
