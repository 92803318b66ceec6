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
        'tools     34 blocks, 33 alike in place',
        '  tools[8].input_schema   char 66   byte 66',
        '  demo-logs/six-requests.jsonl:3:584220',
        '    {"type":"object","properties":{"action":{"type":"string","enum":["',
        '  - send","edit","delete","pin","unpin","react","thread","upload"]',
        '  + thread","poll","send","mention","pin","mute","upload","edit","',
        '',
        'system    2 blocks, 1 alike in place',
        '  system[1].text   char 16 086   byte 16 090',
        '  demo-logs/six-requests.jsonl:3:528335',
        '    …a blank line.↵- Files up to 20 MB go with `upload`; larger on',
        '  - - Inline buttons supported: give `buttons` as rows of label an',
        '  + ## Group Chat Context↵This conversation is a room with several',
        '',
        'messages  346 -> 348 blocks, only grown',
        '',
      ].map(line => line.slice(0, 66)),
    );
  });

  test('ends with 0 where a request only grew', async () => {
    const { code, out } = await cachequake('diff', SIX, '#3');
    expect(code).toBe(0);
    expect(out).toContain('messages  348 -> 350 blocks, only grown');
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
      'tools     2 blocks, 1 alike in place',
      '  tools[0].input_schema.default   char 1   byte 1',
      `  ${log}:2:${line('1').indexOf('"default":1') + '"default":1'.length}`,
      '    1',
      '  - .0',
      '  + ',
    ]);
    expect(out).toContain('messages  1 block, alike');
  });

  test('is ASCII where that is asked for', async () => {
    expect((await cachequake('diff', SIX, '2', '--ascii')).out).toMatch(/^[\n\x20-\x7e]*$/);
  });
});
