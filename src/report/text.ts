import { shorten } from '../text/fit.js';
import { bytes, count, UNKNOWN } from '../text/numbers.js';
import { visible } from '../text/visible.js';
import type { ReportDivergence } from './break.js';
import { counted } from './counted.js';
import { incidentsOf } from './incidents.js';
import { laneFacts } from './lane-facts.js';
import { limitsOf } from './limits.js';
import { ratesOf } from './rates.js';
import type { Report, ReportLane, ReportRequest, ReportSession, ReportSource } from './report.js';
import { rowOf } from './table.js';
import { ringingOf, totalsOf } from './totals.js';
import {
  byLabel,
  causeName,
  evidenceOf,
  hintsOf,
  isTold,
  offsetOf,
  placeOf,
  readsOf,
  requestsOf,
  sizeOf,
  sureness,
  vendorOf,
  woundSentence,
} from './words.js';
import { wrapped } from './wrap.js';

export interface TextOptions {
  /**
   * Printable ASCII only.
   * @default false
   */
  readonly ascii?: boolean;
  /**
   * Cells of a line. Paths, which people copy, may be longer.
   * @default 80
   */
  readonly width?: number;
}

/** The report for a terminal or a mail: tables per lane, then every break with its evidence, then what it cost. */
export function textReport(report: Report, options: TextOptions = {}): string {
  const { ascii = false, width = 80 } = options;
  const digits = requestsOf(report).reduce((most, { label }) => Math.max(most, label.length), 3);
  const page: Page = { width, digits, marks: ascii ? ASCII_MARKS : MARKS };
  const sections = [
    report.sources.map(source => numbered(source, report) + sourceLine(source)),
    titled('Incidents', incidentsOf(report.incidents), page),
    ...report.sessions.flatMap(session => sessionLines(session, page)),
    titled(
      'Totals',
      report.totals.requests === 0 ? ['no request in these logs'] : totalsOf(report.totals),
      page,
    ),
    titled('Rates', ratesOf(report), page),
    titled('What the logs do not tell', limitsOf(report), page),
    titled('Hints', hintsOf(report), page),
  ];
  const lines = sections.filter(section => section.length > 0).flatMap(section => [...section, '']);
  const text = lines.map(line => visible(line, { ascii: false }).trimEnd()).join('\n');
  return ascii ? text.split('\n').map(plain).join('\n') : text;
}

interface Marks {
  readonly broke: string;
  readonly changed: string;
}

interface Page {
  readonly width: number;
  /** Cells for the label of a request. */
  readonly digits: number;
  readonly marks: Marks;
}

const MARKS: Marks = { broke: '✗', changed: '▸' };
const ASCII_MARKS: Marks = { broke: 'x', changed: '>' };

/** Our own signs have ASCII words; what a log brought in keeps its escape. */
const plain = (line: string): string =>
  visible(
    line.replace(/[≈…−·]/g, sign => ({ '≈': '~', '…': '...', '−': '-', '·': '.' })[sign] ?? sign),
    { ascii: true },
  );

/** Where there are several, the number that stands in front of the labels of its requests. */
function numbered({ number }: ReportSource, { sources }: Report): string {
  if (sources.length === 1) return '';
  return number === null ? '   ' : `${number}. `;
}

function sourceLine({ path, format, fidelity, lines, bytes: size, parts }: ReportSource): string {
  const facts = [
    format ?? (size === 0 ? 'empty' : 'no known format'),
    ...(fidelity === null ? [] : [fidelity]),
    ...(parts === undefined ? [] : [counted(parts.length, 'file')]),
    counted(lines, 'line'),
    bytes(size),
  ];
  return `${visible(path)}   ${facts.join(', ')}`;
}

function sessionLines(session: ReportSession, page: Page): readonly (readonly string[])[] {
  const requests = session.lanes.flatMap(lane => lane.requests).toSorted(byLabel);
  const broken = requests.filter(request => request.break !== null);
  const wounds = session.wounds.filter(isTold).map(woundSentence);
  return [
    [`session ${visible(session.id)}`],
    ...session.lanes.map(lane => laneLines(lane, page)),
    ...broken.map(request => breakLines(request, page)),
    titled('Wounds', wounds, page),
  ];
}

function laneLines(lane: ReportLane, page: Page): readonly string[] {
  const model = visible(lane.model ?? UNKNOWN);
  return [
    `${visible(lane.name)}   ${model}   ${counted(lane.requests.length, 'request')}, ${ringingOf(lane.totals)}`,
    `${' '.repeat(page.digits - 1)}${HEADER}`,
    ...lane.requests.map(request => requestLine(request, page)),
    ...laneFacts(lane).flatMap(fact =>
      wrapped(visible(fact), { width: page.width, first: '  ', rest: '    ' }),
    ),
  ];
}

const HEADER = ' # tools    system   messages    write     read   hit  what';

function requestLine(request: ReportRequest, { width, marks, digits }: Page): string {
  const row = rowOf(request);
  const hashes = row.hashes.map(hash => (hash.changed ? marks.changed : ' ') + hash.text.padEnd(8)).join('');
  const start = `${row.broke ? marks.broke : ' '}${row.n.padStart(digits)}${hashes} ${row.write.padStart(8)} ${row.read.padStart(8)} ${row.hit.padStart(5)}  `;
  return start + shorten(visible(row.what), width - start.length);
}

function breakLines(request: ReportRequest, page: Page): readonly string[] {
  const found = request.break;
  if (found === null) return [];
  const { marks, width } = page;
  return [
    ...wrapped(`#${request.label} ${sizeOf(found)}`, {
      width,
      first: `${found.ringing ? marks.broke : ' '} `,
      rest: '      ',
    }),
    `  ${readsOf(found)}`,
    ...vendorOf(request).flatMap(sentence => wrapped(visible(sentence), { width, first: '  ' })),
    ...evidenceOf(found).flatMap(({ cause, at }) => [
      '',
      `  ${visible(causeName(cause))}   ${sureness(cause) ?? ''}`,
      ...(at === null ? [] : placeLines(request, at, page)),
      ...wrapped(visible(cause.summary), { width, first: '    ' }),
      ...wrapped(`Fix: ${visible(cause.fix)}`, { width, first: '    ', rest: '         ' }),
    ]),
  ];
}

function placeLines(request: ReportRequest, at: ReportDivergence, page: Page): readonly string[] {
  const room = page.width - 8;
  const context = visible(at.context ?? '');
  return [
    `    ${visible(at.path)}   ${offsetOf(at)}`,
    `    ${visible(placeOf(request, at))}`,
    ...(context === '' ? [] : [`        ${shorten(context, room, { cut: 'start' })}`]),
    ...sideLines('-', at.before, at.beforeLength, room),
    ...sideLines('+', at.after, at.afterLength, room),
  ];
}

function sideLines(
  sign: string,
  text: string | null,
  length: number | null,
  room: number,
): readonly string[] {
  if (text === null) return [];
  const shown = text === '' ? `(ends here, ${count(length)} characters)` : shorten(visible(text), room);
  return [`      ${sign} ${shown}`];
}

function titled(title: string, sentences: readonly string[], { width }: Page): readonly string[] {
  if (sentences.length === 0) return [];
  return [
    title,
    ...sentences.flatMap(sentence => wrapped(visible(sentence), { width, first: '  ', rest: '    ' })),
  ];
}
