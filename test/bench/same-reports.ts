/**
 * Two checkouts must say the same of the same logs: the reports (JSON, text, Markdown) of every log in the paths given, of
 * the corpus, and of a small log of each profile are compared byte by byte. For changes that must change nothing.
 *
 *     npx tsx test/bench/same-reports.ts BEFORE AFTER [PATH…]     (ends with 1 if something differs)
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { caseOf, ROWS } from '../corpus/score/cases.js';
import { writeCase } from '../corpus/write/write.js';
import { PROFILES, writeLog } from './logs/profiles.js';

const SEEDS = 1;
const PROFILE_BYTES = 4e6;

const [before, after, ...paths] = process.argv.slice(2);
if (before === undefined || after === undefined) throw new Error('two checkouts to compare');
const folder = mkdtempSync(join(tmpdir(), 'cachequake-same-'));
process.once('exit', () => rmSync(folder, { recursive: true, force: true }));

for (const row of ROWS) {
  for (let seed = 0; seed < SEEDS; seed += 1) {
    const { lines } = writeCase(caseOf(row, seed));
    writeFileSync(join(folder, `${row.id.replaceAll('/', '-')}-${seed}.jsonl`), `${lines.join('\n')}\n`);
  }
}
for (const profile of PROFILES) writeLog(join(folder, `${profile.id}.jsonl`), profile, 7, PROFILE_BYTES);

const logs = [folder, ...paths].flatMap(logsBelow);
const [old, now] = [before, after].map(reportsOf);
const differing = logs.filter((_, i) => old?.[i] !== now?.[i]);
for (const log of differing) process.stdout.write(`same: differs: ${log}\n`);
const empty = (old ?? []).filter(line => / 0 \//.test(line)).length;
process.stdout.write(
  `same: ${logs.length} logs, ${empty} of them without a request, ${differing.length} differ\n`,
);
process.exitCode = differing.length > 0 || old?.length !== logs.length || now?.length !== logs.length ? 1 : 0;

/** Every file, and every folder as a log of its own: some are one log of many files. */
function logsBelow(path: string): readonly string[] {
  if (!statSync(path).isDirectory()) return [path];
  const inside = readdirSync(path).flatMap(name => logsBelow(join(path, name)));
  return path === folder ? inside : [path, ...inside];
}

function reportsOf(checkout: string): readonly string[] {
  const script = fileURLToPath(new URL('./baselines/reports.js', import.meta.url));
  const out = execFileSync(process.execPath, ['--import', 'tsx', script, checkout, ...logs], {
    maxBuffer: 1e8,
  });
  return out.toString('utf8').trimEnd().split('\n');
}
