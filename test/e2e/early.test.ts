/** What happens before the program is loaded. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { assertBuilt, EXECUTABLE } from './cachequake.js';

let folder: string;

beforeAll(() => {
  assertBuilt();
  folder = mkdtempSync(join(tmpdir(), 'cachequake-early-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Node with a script that runs before the program. */
function runAfter(script: string, args: readonly string[]): ReturnType<typeof spawnSync> {
  const path = join(folder, 'before.cjs');
  writeFileSync(path, script);
  return spawnSync(process.execPath, ['--require', path, ...args], {
    encoding: 'utf8',
    timeout: 60_000,
    env: { ...process.env, XDG_STATE_HOME: folder },
  });
}

/** Sends itself a signal where the executable begins to load the program. */
const signalled = (signal: string): string =>
  `require('node:module').enableCompileCache = () => process.kill(process.pid, '${signal}');`;

const LOG = `${JSON.stringify({ cachequake: 1, kind: 'request', id: 'a', at: 1_760_000_000_000, session: 's', body: { model: 'm', messages: [] } })}\n`;

test.each(['SIGTERM', 'SIGINT', 'SIGHUP'])('events end with their last one on an early %s', signal => {
  const log = join(folder, 'log.jsonl');
  writeFileSync(log, LOG);
  const { status, stdout } = runAfter(signalled(signal), [EXECUTABLE, 'watch', '--json', log]);
  const events = String(stdout).trim().split('\n');
  expect(JSON.parse(events.at(-1) ?? '')).toMatchObject({ type: 'end' });
  expect(status).toBe(0);
});

test('an early signal ends a recorder before it begins', () => {
  const { signal, stdout } = runAfter(signalled('SIGTERM'), [EXECUTABLE, 'record', '--json']);
  expect([signal, stdout]).toEqual(['SIGTERM', '']);
});

test.each([
  ['18.20.8', true],
  ['20.9.0', true],
  ['20.18.3', true],
  ['20.19.0', false],
  ['22.4.0', false],
  ['100.1.0', false],
])('an import of the library by Node %s is refused: %s', (version, isRefused) => {
  const old = `Object.defineProperty(process.versions, 'node', { value: '${version}' });`;
  const library = join(EXECUTABLE, '../../dist/library/index.js');
  const { stderr } = runAfter(old, [
    '--input-type=module',
    '--eval',
    `await import(${JSON.stringify(library)})`,
  ]);
  const sentence = `cachequake needs Node 20.19 or newer; this is ${version}`;
  expect(String(stderr).includes(sentence)).toBe(isRefused);
});
