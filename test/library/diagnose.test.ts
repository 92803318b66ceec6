import { deepStrictEqual } from 'node:assert';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { diagnose, NothingJudged } from '../../src/index.js';

const SIX = 'demo-logs/six-requests.jsonl';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'cachequake-library-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function logOf(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

/** What a test that expects no break prints. */
async function printed(paths: string | readonly string[]): Promise<string> {
  const { breaks } = await diagnose(paths);
  try {
    deepStrictEqual(breaks, []);
    return '';
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

describe('diagnose', () => {
  test('finds no break in a healthy day, and nothing that it could not judge', async () => {
    const { breaks, failures } = await diagnose('demo-logs/healthy-day.jsonl');
    expect(breaks).toEqual([]);
    expect(failures).toEqual([]);
  });

  test('says of a break where it is, why, what it cost and what to change, without text of the prompt', async () => {
    const { breaks, report } = await diagnose(SIX);
    expect(breaks[0]).toEqual({
      request: '2',
      size: expect.stringMatching(/^full break, M5\.3: 178 577 tokens written, \$0\.61 lost/),
      causes: [
        {
          id: 'tool-changed',
          kind: null,
          at: 'tools[8].input_schema, character 66',
          evidence: `${SIX}:3:584220`,
          before: null,
          after: null,
          fix: expect.stringContaining('Build tool descriptions'),
        },
        {
          id: 'system-changed',
          kind: null,
          at: 'system[1].text, character 16086',
          evidence: `${SIX}:3:528335`,
          before: null,
          after: null,
          fix: expect.stringContaining('Build the system text once'),
        },
      ],
      site: expect.stringMatching(/^tool-changed at tools\[\w+\]/),
      lostTokens: 176_706,
      cost: expect.closeTo(0.61, 2),
    });
    expect(breaks.map(({ request }) => request)).toEqual(['2', '5', '6']);
    expect(report.isRedacted).toBe(true);
    expect((await diagnose(SIX, { text: true })).breaks[0]?.causes[1]?.after).toContain('## Group Chat');
  });

  test('is readable where a test expects no break', async () => {
    const text = await printed(SIX);
    expect(text).toContain('full break, M5.3: 178 577 tokens written');
    expect(text).toContain("at: 'system[1].text, character 16086'");
  });

  test.each([
    ['a mistyped path', ['nowhere.jsonl'], /^nowhere\.jsonl: no such file/],
    ['one of several', [SIX, 'nowhere.jsonl'], /^nowhere\.jsonl: no such file/],
    ['no path', [], /no path was given/],
    ['a file that is no log', ['package.json'], /no request could be read: package\.json:1/],
  ])('throws on %s', async (_, paths, why) => {
    await expect(diagnose(paths)).rejects.toThrow(NothingJudged);
    await expect(diagnose(paths)).rejects.toThrow(why);
  });

  test('throws on an empty log, and where nothing could have broken', async () => {
    await expect(diagnose(logOf('empty.jsonl', ''))).rejects.toThrow(/nothing in it/);
    const [first = '', usage = ''] = readFileSync(SIX, 'utf8').split('\n');
    await expect(diagnose(logOf('one.jsonl', `${first}\n${usage}\n`))).rejects.toThrow(
      /1 request: none goes on from another one/,
    );
  });

  test('names lines that it could not read, and requests of which the read is not known', async () => {
    const lines = readFileSync('demo-logs/healthy-day.jsonl', 'utf8').trimEnd().split('\n');
    const path = logOf('cut.jsonl', [...lines.slice(0, 21), 'no JSON "and a secret prompt"'].join('\n'));
    const { failures } = await diagnose(path);
    expect(failures.join('\n')).toContain(`${path}:22: `);
    expect(failures.join('\n')).not.toContain('secret prompt');
  });
});
