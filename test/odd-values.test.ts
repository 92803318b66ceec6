/** One odd value stops nothing: every scalar of every format is replaced by hostile ones, and everything that prints goes on. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { createJsonPrinter } from '../src/cli/live/print-json.js';
import { createPlainPrinter } from '../src/cli/live/print-plain.js';
import type { Model } from '../src/diagnosis/model.js';
import { createEngine } from '../src/engine.js';
import type { Json, LogRecord } from '../src/log/record.js';
import { createRecordReader } from '../src/log/source/detect.js';
import { jsonReport } from '../src/report/json.js';
import { markdownReport } from '../src/report/markdown.js';
import { reportOf } from '../src/report/report.js';
import { textReport } from '../src/report/text.js';
import { withData } from '../src/store/moves.js';
import { createStore } from '../src/store/store.js';
import { plain, widthOf } from '../src/ui/line.js';
import { screenOf } from '../src/ui/screen.js';
import { cachequake } from './cli/captured-io.js';
import { replaced, scalarsOf } from './every-place.js';
import { EXAMPLES } from './log/formats/examples.js';

const HOSTILE: readonly Json[] = [
  null,
  'x',
  '\u0000',
  '\u001b]52;c;YQ==\u0007',
  -1,
  1e15,
  1e308,
  1_763_632_800_000_000_000,
  '9'.repeat(400),
  '+275760-09-13',
  [],
  {},
  '__proto__',
];

const folder = mkdtempSync(join(tmpdir(), 'cachequake-odd-'));
afterAll(() => rmSync(folder, { recursive: true }));

function read(lines: readonly Json[]): { readonly model: Model; readonly records: readonly LogRecord[] } {
  const reader = createRecordReader('log.jsonl');
  const engine = createEngine();
  const records: LogRecord[] = [];
  const printed: string[] = [];
  const out = { write: (text: string) => printed.push(text) };
  const printers = [
    createJsonPrinter(out),
    createPlainPrinter(out, { ascii: false, laneName: lane => lane }),
  ];
  const take = (more: readonly LogRecord[]): void => {
    for (const record of more) {
      records.push(record);
      for (const event of engine.accept(record)) for (const printer of printers) printer.event(event);
    }
  };
  lines.forEach((line, index) => {
    const bytes = Buffer.from(JSON.stringify(line));
    take(reader.read({ number: index + 1, offset: 0, bytes, length: bytes.length }));
  });
  take(reader.end());
  const model = engine.model();
  for (const printer of printers) printer.end(model);
  return { model, records };
}

function printAll(model: Model): void {
  const report = reportOf(model, [], '0.0.0');
  for (const text of [textReport(report, { ascii: false }), markdownReport(report), jsonReport(report)]) {
    expect(text.length).toBeGreaterThan(0);
  }
}

/** Every size that is laid out differently: each line as wide as its pane, and nothing that a terminal would obey. */
function draw(model: Model): void {
  const now = Date.UTC(2026, 10, 20, 10, 1);
  const state = withData(createStore({ now }).getState(), { model, sources: [], now, arrivedAt: now });
  for (const [columns, rows] of [
    [120, 36],
    [80, 24],
    [200, 60],
  ] as const) {
    for (const { panels } of screenOf(state, { columns, rows }).bands) {
      for (const { width, lines } of panels) {
        for (const line of lines) {
          expect(widthOf(line)).toBe(width);
          expect(plain(line)).not.toMatch(/[\u0000-\u001f\u007f-\u009f]/);
        }
      }
    }
  }
}

const FORMATS = Object.entries(EXAMPLES);

describe.each(FORMATS)('%s', (id, lines) => {
  test('is read from its example', () => {
    const { model, records } = read(lines);
    expect(records.filter(({ kind }) => kind === 'skipped')).toEqual([]);
    expect(model.requests.length).toBe(2);
    expect(createFormat(lines)).toBe(id);
    printAll(model);
  });

  test('goes on whatever stands in place of each value', () => {
    lines.forEach((line, index) => {
      for (const path of scalarsOf(line)) {
        for (const by of HOSTILE) {
          const odd = lines.map((each, n) => (n === index ? replaced(each, path, by) : each));
          const { model } = read(odd);
          const faults = model.skipped.filter(({ reason }) => reason.includes('a fault of cachequake'));
          expect(faults, `${path.join('.')} = ${JSON.stringify(by)}`).toEqual([]);
          printAll(model);
        }
      }
    });
  });

  test('is drawn, and compared, with odd numbers in it', async () => {
    for (const by of [1e15, -1, 1e308, '\u001b[2J', null, 8.64e15]) {
      const odd = lines.map(line =>
        scalarsOf(line).reduce<Json>((value, path) => oddNumber(value, path, by), line),
      );
      const { model } = read(odd);
      draw(model);
      const path = join(folder, `${id}.jsonl`);
      writeFileSync(path, odd.map(line => `${JSON.stringify(line)}\n`).join(''));
      for (const command of [
        ['report', path],
        ['report', path, '--format', 'json'],
        ['diff', path, '2', '1'],
      ]) {
        const { err } = await cachequake(...command);
        expect(err).not.toContain('a fault of cachequake');
      }
    }
  });
});

/** Puts the odd value where a number stands. */
function oddNumber(value: Json, path: readonly (string | number)[], by: Json): Json {
  const here = path.reduce<Json | undefined>((inner, step) => (inner as Record<string, Json>)?.[step], value);
  return typeof here === 'number' ? replaced(value, path, by) : value;
}

function createFormat(lines: readonly Json[]): string | undefined {
  const reader = createRecordReader('log.jsonl');
  lines.forEach((line, index) => {
    const bytes = Buffer.from(JSON.stringify(line));
    reader.read({ number: index + 1, offset: 0, bytes, length: bytes.length });
  });
  return reader.format?.id;
}
