import { shown } from '../../text/shown.js';
import { REDACTED_NOTE } from '../redact.js';
import type { BudgetRow, Check } from './check.js';
import { sentencesOf, verdictOf } from './words.js';

/** The check as JUnit XML: a test case for each budget; what could not be judged is an error, not a failure. */
export function junitOf(check: Check): string {
  const { rows } = check;
  const failures = rows.filter(({ verdict }) => verdict === 'broken').length;
  const errors = rows.filter(({ why }) => why !== null).length;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="cachequake" tests="${rows.length}" failures="${failures}" errors="${errors}">`,
    `  <testsuite name="cachequake check" tests="${rows.length}" failures="${failures}" errors="${errors}" skipped="0">`,
    ...(check.isRedacted
      ? [`    <properties><property name="redacted" value="${escaped(REDACTED_NOTE)}"/></properties>`]
      : []),
    ...rows.flatMap(row => caseLines(row, check)),
    '  </testsuite>',
    '</testsuites>',
    '',
  ].join('\n');
}

function caseLines(row: BudgetRow, check: Check): readonly string[] {
  const open = `    <testcase classname="cachequake" name="${escaped(row.budget)}"`;
  const facts = `${row.budget}: ${row.measured}, allowed ${row.allowed}`;
  if (row.verdict === 'held') return [`${open}/>`];
  if (row.why !== null) {
    const error = `<error type="${row.verdict}" message="${escaped(row.why)}">${escaped(facts)}</error>`;
    return [`${open}>`, `      ${error}`, '    </testcase>'];
  }
  const breaks = check.breaks.slice(0, NAMED).flatMap(sentencesOf).map(escaped);
  return [
    `${open}>`,
    `      <failure type="broken" message="${escaped(facts)}">${[escaped(verdictOf(check)), ...breaks].join('\n')}</failure>`,
    '    </testcase>',
  ];
}

const NAMED = 10;

/** XML 1.0 has no way to write most control characters: `shown` has made them visible. */
const escaped = (text: string): string =>
  shown(text)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
