import { appendFileSync, copyFileSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { dayOf } from '../../src/history/cells.js';
import type { History } from '../../src/history/history.js';
import type { Report } from '../../src/index.js';
import { cachequakeIn } from '../cli/captured-io.js';
import { type Home, makeHome } from '../log/find/home.js';

let home: Home;
let env: Record<string, string>;
beforeEach(() => {
  home = makeHome();
  env = { HOME: home.home, XDG_STATE_HOME: join(home.home, 'state') };
});
afterEach(() => rmSync(home.home, { recursive: true }));

const demo = (name: string): string => readFileSync(`demo-logs/${name}.jsonl`, 'utf8');
const put = (file: string, name: string): string =>
  home.put(`state/cachequake/recordings/${file}.jsonl`, demo(name));

async function history(...args: readonly string[]): Promise<History> {
  const { out, err, code } = await cachequakeIn(env, 'history', '--all', '--format', 'json', ...args);
  expect([code, err]).toEqual([0, '']);
  return JSON.parse(out);
}

async function reported(...paths: readonly string[]): Promise<Report> {
  return JSON.parse((await cachequakeIn(env, 'report', ...paths, '--format', 'json')).out);
}

/** As it is, whether it was read now or before. */
const facts = ({ read: _, ...rest }: History): Omit<History, 'read'> => rest;

describe('history', () => {
  test('adds up what the reports on the logs say', async () => {
    const paths = [put('a', 'six-requests'), put('b', 'message-id')];
    const { total, by } = await history();
    const { totals, losses } = await reported(...paths);
    expect(total).toMatchObject({
      requests: totals.requests,
      breaks: totals.ringing,
      cost: expect.closeTo(totals.cost ?? -1, 9),
      lost: expect.closeTo(totals.lostToBreaks ?? -1, 9),
      hitRate: expect.closeTo(totals.hitRate ?? -1, 9),
      lostTokens: losses.sites.reduce((sum, { lostTokens }) => sum + lostTokens, 0),
    });
    expect(by.site.map(({ name, breaks }) => [name, breaks])).toEqual(
      losses.sites.map(({ name, breaks }) => [name, breaks]),
    );
    expect(by.cause.map(({ name }) => name)).toEqual(losses.causes.map(({ name }) => name));
    for (const rows of [by.day, by.agent, by.model])
      expect(rows.reduce((sum, { requests }) => sum + requests, 0)).toBe(totals.requests);
  });

  test('knows no hit rate where the report knows none: neither writes nor whole prompts are in the log', async () => {
    const lines = [1, 2].flatMap(n => [
      {
        cachequake: 1,
        kind: 'request',
        id: `r${n}`,
        at: `2026-11-20T10:0${n}:00Z`,
        model: 'gpt-4o',
        provider: 'openai',
      },
      {
        cachequake: 1,
        kind: 'usage',
        id: `r${n}`,
        outcome: 'ok',
        usage: { input: 2_000, cacheRead: 1_024, output: 9 },
      },
    ]);
    const path = home.put(
      'state/cachequake/recordings/a.jsonl',
      lines.map(line => JSON.stringify(line)).join('\n'),
    );
    const [{ total }, { totals }] = [await history(), await reported(path)];
    expect([total.hitRate, totals.hitRate]).toEqual([null, null]);
  });

  test('reads a log once, and again when it has changed', async () => {
    put('a', 'six-requests');
    const path = put('b', 'message-id');
    const first = await history();
    expect(first.read).toBe(2);
    const second = await history();
    expect(second.read).toBe(0);
    expect(facts(second)).toEqual(facts(first));
    writeFileSync(path, demo('message-id').split('\n').slice(0, 8).join('\n'));
    const third = await history();
    expect(third.read).toBeGreaterThan(0);
    expect(third.total.requests).toBeLessThan(first.total.requests);
    expect(facts(third)).toEqual(facts(await history()));
  });

  test('says after each change what it would say of logs that it never saw', async () => {
    const path = put('a', 'six-requests');
    put('b', 'healthy-day');
    await history();
    copyFileSync(path, join(home.home, 'state/cachequake/recordings/copy.jsonl'));
    const known = await history();
    appendFileSync(path, 'no JSON\n');
    const changed = await history();
    for (const told of [known, changed]) {
      // Without the counted call; a copy is no further request.
      expect(told.total.requests).toBe(65);
    }
    rmSync(join(home.home, 'state/cachequake/history'), { recursive: true });
    expect(facts(await history())).toEqual(facts(changed));
    expect(changed.problems).toEqual([expect.stringContaining('1 line could not be read')]);
  });

  test('begins with a day, and keeps nothing of what prompts say', async () => {
    put('a', 'six-requests');
    const [request] = demo('six-requests').split('\n');
    const day = dayOf(Date.parse(JSON.parse(request ?? '').at));
    const run = (since: string) => cachequakeIn(env, 'history', '--since', since, '--format', 'json');
    const { since, total } = JSON.parse((await run(day)).out);
    expect([since, total.requests]).toEqual([day, 6]);
    expect(JSON.parse((await run('2099-01-01')).out).total.requests).toBe(0);
    const folder = join(home.home, 'state/cachequake/history');
    const [file = ''] = readdirSync(folder);
    expect(readFileSync(join(folder, file), 'utf8')).not.toContain('Group Chat');
  });

  test('is a sentence and tables, ASCII where that is asked for', async () => {
    put('a', 'six-requests');
    put('b', 'message-id');
    const { out, code } = await cachequakeIn(env, 'history', '--all', '--ascii');
    expect(code).toBe(0);
    expect(out.replace(/\s+/g, ' ')).toMatch(
      /^\d+ requests, ~?\$\d+\.\d\d spent, hit rate \d+ %; \d+ breaks lost ~?\$\d+\.\d\d/,
    );
    expect(out).toMatch(/lost +tokens +seconds +breaks {2}by site/);
    expect(out.replace(/\s+/g, ' ')).toContain(
      'history-edited (compacted) at messages[*].tool_result in main',
    );
    expect(out).toMatch(/^[\n\x20-\x7e]*$/);
    expect(out.split('\n').filter(line => line.length > 80)).toEqual([]);
  });

  test('takes paths, and refuses one that is not there', async () => {
    const { out, code } = await cachequakeIn(env, 'history', 'demo-logs/six-requests.jsonl', '--all');
    expect([code, out.slice(0, 10)]).toEqual([0, '6 requests']);
    const wrong = await cachequakeIn(env, 'history', 'nowhere.jsonl');
    expect([wrong.code, wrong.out]).toEqual([2, '']);
    expect(wrong.err).toContain('nowhere.jsonl: no such file');
    expect((await cachequakeIn(env, 'history')).err).toContain('no log found on this machine');
  });

  test('says how long requests that broke made one wait, where enough of both are known', async () => {
    const { out } = await cachequakeIn(
      env,
      'history',
      'demo-logs/message-id.jsonl',
      '--all',
      '--format',
      'json',
    );
    const { requests } = (await reported('demo-logs/message-id.jsonl')).sessions[0]?.lanes[0] ?? {
      requests: [],
    };
    expect(requests.length).toBeGreaterThan(9);
    expect(JSON.parse(out).total.secondsLost).toEqual(expect.any(Number));
    const few = await cachequakeIn(
      env,
      'history',
      'demo-logs/six-requests.jsonl',
      '--all',
      '--format',
      'json',
    );
    expect(JSON.parse(few.out).total.secondsLost).toBeNull();
  });
});
