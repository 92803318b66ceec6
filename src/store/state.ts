/** What the screen knows: a published view of the model, the sources, the clock, and where the reader is. */
import type { Model, PlacedDifferences, RequestEntry } from '../diagnosis/model.js';
import { totalsOf } from '../diagnosis/sums/totals.js';
import type { SourceState } from '../log/record.js';
import type { OptionalPane } from '../settings/settings.js';

/** Panes that take the focus, in the order of Tab. */
export const PANES = ['requests', 'diff', 'breaks', 'prefix', 'clock'] as const;
export type PaneId = (typeof PANES)[number];

export type DiffView = 'text' | 'hex' | 'structure';

/** What the screen is about. */
export type Scope =
  | { readonly kind: 'all' }
  | { readonly kind: 'session'; readonly session: string }
  | { readonly kind: 'lane'; readonly session: string; readonly lane: string };

export const ALL: Scope = { kind: 'all' };

/** When something last came of each lane, by its key (`scopeKey`); milliseconds since 1970. */
export type LastSeen = ReadonlyMap<string, number>;

/** What covers the panes. */
export type Cover = 'help' | 'scopes' | 'palette' | 'messages';

/** A line that is being typed. */
export interface Input {
  readonly kind: 'search' | 'filter';
  readonly text: string;
}

/** Something that was said, and when (milliseconds since 1970). */
export interface Message {
  readonly at: number;
  readonly text: string;
}

/** Two requests that the reader compares, whatever the lanes. */
export interface Against {
  readonly older: string;
  readonly newer: string;
  /** null: still being read. A sentence where they cannot be compared. */
  readonly differences: PlacedDifferences | string | null;
}

/** A block of a prompt that was read again from its log. Tokens are estimates: its share of the text of its section. */
export interface PromptBlock {
  readonly path: string;
  /** Name of a tool; null: it has none. */
  readonly name: string | null;
  readonly tokens: number;
  /** Where it begins and ends, in tokens from the start of the prompt. */
  readonly start: number;
  readonly end: number;
  /** md5 of role and content, hex. */
  readonly hash: string;
}

/** The blocks of a request, for its zoomed prefix. */
export interface PromptView {
  /** Id of the request. */
  readonly of: string;
  /** null: still being read. A sentence where there are none. */
  readonly blocks: readonly PromptBlock[] | string | null;
}

/** Columns that the list of scopes is sorted by. */
export const SCOPE_ORDERS = ['seen', 'lost', 'breaks', 'hit', 'name'] as const;
export type ScopeOrder = (typeof SCOPE_ORDERS)[number];

/** Where the reader is in the list of scopes. */
export interface ScopeList {
  readonly filter: string;
  /** Key of the row that is marked (`scopeKey`). */
  readonly at: string;
  readonly order: ScopeOrder;
}

/** Where the reader is. Key presses change it at once; new data changes it only while following. */
export interface View {
  /** What everything on the screen is about. */
  readonly scope: Scope;
  /** True once the reader has chosen it: then it stays. */
  readonly isScopeChosen: boolean;
  readonly scopes: ScopeList;
  /** Id of the selected request; null before the first one. */
  readonly selected: string | null;
  readonly focus: PaneId;
  readonly zoom: PaneId | null;
  /** True while the newest requests stay in sight. */
  readonly follow: boolean;
  /** Id of the request from which on following looks for breaks: those before it were seen; null: of all. */
  readonly since: string | null;
  /** Requests that were there when following ended: the rest is new to the reader. */
  readonly seen: number;
  /** Milliseconds since 1970 at which the view was stopped; null while it runs. */
  readonly pausedAt: number | null;
  /** While it is stopped: requests of any scope of which more is known by now than is shown, as often as something came. */
  readonly newer: readonly Pick<RequestEntry, 'id' | 'session' | 'lane'>[];
  readonly cover: Cover | null;
  readonly diffView: DiffView;
  /** Which difference is shown, from 0; null: the one that the break is about. */
  readonly difference: number | null;
  /** Lines of text shown on each side of the difference. */
  readonly context: number;
  /** First line shown of panes longer than their room. */
  readonly scroll: {
    readonly diff: number;
    readonly help: number;
    readonly messages: number;
    readonly clock: number;
    readonly prefix: number;
  };
  readonly input: Input | null;
  /** Text that is looked for and lit up; empty: none. */
  readonly search: string;
  /** What is listed (`filter.ts`); empty: all of the scope. */
  readonly filter: string;
  readonly palette: { readonly text: string; readonly at: number };
  /** Id of the request that others can be compared with. */
  readonly mark: string | null;
  readonly against: Against | null;
  readonly prompt: PromptView | null;
  /** Answer to the last key (`copied …`), until the next one. */
  readonly answer: string | null;
}

/** What the logs held when we came. */
export interface Backlog {
  /** When we came, milliseconds since 1970. */
  readonly since: number;
  /** null: not known before it is read. */
  readonly bytes: number | null;
}

export interface State {
  readonly model: Model;
  readonly sources: readonly SourceState[];
  /** The clock as last told, milliseconds since 1970. All ages on the screen are counted from it. */
  readonly now: number;
  /** When the last record arrived; null: none yet. */
  readonly arrivedAt: number | null;
  readonly lastSeen: LastSeen;
  /** True until all that the logs held when we came has been read. */
  readonly isReading: boolean;
  /** null: not known yet. */
  readonly backlog: Backlog | null;
  /** A log that is only played: what it is; null: what is shown happens. */
  readonly played: 'demo' | 'replay' | null;
  /** How many times faster than it was a played log is. */
  readonly speed: number;
  /** Hit rate that the reader wants, 0..1; null: none was named, what was attainable is the measure. */
  readonly target: number | null;
  /** Panes that the reader wants beside the table of requests. */
  readonly panes: readonly OptionalPane[];
  /** What was said so far, oldest first; the newest are kept. */
  readonly messages: readonly Message[];
  readonly view: View;
}

export const EMPTY_MODEL: Model = {
  requests: [],
  sessions: [],
  incidents: [],
  usual: [],
  unlisted: 0,
  totals: totalsOf([]),
  skipped: [],
  skippedCount: 0,
  lackingCount: 0,
};

export const FIRST_VIEW: View = {
  scope: ALL,
  isScopeChosen: false,
  scopes: { filter: '', at: '', order: 'seen' },
  selected: null,
  focus: 'requests',
  zoom: null,
  follow: true,
  since: null,
  seen: 0,
  pausedAt: null,
  newer: [],
  cover: null,
  diffView: 'text',
  difference: null,
  context: 1,
  scroll: { diff: 0, help: 0, messages: 0, clock: 0, prefix: 0 },
  input: null,
  search: '',
  filter: '',
  palette: { text: '', at: 0 },
  mark: null,
  against: null,
  prompt: null,
  answer: null,
};
