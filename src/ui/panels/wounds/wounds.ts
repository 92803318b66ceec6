import { usualSentence } from '../../../diagnosis/incidents/usual.js';
import type { RequestEntry, Wound } from '../../../diagnosis/model.js';
import { isAwaited } from '../../../store/live/liveness.js';
import {
  digitsOf,
  openIncidents,
  requestById,
  type ShownWound,
  worstWounds,
} from '../../../store/selectors.js';
import { shorten } from '../../../text/fit.js';
import { count, counted } from '../../../text/numbers.js';
import { bad, box, fitLine, type Line, line, quiet, span, strong, widthOf } from '../../line.js';
import type { Panel, Scene } from '../../scene.js';
import { inOneLine } from './in-one-line.js';
import { incidentLine, isAllHealed } from './incident-line.js';
import {
  fixOf,
  inBrief,
  LEAST_FIX,
  labels,
  money,
  nameOf,
  placesOf,
  severity,
  stateSpan,
  tokens,
} from './parts.js';

/** Where it bleeds: the open incidents, then one line per wound, the worst open one first. */
export const wounds: Panel = (scene, { width, height, focused }) => {
  const all = worstWounds(scene.model);
  if (height < 3) {
    return woundLines(scene, width - 2, height).map(of => fitLine(line(' ', of), width));
  }
  const open = openIncidents(scene.model).length;
  const right = [
    quiet(open === 0 ? '' : `${counted(open, 'incident')}   `),
    quiet(usualWord(scene, width)),
    quiet(counts(all, isAwaited(scene.state) ? 'coming' : 'unanswered')),
  ];
  return box(woundLines(scene, width - 4, height - 2), width, height, {
    title: [strong('Wounds')],
    right,
    focused,
  });
};

/** Why no incident is open though as much is lost as in one: it is usual. */
function usualWord({ model, show }: Scene, width: number): string {
  const [first, ...others] = model.usual.map(each => show(usualSentence(each)));
  if (first === undefined) return '';
  const more = others.length === 0 ? '' : `, ${others.length} more: L`;
  return `${shorten(first, Math.max(0, width - 36))}${more}   `;
}

/** `1 coming   1 open of 2`. */
function counts(all: readonly ShownWound[], word: string): string {
  const coming = all.filter(({ isComing }) => isComing === true).length;
  const open = all.filter(({ healed }) => !healed).length - coming;
  const wounds = all.length - coming;
  return [
    ...(coming > 0 ? [`${coming} ${word}`] : []),
    ...(wounds === 0
      ? []
      : [open === 0 ? `${wounds === 1 ? '1' : `all ${wounds}`} healed` : `${open} open of ${wounds}`]),
  ].join('   ');
}

/** The open incidents lead, but for one row: that is of the worst wound, with how bad it is in front. */
export function woundLines(scene: Scene, cells: number, rows: number): Line[] {
  const open = openIncidents(scene.model);
  const [worst] = open;
  if (worst === undefined) return linesOfWounds(scene, cells, rows);
  // A healed wound below an open incident would read as a contradiction: then the one row is of what stays open, and why.
  if (rows === 1 && isAllHealed(scene)) return [incidentLine(worst, scene, cells)];
  // In a narrow strip the place has more need of the cells, and the header says it.
  if (rows === 1 && cells < WIDE) return linesOfWounds(scene, cells, 1);
  if (rows === 1) {
    const sign = line(bad(`SEV${worst.severity}`), ' ');
    const [wound = incidentLine(worst, scene, cells)] = linesOfWounds(scene, cells - widthOf(sign), 1);
    return [line(sign, wound)];
  }
  const lead = open
    .slice(0, Math.max(1, Math.min(open.length, rows - 2)))
    .map(each => incidentLine(each, scene, cells));
  return [...lead, ...linesOfWounds(scene, cells, rows - lead.length)];
}

/** At most `rows` lines; where there are more wounds, the last line counts them. */
function linesOfWounds(scene: Scene, cells: number, rows: number): Line[] {
  if (rows === 0) return [];
  const all = worstWounds(scene.model);
  const shown = all.length > rows && rows > 1 ? all.slice(0, rows - 1) : all.slice(0, rows);
  const left = all.length - shown.length;
  const [worst] = shown;
  if (rows === 1 && cells < WIDE && worst !== undefined) return [inOneLine(worst, scene, cells, left)];
  const columns = columnsOf(scene, cells, left > 0 && rows === 1 ? left : 0);
  const lines = shown.map(wound => rowOf(wound, columns));
  if (left === 0 || rows === 1) return lines;
  return [...lines, [quiet(`and ${left} more, less dear or healed: ] and [ go through their breaks`)]];
}

/** Cells from which on a strip of one row has columns. */
const WIDE = 96;

interface Column {
  readonly width: number;
  readonly align: 'left' | 'right';
  cell(wound: ShownWound): Line;
}

function rowOf(wound: Wound, columns: readonly Column[]): Line {
  return line(
    ...columns.map(({ width, align, cell }) => {
      const of = cell(wound);
      const gap = ' '.repeat(Math.max(0, width - widthOf(of)));
      return align === 'right' ? line(gap, of) : line(of, gap);
    }),
  );
}

/** Columns by need: open or healed, cause, money, how often, the fix, tokens, place, magnitude, requests; the fix takes what is left. */
function columnsOf({ state, model, show }: Scene, cells: number, more: number): Column[] {
  const note = more === 0 ? '' : `  +${more}${cells < 60 ? '' : ' more'}`;
  let left = cells - note.length;
  const take = (width: number): boolean => {
    if (width > left) return false;
    left -= width;
    return true;
  };
  const opening = ({ requests }: Wound): RequestEntry | null => requestById(model, requests[0] ?? null);
  const has = {
    state: take(9),
    cause: take(27),
    cost: take(9),
    times: take(4),
    fix: take(LEAST_FIX),
    tokens: take(8),
    place: take(21),
  };
  // In a narrow strip the fix has more need of what is left.
  const hasSize = (has.place || left >= 12) && take(6);
  // Two numbers, where they are short enough: `#2.4…#2.15`.
  const both = Math.min(14, Math.max(9, 2 * digitsOf(model) + 2));
  const numbers = has.place ? Math.min(both, left) : both;
  const hasRequests = numbers >= LEAST_NUMBERS && take(numbers);
  const fix = has.fix ? LEAST_FIX + left : 0;
  const all: (Column | false)[] = [
    has.state && {
      width: 9,
      align: 'left',
      cell: wound => [stateSpan(wound, state)],
    },
    hasSize && { width: 6, align: 'left', cell: wound => [quiet(severity(wound))] },
    hasRequests && {
      width: numbers,
      align: 'left',
      cell: wound => [span(labels(wound, model, numbers - 1))],
    },
    has.place && {
      width: 21,
      align: 'left',
      cell: wound => [span(shorten(show(placesOf(wound, model)), 20))],
    },
    has.cause && {
      width: 27,
      align: 'left',
      cell: wound => [strong(shorten(nameOf(wound, opening(wound), show), 26))],
    },
    has.times && { width: 4, align: 'right', cell: ({ requests }) => line(`${count(requests.length)}x`) },
    has.tokens && { width: 8, align: 'right', cell: wound => line(tokens(wound)) },
    has.cost && { width: 9, align: 'right', cell: wound => [bad(money(wound))] },
    fix > 0 && {
      width: fix,
      align: 'left',
      cell: wound => line('   ', shorten(inBrief(show(fixOf(opening(wound)))), fix - 3)),
    },
    note !== '' && { width: note.length, align: 'left', cell: () => [quiet(note)] },
  ];
  return all.filter(column => column !== false);
}

/** Cells of `#5 #6`, and the gap behind it. */
const LEAST_NUMBERS = 6;
