import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { createEngine } from '../src/engine.js';
import type { Json } from '../src/log/record.js';
import { createRecordReader } from '../src/log/source/detect.js';
import { jsonReport } from '../src/report/json.js';
import { markdownReport } from '../src/report/markdown.js';
import { redactReport } from '../src/report/redact.js';
import { type Report, reportOf } from '../src/report/report.js';
import { textReport } from '../src/report/text.js';
import { caseOf, ROWS } from './corpus/score/cases.js';
import { writeCase } from './corpus/write/write.js';

/** Characters of a prompt that must not come out in one piece. */
const RUN = 12;

/** Names are no prompt text: of tools, models, fields, and what the wire itself calls things. */
const NAMES = new Set([
  'name',
  'model',
  'type',
  'role',
  'id',
  'call_id',
  'tool_use_id',
  'tool_call_id',
  'ttl',
]);

/** Parts of a body that are the prompt; ids of sessions and settings are not. */
const PROMPT = new Set([
  'system',
  'messages',
  'tools',
  'input',
  'instructions',
  'contents',
  'systemInstruction',
  'toolConfig',
  'prompt',
]);

/** When requests left stands in a report; that a prompt names the same moment is no leak. */
const MOMENT = /\d{4}-\d\d-\d\dT[\d:.]+Z/g;

/** Our own sentences may say what a prompt says too. */
const OWN = readdirSync('src', { recursive: true, encoding: 'utf8' })
  .filter(path => path.endsWith('.ts'))
  .map(path => readFileSync(`src/${path}`, 'utf8'))
  .join('\n');

/** Columns are filled with blanks, and a line end of a prompt is never written as one. */
const isOurs = (run: string): boolean => / {6}|\n/.test(run) || OWN.includes(run);

function textsOf(value: Json | undefined, into: Set<string>): void {
  if (typeof value === 'string') into.add(value);
  else if (Array.isArray(value)) for (const item of value) textsOf(item, into);
  else if (typeof value === 'object' && value !== null) {
    for (const [key, item] of Object.entries(value)) if (!NAMES.has(key)) textsOf(item, into);
  }
}

/** A session of the corpus: its report, and every text of its prompts. */
function reported(row: (typeof ROWS)[number], seed: number): { report: Report; texts: Set<string> } {
  const { lines } = writeCase(caseOf(row, seed));
  const reader = createRecordReader('corpus.jsonl');
  const engine = createEngine();
  const texts = new Set<string>();
  lines.forEach((line, index) => {
    const bytes = Buffer.from(line);
    for (const record of reader.read({ number: index + 1, offset: 0, bytes, length: bytes.length })) {
      if (record.kind === 'request') {
        for (const [key, value] of Object.entries(record.body ?? {}))
          if (PROMPT.has(key)) textsOf(value, texts);
      }
      engine.accept(record);
    }
  });
  for (const record of reader.end()) engine.accept(record);
  return { report: reportOf(engine.model(), [], '1.2.3'), texts };
}

const FORMS = { text: textReport, JSON: jsonReport, Markdown: markdownReport };

/** The first few runs of prompt text in what was written. */
function leaks(written: string, texts: ReadonlySet<string>): readonly string[] {
  const runs = new Set<string>();
  for (let at = 0; at + RUN <= written.length; at += 1) runs.add(written.slice(at, at + RUN));
  const found = new Set<string>();
  for (const text of texts) {
    for (let at = 0; at + RUN <= text.length; at += 1) {
      const run = text.slice(at, at + RUN);
      if (runs.has(run) && !isOurs(run)) found.add(run);
      if (found.size === 3) return [...found];
    }
  }
  return [...found];
}

describe('a redacted report', () => {
  for (const row of ROWS.filter(({ healthy }) => !healthy)) {
    test(`${row.id}: holds no ${RUN} characters of a prompt in a row`, () => {
      const { report, texts } = reported(row, 2);
      const redacted = redactReport(report);
      for (const write of Object.values(FORMS))
        expect(leaks(write(redacted).replace(MOMENT, ''), texts)).toEqual([]);
    });
  }

  test.each(['volatile-value/uuid', 'system-changed', 'history-edited/edited'])(
    'the search finds what an open report shows of %s',
    id => {
      const row = ROWS.find(each => each.id === id);
      if (row === undefined) throw new Error(`no row ${id}`);
      const { report, texts } = reported(row, 2);
      for (const write of Object.values(FORMS)) expect(leaks(write(report), texts)).not.toEqual([]);
    },
  );

  test('keeps hashes, places, lengths and sums, and says that it is one', () => {
    const row = ROWS.find(({ id }) => id === 'system-changed');
    if (row === undefined) throw new Error('no such row');
    const { report } = reported(row, 2);
    const redacted = redactReport(report);
    const [open, closed] = [report, redacted].map(one =>
      one.sessions.flatMap(({ lanes }) => lanes.flatMap(({ requests }) => requests)),
    );
    const broken = closed?.find(request => request.break !== null);
    const before = open?.find(request => request.label === broken?.label);
    expect(broken?.hashes).toEqual(before?.hashes);
    expect(broken?.break?.divergence).toEqual({
      ...before?.break?.divergence,
      context: null,
      before: null,
      after: null,
    });
    expect(redacted.totals).toEqual(report.totals);
    expect(textReport(redacted)).toContain('no text of a prompt is in this report');
    expect(textReport(report)).not.toContain('no text of a prompt is in this report');
  });
});
