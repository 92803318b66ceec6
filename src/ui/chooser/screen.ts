/** The list of logs to the lines of a whole screen. Pure; every size from 1x1 has an answer. */
import { FIDELITY_WORDS } from '../../log/fidelity.js';
import { AGENTS } from '../../log/find/agents/index.js';
import type { FoundSource } from '../../log/find/find.js';
import { FORMATS } from '../../log/formats/index.js';
import { fit, shorten } from '../../text/fit.js';
import { bytes } from '../../text/numbers.js';
import { shownPath } from '../../text/paths.js';
import { duration } from '../../text/times.js';
import { between, block, box, good, type Line, line, quiet, strong, whatFits, wrapWords } from '../line.js';
import type { ScreenSize } from '../screen.js';
import { CHOOSER_ACTIONS } from './actions.js';
import { type ChooserState, selectedIndex, selectedSource, sourcesOf } from './state.js';

export interface ChooserOptions {
  /** Home folder, shown as `~`. */
  readonly home: string;
  /** True for a screen that shows printable ASCII only. @default false */
  readonly ascii?: boolean;
}

/** Rows of the box that tells more of the selected log. */
const ABOUT = 8;

/** Exactly `rows` lines of exactly `columns` cells. */
export function chooserScreen(state: ChooserState, size: ScreenSize, options: ChooserOptions): Line[] {
  const { columns, rows } = size;
  const { list, about, isBare } = roomOf(size);
  if (sourcesOf(state).length === 0) {
    return block(
      [header(state, columns), ...nothing(state, columns, rows - 2), footer(state, columns)],
      columns,
      rows,
    );
  }
  if (isBare) {
    const lines = block(listLines(state, columns, list, options), columns, list);
    return block([...lines, footer(state, columns)], columns, rows);
  }
  return block(
    [
      header(state, columns),
      ...box(listLines(state, columns - 4, list - 2, options), columns, list, {
        title: [strong('Logs on this machine, newest first')],
        focused: true,
      }),
      ...(about > 0 ? aboutBox(state, columns, about, options) : []),
      footer(state, columns),
    ],
    columns,
    rows,
  );
}

interface ChooserRoom {
  /** Rows of the list, its border included. */
  readonly list: number;
  readonly about: number;
  /** True where only the list itself and the keys have room. */
  readonly isBare: boolean;
}

/** The limits are those of the watcher's layout. */
function roomOf({ columns, rows }: ScreenSize): ChooserRoom {
  if (columns < 40 || rows < 8) return { list: Math.max(1, rows - 1), about: 0, isBare: true };
  const about = rows >= 18 ? ABOUT : 0;
  return { list: rows - 2 - about, about, isBare: false };
}

/** Rows of the list that can be seen. */
export function pageOf(size: ScreenSize): number {
  const { list, isBare } = roomOf(size);
  return isBare ? list : list - 2;
}

function header(state: ChooserState, columns: number): Line {
  const sources = sourcesOf(state);
  const live = sources.filter(source => source.live).length;
  const right =
    sources.length === 0
      ? line(quiet(state.findings === null ? 'looking ' : 'none yet '))
      : line(
          live > 0 ? good(`● ${live} live`) : '',
          quiet(`${live > 0 ? ' · ' : ''}${sources.length} found `),
        );
  return between(line(' ', strong('cachequake'), '  which log?'), right, columns);
}

function footer(state: ChooserState, columns: number): Line {
  const active = CHOOSER_ACTIONS.filter(action => action.hint && action.when(state));
  const pieces = active.map(({ hint }) => line(strong(hint?.keys ?? ''), quiet(` ${hint?.word ?? ''}`)));
  return line(' ', whatFits(pieces, '   ', columns - 2));
}

function listLines(state: ChooserState, cells: number, rows: number, options: ChooserOptions): Line[] {
  const sources = sourcesOf(state);
  const at = selectedIndex(state);
  const start = Math.max(0, Math.min(sources.length - rows, at - Math.floor(rows / 2)));
  return sources
    .slice(start, start + rows)
    .map((source, row) => rowOf(source, start + row === at, state.now, cells, options));
}

/** Age, what it is, how faithful, and of which folder's work; where that is not known, its path. */
function rowOf(
  source: FoundSource,
  isSelected: boolean,
  now: number,
  cells: number,
  options: ChooserOptions,
): Line {
  const { live, modifiedAt, format, fidelity, workspace, path } = source;
  const titled = Math.min(TITLE, Math.floor((cells - MARK) / 2));
  const title = fit(shorten(titleOf(format), titled - 1), titled);
  const left = line(
    isSelected ? strong('▌') : ' ',
    live ? good('● live ') : quiet(`  ${fit(duration(now - modifiedAt), 5)}`),
    ' ',
    isSelected ? strong(title) : title,
    cells >= WITH_FIDELITY ? quiet(fit(fidelity ?? 'not known', 13)) : '',
  );
  const room = cells - MARK - titled - (cells >= WITH_FIDELITY ? 13 : 0);
  const about = shorten(shownPath(workspace ?? path, options), Math.max(0, room), { cut: 'start' });
  return line(left, isSelected ? strong(about) : about);
}

/** Cells: the mark and the age; the title, or half of what is left; and where there is room for the fidelity. */
const MARK = 9;
const TITLE = 25;
const WITH_FIDELITY = 62;

const titleOf = (format: string | null): string =>
  FORMATS.find(({ id }) => id === format)?.title ?? 'nothing in it yet';

function aboutBox(state: ChooserState, columns: number, rows: number, options: ChooserOptions): Line[] {
  const source = selectedSource(state);
  if (source === null) return [];
  const cells = columns - 4;
  const words = source.fidelity === null ? null : FIDELITY_WORDS[source.fidelity];
  const better = AGENTS.find(({ id }) => id === source.agent)?.advice.at(-1);
  const size = source.bytes === null ? 'a folder' : bytes(source.bytes);
  const lines: Line[] = [
    line(shorten(shownPath(source.path, options), cells, { cut: 'middle' })),
    line(
      quiet(
        `${size}, ${source.live ? 'being written' : `written ${duration(state.now - source.modifiedAt)} ago`}`,
      ),
    ),
    ...said('It tells ', words?.tells, cells),
    ...said('Not in it: ', words?.lacks, cells),
    ...(words?.lacks && better ? [line(quiet('More: '), better.line)] : []),
  ];
  return box(lines, columns, rows, { title: [strong(titleOf(source.format))] });
}

function said(first: string, words: string | null | undefined, cells: number): Line[] {
  return words ? wrapWords(`${first}${words}.`, cells).map(row => [{ text: row }]) : [];
}

/** Before the first log: how to get one. */
function nothing(state: ChooserState, columns: number, rows: number): Line[] {
  const cells = columns - 4;
  const head =
    state.findings === null
      ? 'Looking for logs on this machine.'
      : 'No log on this machine yet. One that an agent begins to write appears here.';
  const lines: Line[] = [
    ...wrapWords(head, cells).map(row => [strong(row)]),
    [],
    ...COMMANDS.flatMap(([command, what]) => [
      line(strong(`  ${command}`)),
      ...wrapWords(what, cells - 4).map(row => line(quiet(`    ${row}`))),
    ]),
  ];
  return box(lines, columns, rows, { title: [strong('No logs')] });
}

const COMMANDS = [
  ['cachequake record -- CMD', 'run an agent through a local recorder; its recording appears here'],
  ['cachequake sources', 'how to make each agent write a log of its own'],
  ['cachequake demo', 'play a recorded agent with its timing: no key, no network'],
] as const;
