import { execFile } from 'node:child_process';
import { appendFileSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { beforeEach, describe, expect, it } from 'vitest';
import { DEMO_LOGS, EXECUTABLE, launchCachequake } from './cachequake.js';
import { scratchFolder } from './scratch.js';
import { type LaunchedProgram, launch } from './terminal.js';

const SIZES = [
  [120, 36],
  [80, 24],
] as const;

/** What the row of each request reads once its usage is known: written, read, hit rate. */
const ROWS = [
  /\b1\b.* 1 044 +175 662 +99 %/,
  /✗ +2\b.* 178 577 +0 +0 %/,
  /\b3\b.* 1 942 +178 577 +98 %/,
  /\b4\b.* 541 +180 519 +99 %/,
  /✗ +5\b.* 142 537 +36 654 +20 %/,
  /✗ +6\b.* 144 448 +36 654 +20 %/,
] as const;
const BREAKS = [0, 1, 1, 1, 2, 3];

const lines = readFileSync(join(DEMO_LOGS, 'six-requests.jsonl'), 'utf8').split(/(?<=\n)/);

const folder = scratchFolder();
let log: string;
beforeEach(() => {
  log = folder.in('payloads.jsonl');
});

const text = (program: LaunchedProgram): string => program.screen().join('\n');

async function quit(program: LaunchedProgram): Promise<void> {
  program.press('q');
  expect(await program.exited).toEqual({ code: 0, signal: 0 });
  expect(program.isAlternate).toBe(false);
  expect(program.isCursorShown).toBe(true);
  expect(program.raw()).not.toMatch(/\u001B\[[23]J/);
}

describe.each(SIZES)('at %d x %d', (cols, rows) => {
  it.each(['whole', 'in halves'])('shows each break when its line is written, %s', async how => {
    writeFileSync(log, '');
    const program = launchCachequake([log], { cols, rows });
    await program.waitFor(/EMPTY/);
    const delays: string[] = [];
    for (const [i, line] of lines.entries()) {
      const half = Math.floor(line.length / 2);
      if (how === 'in halves') appendFileSync(log, line.slice(0, half));
      appendFileSync(log, how === 'in halves' ? line.slice(half) : line);
      if (i % 2 === 0) continue;
      const written = performance.now();
      const n = (i - 1) / 2;
      const row = ROWS[n] ?? /$^/;
      const screen = await program.waitFor(shown => shown.some(shownLine => row.test(shownLine)));
      delays.push(`#${n + 1} ${Math.round(performance.now() - written)} ms`);
      const breaks = BREAKS[n] ?? 0;
      expect(screen[0]).toMatch(
        breaks === 0 ? /no breaks|0 breaks|^(?!.*✗)/ : new RegExp(`✗ ${breaks} break`),
      );
    }
    console.log(`${cols}x${rows} ${how}: from line to screen ${delays.join(', ')}`);
    await quit(program);
  });

  it('waits for a file that does not exist, and shows it when it comes', async () => {
    const program = launchCachequake([log], { cols, rows });
    await program.waitFor(/WAITING.*payloads\.jsonl/);
    writeFileSync(log, lines.join(''));
    await program.waitFor(/✗ 3 breaks/);
    expect(text(program)).not.toContain('WAITING');
    await quit(program);
  });

  it('says that the file was deleted, and goes on when it is back', async () => {
    writeFileSync(log, lines.slice(0, 4).join(''));
    const program = launchCachequake([log], { cols, rows });
    await program.waitFor(/✗ 1 break\b/);
    expect(program.raw()).not.toContain('WAITING');
    renameSync(log, folder.in('away'));
    rmSync(folder.in('away'));
    await program.waitFor(/GONE/);
    writeFileSync(log, lines.slice(4).join(''));
    await program.waitFor(shown => !/GONE/.test(shown.join('\n')) && /✗ 3 breaks/.test(shown[0] ?? ''));
    await quit(program);
  });

  it('plays the demo to its end', async () => {
    const program = launchCachequake(['demo', '--speed', '1000'], { cols, rows });
    await program.waitFor(/ENDED.*✗ 3 breaks.*\$1\.59/);
    // The verdict of two wounds stands in full, so the table has room for three.
    for (const row of ROWS.slice(3)) expect(text(program)).toMatch(row);
    await quit(program);
  });
});

it('survives any size, and shows the same as before when the old one is back', async () => {
  const program = launchCachequake(['demo', '--speed', '2000'], { cols: 120, rows: 36 });
  const before = await program.waitFor(/ENDED.*✗ 3 breaks/);
  const sizes = [1, 2, 3, 8, 17, 24, 39, 60, 80, 99, 120, 200].flatMap(cols =>
    [1, 2, 3, 7, 12, 18, 24, 36, 60].map(rows => [cols, rows] as const),
  );
  for (const [cols, rows] of sizes) program.resize(cols, rows);
  program.resize(120, 36);
  await program.waitFor(shown => shown.join('\n') === before.join('\n'));
  await quit(program);
});

/** Where a frame puts the cursor: rows, from 1. */
const rowsOf = (frame: string): number[] =>
  [...frame.matchAll(/\u001B\[(\d+);\d+H/g)].map(([, row]) => Number(row));

it('shows at every size what fits, and never more', async () => {
  const program = launchCachequake(['demo', '--speed', '2000'], { cols: 120, rows: 36 });
  await program.waitFor(/ENDED.*✗ 3 breaks/);
  for (const [cols, rows] of [
    [200, 60],
    [100, 30],
    [99, 30],
    [60, 17],
    [40, 12],
    [39, 7],
    [20, 2],
    [2, 1],
  ] as const) {
    const painted = program.raw().length;
    program.resize(cols, rows);
    // A frame of the size before may still be on its way; from the first of this size on, none puts the cursor below the last row.
    await program.waitFor(() => {
      const frames = program.raw().slice(painted).split('\u001B[?2026h').map(rowsOf);
      const first = frames.findIndex(drawn => drawn.includes(rows) && Math.max(...drawn) <= rows);
      return first >= 0 && frames.slice(first).every(drawn => Math.max(0, ...drawn) <= rows);
    });
  }
  await quit(program);
});

describe('without a screen', () => {
  const run = promisify(execFile);
  const plain = (args: readonly string[]): Promise<{ stdout: string; stderr: string }> =>
    run(process.execPath, [EXECUTABLE, ...args], { env: { ...process.env, TERM: 'xterm-256color' } });

  it('prints one line for each request, without an escape, where the output is no terminal', async () => {
    const { stdout, stderr } = await plain(['demo', '--speed', '1000']);
    expect(stdout).not.toContain('\u001B');
    expect(stderr).toBe('');
    for (const n of [1, 2, 3, 4, 5, 6]) expect(stdout).toMatch(new RegExp(`#${n}\\b`));
  });

  it.each([
    ['--plain', ['demo', '--speed', '1000', '--plain'], {}],
    ['TERM=dumb', ['demo', '--speed', '1000'], { TERM: 'dumb' }],
    ['CI', ['demo', '--speed', '1000'], { CI: '1' }],
  ])('does so on a terminal too, for %s', async (_why, args, env) => {
    // The shell stays: what a process writes last can be lost with its pseudo-terminal.
    const command = [process.execPath, EXECUTABLE, ...args].join(' ');
    const program = launch({ command: 'bash', args: ['-c', `${command}; echo "code $?"; read -r`], env });
    await program.waitFor(/^code 0$/m);
    expect(program.raw()).not.toContain('\u001B[?1049h');
    expect(program.history().join('\n')).toMatch(/#6\b/);
  });
});

describe('colour', () => {
  const COLOUR = /\u001B\[(?!0m)[\d;]*m/;
  it('is drawn on a terminal, and not with NO_COLOR', async () => {
    const coloured = launchCachequake(['demo', '--speed', '1000']);
    await coloured.waitFor(/ENDED/);
    expect(coloured.raw()).toMatch(COLOUR);
    const grey = launchCachequake(['demo', '--speed', '1000'], { env: { NO_COLOR: '1' } });
    await grey.waitFor(/ENDED/);
    expect(grey.raw()).not.toMatch(COLOUR);
    expect(text(grey)).toMatch(/✗ 3 breaks/);
  });
});

it('draws nothing but ASCII with --ascii', async () => {
  const program = launchCachequake(['demo', '--speed', '1000', '--ascii']);
  await program.waitFor(/ENDED/);
  expect(program.raw()).toMatch(/^[\x00-\x7F]*$/);
  await quit(program);
});

it('lets nothing of a log reach the terminal as a command', async () => {
  const evil = '\u001B]0;owned\u0007\u001B[2J\u001B[31m\u009B1A\r\u202E';
  const inject = (line: string): string => {
    const record = JSON.parse(line);
    for (const name of ['session', 'turn', 'model', 'error'])
      if (record[name] !== undefined) record[name] += evil;
    if (record.id === 'r5' && record.kind === 'request') {
      record.body.system = `changed ${evil} system`;
      record.body.tools[0].name += evil;
      record.body.model = `${record.body.model}${evil}`;
    }
    return `${JSON.stringify(record)}\n`;
  };
  writeFileSync(log, lines.map(inject).join(''));
  for (const [cols, rows] of SIZES) {
    const program = launchCachequake([log], { cols, rows });
    await program.waitFor(/✗ \d break/);
    for (const key of ['[', '[', 'tab', '2', '3', '1', 'enter', '?', 'escape', 'escape']) program.press(key);
    program.press('ctrl+c');
    await program.exited;
    expect(program.raw()).not.toContain('\u001B]0;');
    expect(program.raw()).not.toContain('\u009B');
    expect(program.raw()).not.toContain('\u202E');
    expect(program.raw()).not.toContain('\r\u202E');
  }
});

it('draws its first frame soon', async () => {
  const started = performance.now();
  const program = launchCachequake(['demo']);
  await program.waitFor(/cachequake/);
  console.log(`start to first frame: ${Math.round(performance.now() - started)} ms`);
  await quit(program);
});
