import { execFile } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { assertBuilt, EXECUTABLE } from './e2e/cachequake.js';

interface Locked {
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

const { packages }: { readonly packages: Readonly<Record<string, Locked>> } = JSON.parse(
  readFileSync('package-lock.json', 'utf8'),
);

describe('the lock file', () => {
  test('holds the packages of every platform, or npm ci refuses it', () => {
    const missing = Object.entries(packages).flatMap(([name, { optionalDependencies = {} }]) =>
      Object.keys(optionalDependencies)
        .filter(
          optional =>
            !(`node_modules/${optional}` in packages || `${name}/node_modules/${optional}` in packages),
        )
        .map(optional => `${optional} of ${name}`),
    );
    expect(
      missing,
      'npm dropped them because node_modules was there: make the lock in an empty folder',
    ).toEqual([]);
  });
});

/** What of a model decides its price. */
interface PackedModel {
  readonly id: string;
  readonly match: unknown;
  readonly prices: unknown;
}

const run = promisify(execFile);

describe('what is published', () => {
  let app: string;
  let installed: string;

  beforeAll(async () => {
    assertBuilt();
    app = mkdtempSync(join(tmpdir(), 'cachequake-package-'));
    const { stdout } = await run('npm', ['pack', '--ignore-scripts', '--json', '--pack-destination', app]);
    const [packed]: { filename: string }[] = JSON.parse(stdout);
    writeFileSync(join(app, 'package.json'), '{"name":"app","version":"1.0.0","type":"module"}');
    // Offline: what it needs beside itself could not be fetched.
    await run('npm', ['install', '--ignore-scripts', '--offline', '--no-audit', `./${packed?.filename}`], {
      cwd: app,
    });
    installed = join(app, 'node_modules/cachequake');
  }, 120_000);
  afterAll(() => rmSync(app, { recursive: true, force: true }));

  const installedProgram = (...args: string[]): Promise<{ stdout: string; stderr: string }> =>
    run(process.execPath, [join(installed, 'bin/cachequake.js'), ...args], { cwd: app });

  test('installs nothing but itself, in less than 6.5 MB', () => {
    expect(readdirSync(join(app, 'node_modules')).filter(name => !name.startsWith('.'))).toEqual([
      'cachequake',
    ]);
    const files = readdirSync(installed, { recursive: true, encoding: 'utf8' });
    const bytes = files.reduce((sum, file) => sum + statSync(join(installed, file)).size, 0);
    expect(bytes).toBeLessThan(6_500_000);
    const exporters = files.filter(file => /program.(?:otlp|prometheus)-\w+\.js$/.test(file));
    expect(exporters).toHaveLength(2);
    const exporting = exporters.reduce((sum, file) => sum + statSync(join(installed, file)).size, 0);
    expect(exporting).toBeLessThan(400_000);
    // Demo logs repeat themselves: as they are, they were two thirds of the package.
    expect(files.filter(file => /\.(jsonl|map|ts)$/.test(file) && !file.endsWith('.d.ts'))).toEqual([]);
  });

  test('plays the demo from its packed log, and leaves nothing behind', async () => {
    const temporary = join(app, 'tmp');
    mkdirSync(temporary);
    const { stdout } = await run(
      process.execPath,
      [join(installed, 'bin/cachequake.js'), 'demo', '--plain', '--speed', '1000'],
      { cwd: app, env: { ...process.env, TMPDIR: temporary } },
    );
    expect(stdout).toContain('465 562 of 469 089 written tokens (99 %) by requests that broke');
    expect(stdout).toContain('six-requests.jsonl');
    // From Node 22 on compiled code is kept there, for the next start.
    expect(readdirSync(temporary).filter(name => name !== 'node-compile-cache')).toEqual([]);
  });

  test('names its demos, explains a log with prices, and tells its version', async () => {
    await expect(installedProgram('demo', 'nothing')).rejects.toThrow(
      'there are: healthy-day, message-id, six-requests',
    );
    const { stdout } = await installedProgram('report', resolve('demo-logs/six-requests.jsonl'));
    expect(stdout).toContain('$1.96');
    expect((await installedProgram('--version')).stdout).toBe(
      `${JSON.parse(readFileSync('package.json', 'utf8')).version}\n`,
    );
  });

  test('prices every model as the list does that it was packed from', async () => {
    const { findProvider } = await import('@pydantic/genai-prices');
    const packed: readonly { readonly id: string; readonly models: readonly PackedModel[] }[] = JSON.parse(
      readFileSync(join(installed, 'dist/program/prices.json'), 'utf8'),
    );
    expect(packed.reduce((sum, { models }) => sum + models.length, 0)).toBeGreaterThan(1000);
    for (const { id, models } of packed) {
      const listed = findProvider({ providerId: id })?.models ?? [];
      const asPacked = ({ id, match, prices }: PackedModel): PackedModel => ({ id, match, prices });
      expect(models.map(asPacked)).toEqual(listed.map(asPacked));
    }
  });

  test('records an agent: the recorder is another process, started from its own file', async () => {
    const { stderr, stdout } = await run(
      process.execPath,
      [
        join(installed, 'bin/cachequake.js'),
        'record',
        '--',
        process.execPath,
        '-e',
        'fetch(process.env.ANTHROPIC_BASE_URL + "/v1/models").then(r => console.log("answer", r.status))',
      ],
      // A base URL where nobody listens: nothing leaves this machine.
      { cwd: app, env: { ...process.env, HOME: app, ANTHROPIC_BASE_URL: 'http://127.0.0.1:1' } },
    );
    expect(stderr).toContain('recording');
    expect(stdout).toContain('answer 502');
  });

  test('brings its pages and schemas, and every page that a page leads to', async () => {
    const { stdout } = await run(
      process.execPath,
      ['-e', "console.log(require.resolve('cachequake/schemas/report-1.json'))"],
      { cwd: app },
    );
    expect(JSON.parse(readFileSync(stdout.trim(), 'utf8')).$id).toBe('urn:cachequake:report:1');
    const pages = ['README.md', ...readdirSync(join(installed, 'docs')).map(name => `docs/${name}`)];
    const lost = pages
      .filter(page => page.endsWith('.md'))
      .flatMap(page =>
        [...readFileSync(join(installed, page), 'utf8').matchAll(/\]\((?!https?:|#)([^)#\s]+)/g)]
          .map(([, link = '']) => join(dirname(page), link))
          .filter(link => !existsSync(join(installed, link)))
          .map(link => `${page} -> ${link}`),
      );
    expect(lost).toEqual([]);
  });

  test('is a library without dependencies', async () => {
    writeFileSync(
      join(app, 'use.js'),
      `import { createEngine, readLog } from 'cachequake';
       const engine = createEngine();
       for await (const record of readLog(process.argv[2])) engine.accept(record);
       const { breaks, cost } = engine.model().totals;
       console.log(JSON.stringify({ breaks, priced: cost > 1.9 }));`,
    );
    const { stdout } = await run(process.execPath, ['use.js', resolve('demo-logs/six-requests.jsonl')], {
      cwd: app,
    });
    expect(JSON.parse(stdout)).toEqual({ breaks: 3, priced: true });
  });

  test('fails a test on a break and on a wrong path, as docs/library.md shows it', async () => {
    const page = readFileSync('docs/library.md', 'utf8');
    const [, example = ''] = /```js\n(import { deepStrictEqual[\s\S]*?)```/.exec(page) ?? [];
    expect(example).toContain("diagnose('recordings/')");
    const tried = async (log: string): Promise<string> => {
      writeFileSync(join(app, 'cache.test.js'), example.replace('recordings/', log));
      return run(process.execPath, ['--test', '--test-reporter', 'tap', 'cache.test.js'], { cwd: app }).then(
        ({ stdout }) => stdout,
        (error: { stdout?: string }) => `failed\n${error.stdout}`,
      );
    };
    expect(await tried(resolve('demo-logs/healthy-day.jsonl'))).toMatch(/^TAP/);
    expect(await tried(resolve('demo-logs/six-requests.jsonl'))).toMatch(
      /^failed[\s\S]*system\[1\]\.text, character 16086/,
    );
    expect(await tried('nowhere.jsonl')).toMatch(/^failed[\s\S]*nowhere\.jsonl: no such file/);
  });

  test('has types that a strict project compiles with', async () => {
    writeFileSync(
      join(app, 'use.ts'),
      `import { createEngine, createReport, diagnose, type DiagnosedBreak, readLog, redactReport, type EngineEvent } from 'cachequake';
       export async function breaksIn(paths: readonly string[]): Promise<readonly DiagnosedBreak[]> {
         const { breaks, failures, report } = await diagnose(paths, { text: false });
         if (failures.length > 0 || report.schema !== 'cachequake.report/1') throw new Error(failures.join());
         return breaks;
       }
       export const redacted = redactReport(createReport(createEngine().model())).isRedacted;
       const engine = createEngine();
       export async function breaksOf(path: string): Promise<number> {
         const events: EngineEvent[] = [];
         for await (const record of readLog(path)) events.push(...engine.accept(record));
         return engine.model().totals.breaks;
       }
       // @ts-expect-error A path is a text.
       readLog(1);`,
    );
    const options = ['--strict', '--noEmit', '--target', 'ES2022', '--module', 'NodeNext'];
    await run(
      process.execPath,
      [
        resolve('node_modules/typescript/bin/tsc'),
        ...options,
        '--typeRoots',
        resolve('node_modules/@types'),
        '--types',
        'node',
        'use.ts',
      ],
      { cwd: app },
    ).catch((error: { stdout?: string }) => expect.fail(error.stdout));
  }, 60_000);
});

describe('a Node or a limit that it cannot run with', () => {
  test.each(['18.20.8', '20.18.3'])('Node %s gets a sentence', async version => {
    const pretend = `Object.defineProperty(process,'versions',{value:{...process.versions,node:'${version}'}})`;
    await expect(
      run(process.execPath, ['--import', dataUrl(pretend), EXECUTABLE, '--help']),
    ).rejects.toMatchObject({
      code: 2,
      stderr: `cachequake: Node ${version} is too old: cachequake needs 20.19 or newer (https://nodejs.org)\n`,
    });
  });

  test.each([
    ['EMFILE', 'too many files are open to start: raise `ulimit -n` (64 is enough)'],
    ['ERR_MODULE_NOT_FOUND', 'this checkout is not built: run `npm run build` first'],
  ])('%s at the start gets a sentence', async (code, sentence) => {
    const load = `export async function load(url, context, next) {
      if (!url.endsWith('/program/main.js')) return next(url, context);
      throw Object.assign(new Error('no dist/program/main.js'), { code: '${code}' });
    }`;
    const hook = `import { register } from 'node:module'; register(${JSON.stringify(dataUrl(load))});`;
    await expect(
      run(process.execPath, ['--import', dataUrl(hook), EXECUTABLE, '--help']),
    ).rejects.toMatchObject({ code: 2, stderr: `cachequake: ${sentence}\n` });
  });
});

function dataUrl(code: string): string {
  return `data:text/javascript,${encodeURIComponent(code)}`;
}
