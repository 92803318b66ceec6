import { expect, it, vi } from 'vitest';
import type { Io } from '../../../src/cli/io.js';
import { watchLatest } from '../../../src/cli/logs/latest.js';
import type { LogRecord, SourceState } from '../../../src/log/record.js';
import { LINES, makeHome } from '../../log/find/home.js';

it('--latest waits where there is no log, follows the first one, and moves on to a newer one', async () => {
  const home = makeHome();
  const states = new Map<string, string>();
  const read: string[] = [];
  const due: (() => void)[] = [];
  const timer = {
    now: () => 0,
    after(_: number, run: () => void) {
      due.push(run);
      return () => undefined;
    },
  };
  const listener = {
    onRecords(records: readonly LogRecord[]) {
      for (const { kind, origin } of records) if (kind === 'request') read.push(origin.path);
    },
    onState({ path, state, message }: SourceState) {
      states.set(path, message ?? state);
    },
  };
  const silent = { write: () => undefined };
  const io: Io = {
    stdout: silent,
    stderr: silent,
    stdinIsTTY: false,
    env: { HOME: home.home, XDG_STATE_HOME: `${home.home}/state` },
  };
  const latest = watchLatest(listener, io, timer);
  await latest.caughtUp;
  expect([...states.values()]).toEqual([expect.stringContaining('there is none yet: waiting')]);
  const put = (name: string, id: string, age: number): string =>
    home.put(
      `state/cachequake/recordings/${name}`,
      LINES.recording.replace('"session":"s"', `"session":"${id}"`),
      age,
    );
  const first = put('2026-10-01T10-00-00Z-1.jsonl', 'a', 60);
  due.at(-1)?.();
  await vi.waitFor(() => expect(read).toEqual([first]));
  expect(states.get('the newest log of this machine')).toBe('ended');
  expect(states.get(first)).toBe('live');
  const second = put('2026-10-01T10-05-00Z-2.jsonl', 'b', 0);
  due.at(-1)?.();
  await vi.waitFor(() => expect(read).toEqual([first, second]));
  expect(states.get(second)).toBe(`newer than ${first}: followed from now on`);
  due.at(-1)?.();
  await latest.stop();
  expect(read).toHaveLength(2);
});
