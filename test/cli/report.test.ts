import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { cachequake } from './captured-io.js';

const SIX = 'demo-logs/six-requests.jsonl';

async function jsonOf(path: string): Promise<ReturnType<typeof JSON.parse>> {
  const { code, out } = await cachequake('report', path, '--format', 'json');
  expect(code).toBe(0);
  return JSON.parse(out);
}

describe('report on six-requests', () => {
  test('holds the figures as JSON', async () => {
    const report = await jsonOf(SIX);
    expect(report.schema).toBe('cachequake.report/1');
    expect(report.sources).toMatchObject([
      { path: SIX, format: 'cachequake', fidelity: 'wire', lines: 12, skipped: [] },
    ]);
    expect(report.totals).toMatchObject({
      requests: 6,
      breaks: 3,
      ringing: 3,
      cacheWrite: 469_089,
      cacheRead: 608_066,
      writeShare: { breaks: 465_562, growth: 3_527, again: 461_780 },
    });
    const [session] = report.sessions;
    expect(session.lanes).toHaveLength(1);
    const requests = session.lanes[0].requests;
    expect(requests.map((request: { n: number; turn: number }) => [request.n, request.turn])).toEqual([
      ...[
        [1, 1],
        [2, 2],
        [3, 2],
        [4, 2],
        [5, 2],
        [6, 2],
      ],
    ]);
    expect(requests[0].blocks).toEqual({ tools: 34, system: 2, messages: 267 });
    expect(requests[0].breakpoints.map((point: { path: string }) => point.path)).toEqual([
      'system[1]',
      'messages[266].content[0]',
    ]);
    expect(requests[1].break).toMatchObject({
      extent: 'full',
      magnitude: 5.3,
      expectedRead: 176_706,
      actualRead: 0,
      causes: [
        { id: 'tool-changed', divergence: { section: 'tools', path: 'tools[8].input_schema' } },
        {
          id: 'system-changed',
          divergence: { section: 'system', path: 'system[1].text', char: 16_086, byte: 16_090 },
        },
      ],
      ringing: true,
    });
    expect(requests[1].break.causes[1].divergence.before).toMatch(/^- Inline buttons supported/);
    expect(requests[1].break.causes[1].divergence.after).toMatch(/^## Group Chat Context\n/);
    expect(requests[4].break).toMatchObject({
      extent: 'partial',
      expectedRead: 179_191,
      actualRead: 36_654,
      causes: [{ id: 'history-edited', kind: 'compacted' }],
      divergence: {
        path: 'messages[41].content[0].content',
        char: 0,
        byte: 0,
        line: 9,
        after: '[compacted: tool output removed to free context]',
        beforeLength: 4118,
      },
    });
    expect(session.wounds).toMatchObject([
      { requests: [2], cause: 'tool-changed', rewritten: 178_577, healed: true },
      { requests: [5, 6], cause: 'history-edited', rewritten: 286_985, healed: false },
    ]);
    expect(requests[5].break.wound).toBe(session.wounds[1].id);
    expect([0, 2, 3].map(at => requests[at].break)).toEqual([null, null, null]);
  });

  test('leads to the byte in the log', async () => {
    const { divergence } = (await jsonOf(SIX)).sessions[0].lanes[0].requests[4].break;
    const line = readFileSync(SIX).toString('latin1').split('\n')[divergence.line - 1] ?? '';
    expect(line.slice(divergence.lineByte, divergence.lineByte + 20)).toBe('[compacted: tool out');
  });

  test("prints the article's table within 80 columns", async () => {
    const { code, out } = await cachequake('report', SIX);
    expect(code).toBe(0);
    const rows = out.split('\n').filter(line => /^[✗ ] {2}\d[ ▸]/.test(line));
    expect(rows.map(row => row.slice(31, 55))).toEqual([
      '    1 044  175 662  99 %',
      '  178 577        0   0 %',
      '    1 942  178 577  98 %',
      '      541  180 519  99 %',
      '  142 537   36 654  20 %',
      '  144 448   36 654  20 %',
    ]);
    expect(rows.map(row => row[0])).toEqual([' ', '✗', ' ', ' ', '✗', '✗']);
    expect(out.replace(/\s+/g, ' ')).toContain(
      '465 562 of 469 089 written tokens (99 %) by requests that broke, 3 527 by the others',
    );
    for (const line of out.split('\n')) expect(line.length, line).toBeLessThanOrEqual(80);
  });

  test('writes Markdown', async () => {
    const { out } = await cachequake('report', SIX, '--format', 'markdown');
    expect(out).toMatch(/^# Cache report\n/);
    expect(out).toContain('| **5** ✗ |');
  });
});

describe('report on the other demo logs', () => {
  test('finds not one break in healthy-day, and its lanes', async () => {
    const report = await jsonOf('demo-logs/healthy-day.jsonl');
    expect(report.totals).toMatchObject({ requests: 60, breaks: 0, predicted: 0 });
    const lanes = report.sessions.flatMap(
      (session: { lanes: readonly { kind: string; requests: unknown[] }[] }) =>
        session.lanes.map(lane => [lane.kind, lane.requests.length]),
    );
    expect(lanes.filter(([kind]: [string]) => kind !== 'auxiliary')).toEqual([
      ['main', 8],
      ['main', 36],
      ['subagent', 6],
      ['subagent', 5],
    ]);
  });

  test('finds one break at every new turn of message-id and none inside', async () => {
    const report = await jsonOf('demo-logs/message-id.jsonl');
    const requests = report.sessions[0].lanes[0].requests;
    const broken = requests.filter((request: { break: unknown }) => request.break !== null);
    expect(broken.map((request: { n: number; turn: number }) => [request.n, request.turn])).toEqual([
      ...[
        [4, 2],
        [6, 3],
        [9, 4],
        [11, 5],
        [15, 6],
      ],
    ]);
    for (const request of broken) {
      expect(request.break.causes).toMatchObject([{ id: 'volatile-value', kind: 'counter' }]);
      expect(request.break.divergence.path).toBe('system[1].text');
    }
  });
});

describe('report on other files', () => {
  const folder = mkdtempSync(join(tmpdir(), 'cachequake-report-'));

  test('reads every log of a folder, and a log named twice once', async () => {
    const report = await jsonOf('demo-logs');
    expect(report.sources).toHaveLength(3);
    expect(report.totals.requests).toBe(83);
    const { out } = await cachequake('report', SIX, `./${SIX}`, '--format', 'json');
    expect(JSON.parse(out)).toMatchObject({ sources: [{ path: SIX }], totals: { requests: 6 } });
  });

  test.each(['text', 'markdown', 'html'])(
    'of several says what each lost, as they are given, and which lost most: %s',
    async form => {
      const logs = ['demo-logs/message-id.jsonl', SIX];
      const { out } = await cachequake('report', ...logs, '--format', form);
      const page = out.replaceAll(/<[^>]*>|`/g, ' ');
      expect(page).toMatch(/1\b.*demo-logs\/message-id\.jsonl.*\n.*2\b.*demo-logs\/six-requests\.jsonl/);
      expect(page).toMatch(/(message-id\.jsonl.*)?\$0\.17.*\n.*\$1\.59/);
      const table = page.slice(page.search(/by log/i));
      expect(table).toMatch(/\$1\.59[\s\S]*six-requests[\s\S]*\$0\.17[\s\S]*message-id/);
    },
  );

  test('ends with 2 if no request could be read, and says what the file is', async () => {
    const path = join(folder, 'notes.jsonl');
    writeFileSync(path, 'hello\n');
    const { code, out, err } = await cachequake('report', path);
    expect(code).toBe(2);
    expect(out).toBe('');
    expect(err).toContain(
      `no request could be read: ${path}:1: text, not a log: a log has one JSON object a line`,
    );
  });

  test('reports what can be read, says what cannot, and ends with 2', async () => {
    const missing = join(folder, 'missing.jsonl');
    const pipe = join(folder, 'pipe.jsonl');
    execFileSync('mkfifo', [pipe]);
    const { code, out, err } = await cachequake('report', missing, SIX, pipe);
    expect(code).toBe(2);
    expect(out).toContain('6 requests, 3 breaks');
    expect(err).toBe(
      `cachequake: ${missing}: no such file\ncachequake: ${pipe}: a pipe, not a file: write what comes out of it to a file and give that\n`,
    );
  });

  test('does not read a device, which may never end', async () => {
    const { code, out, err } = await cachequake('report', '/dev/zero');
    expect([code, out, err]).toEqual([2, '', 'cachequake: /dev/zero: a device, not a file\n']);
  });

  test('names the endings that it looks for in a folder', async () => {
    const empty = mkdtempSync(join(folder, 'empty-'));
    writeFileSync(join(empty, 'notes.txt'), '{}');
    const { err } = await cachequake('report', empty);
    expect(err).toContain('a folder without logs: no file in it ends in .jsonl, .ndjson, .log, .har, .lhar');
  });

  test('is empty, and fine, for a log that has no request yet', async () => {
    const path = join(folder, 'begun.jsonl');
    writeFileSync(
      path,
      '{"type":"session","version":3,"id":"S","timestamp":"2026-10-01T10:00:00Z","cwd":"/w"}\n',
    );
    const { code, out } = await cachequake('report', path);
    expect(code).toBe(0);
    expect(out).toContain('no request in these logs');
    // Nothing is said of what requests hold where there is none.
    expect(out).not.toMatch(/billed|cachequake sources/);
  });

  test('ends with 2 for a run of Claude Code that tells only its sum, and says what to give', async () => {
    const path = join(folder, 'result.json');
    writeFileSync(path, '{"type":"result","subtype":"success","session_id":"S","usage":{"input_tokens":9}}');
    const { code, out, err } = await cachequake('report', path);
    expect([code, out]).toEqual([2, '']);
    expect(err).toMatch(/:1: what `claude -p --output-format json` prints .* stream-json/);
  });
});

describe('report --rates', () => {
  const write = (text: string): string => {
    const path = join(mkdtempSync(join(tmpdir(), 'rates-')), 'rates.json');
    writeFileSync(path, text);
    return path;
  };
  const RATE = '{"model": "claude-sonnet-4-6", "input": 0, "read": 0, "write5m": 0, "output": 1000}';

  test('prices a log with the rates of the user', async () => {
    const rates = write(`[${RATE}]`);
    const { code, out } = await cachequake('report', SIX, '--format', 'json', '--rates', rates);
    expect(code).toBe(0);
    // 1 478 tokens of output, a tenth of a cent each.
    expect(JSON.parse(out).totals).toMatchObject({ cost: expect.closeTo(1.478), lostToBreaks: 0 });
  });

  test('names a wrong one with its line, and prices with the others', async () => {
    const rates = write(`[\n${RATE},\n{"model": "m"}\n]`);
    const { code, out, err } = await cachequake('report', SIX, '--format', 'json', '--rates', rates);
    expect(code).toBe(2);
    expect(err).toContain(`${rates}:3: "input" is missing`);
    expect(JSON.parse(out).totals.cost).toBeCloseTo(1.478);
  });

  test.each(['report', 'watch', 'status', 'diff', 'history', 'mcp', 'demo'])(
    '%s refuses a path that leads to no file of rates, and shows no money at other prices',
    async command => {
      const paths = ['demo', 'mcp'].includes(command) ? [] : [SIX];
      const { code, out, err } = await cachequake(command, ...paths, '--rates', '/no/rates.json');
      expect(code).toBe(2);
      expect(out).toBe('');
      expect(err).toContain("'/no/rates.json' is invalid. It must be the path of a file that exists.");
    },
  );
});
