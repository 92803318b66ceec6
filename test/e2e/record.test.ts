/** Recording in a real terminal: the proxy lives beside a screen, or beside the agent that owns the terminal. */
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { anthropicMessage, type FakeUpstream, json, startFakeUpstream } from '../record/fake-upstream.js';
import { call, readRecordings } from '../record/recorded.js';
import { assertBuilt, EXECUTABLE, launchCachequake } from './cachequake.js';
import { endAll, type LaunchedProgram, launch } from './terminal.js';
import { hasTmux, startTmux } from './tmux.js';

let upstream: FakeUpstream;
let state: string;

beforeEach(async () => {
  upstream = await startFakeUpstream(json(200, anthropicMessage));
  state = mkdtempSync(join(tmpdir(), 'cachequake-record-e2e-'));
});
afterEach(async () => {
  await endAll();
  await upstream.close();
  rmSync(state, { recursive: true, force: true });
});

const BODY = JSON.stringify({ model: 'claude-sonnet-4-6', messages: [{ role: 'user', content: 'hello' }] });

test('without a command the lines to paste stay until the first request, which opens the screen', async () => {
  const program = launchCachequake(['record', '--port', '0', '--upstream', upstream.url], {
    env: { XDG_STATE_HOME: state },
  });
  const before = await program.waitFor(/The screen opens with the first request/);
  expect(program.isAlternate).toBe(false);
  const url = /export ANTHROPIC_BASE_URL=(\S+)/.exec(before.join('\n'))?.[1] ?? '';
  const reply = await call(url, '/anthropic/v1/messages', { body: BODY });
  expect(reply.body.toString()).toBe(JSON.stringify(anthropicMessage));
  await program.waitFor(/last request 99 %/);
  expect(program.isAlternate).toBe(true);
  program.press('q');
  await program.waitFor(/q again stops the recorder: its agent then gets no answer/);
  program.press('q');
  expect(await program.exited).toEqual({ code: 0, signal: 0 });
  expect(program.history().join('\n')).toContain(`export ANTHROPIC_BASE_URL=${url}`);
  expect(await readRecordings(join(state, 'cachequake', 'recordings'))).toHaveLength(2);
});

/** Runs an agent under `record`. The shell stays: what a process writes last can be lost with its pseudo-terminal. */
function recordAgent(...agent: readonly string[]): LaunchedProgram {
  assertBuilt();
  const record = [process.execPath, EXECUTABLE, 'record', '--port', '0', '--upstream', upstream.url];
  return launch({
    command: 'bash',
    args: ['-c', '"$@"; echo "code $?"; read -r', 'bash', ...record, '--', process.execPath, ...agent],
    env: { XDG_STATE_HOME: state },
  });
}

test('the agent owns the terminal, and Ctrl-C reaches it once', async () => {
  const program = recordAgent(
    '-e',
    `let n = 0; process.on('SIGINT', () => { n += 1; console.log('interrupted', n); setTimeout(() => process.exit(5), 300); });
    console.log(process.stdin.isTTY, process.stdout.isTTY, 'ready'); setInterval(() => {}, 1e6);`,
  );
  await program.waitFor(/true true ready/);
  program.press('\u0003');
  const text = (await program.waitFor(/^code 5$/m)).join('\n');
  expect(text).toContain('interrupted 1');
  expect(text).not.toContain('interrupted 2');
  expect(text).toContain('nothing recorded: the agent sent nothing');
  expect(readdirSync(join(state, 'cachequake', 'recordings'))).toEqual([]);
});

test('the agent gets the environment of whoever started it, and nothing that is only ours', async () => {
  const program = recordAgent('-p', '"NODE_ENV:" + process.env.NODE_ENV');
  expect(await program.waitFor(/^code 0$/m)).toContain('NODE_ENV:undefined');
});

test.each([
  ['', 'base: undefined'],
  ['gemini-api-key', 'base: http://127.0.0.1:'],
])('Gemini CLI, with the login "%s" in its settings, starts as it can', async (login, shown) => {
  const agent = join(state, 'gemini');
  writeFileSync(agent, `#!${process.execPath}\nconsole.log('base:', process.env.GOOGLE_GEMINI_BASE_URL);\n`);
  chmodSync(agent, 0o755);
  mkdirSync(join(state, '.gemini'));
  writeFileSync(join(state, '.gemini', 'settings.json'), `{"security":{"auth":{"selectedType":"${login}"}}}`);
  const program = launchCachequake(['record', '--port', '0', '--', agent], {
    env: { XDG_STATE_HOME: state, HOME: state },
  });
  expect(await program.exited).toEqual({ code: 0, signal: 0 });
  const text = program.history().join('\n');
  expect(text).toContain(shown);
  expect(text.includes('runs unrecorded')).toBe(login === '');
});

test('a program that cannot be run is told as that, and leaves no recording', async () => {
  const program = launchCachequake(['record', '--port', '0', '--', 'no-such-agent'], {
    env: { XDG_STATE_HOME: state },
  });
  expect((await program.exited).code).toBe(127);
  const text = program.history().join('\n');
  expect(text).toContain('cannot run no-such-agent');
  expect(text).not.toContain('the agent sent nothing');
  expect(readdirSync(join(state, 'cachequake', 'recordings'))).toEqual([]);
});

test.skipIf(!hasTmux)(
  'ends as by the hang-up where its terminal was closed, without a stack of Node',
  async () => {
    assertBuilt();
    const said = join(state, 'said');
    const agent = "console.error('ready'); setInterval(() => {}, 1e6);";
    const record = [EXECUTABLE, 'record', '--port', '0', '--', process.execPath, '-e', agent];
    const script = 'said=$1; shift; echo "pid $$" >"$said"; exec "$@" 2>>"$said"';
    const tmux = await startTmux({
      folder: state,
      columns: 80,
      rows: 24,
      command: ['bash', '-c', script, 'bash', said, process.execPath, ...record],
      env: { XDG_STATE_HOME: state },
    });
    const told = (text: RegExp): Promise<string> =>
      vi.waitFor(() => {
        const all = readFileSync(said, 'utf8');
        if (!text.test(all)) throw new Error(`not told ${text} yet:\n${all}`);
        return all;
      }, 10_000);
    const ready = await told(/^ready$/m);
    const pid = Number(/^pid (\d+)$/m.exec(ready)?.[1]);
    await tmux.end();
    await vi.waitFor(() => expect(() => process.kill(pid, 0)).toThrow(), 10_000);
    expect(await told(/^cachequake: nothing recorded/m)).not.toContain('Assertion');
  },
);
