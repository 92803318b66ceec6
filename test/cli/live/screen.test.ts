import { mkdtempSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, test, vi } from 'vitest';
import type { Feed } from '../../../src/cli/live/feed.js';
import { showOnScreen } from '../../../src/cli/live/screen.js';
import type { LogRecord, SkippedRecord, SourceState } from '../../../src/log/record.js';
import type { State } from '../../../src/store/state.js';
import type { RunOptions } from '../../../src/ui/run.js';
import { conversation, request } from '../../agent.js';
import { fakeTimer } from '../../store/fake-timer.js';

const seen = vi.hoisted((): { first: State | null } => ({ first: null }));
vi.mock('../../../src/ui/run.js', () => ({
  runApp: ({ store }: RunOptions): Promise<void> => {
    seen.first = store.getState();
    return Promise.resolve();
  },
}));

const SOURCE: SourceState = {
  path: 'log.jsonl',
  format: null,
  fidelity: null,
  state: 'live',
  message: null,
  bytes: 0,
  lines: 0,
};
const RECORD: SkippedRecord = {
  kind: 'skipped',
  origin: { path: 'log.jsonl', line: 1 },
  bytes: 1,
  reason: 'not JSON',
};
const IO = { stdout: process.stdout, stderr: process.stderr, stdinIsTTY: true, env: {} };

/** A log that is read in no time, by a clock that stands still: nothing comes out by waiting. */
function feedOf(caughtUp: Promise<void>, record: LogRecord = RECORD): Feed {
  return {
    timer: fakeTimer(1000),
    start({ onState, onRecords }) {
      onState(SOURCE);
      void onRecords([record]);
      return { caughtUp, ended: Promise.resolve(), stop: () => Promise.resolve() };
    },
  };
}

beforeEach(() => {
  seen.first = null;
});

test('the first frame holds all of a log that was read while the screen was loaded', async () => {
  expect(await showOnScreen(feedOf(Promise.resolve()), { color: 'never' }, IO)).toBe(0);
  expect(seen.first?.model.skippedCount).toBe(1);
  expect(seen.first?.isReading).toBe(false);
  // A line that could not be read is no sign of life.
  expect(seen.first?.arrivedAt).toBeNull();
});

test('the first frame does not wait for a log that is still being read, and says so', async () => {
  await showOnScreen(feedOf(new Promise(() => {})), { color: 'never' }, IO);
  expect(seen.first?.sources).toEqual([SOURCE]);
  expect(seen.first?.isReading).toBe(true);
});

test('a log without times is as old as its file: nothing of it reads as live', async () => {
  const path = join(mkdtempSync(join(tmpdir(), 'old-')), 'old.jsonl');
  writeFileSync(path, '');
  utimesSync(path, 500, 500);
  const timeless = { ...request('a', 1, { body: conversation(1) }), origin: { path, line: 1 } };
  await showOnScreen(feedOf(Promise.resolve(), timeless), { color: 'never' }, IO);
  expect(seen.first?.arrivedAt).toBe(500_000);
});
