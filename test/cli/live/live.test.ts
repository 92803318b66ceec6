import { appendFileSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { cachequake, watching } from '../captured-io.js';

/** The machine may be busy. */
const PATIENT = { timeout: 15_000 };

describe('demo without a terminal', () => {
  test('prints a line per request and per break', async () => {
    const { code, out } = await cachequake('demo', '--speed', '10000');
    expect(code).toBe(0);
    const lines = out.split('\n');
    expect(
      lines.filter(line => / #\d/.test(line) && !/BREAK|incident/.test(line)).map(line => line.slice(8, 60)),
    ).toEqual([
      '   #1    read   175 662  wrote     1 044   99 %  mai',
      ' ✗ #2    read         0  wrote   178 577    0 %  mai',
      '   #3    read   178 577  wrote     1 942   98 %  mai',
      '   #4    read   180 519  wrote       541   99 %  mai',
      ' ✗ #5    read    36 654  wrote   142 537   20 %  mai',
      ' ✗ #6    read    36 654  wrote   144 448   20 %  mai',
    ]);
    expect(lines.filter(line => line.includes('BREAK')).map(line => line.slice(9, 30))).toEqual([
      'BREAK #2  full break,',
      'BREAK #5  partial bre',
      'BREAK #6  partial bre',
    ]);
    expect(lines.filter(line => line.startsWith('! incident')).map(line => line.slice(0, 31))).toEqual([
      '! incident opened: SEV1 agent: ',
    ]);
    expect(out).toContain('465 562 of 469 089 written tokens (99 %) by requests that broke');
  });

  test('prints one JSON event per line', async () => {
    const { out } = await cachequake('demo', 'message-id', '--json', '--speed', '10000');
    const events: readonly { type: string; request?: { n: number } }[] = out
      .trimEnd()
      .split('\n')
      .map(line => JSON.parse(line));
    expect(events.filter(event => event.type === 'break').map(event => event.request?.n)).toEqual([
      4, 6, 9, 11, 15,
    ]);
    expect([events[0]?.type, events.at(-1)?.type]).toEqual(['source', 'end']);
  });

  test('is ASCII where that is asked for', async () => {
    expect((await cachequake('demo', '--ascii', '--speed', '10000')).out).toMatch(/^[\n\x20-\x7e]*$/);
  });
});

describe('several logs', () => {
  const LOGS = ['demo-logs/six-requests.jsonl', 'demo-logs/message-id.jsonl'];
  const legend = (first: string, second: string): RegExp =>
    new RegExp(`^logs: 1 ${first}.jsonl .* · 2 ${second}.jsonl `, 'm');

  test.each([
    ['six-requests', 'message-id', LOGS],
    ['message-id', 'six-requests', LOGS.toReversed()],
  ])('are numbered as they are given, as diff takes them: %s first', async (first, second, logs) => {
    const { out } = await cachequake('replay', ...logs, '--plain', '--speed', '100000');
    expect(out).toMatch(legend(first, second));
    const watch = watching(logs);
    // Both, for either may be read first.
    for (const last of [/ #6 /, / #2\.6 /])
      await vi.waitFor(() => expect(watch.out()).toMatch(last), PATIENT);
    await watch.end();
    expect(watch.out()).toMatch(legend(first, second));
  });
});

describe('watching without a terminal', () => {
  test('hears a second signal until its last line is written', async () => {
    const before = process.listenerCount('SIGINT');
    const watch = watching([join(mkdtempSync(join(tmpdir(), 'cachequake-live-')), 'payload.jsonl')]);
    await vi.waitFor(() => expect(process.listenerCount('SIGINT')).toBe(before + 1), PATIENT);
    const ended = watch.end();
    expect(process.listenerCount('SIGINT')).toBe(before + 1);
    process.emit('SIGINT', 'SIGINT');
    expect(await ended).toBe(0);
    expect(process.listenerCount('SIGINT')).toBe(before);
  });

  test('waits for a log, prints a break when its usage line comes, and ends with its totals when interrupted', async () => {
    const path = join(mkdtempSync(join(tmpdir(), 'cachequake-watch-')), 'payload.jsonl');
    const lines = readFileSync('demo-logs/message-id.jsonl', 'utf8').split('\n').slice(0, 8);
    const watch = watching([path]);
    await vi.waitFor(() => expect(watch.out()).toContain(`${path}: WAITING for it`), PATIENT);
    for (const line of lines.slice(0, 7)) appendFileSync(path, `${line}\n`);
    await vi.waitFor(() => expect(watch.out()).toContain('#3 '), PATIENT);
    expect(watch.out()).not.toContain('BREAK');
    appendFileSync(path, `${lines[7]}\n`);
    await vi.waitFor(() => expect(watch.out()).toContain('BREAK #4  full break'), PATIENT);
    expect(await watch.end()).toBe(0);
    expect(watch.out()).toContain('4 requests, 1 break');
  });

  test('tells a break that is coming once, and what came of it once', async () => {
    const path = join(mkdtempSync(join(tmpdir(), 'cachequake-watch-')), 'payload.jsonl');
    const lines = readFileSync('demo-logs/message-id.jsonl', 'utf8').split(/(?<=\n)/);
    // The last request of an old log is not answered: nothing of it comes now.
    appendFileSync(path, lines.slice(0, 7).join(''));
    const watch = watching([path]);
    await vi.waitFor(() => expect(watch.out()).toContain('#3 '), PATIENT);
    // What is appended while the first look still reads belongs to what was there: each waits for the one before.
    for (const [from, to, told] of [
      [7, 8, 'BREAK #4'],
      [8, 10, '#5 '],
    ] as const) {
      appendFileSync(path, lines.slice(from, to).join(''));
      await vi.waitFor(() => expect(watch.out()).toContain(told), PATIENT);
    }
    appendFileSync(path, lines[10] ?? '');
    const coming =
      /^\d\d:\d\d:\d\d COMING #6 {2}main {2}predicted full break, ~M4\.\d: ~[\d ]+ tokens to be paid again, ~\$0\.\d\d lost.*: volatile-value.*Fix: .*$/gm;
    await vi.waitFor(() => expect(watch.out()).toMatch(coming), PATIENT);
    appendFileSync(path, lines[11] ?? '');
    await vi.waitFor(() => expect(watch.out()).toContain('BREAK #6'), PATIENT);
    await watch.end();
    expect(watch.out().match(/COMING/g)).toHaveLength(1);
    expect(watch.out().match(/BREAK #6/g)).toHaveLength(1);
  });

  test('says of a folder without logs that it waits for one', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'cachequake-watch-'));
    const [line = ''] = readFileSync('demo-logs/message-id.jsonl', 'utf8').split('\n');
    const watch = watching([folder]);
    await vi.waitFor(
      () => expect(watch.out()).toBe(`${folder}: a folder without logs: waiting for the first one\n`),
      PATIENT,
    );
    appendFileSync(join(folder, 'payload.jsonl'), `${line}\n`);
    await vi.waitFor(
      () => expect(watch.out()).toContain(`${join(folder, 'payload.jsonl')}: following`),
      PATIENT,
    );
    expect(watch.out()).toContain(`${folder}: following\n`);
    await watch.end();
  });
});
