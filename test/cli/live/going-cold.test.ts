import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import type { WatchOptions } from '../../../src/cli/commands/options.js';
import { showFeed } from '../../../src/cli/live/live.js';
import { requestLine, usageLine } from '../../../src/log/formats/cachequake/cachequake.js';
import { readLog } from '../../../src/log/read.js';
import type { LogRecord } from '../../../src/log/record.js';
import { fakeTimer } from '../../store/fake-timer.js';
import { cachequakeIn } from '../captured-io.js';

const folder = mkdtempSync(join(tmpdir(), 'cachequake-cold-'));
const START = Date.UTC(2026, 10, 26, 12);

/** A log of one request, whose entry lives for five minutes. */
function aLog(): string {
  const path = join(mkdtempSync(join(folder, 'log-')), 'one.jsonl');
  const text = { type: 'text', text: 'One', cache_control: { type: 'ephemeral' } };
  const body = {
    ...{ model: 'claude-sonnet-4-6', max_tokens: 100 },
    tools: [{ name: 'read', description: 'Reads.', input_schema: { type: 'object' } }],
    system: [{ type: 'text', text: 'Be brief, and kind. '.repeat(5000) }],
    messages: [{ role: 'user', content: [text] }],
  };
  const usage = {
    ...{ input: 3, cacheRead: 0, cacheWrite: 25_000, cacheWrite5m: null, cacheWrite1h: null, output: 5 },
  };
  const head = {
    id: 'r',
    at: START,
    session: 's',
    provider: 'anthropic',
    api: 'anthropic-messages',
  } as const;
  const answer = { id: 'r', outcome: 'ok', usage, firstByteAt: START, endedAt: START, status: 200 } as const;
  writeFileSync(path, `${requestLine(head, JSON.stringify(body))}${usageLine(answer)}`);
  return path;
}

/** Watches such a log by a clock of its own until what its entry has is over. @returns what was printed */
async function watched(
  options: Partial<WatchOptions>,
  { config = '{}', isPlayed = false }: { config?: string; isPlayed?: boolean } = {},
): Promise<{ readonly out: string; readonly log: string }> {
  const log = aLog();
  const records: LogRecord[] = [];
  for await (const record of readLog(log)) records.push(record);
  const timer = fakeTimer(START);
  const settings = join(folder, 'config.json');
  writeFileSync(settings, config);
  let out = '';
  const io = {
    stdout: { write: (text: string) => (out += text) },
    stderr: { write: (text: string) => (out += text) },
    stdinIsTTY: false,
    env: {
      XDG_STATE_HOME: mkdtempSync(join(folder, 'state-')),
      CACHEQUAKE_CONFIG: settings,
      PATH: process.env.PATH,
    },
  };
  let end = (): void => {};
  const ended = new Promise<void>(resolve => {
    end = resolve;
  });
  let isRead = false;
  const stop = async (): Promise<void> => end();
  const shown = showFeed(
    {
      timer,
      ...(isPlayed
        ? {
            playing: { kind: 'replay', speed: () => 1, setSpeed() {}, stop() {}, go() {}, step: () => false },
          }
        : {}),
      start(listener) {
        void listener.onRecords(records);
        const caughtUp = Promise.resolve();
        setImmediate(() => {
          isRead = true;
        });
        return { caughtUp, ended, stop };
      },
    },
    { color: 'never', ...options },
    io,
  );
  await vi.waitUntil(() => isRead);
  timer.pass(600_000);
  end();
  expect(await shown).toBe(0);
  return { out, log };
}

describe('a large entry that expires', () => {
  test('is told in time, with what a ping costs and saves', async () => {
    const file = join(folder, 'told');
    const onCold = `cat >> ${file}; echo "$CACHEQUAKE_EVENT $CACHEQUAKE_TOKENS $CACHEQUAKE_PING_COST" >> ${file}`;
    const { out, log } = await watched({ json: true, goingCold: 30, coldTokens: 20_000, onCold });
    const lines = out.trimEnd().split('\n');
    const cold = lines.map(line => JSON.parse(line)).filter(({ type }) => type === 'cold');
    expect(cold).toHaveLength(1);
    const at = new Date(START + 270_000).toISOString();
    const expiresAt = new Date(START + 300_000).toISOString();
    const ping = { cost: 0.0075, breakEven: expect.closeTo(0.1 / 1.15, 6), most: 11 };
    expect(cold[0]).toMatchObject({
      label: '1',
      at,
      expiresAt,
      ttl: '5m',
      tokens: 25_000,
      exact: true,
      ping,
    });
    const [event, facts] = readFileSync(file, 'utf8').trimEnd().split('\n');
    expect(JSON.parse(event ?? '')).toMatchObject({
      ...{ schema: 'cachequake.event/1', type: 'cold', what: 'cold', at, severity: null, break: null },
      cold: { request: '1', place: `${log}:1`, expiresAt, tokens: 25_000, ping },
    });
    expect(event).not.toContain('Be brief');
    expect(facts).toBe('cold 25000 0.0075');
  });

  test('is told in plain words, a minute before where no time was given', async () => {
    const { out } = await watched({ plain: true, goingCold: true });
    expect(out).toContain(
      '! main: 25 k tokens go cold in 1:00 (#1): a ping costs $0.01, a cold start $0.09 more; it pays if a next request by then is likelier than 8.7 %, 11 pings in a row at most\n',
    );
  });

  test('is told where the settings ask for it, and of nothing unless it is asked for', async () => {
    const config = '{ "goingCold": 45 }';
    expect((await watched({ plain: true }, { config })).out).toContain('go cold in 0:45');
    expect((await watched({ plain: true, coldTokens: 25_001 }, { config })).out).not.toContain('go cold in');
    expect((await watched({ plain: true })).out).not.toContain('go cold in');
    expect((await watched({ plain: true }, { config: '{ "goingCold": 0 }' })).out).not.toContain(
      'go cold in',
    );
  });

  test('of a log that is played is told to nobody outside, unless asked', async () => {
    const file = join(folder, 'silent');
    const onCold = `cat >> ${file}`;
    await watched({ plain: true, onCold }, { isPlayed: true });
    expect(existsSync(file)).toBe(false);
    await watched({ plain: true, onCold, alertReplay: true }, { isPlayed: true });
    expect(readFileSync(file, 'utf8')).toContain('"type":"cold"');
  });

  test.each([
    ['--going-cold', '0', 'It must be a number above 0'],
    ['--going-cold', 'soon', 'It must be a number above 0'],
    ['--cold-tokens', '-1', 'It must be a whole number'],
  ])('refuses %s %s', async (option, value, reason) => {
    const { code, err } = await cachequakeIn({}, 'demo', option, value);
    expect([code, err]).toEqual([2, expect.stringContaining(reason)]);
  });
});
