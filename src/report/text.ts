import { shorten } from '../text/fit.js';
import { bytes, count, counted, UNKNOWN } from '../text/numbers.js';
import { visible } from '../text/visible.js';
import type { Report, ReportLane, ReportSession, ReportSource } from './report.js';
import type { ReportRequest } from './request.js';
import { rowOf } from './table.js';
import { breakLines, type Page, repeatLine } from './text-break.js';
import { noRequestIn } from './words/answer.js';
import { incidentsOf } from './words/incidents.js';
import { laneFacts } from './words/lane-facts.js';
import { limitsOf } from './words/limits.js';
import {
  type AgentLoss,
  type Loss,
  type Losses,
  type LossTable,
  lossTables,
  lossText,
  lostIn,
  moneyLost,
} from './words/losses.js';
import { ratesOf } from './words/rates.js';
import { told } from './words/told.js';
import { breaksInBrief, totalsSentences } from './words/totals.js';
import { byLabel, hintsOf, isTold, requestsOf, woundSentence } from './words/words.js';
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

/** The report for a terminal or a mail: the answer, tables per lane, then every break with its evidence, then what it cost. */
export function textReport(report: Report, options: TextOptions = {}): string {
  const { ascii = false, width = 80 } = options;
  const digits = requestsOf(report).reduce((most, { label }) => Math.max(most, label.length), 3);
  const page: Page = { width, digits, marks: ascii ? ASCII_MARKS : MARKS };
  const { losses } = report;
  const sections = [
    report.answer.flatMap(sentence => wrapped(visible(sentence), { width })),
    report.sources.map(source => numbered(source, report) + sourceLine(source) + lostText(source, report)),
    ...lossSections(losses, page),
    titled('Incidents', incidentsOf(report.incidents), page),
    ...report.sessions.flatMap(session => sessionLines(session, page)),
    titled(
      'Totals',
      report.totals.requests === 0 ? [noRequestIn(report)] : totalsSentences(report.totals),
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

/** One break with its evidence, as the report has it. */
export function breakText(request: ReportRequest, { ascii = false, width = 80 }: TextOptions = {}): string {
  const page: Page = { width, digits: 3, marks: ascii ? ASCII_MARKS : MARKS };
  const lines = breakLines(request, page).map(line => visible(line, { ascii: false }).trimEnd());
  return `${(ascii ? lines.map(plain) : lines).join('\n')}\n`;
}

const MARKS: Page['marks'] = { broke: '✗', changed: '▸' };
const ASCII_MARKS: Page['marks'] = { broke: 'x', changed: '>' };

/** Our own signs have ASCII words; what a log brought in keeps its escape. */
const plain = (line: string): string =>
  visible(
    line.replace(/[≈…−·→]/g, sign => ({ '≈': '~', '…': '...', '−': '-', '·': '.', '→': '->' })[sign] ?? sign),
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

/** Of one log among several: what its breaks cost. */
function lostText({ path }: ReportSource, report: Report): string {
  const loss = lostIn(path, report);
  return loss === null ? '' : `; ${lossText(loss)}`;
}

/** What was lost by what; an agent with its subagents, also where it is the only one. */
function lossSections(losses: Losses, page: Page): readonly (readonly string[])[] {
  const linesOf = (...which: readonly LossTable['by'][]): readonly (readonly string[])[] =>
    lossTables(losses)
      .filter(({ by }) => which.includes(by))
      .map(table => lossLines(table.by, table.losses, page));
  const hasAgents = losses.agents.length > 1 || losses.agents.some(({ lanes }) => lanes.length > 1);
  return [
    ...linesOf('cause', 'site', 'log'),
    ...(hasAgents ? [agentLines(losses.agents, page)] : []),
    ...linesOf('client version'),
  ];
}

/** Each agent with its subagents, and below it what was lost in which lane. */
function agentLines(agents: readonly AgentLoss[], page: Page): readonly string[] {
  const rows = agents.flatMap(agent => [
    agent,
    ...(agent.lanes.length > 1 ? agent.lanes.map(lane => ({ ...lane, name: `  in ${lane.name}` })) : []),
  ]);
  return lossLines('agent, with its subagents', rows, page);
}

function lossLines(by: string, losses: readonly Loss[], { width }: Page): readonly string[] {
  const columns = (...[lost = '', breaks = '', tokens = '']: readonly string[]): string =>
    `${lost.padStart(12)}${breaks.padStart(8)}${tokens.padStart(12)}  `;
  return [
    `${columns('lost', 'breaks', 'tokens')}by ${by}`,
    ...losses.flatMap(loss => {
      const tokens = `${loss.exact ? '' : '~'}${count(loss.lostTokens)}`;
      const first = columns(moneyLost(loss), count(loss.breaks), tokens);
      return wrapped(visible(loss.name), { width, first, rest: ' '.repeat(first.length) });
    }),
  ];
}

function sessionLines(session: ReportSession, page: Page): readonly (readonly string[])[] {
  const requests = session.lanes.flatMap(lane => lane.requests).toSorted(byLabel);
  const broken = requests.filter(request => request.break !== null);
  const wounds = session.wounds.filter(isTold).map(woundSentence);
  return [
    [`session ${visible(session.id)}`],
    ...session.lanes.map(lane => laneLines(lane, page)),
    ...told(broken).map(({ request, as }) =>
      as === null ? breakLines(request, page) : repeatLine(request, as, page),
    ),
    titled('Wounds', wounds, page),
  ];
}

function laneLines(lane: ReportLane, page: Page): readonly string[] {
  const model = visible(lane.model ?? UNKNOWN);
  return [
    `${visible(lane.name)}   ${model}   ${counted(lane.requests.length, 'request')}, ${breaksInBrief(lane.totals)}`,
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

function titled(title: string, sentences: readonly string[], { width }: Page): readonly string[] {
  if (sentences.length === 0) return [];
  return [
    title,
    ...sentences.flatMap(sentence => wrapped(visible(sentence), { width, first: '  ', rest: '    ' })),
  ];
}
