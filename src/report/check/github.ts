/** The check for GitHub Actions: annotations and the summary of a step. */
import { code, escaped } from '../../text/markdown.js';
import { counted } from '../../text/numbers.js';
import { shown } from '../../text/shown.js';
import { REDACTED_NOTE } from '../redact.js';
import type { Check } from './check.js';
import { reasonsOf, sentencesOf, VERDICTS, verdictOf } from './words.js';

/** GitHub shows ten annotations of a step, and drops the rest without a word. */
const ANNOTATIONS = 10;
/** Breaks of a summary: far below the 1 MiB from which GitHub refuses it whole. */
const LISTED = 50;

/** Workflow commands, a line each. They name no file: a break stands in a log, not in the repository. */
export function annotationsOf(check: Check): readonly string[] {
  const { rows, breaks } = check;
  const budgets = rows.flatMap(({ verdict, budget, measured, allowed, why }) => {
    if (verdict === 'held') return [];
    const isBroken = verdict === 'broken';
    const level = isBroken ? 'error' : 'warning';
    return [
      command(
        level,
        `Cache budget: ${budget}`,
        `${measured}, allowed ${allowed}${why === null ? '' : `; ${why}`}`,
      ),
    ];
  });
  const details = breaks.map(request =>
    command('notice', `Cache break #${request.label}`, sentencesOf(request).join('\n')),
  );
  return [...budgets, ...details].slice(0, ANNOTATIONS);
}

/** `::error title=…::…`. In a property colons and commas end it; a line break would end the command. */
function command(level: string, title: string, message: string): string {
  const property = data(title).replaceAll(':', '%3A').replaceAll(',', '%2C');
  return `::${level} title=${property}::${data(message)}`;
}

const data = (text: string): string =>
  inert(shown(text, { newline: 'keep' }))
    .replaceAll('%', '%25')
    .replaceAll('\r', '%0D')
    .replaceAll('\n', '%0A');

/** The runner obeys `##[…]` anywhere in a line, and `::…` where one begins: text that is not ours must hold neither. */
export const inert = (text: string): string => text.replaceAll('##[', '## [').replace(/^(\s*)::/gm, '$1: :');

/** Markdown for `$GITHUB_STEP_SUMMARY`. */
export function stepSummary(check: Check): string {
  const { rows, breaks } = check;
  const more = breaks.length - LISTED;
  const blocks = [
    `## Cache budgets: ${escaped(verdictOf(check))}`,
    [
      '| budget | allowed | measured | verdict |',
      '|---|--:|--:|---|',
      ...rows.map(({ budget, allowed, measured, verdict }) => {
        const word = verdict === 'broken' ? `**${VERDICTS[verdict]}**` : VERDICTS[verdict];
        return `| ${[code(budget), escaped(allowed), escaped(measured), word].join(' | ')} |`;
      }),
    ].join('\n'),
    ...reasonsOf(check).map(escaped),
    ...breaks.slice(0, LISTED).map(request => {
      const [size = '', ...causes] = sentencesOf(request);
      return [`- ${escaped(size)}`, ...causes.map(cause => `  - ${escaped(cause.trim())}`)].join('\n');
    }),
    ...(more > 0 ? [`and ${counted(more, 'more break')}`] : []),
    ...(check.isRedacted ? [escaped(`(${REDACTED_NOTE})`)] : []),
  ];
  return `${blocks.join('\n\n')}\n`;
}
