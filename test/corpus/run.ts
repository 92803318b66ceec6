/**
 * `npm run corpus`: plants labelled breaks into made-up sessions, lets the engine listen, and prints how it did.
 * `-- --only ROW` some rows, `--seeds N --from SEED` other seeds, `--show SEED` one session in full, `--json`,
 * `--readme` writes the table into docs/measured.md. Ends with 1 if the corpus asks more than the engine gives.
 */
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { caseOf, ROWS, type Row } from './score/cases.js';
import { compare, type Marks } from './score/compare.js';
import { listen } from './score/listen.js';
import { byCause, markdown, type RowScore, scoreRow, shortcomings, total } from './score/table.js';

const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    readme: { type: 'boolean', default: false },
    only: { type: 'string' },
    seeds: { type: 'string', default: '10' },
    from: { type: 'string', default: '0' },
    show: { type: 'string' },
  },
});

const rows = ROWS.filter(row => values.only === undefined || row.id.startsWith(values.only));
if (rows.length === 0) {
  process.stderr.write(`no row begins with ${values.only}; rows: ${ROWS.map(row => row.id).join(', ')}\n`);
  process.exit(2);
}
if (values.show === undefined) run(rows, Number(values.seeds), Number(values.from));
else for (const row of rows) show(row, Number(values.show));

function run(chosen: readonly Row[], seeds: number, from: number): void {
  const findings: string[] = [];
  const started = performance.now();
  let bytes = 0;
  const scores = chosen.map((row): RowScore => {
    const results = Array.from({ length: seeds }, (_, index): Marks => {
      const seed = from + index;
      const session = caseOf(row, seed);
      const heard = listen(session);
      bytes += heard.bytes;
      const marks = compare(session, heard);
      if (heard.skipped > 0)
        findings.push(`${row.id} seed ${seed} ${session.format}: ${heard.skipped} lines skipped`);
      for (const { n, what } of marks.findings) {
        findings.push(
          `${row.id} seed ${seed} ${session.format} (read as ${heard.format}) request ${n}: ${what}`,
        );
      }
      return marks;
    });
    return scoreRow(row.id, row.healthy, results);
  });
  const all = total('all', scores);
  const missing = shortcomings(all);
  if (values.json) {
    process.stdout.write(
      `${JSON.stringify({ rows: scores, total: all, shortcomings: missing, findings }, null, 2)}\n`,
    );
  } else {
    const seconds = ((performance.now() - started) / 1000).toFixed(1);
    const held =
      missing.length === 0 ? 'All that the corpus asks is held.' : `Not held: ${missing.join('; ')}.`;
    const size = `${all.sessions} sessions, ${all.requests} requests, ${(bytes / 1e6).toFixed(0)} MB of logs, ${seconds} s.`;
    process.stdout.write(`${markdown(scores)}\n${findings.join('\n')}\n\n${size} ${held}\n`);
  }
  if (values.readme) writeReadme(scores);
  process.exitCode = missing.length === 0 ? 0 : 1;
}

/** One session: its log goes to a file, its requests and what the engine says of them to the terminal. */
function show(row: Row, seed: number): void {
  const session = caseOf(row, seed);
  const heard = listen(session);
  const path = join(mkdtempSync(join(tmpdir(), 'cachequake-corpus-')), 'log.jsonl');
  writeFileSync(path, `${heard.lines.join('\n')}\n`);
  process.stdout.write(`${row.id} seed ${seed}: ${path} (${session.format}, read as ${heard.format})\n`);
  for (const call of session.calls) {
    const entry = heard.requests.get(call.id);
    const bill = session.bills.get(call.id);
    const label = session.labels.find(item => item.call === call.id);
    const billed =
      bill === null || bill === undefined
        ? call.outcome
        : `read ${bill.read} write ${bill.write5m}+${bill.write1h} input ${bill.input}`;
    const head = `${String(entry?.n ?? '?').padStart(3)} ${new Date(call.at).toISOString().slice(11, 23)} ${call.lane} ${call.prompt.model}`;
    process.stdout.write(
      `${head} | ${billed} | predicted ${entry?.predicted?.cacheRead ?? '-'} | ${entry?.lane}: ${entry?.what}\n`,
    );
    if (label !== undefined)
      process.stdout.write(`      label  ${JSON.stringify({ ...label, call: undefined })}\n`);
    const broken = entry?.break;
    if (broken !== null && broken !== undefined) {
      const { divergence, causes, ...rest } = broken;
      const place = divergence === null ? null : `${divergence.path}:${divergence.char}`;
      process.stdout.write(
        `      engine ${JSON.stringify({ causes: causes.map(c => [c.id, c.kind, c.summary]), place, ...rest })}\n`,
      );
    }
  }
  for (const { n, what } of compare(session, heard).findings)
    process.stdout.write(`  ! request ${n}: ${what}\n`);
}

/** Between `<!-- corpus -->` and `<!-- /corpus -->` of docs/measured.md: a row per cause. */
function writeReadme(scores: readonly RowScore[]): void {
  const path = fileURLToPath(new URL('../../docs/measured.md', import.meta.url));
  const readme = readFileSync(path, 'utf8');
  const [start, end] = ['<!-- corpus -->', '<!-- /corpus -->'];
  const from = readme.indexOf(start);
  const to = readme.indexOf(end);
  if (from === -1 || to < from) {
    process.stderr.write(`${path} needs the lines ${start} and ${end}; the table goes between them\n`);
    process.exit(2);
  }
  writeFileSync(path, `${readme.slice(0, from)}${start}\n${markdown(byCause(scores))}${readme.slice(to)}`);
}
