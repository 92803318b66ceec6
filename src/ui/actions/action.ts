import type { PlacedDifferences, RequestEntry } from '../../diagnosis/model.js';
import type { State } from '../../store/state.js';
import type { Store } from '../../store/store.js';
import type { PanelId } from '../layout.js';

/** A key as the terminal layer names it: a printable character, `space`, `up`, `return`, `ctrl+d`, `shift+tab`. */
export type Key = string;

/** What an action may do beside changing the state. */
export interface Effects {
  quit(): void;
  /** Puts a text into the clipboard of the terminal; false if it cannot. */
  copy(text: string): boolean;
  /** Opens a file in the reader's editor, at a line; the terminal is the editor's until it is closed. */
  open(place: { readonly path: string; readonly line: number }): void;
  /**
   * Opens the body of a request, pretty-printed.
   *
   * @param at path of the prompt to begin at; null: its first line
   * @returns what went wrong
   */
  openBody(request: RequestEntry, at: string | null): Promise<string | null>;
  /** Reads two requests again and compares them. @returns a sentence where they cannot be */
  compare(older: RequestEntry, newer: RequestEntry): Promise<PlacedDifferences | string>;
  readonly time: TimeControl;
}

/** The reader's hands on the time of the screen. */
export interface TimeControl {
  /** Stops what is shown, or goes on. */
  stop(): void;
  /** Back to what is known now, and follows. */
  now(): void;
  /** What was known one record later, or earlier. */
  step(): void;
  back(): void;
  /** On to the next break. */
  toBreak(): void;
  /** Faster (1) or slower (-1), where a log is only played. */
  speed(direction: 1 | -1): void;
}

/** How much the screen holds just now. */
export interface Extent {
  /** Rows of the pane that has the focus. */
  readonly page: number;
  /** How far the pane can scroll, in lines. */
  readonly most: {
    readonly diff: number;
    readonly help: number;
    readonly messages: number;
    readonly clock: number;
    readonly prefix: number;
  };
  /** What is drawn at a cell of the screen, and the request if it is a row of one; null: nothing is. */
  at(column: number, row: number): { readonly panel: PanelId; readonly request: string | null } | null;
}

export interface Context {
  readonly store: Store;
  readonly effects: Effects;
  /** Milliseconds since 1970. */
  now(): number;
  extent(): Extent;
}

/** Keys and a word for the footer. */
export interface Hint {
  readonly keys: string;
  readonly word: string;
}

/** Something a key does: one line in the registry, and input, footer, help and the table of the README know it. */
export interface Action {
  readonly id: string;
  readonly keys: readonly Key[];
  /** What it does, for help: an imperative without a full stop. */
  readonly title: string;
  readonly group: 'Move' | 'Find' | 'Time' | 'Look' | 'Program';
  /** Keys and a word for the footer; the footer shows them in the order of the registry. @default not in the footer */
  readonly hint?: Hint;
  /** Stands there instead, before those that have none, while time is stopped. @default the same as ever */
  readonly hintWhileStopped?: Hint;
  /** False where it would do nothing: then the footer leaves it out and its key is ignored. */
  when(state: State): boolean;
  run(context: Context): void;
}

export const always = (): boolean => true;

export const hasRequests = ({ model }: State): boolean => model.requests.length > 0;

/** Nothing covers the panes, and there is something in them. */
export const isPlain = (state: State): boolean => hasRequests(state) && state.view.cover === null;

export const change = ({ store }: Context, move: (state: State) => State): void => store.setState(move);
