/** All that can be done, gone to and opened, found by a few letters. */
import { basename } from 'node:path';
import { cover, showScope } from '../../store/moves.js';
import { scopeRows } from '../../store/scope/scope-rows.js';
import type { State } from '../../store/state.js';
import type { Context, Key } from './action.js';
import { keyName } from './key-table.js';
import { ACTIONS } from './registry.js';

export interface PaletteRow {
  readonly kind: 'key' | 'scope' | 'file';
  readonly name: string;
  /** What it is called in one word, for who types that. */
  readonly words: readonly string[];
  /** Keys, what it is, where it is. */
  readonly detail: string;
  run(context: Context): void;
}

/** Everything that matches what was typed, the best first; all in the order of the registry before anything is. */
export function paletteRows(state: State): readonly PaletteRow[] {
  const { text } = state.view.palette;
  return [...actionRows(state), ...scopeRowsOf(state), ...fileRows(state)]
    .map(row => ({ row, score: likeness(text, row) }))
    .flatMap(({ row, score }) => (score === null ? [] : [{ row, score }]))
    .sort((a, b) => (text === '' ? 0 : b.score - a.score))
    .map(({ row }) => row);
}

/** The state as it will be when the palette is closed: what can be done then. */
const uncovered = (state: State): State => cover(state, null);

function actionRows(state: State): PaletteRow[] {
  return ACTIONS.filter(({ id, when }) => id !== 'palette' && when(uncovered(state))).map(
    ({ id, hint, title, keys, run }) => ({
      kind: 'key',
      name: title,
      words: [id.replaceAll('-', ' '), ...(hint === undefined ? [] : [hint.word])],
      detail: keys.map(keyName).join(' '),
      run,
    }),
  );
}

function scopeRowsOf(state: State): PaletteRow[] {
  return scopeRows({ ...state, view: { ...state.view, scopes: { ...state.view.scopes, filter: '' } } }).map(
    ({ name, scope, isLane }) => ({
      kind: 'scope',
      name,
      words: [],
      detail:
        scope === null
          ? 'follow it'
          : isLane
            ? `lane of ${scope.kind === 'all' ? '' : scope.session}`
            : scope.kind,
      run: ({ store }) => store.setState(now => showScope(now, scope)),
    }),
  );
}

function fileRows({ sources }: State): PaletteRow[] {
  return sources.map(({ path }) => ({
    kind: 'file',
    name: basename(path),
    words: [],
    detail: path,
    run: ({ effects }) => effects.open({ path, line: 1 }),
  }));
}

const MOVES: Readonly<Record<Key, (at: number, page: number) => number>> = {
  down: at => at + 1,
  'ctrl+n': at => at + 1,
  up: at => at - 1,
  'ctrl+p': at => at - 1,
  pagedown: (at, page) => at + page,
  pageup: (at, page) => at - page,
};

export function pressInPalette(key: Key, context: Context): void {
  const { store, extent } = context;
  const { text, at } = store.getState().view.palette;
  const rows = paletteRows(store.getState());
  const last = rows.length - 1;
  const here = Math.min(last, at);
  const set = (palette: Partial<State['view']['palette']>): void =>
    store.setState(state => ({
      ...state,
      view: { ...state.view, palette: { ...state.view.palette, ...palette } },
    }));
  const move = MOVES[key];
  if (move) set({ at: Math.min(last, Math.max(0, move(here, extent().page))) });
  else if (key === 'escape') store.setState(state => cover(state, null));
  else if (key === 'backspace') set({ text: text.slice(0, -1), at: 0 });
  else if (key === 'ctrl+u') set({ text: '', at: 0 });
  else if (key === 'space') set({ text: `${text} `, at: 0 });
  else if ([...key].length === 1) set({ text: text + key, at: 0 });
  else if (key === 'return') {
    store.setState(state => cover(state, null));
    rows[here]?.run(context);
  }
}

/**
 * How well a row matches what was typed: more is better, null is not at all. One that is called so comes first, then those of which
 * a word begins with it, then those that hold it; scattered letters come last.
 */
function likeness(text: string, { name, words, detail }: PaletteRow): number | null {
  const typed = text.trim().toLowerCase();
  const scattered = fuzzy(typed, `${name} ${detail}`);
  if (typed === '') return scattered;
  const texts = [...words, name, detail].map(each => each.toLowerCase());
  const found = texts.map(each => each.indexOf(typed));
  const beginsWord = (each: string, at: number): boolean => at >= 0 && !LETTER.test(each[at - 1] ?? ' ');
  if (words.some(word => word.toLowerCase() === typed)) return CLASS * 3 + (scattered ?? 0);
  if (texts.some((each, i) => beginsWord(each, found[i] ?? -1))) return CLASS * 2 + (scattered ?? 0);
  return found.some(at => at >= 0) ? CLASS + (scattered ?? 0) : scattered;
}

const LETTER = /[\p{L}\p{N}]/u;
/** More than scattered letters of any length are worth. */
const CLASS = 100_000;

/**
 * How well the letters of a text match, in their order: more is better, null is not at all. Letters in a row and at the start of
 * words count more, a shorter text beats a longer one.
 */
function fuzzy(typed: string, text: string): number | null {
  const [wanted, inside] = [typed.toLowerCase().replaceAll(' ', ''), text.toLowerCase()];
  let score = -text.length / 100;
  let at = -1;
  for (const letter of wanted) {
    const next = inside.indexOf(letter, at + 1);
    if (next < 0) return null;
    const isStart = next === 0 || /[^a-z0-9]/.test(inside[next - 1] ?? '');
    score += next === at + 1 ? 3 : isStart ? 2 : 0;
    at = next;
  }
  return score;
}
