import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { cachequake, cachequakeIn } from './captured-io.js';

const folder = mkdtempSync(join(tmpdir(), 'cachequake-check-'));
const SIX = 'demo-logs/six-requests.jsonl';
const HEALTHY = 'demo-logs/healthy-day.jsonl';
/** Lines of the six requests: each a request and its usage. */
const LINES = readFileSync(SIX, 'utf8').trimEnd().split('\n');

function logOf(name: string, lines: readonly string[]): string {
  const path = join(folder, name);
  writeFileSync(path, `${lines.join('\n')}\n`);
  return path;
}

/** The rows of a check: budget, measured, verdict. */
async function rowsOf(...args: readonly string[]): Promise<{ code: number; rows: readonly string[][] }> {
  const { code, out } = await cachequake('check', ...args, '--format', 'json');
  const { rows } = JSON.parse(out);
  return {
    code,
    rows: rows.map((row: { budget: string; measured: string; verdict: string }) => [
      row.budget,
      row.measured,
      row.verdict,
    ]),
  };
}

describe('budgets in a file', () => {
  const config = (name: string, text: string): string => {
    const path = join(folder, name);
    writeFileSync(path, text);
    return path;
  };

  test('hold, and an option goes before them', async () => {
    const path = config(
      'budgets.json',
      '{ "check": { "maxBreaks": 2, // none\n "never": ["tool-changed"] } }',
    );
    expect((await rowsOf(SIX, '--config', path)).rows).toEqual([
      ['breaks that ring', '3', 'broken'],
      ['breaks by tool-changed', '1', 'broken'],
    ]);
    const { code, rows } = await rowsOf(SIX, '--config', path, '--max-breaks', '3');
    expect([code, rows[0]]).toEqual([1, ['breaks that ring', '3', 'held']]);
  });

  test("are those of one's own settings where no file is named", async () => {
    const path = config('own.json', '{ "check": { "maxBreaks": 2 } }');
    expect((await cachequakeIn({ CACHEQUAKE_CONFIG: path }, 'check', SIX)).code).toBe(1);
    expect((await cachequakeIn({ CACHEQUAKE_CONFIG: path }, 'check', HEALTHY)).code).toBe(0);
  });

  test.each([
    ['{ "check": {\n "maxBreak": 0 } }', ':2: check.maxBreak: there is no `maxBreak`: it can be minHitRate'],
    ['{ "check": {\n\n "minHitRate": 85 } }', ':3: check.minHitRate: it must be a number from 0 to 1'],
    ['{ "check": { "maxLost": -1 } }', ':1: check.maxLost: it must be a number, 0 or more'],
    ['{ "check": { "never": "x" } }', ':1: check.never: it must be a list of texts'],
    ['{ "check": { "never": ["x"] } }', 'check.never: x: no cause has this name'],
    ['{ "check": 5 }', ':1: check: it must be an object'],
    ['{ "check": {\n "tolerance": { "hits": 1 } } }', ':2: check.tolerance.hits: there is no `hits`'],
    ['{ "check": { "baseline": "" } }', ':1: check.baseline: it must be a text that is not empty'],
    ['{ "check": ', ':1: it is not JSON with comments'],
  ])('that are wrong are refused with their line: %s', async (text, why) => {
    const path = config('wrong.json', text);
    const { code, err, out } = await cachequake('check', HEALTHY, '--max-breaks', '9', '--config', path);
    expect([code, out]).toEqual([2, '']);
    expect(err).toContain(why);
  });

  test('a file that is named and not there is refused', async () => {
    const { code, err } = await cachequake('check', HEALTHY, '--max-breaks', '9', '--config', 'no.json');
    expect([code, err]).toEqual([2, 'cachequake: no.json: no such file\n']);
  });
});

describe('lines that could not be read in full', () => {
  const HEALTHY_LINES = readFileSync(HEALTHY, 'utf8').trimEnd().split('\n');
  const cut = (HEALTHY_LINES.at(-1) ?? '').slice(0, 100);

  test('may be requests that broke, so no budget is held', async () => {
    const path = logOf('cut.jsonl', [...HEALTHY_LINES, cut]);
    const { code, out, err } = await cachequake('check', path, '--max-breaks', '0', '--min-hit-rate', '1%');
    expect(code).toBe(2);
    expect(out).toContain('1 line could not be read in full, and may hold more (--max-unknown)');
    expect(out).toMatch(/\nnot known: 2 budgets of 2\n$/);
    expect(err).toContain(
      `1 line could not be read in full: ${path}:${HEALTHY_LINES.length + 1}: broken JSON`,
    );
  });

  test('may be few enough, and are said all the same', async () => {
    const path = logOf('cut-few.jsonl', [...HEALTHY_LINES, cut]);
    const { code, err } = await cachequake('check', path, '--max-breaks', '0', '--max-unknown', '10%');
    expect([code, err]).toEqual([0, expect.stringContaining('could not be read in full')]);
  });

  test('are only said where they are none of a log, or where nothing is missing by what is wrong', async () => {
    const path = logOf('noise.jsonl', ['npm run agent', ...HEALTHY_LINES, '42']);
    const { code, err } = await cachequake('check', path, '--max-breaks', '0');
    expect([code, err]).toEqual([0, expect.stringContaining('2 lines could not be read in full, such as')]);
  });

  test('leave a budget broken that is', async () => {
    const path = logOf('cut-broken.jsonl', [...LINES, cut]);
    expect((await cachequake('check', path, '--max-breaks', '2')).code).toBe(1);
  });
});

describe('check', () => {
  test('ends with 1 where a budget is broken, and names the breaks by their bytes', async () => {
    const { code, out } = await cachequake('check', SIX, '--max-breaks', '2', '--min-hit-rate', '50%');
    expect(code).toBe(1);
    expect(out.split('\n').slice(0, 3)).toEqual([
      'budget            allowed          measured  verdict',
      'hit rate          at least 50.0 %  56.4 %    held',
      'breaks that ring  at most 2        3         BROKEN',
    ]);
    expect(out).toContain('system-changed at system[1].text, char 16 086 byte 16 090,');
    expect(out).toMatch(/\nbroken: 1 budget of 2\n$/);
  });

  test('holds each budget against its own figure', async () => {
    const budgets = [
      ...['--max-breaks', '3', '--max-lost-tokens', '461779', '--max-lost', '1.60'],
      ...['--min-of-attainable', '56%', '--never', 'history-edited (compacted)', '--never', 'expired'],
    ];
    expect(await rowsOf(SIX, ...budgets)).toEqual({
      code: 1,
      rows: [
        ['hit rate of the attainable', '56.8 %', 'held'],
        ['breaks that ring', '3', 'held'],
        ['tokens lost', '461 780', 'broken'],
        ['money lost', '$1.59', 'held'],
        ['breaks by history-edited (compacted)', '2', 'broken'],
        ['breaks by expired', '0', 'held'],
      ],
    });
  });

  test('ends with 0 where all are held', async () => {
    const { code, out } = await cachequake('check', HEALTHY, '--max-breaks', '0', '--max-lost', '0');
    expect([code, out.trimEnd().split('\n').at(-1)]).toEqual([0, 'held: 2 budgets']);
  });

  test('forbids a site', async () => {
    const { out } = await cachequake('report', SIX, '--format', 'json');
    const site: string = JSON.parse(out).sessions[0].lanes[0].requests[4].site;
    expect((await rowsOf(SIX, '--never', site)).rows).toEqual([[`breaks by ${site}`, '2', 'broken']]);
  });

  test('does not judge by too little, unless that is broken already', async () => {
    const healthy = logOf('two.jsonl', LINES.slice(4, 8));
    const { code, out } = await cachequake('check', healthy, '--max-breaks', '0', '--min-hit-rate', '99%');
    expect(code).toBe(2);
    expect(out).toContain('1 request could read from the cache, 3 are needed (--min-requests)');
    expect(out).toMatch(/\ntoo little data for 2 budgets of 2\n$/);
    const broken = logOf('first-two.jsonl', LINES.slice(0, 4));
    expect((await rowsOf(broken, '--max-breaks', '0', '--min-hit-rate', '99%')).rows).toEqual([
      ['hit rate', '49.4 %', 'too-little'],
      ['breaks that ring', '1', 'broken'],
    ]);
    expect((await cachequake('check', healthy, '--max-breaks', '0', '--min-requests', '1')).code).toBe(0);
  });

  test('does not say held of a rate whose usage the log lacks', async () => {
    const path = logOf(
      'no-usage.jsonl',
      LINES.filter((_, index) => index !== 7),
    );
    const { code, out } = await cachequake('check', path, '--min-hit-rate', '10%');
    expect(code).toBe(2);
    expect(out).toContain(
      'of 1 request out of 6 it is not known what they read, or out of how much (--max-unknown)',
    );
    expect((await cachequake('check', path, '--min-hit-rate', '10%', '--max-unknown', '20%')).code).toBe(0);
  });

  test('compares with an earlier report, within a tolerance', async () => {
    const { out } = await cachequake('report', SIX, '--format', 'json');
    const baseline = join(folder, 'main.json');
    writeFileSync(baseline, out);
    expect(await rowsOf(SIX, '--baseline', baseline)).toEqual({
      code: 0,
      rows: [
        ['hit rate, baseline', '56.4 %', 'held'],
        ['breaks that ring, baseline', '3', 'held'],
        ['tokens lost, baseline', '461 780', 'held'],
      ],
    });
    const worse = JSON.parse(out);
    worse.totals.hitRate = 0.6;
    worse.totals.ringing = 2;
    writeFileSync(baseline, JSON.stringify(worse));
    expect((await rowsOf(SIX, '--baseline', baseline)).rows.map(([, , verdict]) => verdict)).toEqual([
      ...['broken', 'broken', 'held'],
    ]);
    const tolerance = 'points=4,breaks=1,lost=0%';
    expect((await rowsOf(SIX, '--baseline', baseline, '--tolerance', tolerance)).code).toBe(0);
  });

  test('takes baseline and tolerance from the settings file, by a path from its folder', async () => {
    const report = JSON.parse((await cachequake('report', SIX, '--format', 'json')).out);
    report.totals.ringing = 2;
    writeFileSync(join(folder, 'two.json'), JSON.stringify(report));
    const path = join(folder, 'baseline-config.json');
    writeFileSync(path, '{ "check": { "baseline": "two.json" } }');
    expect((await rowsOf(SIX, '--config', path)).rows[1]).toEqual([
      'breaks that ring, baseline',
      '3',
      'broken',
    ]);
    writeFileSync(path, '{ "check": { "baseline": "two.json", "tolerance": { "breaks": 1 } } }');
    expect((await rowsOf(SIX, '--config', path)).code).toBe(0);
    expect((await rowsOf(SIX, '--config', path, '--tolerance', 'breaks=0')).code).toBe(1);
    writeFileSync(path, '{ "check": { "maxBreaks": 9, "tolerance": { "breaks": 1 } } }');
    expect((await cachequake('check', SIX, '--config', path)).err).toContain(
      'baseline-config.json: check.tolerance: there is no baseline',
    );
  });

  test('writes what is broken and its limit with the digits in which they differ', async () => {
    const table = async (...args: readonly string[]): Promise<string> =>
      (await cachequake('check', SIX, ...args)).out.split('\n')[1] ?? '';
    // 0.564502 and 1.593141.
    expect(await table('--min-hit-rate', '56.46%')).toMatch(/at least 56\.46 % +56\.45 % +BROKEN$/);
    expect(await table('--max-lost', '1.593')).toMatch(/at most \$1\.5930 +\$1\.5931 +BROKEN$/);
  });

  test('writes JUnit, with a failure for what is broken and an error for what is not known', async () => {
    const path = join(folder, 'junit.xml');
    await cachequake('check', logOf('a<b>.jsonl', LINES), '--max-breaks', '0', '--junit', path);
    const xml = readFileSync(path, 'utf8');
    expect(xml).toContain('tests="1" failures="1" errors="0"');
    expect(xml).toContain('<failure type="broken" message="breaks that ring: 3, allowed at most 0">');
    expect(xml).toContain('a&lt;b&gt;.jsonl:3:');
    const two = logOf('two-again.jsonl', LINES.slice(4, 8));
    await cachequake('check', two, '--max-breaks', '0', '--junit', path);
    expect(readFileSync(path, 'utf8')).toContain('<error type="too-little"');
  });

  test('says that the JUnit file could not be written', async () => {
    const path = join(folder, 'none', 'junit.xml');
    const { code, err } = await cachequake('check', HEALTHY, '--max-breaks', '0', '--junit', path);
    expect(code).toBe(2);
    expect(err).toContain('junit.xml: could not be written');
  });

  test('annotates and sums up in GitHub Actions, ten annotations at most', async () => {
    const summary = join(folder, 'summary.md');
    const env = { GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: summary };
    const never = ['tool-changed', 'system-changed', 'history-edited'].flatMap(name => ['--never', name]);
    const many = Array.from({ length: 3 }, () => never).flat();
    const { code, err } = await cachequakeIn(env, 'check', SIX, '--max-breaks', '0', ...many);
    expect(code).toBe(1);
    const lines = err.trimEnd().split('\n');
    expect(lines).toHaveLength(10);
    expect(lines[0]).toBe('::error title=Cache budget%3A breaks that ring::3, allowed at most 0');
    const markdown = readFileSync(summary, 'utf8');
    expect(markdown).toContain('| `breaks that ring` | at most 0 | 3 | **BROKEN** |');
    expect(markdown).toContain('- `#2` full break');
  });

  test('gives the runner no command that a log wrote', async () => {
    const path = logOf('##[error]x.jsonl', LINES);
    const env = { GITHUB_ACTIONS: 'true' };
    const { out, err } = await cachequakeIn(env, 'check', path, '--max-breaks', '0');
    expect(out).toContain('## [error]x.jsonl');
    expect(out + err).not.toContain('##[');
  });

  test.each([
    [[SIX], 'no budget to check'],
    [[SIX, '--never', 'tool-chnaged'], '--never tool-chnaged: no cause has this name'],
    [[SIX, '--min-hit-rate', '90'], 'It must be a share, such as 85% or 0.85'],
    [[SIX, '--max-breaks', '-1'], 'It must be a whole number'],
    [[SIX, '--max-lost', 'x'], 'It must be a number, 0 or more'],
    [
      [SIX, '--max-breaks', '9', '--tolerance', 'points=1'],
      '--tolerance says how much worse than a baseline',
    ],
    [[SIX, '--tolerance', 'hits=1'], 'It must be a list of points, breaks and lost'],
    [[SIX, '--baseline', 'package.json'], 'package.json: not a report'],
    [[SIX, '--baseline', 'none.json'], 'none.json: no such file'],
    [['none.jsonl', '--max-breaks', '0'], 'none.jsonl: no such file'],
    [['package.json', '--max-breaks', '0'], 'no request could be read'],
  ])('refuses %j', async (args, reason) => {
    const { code, out, err } = await cachequake('check', ...args);
    expect([code, out]).toEqual([2, '']);
    expect(err).toContain(reason);
  });
});
