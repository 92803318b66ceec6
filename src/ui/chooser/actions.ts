import type { Key } from '../actions/action.js';
import {
  type ChooserState,
  type ChooserStore,
  moveBy,
  moveFirst,
  moveLast,
  selectedSource,
  sourcesOf,
} from './state.js';

export interface ChooserContext {
  readonly store: ChooserStore;
  /** Rows of the list that can be seen. */
  readonly page: number;
  /** Ends the list with a log, or with none. */
  leave(path: string | null): void;
}

/** Something a key does: one line here, and input and footer know it. */
export interface ChooserAction {
  readonly keys: readonly Key[];
  /** Keys and a word for the footer. @default not in the footer */
  readonly hint?: { readonly keys: string; readonly word: string };
  when(state: ChooserState): boolean;
  run(context: ChooserContext): void;
}

const hasLogs = (state: ChooserState): boolean => sourcesOf(state).length > 0;
const move =
  (to: (state: ChooserState, page: number) => ChooserState) =>
  ({ store, page }: ChooserContext): void =>
    store.setState(state => to(state, page));

/** The keys are those of the watcher, for what is alike. */
export const CHOOSER_ACTIONS: readonly ChooserAction[] = [
  {
    keys: ['return'],
    hint: { keys: 'enter', word: 'watch' },
    when: hasLogs,
    run: ({ store, leave }) => leave(selectedSource(store.getState())?.path ?? null),
  },
  {
    keys: ['j', 'down'],
    hint: { keys: 'j/k', word: 'move' },
    when: hasLogs,
    run: move(state => moveBy(state, 1)),
  },
  { keys: ['k', 'up'], when: hasLogs, run: move(state => moveBy(state, -1)) },
  { keys: ['space', 'pagedown', 'ctrl+d'], when: hasLogs, run: move((state, page) => moveBy(state, page)) },
  { keys: ['b', 'pageup', 'ctrl+u'], when: hasLogs, run: move((state, page) => moveBy(state, -page)) },
  { keys: ['g', 'home'], hint: { keys: 'g', word: 'newest' }, when: hasLogs, run: move(moveFirst) },
  { keys: ['G', 'end'], when: hasLogs, run: move(moveLast) },
  {
    keys: ['q', 'escape'],
    hint: { keys: 'q', word: 'quit' },
    when: () => true,
    run: ({ leave }) => leave(null),
  },
];

export function pressInChooser(key: Key, context: ChooserContext): void {
  const action = CHOOSER_ACTIONS.find(({ keys }) => keys.includes(key));
  if (action?.when(context.store.getState())) action.run(context);
}
