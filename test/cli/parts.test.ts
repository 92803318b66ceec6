/** A recording of several files is one log to every command. */
import { appendFileSync, mkdtempSync, readFileSync, rmSync, unlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { partPath } from '../../src/log/paths/recordings.js';
import { makeHome } from '../log/find/home.js';
import { anthropicMessage, json, startFakeUpstream } from '../record/fake-upstream.js';
import { call, recorderOn, upstreamsAt } from '../record/recorded.js';
import { cachequake, cachequakeIn, watching } from './captured-io.js';

const NAME = '2026-11-20T08-30-00Z-4711.jsonl';

/** Lines of a demo log without their sessions: then a session is a log. */
const linesOf = (log: string): readonly string[] =>
  readFileSync(`demo-logs/${log}.jsonl`, 'utf8')
    .trimEnd()
    .split('\n')
    .map(line => `${line.replace(/"session":"[^"]*",/, '')}\n`);

/** Number of the part that holds a line: usage stands beside its request. */
function partsOf(lines: readonly string[], requestsOfPart: number): readonly (readonly [number, string])[] {
  const parts = new Map<string, number>();
  return lines.map(line => {
    const { id }: { id: string } = JSON.parse(line);
    const part = parts.get(id) ?? 1 + Math.floor(parts.size / requestsOfPart);
    parts.set(id, part);
    return [part, line];
  });
}

let folder: string;
let recording: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cachequake-parts-'));
  recording = join(folder, NAME);
});
afterEach(() => rmSync(folder, { recursive: true }));

function writeParts(lines: readonly string[], requestsOfPart: number): void {
  for (const [n, line] of partsOf(lines, requestsOfPart)) appendFileSync(partPath(recording, n), line);
}

async function reportOn(path: string): Promise<ReturnType<typeof JSON.parse>> {
  const { code, out, err } = await cachequake('report', path, '--format', 'json');
  expect([code, err]).toEqual([0, '']);
  return JSON.parse(out);
}

/** Where a line stands is all that may differ. */
const withoutPlaces = (report: { sessions: unknown; totals: unknown }): unknown =>
  JSON.parse(
    JSON.stringify([report.sessions, report.totals], (key, value) =>
      key === 'source' || key === 'line' ? undefined : value,
    ),
  );

describe('report', () => {
  test.each([
    ['six-requests', 1],
    ['six-requests', 4],
    ['healthy-day', 1],
    ['healthy-day', 7],
  ])('says of %s in parts of %d requests what it says of one file', async (log, requestsOfPart) => {
    writeFileSync(recording, linesOf(log).join(''));
    const whole = await reportOn(recording);
    expect(whole.sessions).toHaveLength(1);
    writeFileSync(recording, '');
    writeParts(linesOf(log), requestsOfPart);
    expect(withoutPlaces(await reportOn(recording))).toEqual(withoutPlaces(whole));
  });

  test('takes any part for the whole, and counts it as one source', async () => {
    writeParts(linesOf('six-requests'), 2);
    const [first, third] = [await reportOn(recording), await reportOn(partPath(recording, 3))];
    expect(third).toEqual(first);
    expect(first.sources).toMatchObject([
      { path: recording, lines: 12, message: null, parts: [1, 2, 3].map(n => partPath(recording, n)) },
    ]);
    expect(first.sessions[0].lanes[0].requests[4]).toMatchObject({
      n: 5,
      source: partPath(recording, 3),
      line: 1,
    });
    const { out } = await cachequake('report', folder);
    expect(out).toContain(`${recording}   cachequake, wire, 3 files, 12 lines`);
  });

  test('says which parts are missing, and reads the others', async () => {
    writeParts(linesOf('six-requests'), 2);
    unlinkSync(recording);
    for (const path of [recording, partPath(recording, 3), folder]) {
      const report = await reportOn(path);
      expect(report.sources[0].message).toBe('part 1 of 3 is missing, with the requests in it');
      expect(report.totals.requests).toBe(4);
    }
    const { out } = await cachequake('report', recording);
    expect(out.replaceAll('\n    ', ' ')).toContain('part 1 of 3 is missing, with the requests in it');
  });

  test('says in which part a line could not be read', async () => {
    writeParts(linesOf('six-requests'), 2);
    const second = partPath(recording, 2);
    appendFileSync(second, 'garbage\n');
    expect((await reportOn(recording)).sources[0].skipped).toMatchObject([{ path: second, line: 5 }]);
    expect((await cachequake('report', recording)).out.replaceAll(/\n +/g, '')).toContain(`${second}:5:`);
  });

  test('of a recording of which nothing is left ends with 2', async () => {
    expect(await cachequake('report', recording)).toMatchObject({
      code: 2,
      err: `cachequake: ${recording}: no such file\n`,
    });
  });
});

describe('diff', () => {
  test('finds a request in any part, by the number that the report gives it', async () => {
    writeParts(linesOf('six-requests'), 2);
    const { code, out } = await cachequake('diff', recording, '5');
    expect(code).toBe(1);
    expect(out).toContain('#4 -> #5');
    expect(out).toContain(`${partPath(recording, 3)}:1:`);
  });
});

describe('watch', () => {
  test('goes on through rotations with the totals of one file, late usage included', async () => {
    const lines = linesOf('healthy-day');
    writeFileSync(recording, lines.join(''));
    const { totals } = await reportOn(recording);
    writeFileSync(recording, '');
    const watch = watching([recording], { color: 'auto', json: true });
    const read = (count: number): Promise<void> =>
      vi.waitFor(() => expect(watch.out().match(/"type":"(?:request|update)"/g)).toHaveLength(count), {
        timeout: 15_000,
      });
    for (const [index, [n, line]] of partsOf(lines, 9).entries()) {
      appendFileSync(partPath(recording, n), line);
      // One by one at the turn of the parts, so that some are met by events and some by the first look.
      if (index % 18 < 3) await read(index + 1);
    }
    await read(lines.length);
    expect(await watch.end()).toBe(0);
    const events = watch
      .out()
      .trimEnd()
      .split('\n')
      .map(line => JSON.parse(line));
    expect(events.at(-1)).toEqual({ schema: 'cachequake.watch/1', type: 'end', totals });
    const requests = events.filter(event => event.type === 'request');
    expect(requests.map(event => event.request.n)).toEqual(
      Array.from({ length: 60 }, (_, index) => index + 1),
    );
    expect(new Set(events.flatMap(event => event.session ?? []))).toEqual(new Set([recording]));
  });
});

describe('a recorder', () => {
  test('that rotates is watched as one log, with usage that comes after the rotation', async () => {
    const held: (() => void)[] = [];
    const upstream = await startFakeUpstream((response, received, request) => {
      const answer = (): void => json(200, anthropicMessage)(response, received, request);
      if (held.length === 0) held.push(answer);
      else answer();
    });
    // The least of limits: a part takes 1 MB, so that every second of these requests begins one.
    const keep = { bytes: 1, files: null, age: null };
    const recorder = await recorderOn(upstreamsAt(upstream.url), { folder, keep });
    const ask = (text: string): Promise<unknown> => {
      const messages = [{ role: 'user', content: text + 'x'.repeat(600_000) }];
      const body = JSON.stringify({ model: 'claude-sonnet-4-6', messages });
      return call(recorder.url, '/anthropic/v1/messages', { body });
    };
    const first = recorder.state.path;
    const watch = watching([first]);
    const slow = ask('slow');
    await vi.waitFor(() => expect(recorder.state.requests).toBe(1), { timeout: 15_000 });
    for (const text of ['second', 'third']) await ask(text);
    await vi.waitFor(() => expect(watch.out()).toMatch(/#3 .* 175 662/), { timeout: 15_000 });
    expect(recorder.state.path).toBe(partPath(first, 3));
    expect(watch.out()).not.toMatch(/#1 .* 175 662/);
    held[0]?.();
    await slow;
    await vi.waitFor(() => expect(watch.out()).toMatch(/#1 .* 175 662/), { timeout: 15_000 });
    expect(await watch.end()).toBe(0);
    expect(watch.out()).toContain('3 requests, 0 breaks');
    expect(watch.out().match(/following/g)).toHaveLength(1);
    await recorder.close();
    await upstream.close();
  });
});

describe('sources', () => {
  test('lists a recording once, with the size of all parts and the time of the newest', async () => {
    const home = makeHome();
    const place = '.local/state/cachequake/recordings';
    const line = linesOf('six-requests')[1] ?? '';
    const second = home.put(`${place}/${partPath(NAME, 2)}`, line, 500);
    home.put(`${place}/${partPath(NAME, 10)}`, line, 5);
    const env = { HOME: home.home };
    const { sources } = JSON.parse((await cachequakeIn(env, 'sources', '--format', 'json')).out);
    expect(sources).toMatchObject([{ path: second, bytes: 2 * line.length, parts: 2, format: 'cachequake' }]);
    expect(Date.parse(sources[0].modifiedAt)).toBe(home.now - 5000);
    expect((await cachequakeIn(env, 'sources')).out).toMatch(/^1 log found.*\n\n.*in 2 files\n/);
  });
});
