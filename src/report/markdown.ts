import { causeName, readsOf, sizeOf, sureness } from '../diagnosis/sentence.js';
import { code, escaped, longestRun } from '../text/markdown.js';
import { count, counted, UNKNOWN } from '../text/numbers.js';
import { visible } from '../text/visible.js';
import type { ReportDivergence } from './break.js';
import type { Report, ReportLane, ReportSession, ReportSource } from './report.js';
import type { ReportRequest } from './request.js';
import { rowOf } from './table.js';
import { noRequestIn } from './words/answer.js';
import { incidentsOf } from './words/incidents.js';
import { laneFacts } from './words/lane-facts.js';
import { limitsOf } from './words/limits.js';
import { type Losses, lossTables, lossText, lostIn, moneyLost } from './words/losses.js';
import { ratesOf } from './words/rates.js';
import { told } from './words/told.js';
import { totalsSentences } from './words/totals.js';
import {
  byLabel,
  evidenceOfBreak,
  hintsOf,
  isTold,
  lengthsOf,
  newClientOf,
  offsetOf,
  placeText,
  repeatSentence,
  vendorOf,
  woundSentence,
} from './words/words.js';

/** The report for an issue or a pull request. Text of a log stands in code spans and fences, where it is no markup. */
export function markdownReport(report: Report): string {
  const blocks = [
    '# Cache report',
    report.answer.map(escaped).join(' '),
    list(report.totals.requests === 0 ? [noRequestIn(report)] : totalsSentences(report.totals)),
    ...(report.sources.length > 1
      ? [report.sources.map(source => sourceLine(source, report)).join('\n')]
      : []),
    ...lossBlocks(report.losses),
    ...section('## Incidents', incidentsOf(report.incidents)),
    ...report.sessions.flatMap(sessionBlocks),
    ...section('## Rates', ratesOf(report)),
    ...section('## What the logs do not tell', limitsOf(report)),
    ...section('## Hints', hintsOf(report)),
    `cachequake ${report.tool.version}`,
  ];
  return `${blocks.join('\n\n')}\n`;
}

/** Requests of several logs are told apart by the number of theirs. */
function sourceLine({ number, path }: ReportSource, report: Report): string {
  const loss = lostIn(path, report);
  return `- ${number === null ? '' : `log ${number}: `}${code(path)}${loss === null ? '' : `; ${lossText(loss)}`}`;
}

function lossBlocks(report: Losses): readonly string[] {
  return lossTables(report).map(({ by, losses }) => {
    const rows = losses.map(
      loss =>
        `| ${moneyLost(loss)} | ${loss.breaks} | ${loss.exact ? '' : '~'}${count(loss.lostTokens)} | ${code(loss.name)} |`,
    );
    return [`| lost | breaks | tokens | by ${by} |`, '|--:|--:|--:|---|', ...rows].join('\n');
  });
}

function sessionBlocks(session: ReportSession): readonly string[] {
  const requests = session.lanes.flatMap(lane => lane.requests).toSorted(byLabel);
  return [
    `## Session ${code(session.id)}`,
    ...session.lanes.flatMap(laneBlocks),
    ...told(requests.filter(request => request.break !== null)).flatMap(({ request, as }) =>
      as === null ? breakBlocks(request) : [escaped(repeatSentence(request, as))],
    ),
    ...section('### Wounds', session.wounds.filter(isTold).map(woundSentence)),
  ];
}

function laneBlocks(lane: ReportLane): readonly string[] {
  const rows = lane.requests.map(request => {
    const { broke, n, hashes, write, read, hit, what } = rowOf(request);
    const cells = [
      broke ? `**${n}** ✗` : n,
      ...hashes.map(hash => (hash.changed ? `**${code(hash.text)}**` : code(hash.text))),
      write,
      read,
      hit,
      escaped(what),
    ];
    return `| ${cells.join(' | ')} |`;
  });
  return [
    `### ${code(lane.name)}, ${lane.model === null ? UNKNOWN : code(lane.model)}, ${counted(lane.requests.length, 'request')}`,
    [
      '| # | tools | system | messages | write | read | hit | what |',
      '|--:|---|---|---|--:|--:|--:|---|',
      ...rows,
    ].join('\n'),
    ...(laneFacts(lane).length === 0 ? [] : [list(laneFacts(lane))]),
  ];
}

const inBrackets = (word: string | null): string => (word === null ? '' : ` (${word})`);

function breakBlocks(request: ReportRequest): readonly string[] {
  const found = request.break;
  if (found === null) return [];
  return [
    `#### ${found.ringing ? '✗ ' : ''}${code(`#${request.label}`)}: ${sizeOf(found)}`,
    `${escaped(readsOf(found))}.`,
    ...newClientOf(request).map(sentence => `${escaped(sentence)}.`),
    ...vendorOf(request).map(sentence => `${escaped(sentence)}.`),
    ...evidenceOfBreak(found).flatMap(({ cause, at }) => [
      `**${code(causeName(cause))}**${inBrackets(sureness(cause))}. ${escaped(cause.summary)}`,
      ...(at === null ? [] : differenceBlocks(request, at)),
      `Fix: ${escaped(cause.fix)}`,
    ]),
  ];
}

function differenceBlocks(request: ReportRequest, at: ReportDivergence): readonly string[] {
  const lines = [
    (at.context ?? '') === '' ? '' : ` ${visible(at.context ?? '')}`,
    at.before === null ? '' : `-${visible(at.before)}`,
    at.after === null ? '' : `+${visible(at.after)}`,
  ].filter(line => line !== '');
  const fence = fenceAround(lines.join('\n'));
  const where = `${code(at.path)}, ${offsetOf(at).replace(/ +(?=byte)/, ', ')}, ${code(placeText(request, at))}`;
  if (lines.length === 0) return [[where, ...lengthsOf(at)].join(', ')];
  return [where, `${fence}diff\n${lines.join('\n')}\n${fence}`];
}

const list = (sentences: readonly string[]): string =>
  sentences.map(sentence => `- ${escaped(sentence)}`).join('\n');

const section = (title: string, sentences: readonly string[]): readonly string[] =>
  sentences.length === 0 ? [] : [title, list(sentences)];

const fenceAround = (text: string): string => '`'.repeat(Math.max(3, longestRun(text) + 1));
