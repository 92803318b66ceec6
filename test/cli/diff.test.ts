import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { cachequake } from './captured-io.js';

const SIX = 'demo-logs/six-requests.jsonl';

describe('diff', () => {
  test('shows where a request leaves its parent, section by section, and ends with 1', async () => {
    const { code, out } = await cachequake('diff', SIX, '2');
    expect(code).toBe(1);
    expect(out.split('\n').map(line => line.slice(0, 66))).toEqual(
      [
        '#1 -> #2',
        '',
        'tools      34 blocks, 33 alike',
        '  tools[8].input_schema   char 66   byte 66',
        '  demo-logs/six-requests.jsonl:3:584220',
        '    {"type":"object","properties":{"action":{"type":"string","enum":["',
        '  - send","edit","delete","pin","unpin","react","thread","upload"]',
        '  + thread","poll","send","mention","pin","mute","upload","edit","',
        '    (60 characters taken out, 101 put in; 1 053 -> 1 094 character',
        '',
        'system     2 blocks, 1 alike',
        '  system[1].text   char 16 086   byte 16 090',
        '  demo-logs/six-requests.jsonl:3:528335',
        '    …a blank line.↵- Files up to 20 MB go with `upload`; larger on',
        '  - - Inline buttons supported: give `buttons` as rows of label an',
        '  + ## Group Chat Context↵This conversation is a room with several',
        '    (103 characters taken out, 634 put in; 50 609 -> 51 140 charac',
        '    (then 267 messages alike)',
        '',
        'messages   346 -> 348 blocks, only grown',
        'parameters alike',
        '',
      ].map(line => line.slice(0, 66)),
    );
  });

  test('ends with 0 where a request only grew', async () => {
    const { code, out } = await cachequake('diff', SIX, '#3');
    expect(code).toBe(0);
    expect(out).toContain('messages   348 -> 350 blocks, only grown');
  });

  test('says that what the provider holds in front of two requests is not compared, and calls them alike only behind the same', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'cachequake-diff-'));
    const log = join(folder, 'log.jsonl');
    const line = (previous: string): string =>
      `${JSON.stringify({ body: { model: 'gpt-5', previous_response_id: previous, input: 'Go on.' } })}\n`;
    writeFileSync(log, line('resp_1') + line('resp_2') + line('resp_2'));
    const apart = await cachequake('diff', log, '2', '1');
    expect(apart.code).toBe(1);
    expect(apart.out.replaceAll('\n', ' ')).toContain(
      '(#1 goes on from resp_1, #2 goes on from resp_2: what the provider holds there is not in the log, and not compared)',
    );
    expect((await cachequake('diff', log, '3', '2')).code).toBe(0);
    rmSync(folder, { recursive: true });
  });

  test('compares with any other request', async () => {
    const { code, out } = await cachequake('diff', SIX, '6', '2');
    expect(code).toBe(1);
    expect(out).toContain('#2 -> #6');
    expect(out).toContain('  messages[41].content[0].content   char 0   byte 0');
  });

  test('shows where the same JSON is written in other bytes', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'cachequake-diff-'));
    const log = join(folder, 'log.jsonl');
    const line = (digits: string): string =>
      `{"body":{"model":"claude-opus-5","max_tokens":1,"tools":[{"name":"a","input_schema":{"default":${digits}}},{"name":"b","input_schema":{}}],"messages":[{"role":"user","content":"Hi"}]}}\n`;
    writeFileSync(log, line('1.0') + line('1'));
    const { code, out } = await cachequake('diff', log, '2', '1');
    rmSync(folder, { recursive: true });
    expect(code).toBe(1);
    expect(out.split('\n').slice(2, 8)).toEqual([
      'tools      2 blocks, 1 alike',
      '  tools[0].input_schema.default   char 1   byte 1',
      `  ${log}:2:${line('1').indexOf('"default":1') + '"default":1'.length}`,
      '    1',
      '  - .0',
      '  + ',
    ]);
    expect(out).toContain('messages   1 block, alike');
  });

  /** Two requests to the Messages API in a log of bodies. */
  async function diffOf(...bodies: readonly object[]): Promise<{ code: number; out: string; err: string }> {
    const folder = mkdtempSync(join(tmpdir(), 'cachequake-diff-'));
    const log = join(folder, 'log.jsonl');
    const base = { model: 'claude-opus-5', max_tokens: 1, messages: [{ role: 'user', content: 'Hi' }] };
    writeFileSync(log, bodies.map(body => `${JSON.stringify({ body: { ...base, ...body } })}\n`).join(''));
    const result = await cachequake('diff', log, '2', '1');
    rmSync(folder, { recursive: true });
    return { ...result, out: result.out.replaceAll(log, 'LOG') };
  }

  test('shows every difference of a text, each with its own place', async () => {
    const tools = (description: string): object => ({
      tools: [{ name: 'a', description, input_schema: {} }],
    });
    const { code, out } = await diffOf(
      tools('Send a message to the desk. Limits: 10 per minute.'),
      tools('Send one message to the desk. Limits: 20 per hour at most.'),
    );
    expect(code).toBe(1);
    expect(out.match(/char \d+/g)).toEqual(['char 5', 'char 38', 'char 45']);
    expect(new Set(out.match(/LOG:2:\d+/g)).size).toBe(3);
    expect(out).toContain('(difference 3 of 3 in this text)');
    expect(out).toContain('(6 characters taken out, 12 put in; 50 -> 58 characters)');
  });

  test('lists parameters and betas', async () => {
    const { code, out } = await diffOf(
      { thinking: { type: 'disabled' }, betas: ['a-2026-01-01', 'b-2026-01-01'] },
      { thinking: { type: 'enabled', budget_tokens: 1024 }, betas: ['a-2026-01-01'] },
    );
    expect(code).toBe(1);
    expect(out).toContain('parameters 2 differences\n  betas   char 15   byte 15\n');
    expect(out).toContain('  thinking   char 9');
    expect(out).toMatch(/LOG:2:\d+/);
  });

  test('ends with 2 where the log holds no text to compare', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'cachequake-diff-'));
    const log = join(folder, 'log.jsonl');
    const at = (content: string): string =>
      `${JSON.stringify({ ts: '2026-11-20T10:00:00.000Z', runId: 'r', sessionId: 's', stage: 'request', modelApi: 'anthropic-messages', payload: { model: 'claude-opus-5', max_tokens: 1, messages: [{ role: 'user', content }] } })}\n`;
    writeFileSync(log, at('<redacted>') + at('<redacted>'));
    const { code, out, err } = await cachequake('diff', log, '2', '1');
    rmSync(folder, { recursive: true });
    expect(out).toContain('messages   1 block, 0 alike, 1 not compared: the log holds no text of it');
    expect(err).toContain('not all could be compared');
    expect(code).toBe(2);
  });

  test('numbers the requests of several logs as the report does', async () => {
    const logs = [SIX, 'demo-logs/message-id.jsonl'];
    const alone = await cachequake('diff', 'demo-logs/message-id.jsonl', '3');
    const second = await cachequake('diff', ...logs, '2.3');
    expect([second.code, second.out]).toEqual([
      alone.code,
      alone.out.replace(/#(\d+) -> #(\d+)/, '#2.$1 -> #2.$2'),
    ]);
    const across = await cachequake('diff', ...logs, '#2.1', '1.1');
    expect(across.out).toMatch(/^#1 -> #2\.1\n/);
    expect(across.out).toContain('demo-logs/message-id.jsonl:1:');
    expect((await cachequake('diff', ...logs, '3.1')).err).toContain('there is no request 3.1 in it');
  });

  test.each([
    [['5'], 'diff needs a log in front of the number'],
    [[SIX], 'diff needs the number of a request behind the log'],
    [[SIX, '99'], 'there is no request 99 in it'],
    [['nowhere.jsonl', '2'], 'nowhere.jsonl: no such file'],
  ])('refuses %j', async (words, why) => {
    const { code, out, err } = await cachequake('diff', ...words);
    expect([code, out]).toEqual([2, '']);
    expect(err).toContain(why);
  });

  test('is ASCII where that is asked for', async () => {
    expect((await cachequake('diff', SIX, '2', '--ascii')).out).toMatch(/^[\n\x20-\x7e]*$/);
  });
});
