/** A watcher in another pane sees what the recorder cannot write down: that it cannot write. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { askRecorders } from '../../../src/cli/record/ask-recorders.js';
import { serveStatus } from '../../../src/record/status.js';
import { anthropicMessage, json, startFakeUpstream } from '../../record/fake-upstream.js';
import { call, recorderOn, upstreamsAt } from '../../record/recorded.js';
import { watching } from '../captured-io.js';

const BODY = '{"model":"claude-sonnet-4-6","messages":[]}';

test('of many recorders only so many are asked at once, the newest first, and the next when one has ended', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'cachequake-many-'));
  const full = { failing: { since: 1, reason: 'ENOSPC' }, lost: 0, fault: null };
  const paths = [1, 2, 3, 4].map(day => join(folder, `2026-11-0${day}T10-00-00Z-4711.jsonl`));
  const servers = await Promise.all(paths.map(path => serveStatus(path, full)));
  const told: string[] = [];
  const asking = askRecorders(
    { onState: ({ path, message }) => void (message?.startsWith('cannot be written') && told.push(path)) },
    2,
  );
  const source = { format: null, fidelity: null, state: 'live', lines: 0, bytes: 0, message: null } as const;
  for (const path of paths) asking.onState({ ...source, path });
  // The first two were asked when they came.
  await vi.waitFor(() => expect(told).toHaveLength(2));
  expect(told.toSorted()).toEqual(paths.slice(0, 2));
  await servers[0]?.close();
  await vi.waitFor(() => expect(told.at(-1)).toBe(paths[3]));
  asking.stop();
  await Promise.all(servers.slice(1).map(server => server.close()));
  rmSync(folder, { recursive: true });
});

test('a folder of recordings that is gone is told to who watches, and the traffic goes on', async () => {
  const upstream = await startFakeUpstream(json(200, anthropicMessage));
  const state = mkdtempSync(join(tmpdir(), 'cachequake-ask-'));
  const folder = join(state, 'recordings');
  const recorder = await recorderOn(upstreamsAt(upstream.url), { folder });
  const ask = async (): Promise<void> => {
    expect((await call(recorder.url, '/anthropic/v1/messages', { body: BODY })).status).toBe(200);
  };
  const shows = (text: RegExp): Promise<void> =>
    vi.waitFor(() => expect(watch.out()).toMatch(text), { timeout: 15_000 });
  const { path } = recorder.state;
  const watch = watching([path]);
  await ask();
  await shows(/#1 /);
  rmSync(folder, { recursive: true });
  writeFileSync(folder, 'no folder can be made here');
  await vi.waitFor(
    async () => {
      // The recorder looks now and then whether its file is in its place.
      await ask();
      expect(recorder.state.failing).not.toBeNull();
    },
    { timeout: 15_000 },
  );
  await shows(/: cannot be written, the traffic goes on: E(?:NOTDIR|EXIST)/);
  rmSync(folder);
  await vi.waitFor(() => expect(recorder.state.failing).toBeNull(), { timeout: 15_000 });
  await shows(/cannot be written.*\n(?:.*\n)*.*: (?:is back: read from its start|following)/);
  expect(await watch.end()).toBe(0);
  await recorder.close();
  await upstream.close();
  rmSync(state, { recursive: true });
});
