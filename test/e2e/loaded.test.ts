/** What each command loads. Which files a chunk of the built program holds is told by its source map. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { assertBuilt, DEMO_LOGS, EXECUTABLE } from './cachequake.js';
import { endAll, launch } from './terminal.js';

const HOOK = fileURLToPath(new URL('./fixtures/tell-loaded.js', import.meta.url));
const LOG = join(DEMO_LOGS, 'message-id.jsonl');

let folder: string;
beforeAll(assertBuilt);
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cachequake-loaded-'));
});
afterEach(async () => {
  await endAll();
  rmSync(folder, { recursive: true });
});

const argsOf = (command: readonly string[]): string[] => ['--import', HOOK, EXECUTABLE, ...command];
const env = (): Record<string, string> => ({ LOADED: join(folder, 'loaded'), HOME: folder });

/** Packages that were loaded, and files of ours, as `src/engine.ts`. */
function loaded(): ReadonlySet<string> {
  const urls = readFileSync(join(folder, 'loaded'), 'utf8').trimEnd().split('\n');
  const files = urls.flatMap(url => {
    if (!url.startsWith('file:')) return [];
    const path = fileURLToPath(url);
    const map = `${path}.map`;
    const { sources }: { sources: string[] } = existsSync(map)
      ? JSON.parse(readFileSync(map, 'utf8'))
      : { sources: [] };
    return [path, ...sources];
  });
  return new Set(files.flatMap(file => /node_modules\/(?:@[^/]+\/)?[^/]+|src\/.+/.exec(file)?.[0] ?? []));
}

const SCREEN = ['react', 'react-reconciler', 'ink', 'yoga-layout', 'es-toolkit', 'zustand'];
const screenOf = (names: ReadonlySet<string>): string[] =>
  SCREEN.filter(name => names.has(`node_modules/${name}`));

/** What is loaded for those who asked to be told; usual losses are learned by who only watches. */
const exportsOf = (names: ReadonlySet<string>): string[] =>
  [...names].filter(name => /opentelemetry|prom-client|src\/alerts\/(?!learned-json)/.test(name));

test.each([
  [['--help'], 0, false],
  [['--version'], 0, false],
  [['report', '--help'], 0, false],
  [['report', LOG], 0, true],
  [['diff', LOG, '1', '2'], 1, true],
  [['status', LOG], 0, true],
  [['sources'], 0, false],
  [['replay', LOG, '--plain', '--speed', '100000'], 0, true],
])('%j loads nothing of the screen, and nothing that tells others', (command, code, engine) => {
  const { status, stderr } = spawnSync(process.execPath, argsOf(command), {
    env: { ...process.env, ...env() },
    encoding: 'utf8',
  });
  expect(stderr).toBe('');
  expect(status).toBe(code);
  const names = loaded();
  expect(screenOf(names)).toEqual([]);
  expect(names).toContain('src/cli/run.ts');
  expect(names.has('src/engine.ts')).toBe(engine);
  expect([...names].filter(name => /modelcontextprotocol|zod|ajv/.test(name))).toEqual([]);
  expect(exportsOf(names)).toEqual([]);
});

test('status loads two dozen files, and of the rest of the program nothing', () => {
  spawnSync(process.execPath, argsOf(['status', LOG]), { env: { ...process.env, ...env() } });
  const files = readFileSync(join(folder, 'loaded'), 'utf8').match(/^file:.*/gm) ?? [];
  expect(files.length).toBeLessThan(26);
  const names = loaded();
  expect(names).toContain('src/log/last.ts');
  expect(
    [...names].filter(name =>
      /chokidar|undici|src\/(?:alerts|history|record\/proxy\/proxy|log\/(?:find|follow))/.test(name),
    ),
  ).toEqual([]);
});

test('watching loads the screen, and neither the recorder nor what it needs', async () => {
  const program = launch({ command: process.execPath, args: argsOf([LOG]), env: env() });
  await program.waitFor(/✗ 5 breaks/);
  const names = loaded();
  expect(screenOf(names)).toEqual(SCREEN);
  expect(names).toContain('src/engine.ts');
  expect(names).not.toContain('src/record/proxy.ts');
  expect(names).not.toContain('node_modules/undici');
  expect(exportsOf(names)).toEqual([]);
});
