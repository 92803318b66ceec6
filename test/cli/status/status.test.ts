import { appendFileSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { runStatus } from '../../../src/cli/status/status.js';
import { cachequake } from '../captured-io.js';

const folder = mkdtempSync(join(tmpdir(), 'cachequake-status-'));
const SIX = 'demo-logs/six-requests.jsonl';
const LINES = readFileSync(SIX, 'utf8').trimEnd().split('\n');

/** The line that a status bar shows, with the JSON that an agent hands to its command. */
async function onStdin(input: string): Promise<{ code: number; out: string; err: string }> {
  let [out, err] = ['', ''];
  const io = {
    stdout: { write: (text: string) => (out += text) },
    stderr: { write: (text: string) => (err += text) },
    stdinIsTTY: false,
    env: {},
  };
  const code = await runStatus(undefined, { format: 'text', stdin: true }, io, async () => input);
  return { code, out, err };
}

/** A request of 300 kB that goes on in its lane, and its usage: all was read but what is new. */
function exchange(lane: string, index: number): string {
  const messages = Array.from({ length: index + 1 }, (_, number) => ({
    role: number % 2 === 0 ? 'user' : 'assistant',
    content: `${lane}${number}`,
  }));
  const system = [{ type: 'text', text: lane.repeat(300_000), cache_control: { type: 'ephemeral' } }];
  const body = { model: 'claude-opus-4-5', max_tokens: 9, system, messages };
  const named = { cachequake: 1, id: `r${index}` };
  return [
    { ...named, kind: 'request', agent: lane, provider: 'anthropic', api: 'anthropic-messages', body },
    {
      ...named,
      kind: 'usage',
      outcome: 'ok',
      usage: { input: 5, cacheRead: 75_000, cacheWrite: 0, output: 9 },
    },
  ]
    .map(line => `${JSON.stringify(line)}\n`)
    .join('');
}

describe('status', () => {
  test('is one line on the end of a log', async () => {
    const path = join(folder, 'six.jsonl');
    writeFileSync(path, `${LINES.slice(0, 4).join('\n')}\n`);
    expect(await cachequake('status', path)).toEqual({
      code: 0,
      out: 'hit 49 % | 1 break | lost 177 k, $0.61 | cold | 2 requests\n',
      err: '',
    });
  });

  test('counts the time that is left until the cache is cold', async () => {
    const path = join(folder, 'warm.jsonl');
    const now = Date.now();
    const shifted = LINES.slice(0, 2).map(line => {
      const value = JSON.parse(line);
      for (const key of ['at', 'first_byte_at', 'ended_at', 'firstByteAt', 'endedAt']) {
        if (typeof value[key] === 'string') value[key] = new Date(now).toISOString();
        if (typeof value[key] === 'number') value[key] = now;
      }
      return JSON.stringify(value);
    });
    writeFileSync(path, `${shifted.join('\n')}\n`);
    expect((await cachequake('status', path)).out).toMatch(/ \| 4:5\d left \| 1 request\n$|5:00 left/);
  });

  test('says that it is about the last requests of a long log, and reads no more of it', async () => {
    const path = join(folder, 'long.jsonl');
    for (let index = 0; index < 8; index += 1) appendFileSync(path, `${LINES.join('\n')}\n`);
    const { out } = await cachequake('status', path, '--format', 'json');
    expect(JSON.parse(out)).toMatchObject({ schema: 'cachequake.status/1', isWhole: false });
    expect(JSON.parse(out).requests).toBeLessThan(6);
    expect((await cachequake('status', path)).out).toMatch(/\| last 1 request\n$/);
  });

  test('does not call healthy what it did not read: a request whose lane stands further up', async () => {
    const path = join(folder, 'lanes.jsonl');
    // Four lanes in turn, of prompts so large that the end holds one request of two; then the last goes on.
    const order = ['a', 'b', 'c', 'd', 'a', 'b', 'c', 'd'];
    writeFileSync(path, order.map((lane, index) => exchange(lane, index)).join(''));
    expect((await cachequake('status', path)).out).toBe('hit 99 % | breaks ? | last 2 requests\n');
    const { out } = await cachequake('status', path, '--format', 'json');
    expect(JSON.parse(out)).toMatchObject({ areBreaksKnown: false, judged: 0, unjudged: 2 });
    appendFileSync(path, exchange('d', 8));
    expect((await cachequake('status', path)).out).toBe('hit 99 % | 0 breaks | last 1 request\n');
    // A subagent whose beginning is not in the end of the log.
    expect((await cachequake('status', 'demo-logs/healthy-day.jsonl')).out).toBe(
      'hit 96 % | 0 breaks, 1 unknown | cold | last 5 requests\n',
    );
  });

  test.each([
    ['begins a conversation', {}, { requests: 1, areBreaksKnown: true, judged: 1, unjudged: 0 }],
    [
      'goes on from an answer that was not read',
      { previous_response_id: 'resp_1' },
      { requests: 2, areBreaksKnown: false, judged: 0, unjudged: 2 },
    ],
  ])("knows whether a request of OpenAI's Responses %s", async (_, change, known) => {
    const path = join(folder, 'responses.jsonl');
    const input = [{ role: 'user', content: 'x'.repeat(300_000) }];
    const named = { cachequake: 1, id: 'last', api: 'openai-responses', provider: 'openai' };
    const lines = [
      { ...named, kind: 'request', body: { model: 'gpt-5', input, ...change } },
      { ...named, kind: 'usage', outcome: 'ok', usage: { input: 9, cacheRead: 75_000, output: 9 } },
    ].map(line => `${JSON.stringify(line)}\n`);
    writeFileSync(path, [...['a', 'b', 'c'].map(exchange), ...lines].join(''));
    const { out } = await cachequake('status', path, '--format', 'json');
    expect(JSON.parse(out)).toMatchObject({ isWhole: false, ...known });
  });

  test('takes the log from the JSON that an agent hands to its status line', async () => {
    const found = await onStdin(JSON.stringify({ transcript_path: SIX, cwd: '/' }));
    expect(found).toMatchObject({ code: 0, err: '' });
    expect(found.out).toBe('hit 20 % | 1 break | lost 143 k, $0.49 | cold | last 1 request\n');
    expect(await onStdin('hello')).toMatchObject({ code: 2, out: '' });
  });

  test('takes the newest log of a folder', async () => {
    const inside = mkdtempSync(join(folder, 'logs-'));
    writeFileSync(join(inside, 'a.jsonl'), `${LINES.join('\n')}\n`);
    writeFileSync(join(inside, 'b.jsonl'), `${LINES.slice(0, 2).join('\n')}\n`);
    expect((await cachequake('status', inside)).out).toContain('| 1 request\n');
  });

  test('claims no break and no health where usage is missing', async () => {
    const path = join(folder, 'no-usage.jsonl');
    writeFileSync(path, `${LINES[0]}\n${LINES[4]}\n`);
    expect((await cachequake('status', path)).out).toMatch(/^hit \? \| breaks \? /);
  });

  test.each([
    [['none.jsonl'], 'none.jsonl: no such file'],
    [['package.json'], 'no request could be read in it'],
    [[SIX, '--stdin'], 'give a path or --stdin, not both'],
    [[SIX, '--format', 'xml'], 'Allowed choices are text, json'],
  ])('refuses %j', async (args, reason) => {
    const { code, out, err } = await cachequake('status', ...args);
    expect([code, out]).toEqual([2, '']);
    expect(err).toContain(reason);
  });
});
