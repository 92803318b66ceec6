/** `cachequake record` as it is run: a process, with an agent or without. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import { isObject } from '../../src/log/json/json.js';
import { anthropicMessage, type FakeUpstream, json, startFakeUpstream } from './fake-upstream.js';
import { call, readRecordings, until } from './recorded.js';

const MAIN = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url));

interface Running {
  readonly child: ChildProcess;
  readonly out: () => string;
  readonly err: () => string;
  readonly ended: Promise<{ readonly code: number | null; readonly signal: string | null }>;
}

let cleanUp: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const step of cleanUp.reverse()) await step();
  cleanUp = [];
});

async function place(): Promise<{ upstream: FakeUpstream; state: string; recordings: string }> {
  const upstream = await startFakeUpstream(json(200, anthropicMessage));
  const state = await mkdtemp(join(tmpdir(), 'cachequake-command-'));
  cleanUp.push(
    () => upstream.close(),
    () => rm(state, { recursive: true, force: true }),
  );
  return { upstream, state, recordings: join(state, 'cachequake', 'recordings') };
}

function cachequake(args: readonly string[], env: Record<string, string>): Running {
  const child = spawn(process.execPath, ['--import', 'tsx', MAIN, ...args], {
    env: { PATH: process.env.PATH, HOME: '/nowhere', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [out, err] = ['', ''];
  child.stdout.on('data', chunk => {
    out += chunk;
  });
  child.stderr.on('data', chunk => {
    err += chunk;
  });
  const ended = new Promise<{ code: number | null; signal: string | null }>(resolve =>
    child.once('close', (code, signal) => resolve({ code, signal })),
  );
  cleanUp.push(async () => {
    child.kill('SIGKILL');
    await ended;
  });
  return { child, out: () => out, err: () => err, ended };
}

/** An agent in one line: one request, then what the test wants of it. */
function agent(then: string): readonly string[] {
  const ask = `fetch(process.env.ANTHROPIC_BASE_URL + '/v1/messages', { method: 'POST', body: '{"model":"m"}' })`;
  return [process.execPath, '-e', `${ask}.then(r => r.text()).then(text => { ${then} })`];
}

describe('record -- CMD', () => {
  it('runs the command through the proxy on its own terminal and ends with its exit code', async () => {
    const { upstream, state, recordings } = await place();
    const run = cachequake(
      ['record', '--upstream', upstream.url, '--', ...agent('console.log(text); process.exit(7)')],
      {
        XDG_STATE_HOME: state,
      },
    );
    expect(await run.ended).toEqual({ code: 7, signal: null });
    expect(run.out().trim()).toBe(JSON.stringify(anthropicMessage));
    expect(run.err()).toMatch(
      /^cachequake: recording; to watch it, run this in another terminal: cachequake \/.*jsonl\n/,
    );
    // The answer that a report begins with, and how to see the rest of it.
    expect(run.err()).toMatch(
      /cachequake: 1 request recorded in (\/.*jsonl)\ncachequake: meant for 127\.0\.0\.1:\d+ \(1\)\ncachequake: 1 request: .*hit rate .*\.\ncachequake: to see more: cachequake report \1\n$/,
    );
    const lines = await readRecordings(recordings);
    expect(lines).toMatchObject([
      { kind: 'request', body: { model: 'm' } },
      { kind: 'usage', outcome: 'ok' },
    ]);
  });

  it('runs the command also where --split opens no pane, and says how to watch it', async () => {
    const { upstream, state } = await place();
    const run = cachequake(
      ['record', '--split', '--port', '0', '--upstream', upstream.url, '--', ...agent('process.exit(7)')],
      { XDG_STATE_HOME: state, TMUX: join(state, 'nobody,1,0') },
    );
    expect((await run.ended).code).toBe(7);
    expect(run.err()).toMatch(
      /^cachequake: .*tmux.*\ncachequake: recording; to watch it, run this in another terminal: /,
    );
  });

  it('hands on a signal and ends as the command did', async () => {
    const { upstream, state } = await place();
    const run = cachequake(
      [
        'record',
        '--upstream',
        upstream.url,
        '--',
        ...agent('console.log("here"); setInterval(() => {}, 1e6)'),
      ],
      {
        XDG_STATE_HOME: state,
      },
    );
    await until(() => run.out().includes('here'));
    run.child.kill('SIGTERM');
    expect(await run.ended).toEqual({ code: 143, signal: null });
    expect(run.err()).toMatch(/1 request recorded/);
  });

  it('does not say of a Gemini CLI that nobody saw that it ran', async () => {
    const { upstream, state } = await place();
    const bin = join(state, 'bin');
    await mkdir(bin);
    await writeFile(join(bin, 'gemini'), '#!/bin/sh\n', { mode: 0o755 });
    const anthropic = ['--upstream', `anthropic=${upstream.url}`];
    const env = { XDG_STATE_HOME: state, PATH: `${bin}:${process.env.PATH}` };
    const run = cachequake(['record', ...anthropic, '--port', '0', '--', process.execPath, '-e', ''], env);
    expect((await run.ended).code).toBe(0);
    const [, nothing, set, gemini, ...rest] = run.err().trim().split('\n');
    expect(nothing).toContain('nothing recorded: ');
    expect(set).toContain('set the base URL there to ');
    expect(gemini).toContain('if it started Gemini CLI: Gemini CLI runs unrecorded: ');
    expect(rest).toEqual([]);
  });

  it('says that a command does not exist, as a shell does', async () => {
    const { upstream, state } = await place();
    const run = cachequake(['record', '--upstream', upstream.url, '--', 'no-such-agent'], {
      XDG_STATE_HOME: state,
    });
    expect((await run.ended).code).toBe(127);
    expect(run.err()).toMatch(/cannot run no-such-agent: /);
  });

  it('runs nothing where it could not record, and says why', async () => {
    const { upstream } = await place();
    const run = cachequake(['record', '--upstream', upstream.url, '--', ...agent('')], {
      XDG_STATE_HOME: '/dev/null',
    });
    expect((await run.ended).code).toBe(2);
    expect(run.err()).toMatch(/^cachequake: Cannot record to \/dev\/null\/cachequake\/recordings: /);
    expect(upstream.received).toEqual([]);
  });
});

describe('record', () => {
  it('prints what to paste, shows requests as they come, and ends with the terminal', async () => {
    const { upstream, state, recordings } = await place();
    const run = cachequake(['record', '--plain', '--port', '0', '--upstream', upstream.url], {
      XDG_STATE_HOME: state,
    });
    await until(() => /GEMINI_BASE_URL=\S+\n/.test(run.err()));
    const url = /export ANTHROPIC_BASE_URL=(\S+)/.exec(run.err())?.[1] ?? '';
    await call(url, '/anthropic/v1/messages', { body: '{"model":"claude-sonnet-4-6","messages":[]}' });
    await until(() => /#1 .*175/.test(run.out()));
    run.child.kill('SIGINT');
    expect((await run.ended).code).toBe(0);
    const lines = await readRecordings(recordings);
    expect(lines.map(({ kind }) => kind)).toEqual(['request', 'usage']);
    expect(lines.every(isObject)).toBe(true);
    await expect(call(url, '/anthropic/v1/messages', { body: '{}' })).rejects.toThrow(/ECONNREFUSED/);
  });
});
