/** What was found on this machine, and how to get more, as text and as JSON. */
import { FIDELITY_WORDS } from '../log/fidelity.js';
import type { Agent } from '../log/find/agent.js';
import type { Findings, FoundSource } from '../log/find/find.js';
import { FORMATS } from '../log/formats/index.js';
import type { Fidelity } from '../log/record.js';
import { fit } from '../text/fit.js';
import { bytes, count } from '../text/numbers.js';
import { shownPath } from '../text/paths.js';
import { duration } from '../text/times.js';
import { plainJson } from './json.js';
import { NO_PROMPT_NOTE, type RedactedNote, redactedNote } from './redact.js';
import { wrapped } from './wrap.js';

export interface SourcesOptions {
  readonly home: string;
  /** Milliseconds since 1970. */
  readonly now: number;
  /** True if only ASCII may be printed. @default false */
  readonly ascii?: boolean;
  /** True if it is to say that it holds no text of a prompt. @default false */
  readonly isRedacted?: boolean;
}

const WIDTH = 80;
/** Logs that are listed one by one. */
const LISTED = 12;

/** For 80 columns; only a path may be longer, so that it can be copied. */
export function sourcesText(findings: Findings, agents: readonly Agent[], options: SourcesOptions): string {
  const sections = [
    foundLines(findings, options),
    fidelityLines(findings.sources),
    unreadableLines(findings, options),
    problemLines(findings, options),
    adviceLines(agents),
    options.isRedacted ? [`(${NO_PROMPT_NOTE})`] : [],
  ];
  const text = sections
    .filter(lines => lines.length > 0)
    .map(lines => lines.join('\n'))
    .join('\n\n');
  return `${options.ascii ? asciiOf(text) : text}\n`;
}

/** Our own signs; what came from the machine is ASCII already. */
const asciiOf = (text: string): string =>
  text.replaceAll('●', '*').replaceAll('…', '...').replaceAll('·', '-');

function foundLines({ sources, more, cut }: Findings, options: SourcesOptions): string[] {
  if (sources.length === 0) return ['No log found on this machine. What follows makes an agent write one.'];
  const listed = sources.slice(0, LISTED);
  const unlisted = sources.length - listed.length + more;
  const total = sources.length + more;
  return [
    `${cut.length > 0 ? 'More than ' : ''}${count(total)} log${total === 1 ? '' : 's'} found, newest first (●: written in the last two minutes):`,
    '',
    ...listed.flatMap(source => sourceLines(source, options)),
    ...(unlisted > 0 ? [`  … and ${count(unlisted)} older; --format json lists up to 100`] : []),
    '',
    'cachequake PATH watches one of them, cachequake asks which, and',
    'cachequake --latest takes the newest.',
  ];
}

function sourceLines(source: FoundSource, { home, now, ascii = false }: SourcesOptions): string[] {
  const { path, format, fidelity, modifiedAt, live, workspace } = source;
  const size = source.bytes === null ? 'folder' : bytes(source.bytes);
  const files = source.parts === undefined ? '' : `  in ${source.parts} files`;
  const about = workspace === null ? files : `  ${shownPath(workspace, { home, ascii })}`;
  return [
    fit(
      `${live ? '●' : ' '} ${fit(duration(now - modifiedAt), 5)} ${fit(titleOf(format), 26)} ${fit(fidelity ?? 'not known', 12)} ${fit(size, 9, { align: 'right' })}${about}`,
      WIDTH,
    ).trimEnd(),
    `        ${shownPath(path, { home, ascii })}`,
  ];
}

const titleOf = (format: string | null): string =>
  FORMATS.find(({ id }) => id === format)?.title ?? 'nothing in it yet';

function fidelityLines(sources: readonly FoundSource[]): string[] {
  const present = new Set(sources.map(({ fidelity }) => fidelity));
  const entries = Object.entries(FIDELITY_WORDS).filter(([name]) => [...present].some(each => each === name));
  if (entries.length === 0) return [];
  return [
    'What they tell',
    ...entries.flatMap(([name, { tells, lacks }]) =>
      wrapped(`${tells}.${lacks === null ? '' : ` Not: ${lacks}.`}`, {
        width: WIDTH,
        first: `  ${fit(name, 14)}`,
        rest: ' '.repeat(16),
      }),
    ),
  ];
}

function unreadableLines({ unreadable }: Findings, { home, ascii = false }: SourcesOptions): string[] {
  if (unreadable.length === 0) return [];
  return [
    'Found, but not to be read',
    ...unreadable.flatMap(({ path, reason }) => [
      `  ${shownPath(path, { home, ascii })}`,
      ...wrapped(reason, { width: WIDTH, first: '    ' }),
    ]),
  ];
}

function problemLines({ problems, cut }: Findings, { home, ascii = false }: SourcesOptions): string[] {
  const show = (path: string): string => shownPath(path, { home, ascii });
  const lines = [
    ...problems.map(({ path, reason }) => `  ${show(path)}: ${reason}`),
    ...cut.map(path => `  ${show(path)}: too much in it, so only the newest was looked at`),
  ];
  return lines.length === 0 ? [] : ['Could not be looked at', ...lines];
}

function adviceLines(agents: readonly Agent[]): string[] {
  return [
    'How to make an agent write a better log',
    ...agents.flatMap(({ title, advice }) => [
      '',
      `  ${title}`,
      ...advice.flatMap(({ line, gives }) => [
        `    ${line}`,
        ...wrapped(gives, { width: WIDTH, first: '      ' }),
      ]),
    ]),
  ];
}

/** `cachequake.sources/1`: fields may be added; a changed one raises the number. Paths are absolute. */
export interface SourcesList extends Omit<Findings, 'sources'>, RedactedNote {
  readonly schema: 'cachequake.sources/1';
  readonly sources: readonly (Omit<FoundSource, 'modifiedAt'> & {
    /** ISO 8601, UTC. */
    readonly modifiedAt: string;
    /** Seconds since then. */
    readonly age: number;
    /** What its fidelity can tell, and lacks; null: not known. */
    readonly tells: string | null;
    readonly lacks: string | null;
  })[];
  /** The agents whose logs are looked for, and how to make each write a better one. */
  readonly agents: readonly Pick<Agent, 'id' | 'title' | 'advice'>[];
}

export function sourcesJson(
  findings: Findings,
  agents: readonly Agent[],
  { now, isRedacted }: SourcesOptions,
): string {
  const { sources, more, unreadable, problems, cut } = findings;
  const value: SourcesList = {
    schema: 'cachequake.sources/1',
    ...redactedNote(isRedacted),
    sources: sources.map(source => ({
      ...source,
      modifiedAt: new Date(source.modifiedAt).toISOString(),
      age: Math.max(0, Math.round((now - source.modifiedAt) / 1000)),
      ...wordsOf(source.fidelity),
    })),
    more,
    unreadable,
    problems,
    cut,
    agents: agents.map(({ id, title, advice }) => ({ id, title, advice })),
  };
  return `${plainJson(value, 2)}\n`;
}

function wordsOf(fidelity: Fidelity | null): {
  readonly tells: string | null;
  readonly lacks: string | null;
} {
  const { tells, lacks } = fidelity === null ? { tells: null, lacks: null } : FIDELITY_WORDS[fidelity];
  return { tells, lacks };
}
