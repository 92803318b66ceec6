/** The check for terminals, CI systems and pages. What came from a log goes through `shown`. */
import { causeName, sizeOf } from '../../diagnosis/sentence.js';
import { fit } from '../../text/fit.js';
import { counted } from '../../text/numbers.js';
import { shown } from '../../text/shown.js';
import { cellsOf } from '../../text/visible.js';
import { plainJson } from '../json.js';
import { REDACTED_NOTE } from '../redact.js';
import type { ReportRequest } from '../request.js';
import { evidenceOfBreak, offsetOf, placeText } from '../words/words.js';
import type { Check, Verdict } from './check.js';

export const VERDICTS: Readonly<Record<Verdict, string>> = {
  held: 'held',
  broken: 'BROKEN',
  'too-little': 'too little data',
  unknown: 'not known',
};

/** Breaks that a page names; the rest is counted. */
const NAMED = 10;

/** `2 of 3 budgets are broken`. */
export function verdictOf({ verdict, rows }: Check): string {
  const of = rows.filter(row => row.verdict === verdict).length;
  const budgets = `${counted(of, 'budget')} of ${rows.length}`;
  if (verdict === 'held') return `held: ${counted(rows.length, 'budget')}`;
  if (verdict === 'broken') return `broken: ${budgets}`;
  return verdict === 'too-little' ? `too little data for ${budgets}` : `not known: ${budgets}`;
}

export const checkJson = (check: Check): string => `${plainJson(check, 2)}\n`;

export function checkText(check: Check, ascii: boolean): string {
  const cells = [
    ['budget', 'allowed', 'measured', 'verdict'],
    ...check.rows.map(row => [row.budget, row.allowed, row.measured, VERDICTS[row.verdict]]),
  ].map(row => row.map(cell => shown(cell, { ascii })));
  const widths = [0, 1, 2].map(column => Math.max(...cells.map(row => cellsOf(row[column] ?? ''))));
  const lines = [
    ...cells.map(row =>
      row
        .map((cell, column) => fit(cell, widths[column] ?? cellsOf(cell)))
        .join('  ')
        .trimEnd(),
    ),
    ...reasonsOf(check).map(why => `  ${why}`),
    ...named(check, 'Broken by').map(line => shown(line, { ascii })),
    '',
    ...(check.isRedacted ? [`(${REDACTED_NOTE})`] : []),
    verdictOf(check),
  ];
  return `${lines.join('\n')}\n`;
}

/** Why there is no verdict, each reason once. */
export const reasonsOf = ({ rows }: Check): readonly string[] => [
  ...new Set(rows.flatMap(row => row.why ?? [])),
];

/** The breaks that count against a budget, as indented lines under a title. */
function named({ breaks }: Check, title: string): readonly string[] {
  if (breaks.length === 0) return [];
  const more = breaks.length - NAMED;
  return [
    '',
    title,
    ...breaks.slice(0, NAMED).flatMap(request => sentencesOf(request).map(line => `  ${line}`)),
    ...(more > 0 ? [`  and ${counted(more, 'more break')}`] : []),
  ];
}

/** What broke and where: a line on its size, one on each cause. */
export function sentencesOf(request: ReportRequest): readonly string[] {
  const found = request.break;
  if (found === null) return [];
  return [
    `#${request.label} ${sizeOf(found)}`,
    ...evidenceOfBreak(found).map(({ cause, at }) => {
      const where =
        at === null ? '' : ` at ${at.path}, ${offsetOf(at).replace(/ +/g, ' ')}, ${placeText(request, at)}`;
      return `  ${causeName(cause)}${where}. Fix: ${cause.fix}`;
    }),
  ];
}
