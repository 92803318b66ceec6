/**
 * `npm run mutate`: changes the source in one small place after the other, and runs the tests that import it. A change that no test
 * notices says what is not tested. `-- --count N` mutants, drawn with `--seed N`; `--only PATH` of files whose path begins so;
 * `--json FILE` keeps what came of each. Ends with 1 if fewer than nine in ten of those that change something were noticed.
 */
import { spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { createRandom } from '../corpus/sessions/random.js';
import { isEquivalent } from './equivalent.js';
import { type Mutant, mutantsOf } from './mutants.js';
import { createRelated, filesIn } from './related.js';

/** `endless`: its tests came to no end, which a person who ran them would notice too; kept apart, for no test said a word. */
type Outcome = 'killed' | 'endless' | 'survived' | 'equivalent';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
/** The rooms in which a wrong operator is a wrong number on the screen. */
const ROOMS = /^src\/(cache|diagnosis|store)\/|^src\/log\/follow\/(tail|follow)\.ts$/;
/** A mutant that keeps one process of its tests busy for longer than this loops; time that others took from it does not count. */
const CPU_SECONDS = 900;
/** One that waits for what never comes uses no time of the processor. */
const TIMEOUT_MS = 1_800_000;
const WANTED = 0.9;
/** Replaces a package for every test that shares its process: it runs only where each has its own. */
const REPLACES_A_PACKAGE = /^test\/log\/follow\/watch\.test\.ts$/;

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    count: { type: 'string', default: '150' },
    only: { type: 'string', default: 'src/' },
    json: { type: 'string' },
  },
});

const files = filesIn(ROOT, 'src').filter(path => ROOMS.test(path) && path.startsWith(values.only));
const all = files.flatMap(path => mutantsOf(path, readFileSync(join(ROOT, path), 'utf8')));
const sample = createRandom(`mutate/${values.seed}`).shuffled(all).slice(0, Number(values.count));
const related = createRelated(ROOT);
const results: { readonly mutant: Mutant; readonly outcome: Outcome }[] = [];

process.stdout.write(`${all.length} mutants in ${files.length} files; ${sample.length} drawn.\n`);
const [first] = sample;
if (first !== undefined && (await run(null, near(first.path))) !== 'passed') {
  process.stderr.write(`tests fail without a mutant: ${near(first.path).join(' ')}\n`);
  process.exit(2);
}
for (const mutant of sample) {
  const outcome = isEquivalent(mutant) ? 'equivalent' : await outcomeOf(mutant);
  results.push({ mutant, outcome });
  process.stdout.write(`${outcome.padEnd(10)} ${mutant.path}:${mutant.line} ${change(mutant)}\n`);
  if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify(results, null, 2)}\n`);
}

const number = (wanted: Outcome): number => results.filter(({ outcome }) => outcome === wanted).length;
const noticed = number('killed') + number('endless');
const share = noticed / Math.max(1, results.length - number('equivalent'));
process.stdout.write(
  `killed ${number('killed')}, endless ${number('endless')}, survived ${number('survived')}, equivalent ${number('equivalent')}: ${(share * 100).toFixed(1)} % of those that change something.\n`,
);
process.exitCode = share >= WANTED ? 0 : 1;

/** The tests beside it first, then those of its room: nearly every mutant falls there, and they are quick. */
async function outcomeOf(mutant: Mutant): Promise<Outcome> {
  const room = near(mutant.path);
  const first = room.filter(test => dirname(test) === dirname(mutant.path).replace(/^src/, 'test'));
  const next = room.filter(test => !first.includes(test));
  const others = related(mutant.path).filter(test => !room.includes(test) && !REPLACES_A_PACKAGE.test(test));
  for (const tests of [first, next, others]) {
    const ended = tests.length === 0 ? 'passed' : await runTwice(mutant, tests);
    if (ended !== 'passed') return ended === 'failed' ? 'killed' : 'endless';
  }
  return 'survived';
}

function near(path: string): readonly string[] {
  return related(path).filter(test => test.startsWith(path.replace(/^src\/([^/]+)\/.*$/, 'test/$1/')));
}

/** A test that waits for a file may fail for want of time: it has to fail twice. */
async function runTwice(mutant: Mutant, tests: readonly string[]): Promise<End> {
  const once = await run(mutant, tests);
  return once === 'failed' && mutant.path.startsWith('src/log/follow/') ? await run(mutant, tests) : once;
}

type End = 'passed' | 'failed' | 'endless';

function run(mutant: Mutant | null, tests: readonly string[]): Promise<End> {
  return new Promise((resolve, reject) => {
    const config = join(ROOT, 'test/mutation/vitest.config.ts');
    const limited = `ulimit -t ${CPU_SECONDS}; exec npx vitest run --config "$@"`;
    const child = spawn('sh', ['-c', limited, 'sh', config, ...tests], {
      cwd: ROOT,
      env: { ...process.env, CACHEQUAKE_MUTANT: JSON.stringify(mutant) },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    });
    let said = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (text: Buffer) => (said += text));
    // The workers of the tests are in the group of their starter and go with it.
    const timer = setTimeout(
      () => child.pid !== undefined && process.kill(-child.pid, 'SIGKILL'),
      TIMEOUT_MS,
    );
    child.on('error', reject);
    child.on('close', code => {
      clearTimeout(timer);
      const isCutShort = code === null || said.includes('Worker exited unexpectedly');
      resolve(code === 0 ? 'passed' : isCutShort ? 'endless' : 'failed');
    });
  });
}

function change({ code, original, replacement }: Mutant): string {
  const short = (text: string): string =>
    (text.length > 60 ? `${text.slice(0, 57)}...` : text).replaceAll('\n', ' ');
  return `[${short(original)}] -> [${short(replacement)}] in: ${short(code)}`;
}
