/** Hostile text in every string of every record, and nothing of it comes out of any of our exits as it went in. */
import { describe, expect, test } from 'vitest';
import { createJsonPrinter } from '../src/cli/live/print-json.js';
import { createPlainPrinter } from '../src/cli/live/print-plain.js';
import { createEngine } from '../src/engine.js';
import type { LogRecord } from '../src/log/record.js';
import { htmlReport } from '../src/report/html/page.js';
import { jsonReport } from '../src/report/json.js';
import { markdownReport } from '../src/report/markdown.js';
import { reportOf } from '../src/report/report.js';
import { textReport } from '../src/report/text.js';
import { withData } from '../src/store/moves.js';
import { PANES } from '../src/store/state.js';
import { createStore } from '../src/store/store.js';
import { plain } from '../src/ui/line.js';
import { screenOf } from '../src/ui/screen.js';
import { conversation, request, usage } from './agent.js';

const HOSTILE = 'a\u001b[2Jb\u009b31mc\u001b]52;c;ZXZpbA==\u0007d\u202ee\u200bf\u0000g\r\nh\u2028i';
/** What a terminal would obey or a reader not see. Line feeds are ours. */
const LIVE = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2066-\u2069]/;

/** A conversation with a break, a vendor's word, an error, a notice and a line that could not be read. */
function story(): LogRecord[] {
  const vendor = { by: 'anthropic', reason: 'system_changed', missedTokens: 9 };
  const billing = { tier: 'standard', speed: 'fast', geo: 'eu' };
  const origin = { path: 'log.jsonl', line: 9, log: 'log.jsonl' };
  return [
    request('a', 1, { body: conversation(1), at: 0, turn: 't1', agent: 'main' }),
    { ...usage('a', 2, { read: 0, write: 9_000 }), billing, model: 'claude-sonnet-4-6', responseId: 'msg_1' },
    request('b', 3, {
      body: conversation(2, { system: 'other text' }),
      at: 1_000,
      turn: 't2',
      agent: 'main',
    }),
    { ...usage('b', 4, { read: 0, write: 9_500 }), vendor, error: 'a warning' },
    request('c', 5, { body: conversation(3), at: 2_000, agent: 'main' }),
    { ...usage('c', 6, { read: 0, write: 0, outcome: 'error' }), status: 400, error: 'refused' },
    { kind: 'notice', origin, at: 3_000, session: 's1', text: 'compacted', isCompaction: true },
    { kind: 'skipped', origin, bytes: 3, reason: 'not JSON' },
  ];
}

type Path = readonly (string | number)[];

function stringsOf(value: unknown, at: Path = []): Path[] {
  if (typeof value === 'string') return [at];
  if (value === null || typeof value !== 'object' || value instanceof Uint8Array) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    stringsOf(inner, [...at, Array.isArray(value) ? Number(key) : key]),
  );
}

function withText<T>(value: T, [step, ...rest]: Path, change: (text: string) => string): T {
  if (step === undefined) return (typeof value === 'string' ? change(value) : value) as T;
  if (Array.isArray(value)) {
    return value.map((inner, index) => (index === step ? withText(inner, rest, change) : inner)) as T;
  }
  return { ...value, [step]: withText((value as Record<string, unknown>)[step], rest, change) };
}

/** Fields that decide how a record is read: another word there is another record. */
const DECIDES = new Set(['kind', 'api', 'fidelity', 'purpose', 'outcome', 'key']);

function printed(records: readonly LogRecord[]): readonly (readonly [string, string])[] {
  const engine = createEngine();
  const [json, lines]: [string[], string[]] = [[], []];
  const printers = [
    createJsonPrinter({ write: text => json.push(text) }),
    createPlainPrinter({ write: text => lines.push(text) }, { ascii: false, laneName: lane => lane }),
  ];
  const sources = [
    { path: HOSTILE, format: null, fidelity: null, state: 'gone', lines: 1, bytes: 1, message: HOSTILE },
  ] as const;
  for (const printer of printers) printer.source(sources[0]);
  for (const record of records)
    for (const event of engine.accept(record)) for (const printer of printers) printer.event(event);
  const model = engine.model();
  for (const printer of printers) printer.end(model);
  const report = reportOf(model, sources, '0.0.0');
  const now = 60_000;
  const state = withData(createStore({ now }).getState(), { model, sources, now, arrivedAt: now });
  const broken = model.requests.find(entry => entry.break !== null)?.id ?? null;
  const views = [
    ...model.requests.map(({ id }) => ({ zoom: null, selected: id, follow: false })),
    ...PANES.map(zoom => ({ zoom, selected: broken, follow: false })),
  ];
  const screens = views.map(view =>
    screenOf({ ...state, view: { ...state.view, ...view } }, { columns: 200, rows: 60 })
      .bands.flatMap(({ panels }) => panels.flatMap(({ lines: drawn }) => drawn.map(plain)))
      .join('\n'),
  );
  return [
    ['json events', json.join('')],
    ['plain lines', lines.join('')],
    ['text', textReport(report, { ascii: false })],
    ['markdown', markdownReport(report)],
    // Its own template breaks lines; what stands in a text does not.
    ['html', htmlReport(report)],
    ['json', jsonReport(report)],
    ['screen', screens.join('\n')],
  ];
}

describe('hostile text in a record', () => {
  const records = story();
  records.forEach((record, index) => {
    const paths = stringsOf(record).filter(path => !DECIDES.has(String(path.at(-1))) || path[0] === 'body');
    const seen = new Set<string>();
    const distinct = paths.filter(path => {
      const shape = path.map(step => (typeof step === 'number' ? '*' : step)).join('.');
      return !seen.has(shape) && seen.add(shape);
    });
    test.each(distinct)(`is harmless in record ${index}: %s %s %s %s`, (...steps) => {
      const path: Path = steps.filter(step => step !== undefined);
      const odd = records.map((each, n) => {
        const shared =
          n !== index &&
          path[0] !== 'body' &&
          ['session', 'turn', 'agent', 'path', 'log'].includes(String(path.at(-1)));
        return n === index || shared ? change(each, path) : each;
      });
      for (const [exit, text] of printed(odd)) {
        expect(LIVE.exec(text), `${exit}: ${path.join('.')}`).toBeNull();
      }
    });
  });
});

function change(record: LogRecord, path: Path): LogRecord {
  const changed = withText(record, path, text => `${text}${HOSTILE}`);
  if (changed.kind !== 'request' || changed.body === null) return changed;
  const raw = { bytes: Buffer.from(JSON.stringify(changed.body)), bodyAt: [], bodyIsText: false };
  return { ...changed, raw };
}
