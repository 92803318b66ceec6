import { indexOfRequest } from '../../store/selectors.js';
import { type Stroke, strokes } from '../../store/strokes.js';
import { clockTime } from '../../text/times.js';
import { cellsOf } from '../../text/visible.js';
import { bad, box, fitLine, type Line, line, quiet, type Span, span, strong, type Tone } from '../line.js';
import type { Panel, Room, Scene } from '../scene.js';
import { woundLines } from './wounds/wounds.js';

/** Columns of a stroke, widest first: labels fit while there are few; later the strip gets denser in a few steps, not with each request. */
const SLOTS = [15, 10, 6, 4, 2, 1];
/** Decades shown, a row or more each: 1 000 to 1 000 000 tokens and what is above. */
const DECADES = [3, 4, 5, 6] as const;

/** The seismograph: one stroke per break, its height the magnitude. */
export const breaks: Panel = (scene, { width, height, focused }) => {
  if (height < 5) return strip(scene, width, height);
  const inner = width - 4;
  if (height >= ZOOMED) return zoomed(scene, { width, height, focused });
  const plot = plotOf(scene, inner - AXIS);
  return box(chart(plot, inner - AXIS, height - 2), width, height, {
    title: line(strong('Breaks'), ...legend(plot).map(sign => quiet(`   ${sign}`))),
    right: [quiet(inner < 70 ? 'tokens, log scale' : 'tokens of a break, log scale')],
    focused,
  });
};

/** From so many rows on the wounds stand below the chart, a row each. */
const ZOOMED = 17;
/** Rows of the chart in that case: eight for the decades, two below. */
const CHART = 10;

function zoomed(scene: Scene, { width, height, focused }: Room): readonly Line[] {
  const inner = width - 4;
  const plot = plotOf(scene, inner - AXIS);
  const rows = height - 3 - CHART;
  const wounds = woundLines(scene, inner, rows);
  const none: Line[] = [[quiet('no break so far')]];
  return box(
    [
      ...chart(plot, inner - AXIS, CHART),
      { rule: [strong('Wounds')] },
      ...(wounds.length === 0 ? none : wounds),
    ],
    width,
    height,
    {
      title: line(strong('Breaks'), ...legend(plot).map(sign => quiet(`   ${sign}`))),
      right: [quiet('tokens of a break, log scale')],
      focused,
    },
  );
}

interface Plot {
  readonly strokes: readonly Stroke[];
  readonly slot: number;
  /** Requests before the first stroke shown. */
  readonly earlier: number;
  readonly later: number;
  readonly selected: string | null;
}

/** What part of the requests fits: the newest while following, else the part around the selected one. */
function plotOf({ state, model, selected }: Scene, cells: number): Plot {
  const { requests } = model;
  const slot = SLOTS.find(each => each * requests.length <= cells) ?? 1;
  const fits = Math.max(1, Math.floor(cells / slot));
  const at = indexOfRequest(model, selected?.id ?? null) ?? requests.length - 1;
  const last = Math.max(0, requests.length - fits);
  const start = state.view.follow ? last : Math.min(last, Math.max(0, at - Math.floor(fits / 2)));
  const end = Math.min(requests.length, start + fits);
  return {
    strokes: strokes(model, start, end),
    slot,
    earlier: start,
    later: requests.length - end,
    selected: selected?.id ?? null,
  };
}

const AXIS = 12;

/** The signs that do not explain themselves, while they are on the screen. */
function legend({ strokes: shown }: Plot): string[] {
  return [
    ...(shown.some(({ predicted }) => predicted) ? ['╎ predicted'] : []),
    ...(shown.some(({ height }) => height === null) ? ['· no usage known'] : []),
  ];
}

function chart(plot: Plot, room: number, rows: number): Line[] {
  const bars = rows - 2;
  return [
    ...levelsOf(bars).map(level =>
      line(axisLabel(level.label), ...plot.strokes.map(stroke => slotOf(cellOf(stroke, level), plot.slot))),
    ),
    line(quiet(`${'└'.padStart(AXIS - 1)}─`), ground(plot, room)),
    line(' '.repeat(AXIS), fitLine(labels(plot, room), room)),
  ];
}

/** A row of the chart: what stands in it reaches `from` (log10 of tokens), what reaches `middle` stands in all of it. */
interface Level {
  readonly from: number;
  readonly middle: number;
  readonly label: string;
  /** The lowest row holds the breaks below its label, too, and what is not known. */
  readonly isLowest: boolean;
  /** True where one row holds all decades: its blocks grow by eighths. */
  readonly isWhole: boolean;
}

/**
 * The rows from the top: each a whole decade or an equal part of one, so that a label is true of all that reaches its row.
 * Fewer rows leave out the highest decades, whose strokes stand in the row below.
 */
export function levelsOf(rows: number): readonly Level[] {
  if (rows < 1) return [];
  if (rows === 1) {
    return [{ from: DECADES[0], middle: DECADES[0], label: 'M3 to M6', isLowest: true, isWhole: true }];
  }
  const perDecade = Math.max(1, Math.floor(rows / DECADES.length));
  const levels = DECADES.slice(0, rows).flatMap((decade, i) =>
    Array.from({ length: perDecade }, (_, part): Level => {
      const from = decade + part / perDecade;
      const label = part === 0 ? (LABELS[decade] ?? '') : '';
      return { from, middle: from + 0.5 / perDecade, label, isLowest: i + part === 0, isWhole: false };
    }),
  );
  const blank: Level = { from: 9, middle: 9, label: '', isLowest: false, isWhole: false };
  return [...levels, ...Array.from({ length: rows - levels.length }, () => blank)].reverse();
}

const LABELS: Readonly<Record<number, string>> = {
  3: 'M3   1 k',
  4: 'M4  10 k',
  5: 'M5 100 k',
  6: 'M6   1 M',
};

const axisLabel = (label: string): Line => [
  quiet(`${label.padStart(AXIS - 3)} ${label === '' ? '│' : '┤'} `),
];

/** Only breaks have strokes: what a request adds was never in the cache. */
function cellOf(stroke: Stroke, { from, middle, isLowest, isWhole }: Level): Span {
  const { height, kind, predicted } = stroke;
  if (height === null) return isLowest ? quiet('·') : span(' ');
  if (kind === 'quiet' || (height < from && !isLowest)) return span(' ');
  if (predicted) return span('╎', toneOf(stroke));
  if (isWhole) return span(step(stroke), toneOf(stroke));
  // Below the label of the lowest row, and said to be.
  if (height < from) return span('╷', toneOf(stroke));
  const [half, whole] = kind === 'break' ? ['╻', '┃'] : ['╷', '│'];
  return span(height >= middle ? whole : half, toneOf(stroke));
}

const toneOf = ({ kind }: Stroke): Tone =>
  kind === 'break' ? 'bad' : kind === 'expected' ? 'warn' : 'quiet';

const slotOf = (cell: Span, slot: number): Line => line(cell, ' '.repeat(slot - 1));

/** The ground line: where requests stand, which one is selected, and a heavy line along each wound. */
function ground({ strokes: shown, slot, selected }: Plot, cells: number): Line {
  const ends = new Map<string, number>();
  for (const [i, { wound }] of shown.entries()) if (wound !== null) ends.set(wound, i);
  let until = -1;
  const pieces = shown.map((stroke, i) => {
    const isWounded = stroke.wound !== null && (i <= until || (ends.get(stroke.wound) ?? i) > i);
    if (stroke.wound !== null) until = Math.max(until, ends.get(stroke.wound) ?? i);
    const foot = stroke.id === selected ? strong('●') : isWounded ? bad('┻') : quiet('┴');
    return line(foot, i < until ? bad('━'.repeat(slot - 1)) : quiet('─'.repeat(slot - 1)));
  });
  const used = shown.length * slot;
  return fitLine(line(...pieces, quiet('─'.repeat(Math.max(0, cells - used)))), cells);
}

interface Label {
  readonly from: number;
  readonly text: string;
  readonly tone: Tone;
}

/** Names under the strokes. Each first gets its shortest form; then they grow where there is room, the selected one first. */
function labels(plot: Plot, cells: number): Line {
  const placed = new Map<Stroke | string, Label>(edges(plot, cells).map(edge => [edge.text, edge]));
  const rank = (s: Stroke): number => (s.id === plot.selected ? 0 : s.kind === 'quiet' ? 2 : 1);
  const tone = (s: Stroke): Tone =>
    s.kind === 'break' ? 'bad' : s.id === plot.selected ? 'strong' : 'quiet';
  const order = plot.strokes
    .map((stroke, i) => ({ stroke, from: i * plot.slot }))
    .sort((a, b) => rank(a.stroke) - rank(b.stroke) || b.from - a.from);
  const place = (stroke: Stroke, at: number, forms: readonly string[]): void => {
    const others = [...placed].filter(([key]) => key !== stroke).map(([, label]) => label);
    for (const text of forms) {
      // At the right edge a label ends under its stroke instead of beginning there.
      const from = Math.min(at, cells - cellsOf(text));
      if (from < 0 || !hasRoom(others, from, from + cellsOf(text), cells)) continue;
      placed.set(stroke, { from, text, tone: tone(stroke) });
      return;
    }
  };
  for (const { stroke, from } of order) place(stroke, from, names(stroke, plot).slice(-1));
  for (const { stroke, from } of order) place(stroke, from, names(stroke, plot));
  const pieces: Line[] = [];
  let x = 0;
  for (const label of [...placed.values()].sort((a, b) => a.from - b.from)) {
    pieces.push(line(' '.repeat(label.from - x), span(label.text, label.tone)));
    x = label.from + cellsOf(label.text);
  }
  return line(...pieces);
}

/** How many requests are out of sight on either side. */
function edges({ earlier, later }: Plot, cells: number): Label[] {
  const right = `${later}▸`;
  return [
    ...(earlier > 0 ? [{ from: 0, text: `◂${earlier}`, tone: 'quiet' as const }] : []),
    ...(later > 0 ? [{ from: cells - cellsOf(right), text: right, tone: 'quiet' as const }] : []),
  ];
}

/** A label may touch the right edge; it keeps a cell from its neighbours. */
const hasRoom = (others: readonly Label[], from: number, to: number, cells: number): boolean =>
  to <= cells && others.every(other => to < other.from || from > other.from + cellsOf(other.text));

function names(stroke: Stroke, plot: Plot): string[] {
  const number = `#${stroke.label}`;
  if (stroke.kind === 'quiet') {
    // Numbers under every stroke only while there is room for all of them alike.
    if (plot.slot < 6 && stroke.id !== plot.selected) return [];
    const time = stroke.at === null ? [] : [`${number} ${clockTime(stroke.at, { seconds: false })}`];
    const isFirst = stroke === plot.strokes[0];
    return [...(isFirst && plot.slot >= 10 ? time : []), number];
  }
  const mark = `${stroke.kind === 'break' ? '✗' : '○'}${stroke.predicted ? '~' : ''}`;
  const cause = stroke.cause ?? '';
  const about =
    stroke.continues === null ? [cause, cause.split('-')[0] ?? ''] : [`wound of #${stroke.continues}`];
  const size = stroke.height === null ? '' : `${stroke.predicted ? '~' : ''}M${stroke.height.toFixed(1)} `;
  return [
    `${number} ${mark} ${size}${about[0]}`,
    ...about.map(text => `${number} ${mark} ${text}`),
    `${number} ${mark}`,
    number,
    mark,
  ];
}

const STEPS = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];

/** The seismograph of small screens: one row of blocks, marks below. */
function strip(scene: Scene, width: number, rows: number): Line[] {
  const room = width - 2;
  const plot = plotOf(scene, room);
  const bars = line(
    ' ',
    ...plot.strokes.map(stroke => slotOf(span(step(stroke), toneOf(stroke)), plot.slot)),
  );
  const all =
    rows >= 3
      ? [bars, line(' ', ground(plot, room)), line(' ', labels(plot, room))]
      : [bars, line(' ', labels(plot, room))];
  return all.slice(0, rows).map(of => fitLine(of, width));
}

/** Eighths of the decades; growth has none, so that nothing stands as tall as a break. */
function step({ height, kind }: Stroke): string {
  if (height === null) return '·';
  if (kind === 'quiet') return ' ';
  const share = (height - DECADES[0]) / DECADES.length;
  return STEPS[Math.min(STEPS.length - 1, Math.max(0, Math.floor(share * STEPS.length)))] ?? '▁';
}
