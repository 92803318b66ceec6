/** `record --split` in a real tmux: the agent keeps its terminal, and a pane beside it watches. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { anthropicMessage, type FakeUpstream, json, startFakeUpstream } from '../record/fake-upstream.js';
import { readRecordings } from '../record/recorded.js';
import { assertBuilt, EXECUTABLE } from './cachequake.js';
import { hasTmux, startTmux, type Tmux } from './tmux.js';

/** Sends what is typed, tells the status of the answer, and ends with 5 when told to. */
const AGENT = `
const input = require('node:readline').createInterface({ input: process.stdin });
console.log('agent', process.stdin.isTTY, process.stdout.isTTY, process.stdout.columns + 'x' + process.stdout.rows);
input.on('line', async line => {
  if (line === 'exit') process.exit(5);
  const body = JSON.stringify({ model: 'claude-sonnet-4-6', messages: [{ role: 'user', content: line }] });
  const answer = await fetch(process.env.ANTHROPIC_BASE_URL + '/v1/messages', { method: 'POST', body });
  console.log('answered', line, answer.status, (await answer.text()).length);
});`;

let upstream: FakeUpstream;
let folder: string;
let tmux: Tmux | null;
beforeEach(async ({ skip }) => {
  skip(!hasTmux, 'tmux is not installed');
  upstream = await startFakeUpstream(json(200, anthropicMessage));
  folder = mkdtempSync(join(tmpdir(), 'cq-'));
  tmux = null;
});
afterEach(async () => {
  await tmux?.end();
  await upstream.close();
  rmSync(folder, { recursive: true, force: true });
});

/** tmux may leave a process of a pane that is gone unburied: state Z. */
function isRunning(pid: number): boolean {
  const state = spawnSync('ps', ['-o', 'stat=', '-p', String(pid)], { encoding: 'utf8' }).stdout;
  return state !== '' && !state.startsWith('Z');
}

test.each([
  [200, 50, '100x50', [99, 50]],
  [120, 36, '120x17', [120, 18]],
  [80, 24, '80x12', [80, 11]],
] as const)('in a terminal of %d x %d', async (columns, rows, left, size) => {
  assertBuilt();
  const record = [
    process.execPath,
    EXECUTABLE,
    'record',
    '--split',
    '--port',
    '0',
    '--upstream',
    upstream.url,
  ];
  const session = await startTmux({
    ...{ folder, columns, rows, env: { XDG_STATE_HOME: folder } },
    // The shell stays, so that the pane does.
    command: [
      'sh',
      '-c',
      '"$@"; echo "code $?"; read -r _',
      'sh',
      ...record,
      '--',
      process.execPath,
      '-e',
      AGENT,
    ],
  });
  tmux = session;
  const [agent, watcher] = await session.until('a second pane', async () => {
    const [first, second] = await session.panes();
    return first !== undefined && second !== undefined ? [first, second] : null;
  });
  expect([watcher.columns, watcher.rows, agent.isActive]).toEqual([...size, true]);
  await session.untilShown(agent, new RegExp(`^agent true true ${left}$`, 'm'));
  await session.untilShown(watcher, /No requests yet|EMPTY/);

  for (const [line, n] of [
    ['hello', 1],
    ['again', 2],
  ] as const) {
    await session.press(agent, line, 'Enter');
    await session.untilShown(
      agent,
      new RegExp(`^answered ${line} 200 ${JSON.stringify(anthropicMessage).length}$`, 'm'),
    );
    await session.untilShown(watcher, new RegExp(`\\b${n} .* 1 044 +175 662 .*99 %`));
  }

  await session.press(agent, 'exit', 'Enter');
  const last = await session.untilShown(agent, /^code 5$/m);
  expect(last.replaceAll('\n', '')).toMatch(/cachequake: 2 requests recorded in .*\.jsonl/);
  // What was watched can be looked at as long as one wants.
  expect(await session.screen(watcher)).toMatch(/2\/2/);
  await session.press(watcher, 'q');
  await session.until('one pane only', async () => ((await session.panes()).length === 1 ? true : null));
  await session.until('the end of the watcher', async () => (isRunning(watcher.pid) ? null : true));
  expect(await readRecordings(join(folder, 'cachequake', 'recordings'))).toHaveLength(4);
});
