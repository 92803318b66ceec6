import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { problemOf, type RecorderStatus, serveStatus, watchStatus } from '../../src/record/status.js';
import { anthropicMessage, json } from './fake-upstream.js';
import { createMemoryDisk } from './memory-disk.js';
import { call, until, withRecorder } from './recorded.js';

const WELL: RecorderStatus = { failing: null, lost: 0, fault: null };
const FULL: RecorderStatus = { ...WELL, failing: { since: 1, reason: 'ENOSPC' } };

let folder: string;
let recording: string;
let told: (string | null)[];
let end: () => void;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cachequake-status-'));
  recording = join(folder, '2026-11-22T10-00-00Z-4711.jsonl');
  told = [];
  end = () => {};
});
afterEach(() => {
  end();
  rmSync(folder, { recursive: true, force: true });
});

const watch = (path = recording): void => {
  end = watchStatus(path, problem => told.push(problem));
};

describe('what is no recorder', () => {
  const answering = async (answer: string): Promise<Server> => {
    const server = createServer(socket => {
      socket.on('error', () => undefined);
      socket.write(answer);
    });
    await new Promise<void>(resolve => server.listen(recording.replace('.jsonl', '.sock'), resolve));
    return server;
  };
  const ended = (patience?: number): Promise<void> =>
    new Promise(resolve => {
      end = watchStatus(recording, problem => told.push(problem), resolve, patience);
    });

  it('is let go where it says nothing, and where it does not come to an end', async () => {
    const silent = await answering('');
    await ended(1);
    silent.close();
    const endless = await answering('x'.repeat(200_000));
    await ended();
    endless.close();
    expect(told).toEqual([]);
  });

  it('is told with no more than the beginning of its reason', async () => {
    const server = await serveStatus(recording, { ...FULL, failing: { since: 1, reason: 'x'.repeat(9000) } });
    watch();
    await until(() => told.length === 1);
    expect(told[0]?.length).toBeLessThan(400);
    await server.close();
  });
});

describe('what a recorder tells', () => {
  it('is heard by who comes, and when it changes', async () => {
    const server = await serveStatus(recording, WELL);
    watch();
    await until(() => told.length === 1);
    server.tell(WELL);
    server.tell(FULL);
    await until(() => told.length === 2);
    server.tell({ ...WELL, lost: 2 });
    await until(() => told.length === 3);
    expect(told).toEqual([
      null,
      'cannot be written, the traffic goes on: ENOSPC',
      '2 requests could not be kept',
    ]);
    await server.close();
  });

  it('is heard by who comes while the disk is full already, and after the folder was deleted by who was there', async () => {
    const server = await serveStatus(recording, FULL);
    watch();
    await until(() => told.length === 1);
    rmSync(folder, { recursive: true });
    server.tell(WELL);
    await until(() => told.length === 2);
    expect(told).toEqual([problemOf(FULL), null]);
    await server.close();
  });

  it('ends with the recorder: what it could not write is missing then', async () => {
    const server = await serveStatus(recording, FULL);
    watch();
    await until(() => told.length === 1);
    await server.close();
    await until(() => told.length === 2);
    expect(told[1]).toBe('its end is missing, the recorder could not write it: ENOSPC');
    expect(existsSync(recording.replace('.jsonl', '.sock'))).toBe(false);
  });

  it('is nothing where there is no recorder, and where the path is too long to ask', async () => {
    watch();
    const deep = join(folder, 'x'.repeat(100));
    mkdirSync(deep);
    const server = await serveStatus(join(deep, 'a.jsonl'), FULL);
    const without = watchStatus(join(deep, 'a.jsonl'), problem => told.push(problem));
    await server.close();
    without();
    expect(told).toEqual([]);
  });
});

describe('a recorder', () => {
  it('tells watchers that its disk is full, and that there is room again', async () => {
    const disk = createMemoryDisk();
    const body = '{"model":"m"}';
    await withRecorder(
      json(200, anthropicMessage),
      async ({ recorder }) => {
        watch(recorder.state.path);
        await until(() => told.length === 1);
        disk.room = () => 0;
        expect((await call(recorder.url, '/v1/messages', { body })).status).toBe(200);
        await until(() => told.length === 2);
        disk.room = () => Number.POSITIVE_INFINITY;
        await until(() => told.length === 3);
        expect(told).toEqual([
          null,
          'cannot be written, the traffic goes on: ENOSPC: no space left on device',
          null,
        ]);
      },
      { disk },
    );
  });
});
