/** The history for a terminal, and as JSON. */
import { plainJson } from '../report/json.js';
import { NO_PROMPT_NOTE } from '../report/redact.js';
import { breaksText } from '../report/status.js';
import { wrapped } from '../report/wrap.js';
import { fit } from '../text/fit.js';
import { compactCount, count, counted, dollars, percent, UNKNOWN } from '../text/numbers.js';
import { visible } from '../text/visible.js';
import { DIMENSIONS, type Dimension } from './cells.js';
import type { History, HistoryRow } from './history.js';

export const historyJson = (history: History): string => `${plainJson(history, 2)}\n`;

const WIDTH = 80;
/** Rows of a table; days are all shown. */
const LISTED = 8;
const TITLES: Readonly<Record<Dimension, string>> = {
  day: 'day',
  agent: 'agent',
  project: 'project',
  model: 'model',
  version: 'version of the agent',
  cause: 'cause',
  site: 'site',
};

/** A sentence first, then a table for each dimension in which there is more than one row. */
export function historyText(history: History, ascii: boolean): string {
  const { total, by, problems, logs, read } = history;
  const tables = DIMENSIONS.filter(dimension => by[dimension].length > (isOfBreaks(dimension) ? 0 : 1));
  const sections = [
    wrapped(visible(answerOf(history)), { width: WIDTH }),
    ...tables.map(dimension => tableOf(dimension, by[dimension])),
    ...(problems.length === 0 ? [] : [['What could not be read', ...problems.map(each => `  ${each}`)]]),
    [
      `${counted(logs, 'log')}, ${count(read)} of them read now${total.about ? '; ~: in part an estimate' : ''}`,
      ...(history.isRedacted ? [`(${NO_PROMPT_NOTE})`] : []),
    ],
  ];
  return sections
    .flatMap(lines => [...lines, ''])
    .map(line => visible(ascii ? line.replace(/[≈…−·]/g, sign => ASCII[sign] ?? sign) : line, { ascii }))
    .join('\n');
}

const ASCII: Readonly<Record<string, string>> = { '≈': '~', '…': '...', '−': '-', '·': '.' };

const isOfBreaks = (dimension: Dimension): boolean => dimension === 'cause' || dimension === 'site';

function answerOf({ total, since, by }: History): string {
  const when = since === null ? '' : ` since ${since}`;
  if (total.requests === 0) return `No request${when}.`;
  const [worst] = by.site;
  const most = worst === undefined || worst.name === null ? '' : ` Most by ${worst.name}: ${lostOf(worst)}.`;
  const seconds = total.secondsLost === null ? '' : `, ${waitOf(total)} of waiting`;
  return `${counted(total.requests, 'request')}${when}, ${spentOf(total)} spent, hit rate ${hitOf(total)}; ${breaksText(total)} lost ${lostOf(total)}${seconds}.${most}`;
}

/** What of a row is figures; of causes and sites no hit rate nor spending can be told. */
const FIGURES: readonly {
  readonly title: string;
  readonly width: number;
  readonly ofBreaks: boolean;
  readonly of: (row: HistoryRow) => string;
}[] = [
  { title: 'lost', width: 10, ofBreaks: true, of: lostOf },
  { title: 'tokens', width: 8, ofBreaks: true, of: row => compactCount(row.lostTokens) },
  {
    title: 'seconds',
    width: 8,
    ofBreaks: true,
    of: row => (row.secondsLost === null ? UNKNOWN : waitOf(row)),
  },
  {
    title: 'breaks',
    width: 7,
    ofBreaks: true,
    of: row => (row.breaks === 0 && row.unknown > 0 ? UNKNOWN : count(row.breaks)),
  },
  { title: 'requests', width: 9, ofBreaks: false, of: row => count(row.requests) },
  { title: 'hit', width: 6, ofBreaks: false, of: hitOf },
  { title: 'spent', width: 10, ofBreaks: false, of: spentOf },
];

function tableOf(dimension: Dimension, rows: readonly HistoryRow[]): readonly string[] {
  const figures = FIGURES.filter(({ ofBreaks }) => ofBreaks || !isOfBreaks(dimension));
  const shown = dimension === 'day' ? rows : rows.slice(0, LISTED);
  const more = rows.length - shown.length;
  const start = (cellOf: (figure: (typeof FIGURES)[number]) => string): string =>
    `${figures.map(figure => fit(cellOf(figure), figure.width, { align: 'right' })).join('')}  `;
  return [
    `${start(({ title }) => title)}by ${TITLES[dimension]}`,
    ...shown.flatMap(row => {
      const first = start(({ of }) => of(row));
      return wrapped(visible(row.name ?? 'not known'), {
        width: WIDTH,
        first,
        rest: ' '.repeat(first.length),
      });
    }),
    ...(more > 0 ? [`  and ${counted(more, 'more', 'more')}`] : []),
  ];
}

function lostOf({ lost, lostUnpriced, about }: HistoryRow): string {
  return `${lost !== null && lostUnpriced > 0 ? '>' : ''}${dollars(lost, { estimate: about })}`;
}

function spentOf({ cost, unpriced }: HistoryRow): string {
  return dollars(cost, { estimate: unpriced > 0 });
}

function hitOf({ hitRate }: HistoryRow): string {
  return percent(hitRate);
}

/** Less than nothing is chance: the requests that broke were the shorter ones. */
function waitOf({ secondsLost }: HistoryRow): string {
  return `${Math.max(0, Math.round(secondsLost ?? 0))} s`;
}
