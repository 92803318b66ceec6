/** A secret in any key or value of a line of any format is shown by no message about that line, wherever that cuts it. */
import { describe, expect, test } from 'vitest';
import { createEngine } from '../src/engine.js';
import type { Json } from '../src/log/record.js';
import { createSource } from '../src/log/source/source.js';
import { jsonReport } from '../src/report/json.js';
import { reportOf } from '../src/report/report.js';
import { textReport } from '../src/report/text.js';
import { shown } from '../src/text/shown.js';
import { keysOf, renamed, replaced, scalarsOf } from './every-place.js';
import { EXAMPLES } from './log/formats/examples.js';
import { printersTo } from './printers.js';

const SECRET = `${'ghp_'}Q7w8E9r0T1y2U3i4O5p6A7s8D9f0G1h2J3k4`;
/** In front of it, so that a cut at any length falls into it. */
const LEADS = ['', 'x '.repeat(6), 'x '.repeat(14), 'x '.repeat(24)];

/** Everything that is said of lines, as it is printed. */
function said(lines: readonly Json[]): string {
  const engine = createEngine();
  const out: string[] = [];
  const printers = printersTo(out);
  const source = createSource('log.jsonl');
  const pushed = source.push(Buffer.from(lines.map(line => `${JSON.stringify(line)}\n`).join('')));
  for (const record of [...pushed, ...source.end()]) {
    if (record.kind === 'skipped') out.push(shown(record.reason));
    for (const event of engine.accept(record)) for (const printer of printers) printer.event(event);
  }
  const { message } = source.state('live', null);
  const report = reportOf(engine.model(), [], '0.0.0');
  out.push(shown(message ?? ''), textReport(report, { ascii: false }), jsonReport(report));
  return out.join('\n');
}

const OTHERS: readonly (readonly [string, readonly Json[]])[] = [
  ['an unknown log', [{ one: 1, two: { three: 'x' } }]],
  ['a kind that is not known', [{ cachequake: 1, kind: 'x' }]],
  ['a usage without its request', [{ cachequake: 1, kind: 'usage', id: 'x', usage: { input: 1, extra: 2 } }]],
];

describe.each([...Object.entries(EXAMPLES), ...OTHERS])('%s', (_, lines) => {
  test.each(LEADS.map(lead => [lead.length, lead]))('shows none behind %i characters', (_length, lead) => {
    const found: string[] = [];
    const look = (index: number, place: string, line: Json): void => {
      const text = said(lines.map((other, i) => (i === index ? line : other)));
      // Four characters of it beyond its prefix.
      for (const part of [SECRET.slice(0, 8), SECRET.slice(8, 16)])
        if (text.includes(part)) found.push(`line ${index + 1}, ${place}`);
    };
    lines.forEach((line, index) => {
      for (const place of scalarsOf(line))
        look(index, place.join('.'), replaced(line, place, `${lead}${SECRET}`));
      for (const place of keysOf(line))
        look(index, `key ${place.join('.')}`, renamed(line, place, `${lead}${SECRET}`));
    });
    expect(found).toEqual([]);
  });
});
