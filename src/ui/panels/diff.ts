import { basename } from 'node:path';
import type { RequestEntry, Site } from '../../diagnosis/model.js';
import { breakPlace } from '../../store/selectors.js';
import type { DiffView } from '../../store/state.js';
import { count } from '../../text/numbers.js';
import { hexView } from '../diff/hex-view.js';
import { structureView } from '../diff/structure-view.js';
import { textView } from '../diff/text-view.js';
import { box, type Line, line, quiet, strong, whatFits, wrapWords } from '../line.js';
import type { Panel, Room, Scene } from '../scene.js';
import { verdict, verdictTitle } from './verdict.js';

/** From so many content rows on, the keys of the pane have a row of their own. */
const KEYS_FROM = 11;

/** The proof: what stood there before, what stands there now, and where to look it up. */
export const diff: Panel = (scene, room) => {
  const { width, height, focused } = room;
  const rows = rowsOf(room);
  const content = diffContent(scene, room);
  const top = Math.min(scene.state.view.scroll.diff, Math.max(0, content.length - rows));
  const shown = content.slice(top, top + rows);
  const body = height - 2 > rows ? [...padded(shown, rows), keys(scene)] : shown;
  return box(body, width, height, {
    title: title(scene),
    right: position(scene, top, content.length - rows),
    focused,
  });
};

const rowsOf = ({ height }: Pick<Room, 'height'>): number =>
  Math.max(0, height - 2 >= KEYS_FROM ? height - 3 : height - 2);

/** How many lines are out of sight below the first one. */
export const diffOverflow = (scene: Scene, room: Room): number =>
  Math.max(0, diffContent(scene, room).length - rowsOf(room));

const padded = (lines: readonly Line[], rows: number): Line[] =>
  Array.from({ length: rows }, (_, i) => lines[i] ?? []);

function title({ selected, state }: Scene): Line {
  if (!selected?.break) return [strong('Diff')];
  const from = selected.parent === null ? '' : `#${selected.parent} → `;
  return line(strong(`Diff ${from}#${selected.n}`), quiet(` · ${state.view.diffView}`));
}

function position({ state, selected }: Scene, top: number, overflow: number): Line {
  const { place, of } = selected ? breakPlace(state.model, selected) : { place: null, of: 0 };
  return line(
    place === null ? '' : quiet(`break ${place} of ${of}`),
    overflow > 0
      ? quiet(`${place === null ? '' : ' '}${top > 0 ? '▲' : ' '}${top < overflow ? '▼' : ' '}`)
      : '',
  );
}

const VIEWS: readonly DiffView[] = ['text', 'hex', 'structure'];

function keys({ state }: Scene): Line {
  const views = VIEWS.map((view, i) =>
    view === state.view.diffView ? [strong(`[${i + 1} ${view}]`)] : [quiet(` ${i + 1} ${view} `)],
  );
  return line(...views, quiet('   +/- context   y copy'));
}

/** A pane lower than this shows the proof first and the words after it. */
const WORDS_FIRST_FROM = 16;

/** All lines of the pane. Where no other pane tells the verdict, it is told here. */
function diffContent(scene: Scene, { width, height }: Room): Line[] {
  const { selected, mode, state } = scene;
  const cells = width - 4;
  if (!selected) return [];
  const isAlone = mode !== 'wide' || state.view.zoom === 'diff';
  if (!isAlone) return proof(scene, selected, cells, state.view.context);
  const [title, words] = [verdictTitle(scene), verdict(scene, cells)];
  if (height >= WORDS_FIRST_FROM)
    return [title, ...words, [], ...proof(scene, selected, cells, state.view.context)];
  const [path = [], file = [], ...lines] = proof(scene, selected, cells, state.view.context - 1);
  return [title, path, ...lines, ...words, file];
}

function proof(scene: Scene, request: RequestEntry, cells: number, context: number): Line[] {
  const { state, show, parent } = scene;
  const site = request.break?.divergence;
  if (!site) return nothing(scene, request).flatMap(text => wrapWords(text, cells).map(row => [quiet(row)]));
  const options = { cells, context: Math.max(0, context), show };
  const views: Readonly<Record<DiffView, () => Line[]>> = {
    text: () => textView(site, options),
    hex: () => hexView(site, options),
    structure: () => structureView(site, request, parent, options),
  };
  return [...where(request, site, show, cells), ...views[state.view.diffView]()];
}

function where(request: RequestEntry, site: Site, show: Scene['show'], cells: number): Line[] {
  const file = show(basename(request.path));
  const tokens = request.usage
    ? [[quiet(`${count(request.usage.cacheRead)} read, ${count(request.usage.cacheWrite)} written`)]]
    : [];
  return [
    whatFits(
      [[strong(show(site.path))], line(`char ${count(site.char)}`), line(`byte ${count(site.byte)}`)],
      '  ',
      cells,
    ),
    whatFits(
      [line(`${file}:${site.line}${site.lineByte === null ? '' : `:${site.lineByte}`}`), ...tokens],
      '   ',
      cells,
    ),
  ];
}

/** Why there is no difference to show. */
function nothing({ parent, show }: Scene, request: RequestEntry): string[] {
  const broken = request.break;
  if (broken) {
    return [
      `No byte of the prefix differs from ${parent ? `#${parent.n}` : 'the request before'}: the cause is not in the prompt.`,
      ...broken.causes.map(cause => show(cause.summary)),
    ];
  }
  if (request.parent === null) return ['The first request of its lane: there is nothing to compare it with.'];
  return [`#${request.n} goes on from #${request.parent}: nothing of its prefix changed.`];
}
