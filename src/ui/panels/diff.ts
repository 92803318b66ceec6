import { basename } from 'node:path';
import type { RequestEntry } from '../../diagnosis/model.js';
import { writtenBy } from '../../diagnosis/sums/tally.js';
import { FIDELITY_WORDS } from '../../log/fidelity.js';
import { differenceShown, differencesIn, type ShownDifference } from '../../store/differences.js';
import { breakOrComing } from '../../store/live/coming.js';
import { breakPlace, requestById } from '../../store/selectors.js';
import type { DiffView } from '../../store/state.js';
import { count } from '../../text/numbers.js';
import { hexView } from '../diff/hex-view.js';
import { notesOf } from '../diff/notes.js';
import { structureView } from '../diff/structure-view.js';
import { textView } from '../diff/text-view.js';
import { box, type Line, line, quiet, strong, whatFits, widthOf, wrapWords } from '../line.js';
import type { Panel, Room, Scene } from '../scene.js';
import { costText, verdict, verdictTitle } from './verdict.js';

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
    ...heading(scene, width - BORDER, arrows(top, content.length - rows)),
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

/** Corners and blanks of the upper border. */
const BORDER = 6;
/** Cells between the two texts in a border. */
const GAP = 3;

/** The fullest title; what stands at its right gives way to it, but for the arrows, which say that there is more. */
function heading(scene: Scene, cells: number, more: Line): { title: Line; right: Line } {
  const { state, model, selected, parent } = scene;
  const all = selected && differencesIn(state, selected);
  const at = all && differenceShown(all, state.view);
  const marked = comparedWith(scene);
  if (!selected || !all || (!at && marked === null)) return { title: [strong('Diff')], right: more };
  const older = marked ?? parent;
  const from = older === null ? '' : `#${older.label} → `;
  if (!at) return { title: [strong(`Diff ${from}#${selected.label} · marked`)], right: more };
  const name = strong(`Diff ${from}#${selected.label}`);
  const view = `${marked === null ? '' : ' · marked'} · ${state.view.diffView}`;
  const many = all.list.length;
  const which = ` · difference ${at.index + 1} of ${many}`;
  const titles = (
    many > 1
      ? [
          `${view}${which}, } next, { back`,
          `${which}, } next, { back`,
          `${which} (} {)`,
          ` · ${at.index + 1} of ${many} (} {)`,
        ]
      : [view]
  ).map(text => line(name, quiet(text)));
  const room = cells - (widthOf(more) > 0 ? widthOf(more) + GAP : 0);
  const title = titles.find(each => widthOf(each) <= room) ?? titles.at(-1) ?? [];
  const { place, of } = breakPlace(model, selected);
  const full =
    place === null ? more : line(quiet(`break ${place} of ${of}`), more.length > 0 ? ' ' : '', more);
  return { title, right: widthOf(title) + widthOf(full) + GAP <= cells ? full : more };
}

/** The request that the reader compares this one with; null: it is compared with its parent. */
function comparedWith({ state, selected }: Scene): RequestEntry | null {
  const { against } = state.view;
  return against !== null && against.newer === selected?.id ? requestById(state.model, against.older) : null;
}

const arrows = (top: number, overflow: number): Line =>
  overflow > 0 ? [quiet(`${top > 0 ? '▲' : ' '}${top < overflow ? '▼' : ' '}`)] : [];

const VIEWS: readonly DiffView[] = ['text', 'hex', 'structure'];

function keys({ state }: Scene): Line {
  const views = VIEWS.map((view, i) =>
    view === state.view.diffView ? [strong(`[${i + 1} ${view}]`)] : [quiet(` ${i + 1} ${view} `)],
  );
  return line(...views, quiet('   +/- context   y copy'));
}

/** A pane lower than this shows the proof first and the words after it. */
const WORDS_FIRST_FROM = 16;

/** A pane lower than this shows the very difference at once, and what stands around it after it. */
const SHORT = 9;

/** All lines of the pane. Where no other pane tells the verdict, it is told here. */
function diffContent(scene: Scene, { width, height }: Room): Line[] {
  const { selected, mode, state } = scene;
  const cells = width - 4;
  if (!selected) return [];
  // A tall pane shows more of both sides by itself.
  const context = state.view.context + Math.floor(Math.max(0, height - 20) / 5);
  const isAlone = mode === 'single' || state.view.zoom === 'diff';
  if (!isAlone) {
    if (height >= SHORT) return wholeProof(proof(scene, selected, cells, context));
    const { where, picture, notes } = proof(scene, selected, cells, 0);
    return [...where.slice(0, 1), ...picture, ...notes, ...where.slice(1)];
  }
  const [title, words] = [verdictTitle(scene, cells), verdict(scene, cells)];
  if (height >= WORDS_FIRST_FROM) {
    return [title, ...words, [], ...wholeProof(proof(scene, selected, cells, context))];
  }
  const { where, picture, notes } = proof(scene, selected, cells, Math.max(0, context - 1));
  return [title, ...where.slice(0, 1), ...picture, ...words, ...notes, ...where.slice(1)];
}

interface Proof {
  /** Path in the request, then place in the file. */
  readonly where: readonly Line[];
  readonly picture: readonly Line[];
  /** What may stand apart from the picture: sizes, what follows. */
  readonly notes: readonly Line[];
}

const wholeProof = ({ where, picture, notes }: Proof): Line[] => [...where, ...picture, ...notes];

function proof(scene: Scene, request: RequestEntry, cells: number, context: number): Proof {
  const { state, show, parent } = scene;
  const all = differencesIn(state, request);
  const at = differenceShown(all, state.view);
  if (!at) {
    const notes = nothing(scene, request).flatMap(text => wrapWords(text, cells).map(row => [quiet(row)]));
    return { where: [], picture: [], notes };
  }
  const options = { cells, context, show };
  const { index, shown: site } = at;
  const views: Readonly<Record<DiffView, () => readonly Line[]>> = {
    text: () => textView(site, options),
    hex: () => hexView(site, options),
    structure: () => structureView(site, request, parent, options),
  };
  return {
    where: where(request, site, show, cells),
    picture: views[state.view.diffView](),
    notes: notesOf(site, index, all, options),
  };
}

function where(request: RequestEntry, site: ShownDifference, show: Scene['show'], cells: number): Line[] {
  const { place, section, how } = site;
  const was = how === 'removed' ? 'was at ' : '';
  const tokens = request.usage
    ? [[quiet(`${count(request.usage.cacheRead)} read, ${count(writtenBy(request))} written`)]]
    : [];
  return [
    whatFits(
      [
        [strong(show(section === 'parameters' ? `parameter ${site.path}` : site.path))],
        line(`char ${count(site.char)}`),
        line(`byte ${count(site.byte)}`),
      ],
      '  ',
      cells,
    ),
    whatFits(
      [
        line(
          `${was}${show(basename(place.path))}:${place.line}${place.byte === null ? '' : `:${place.byte}`}`,
        ),
        ...tokens,
      ],
      '   ',
      cells,
    ),
  ];
}

/** Why there is no difference to show, and what of it this log could not have shown. */
function nothing(scene: Scene, request: RequestEntry): string[] {
  const marked = comparedWith(scene);
  if (marked !== null) {
    const told = scene.state.view.against?.differences ?? null;
    const names = `#${marked.label} and #${request.label}`;
    if (told === null) return [`Reading ${names} again.`];
    return [typeof told === 'string' ? told : `${names} are alike, but for messages that one of them adds.`];
  }
  const { lacks } = FIDELITY_WORDS[request.fidelity];
  const unseen = lacks === null || request.fidelity === 'reserialised' ? [] : [`Not in this log: ${lacks}.`];
  return [...whyNothing(scene, request), ...unseen];
}

const holdsAll = ({ fidelity }: RequestEntry): boolean => fidelity === 'wire' || fidelity === 'reserialised';

function whyNothing({ parent, model }: Scene, request: RequestEntry): string[] {
  const broken = breakOrComing(request);
  if (broken) {
    const from = parent ? `#${parent.label}` : 'the request before';
    const instead =
      broken.hitEntryOf === null ? [] : [`What was read is the entry of #${broken.hitEntryOf}.`];
    return [`No byte of the prefix is known to differ from ${from}.`, costText(request), ...instead];
  }
  const { ringing } = model.totals;
  const others =
    ringing === 0 ? [] : [`${ringing} break${ringing === 1 ? '' : 's'} in all: [ and ] go there.`];
  const { changed } = request;
  if (changed.length > 0) {
    const sections = `${changed.join(' and ')} differ${changed.length === 1 ? 's' : ''} from ${parent ? `#${parent.label}` : 'the request before'}`;
    return [
      request.usage
        ? `${sections}, but no cached tokens that count were lost.`
        : `${sections}; what that costs shows when its usage is known.`,
      ...others,
    ];
  }
  if (parent === null) {
    return ['The first request of its lane: there is nothing to compare it with.', ...others];
  }
  if (!holdsAll(request)) {
    const known = request.blocks === null ? '' : ': nothing of it that this log holds changed';
    return [`#${request.label} goes on from #${parent.label}${known}.`, ...others];
  }
  return [`#${request.label} goes on from #${parent.label}: nothing of its prefix changed.`, ...others];
}
