/** What keys and new data do to the state. Pure: state in, state out. */
import type { Model } from '../diagnosis/model.js';
import type { SourceState } from '../log/record.js';
import { differenceShown, differencesIn } from './differences.js';
import { rings } from './live/coming.js';
import { followed } from './live/following.js';
import { messagesAfter } from './live/messages.js';
import { isPlaceIn } from './prompt-blocks.js';
import { listed } from './scope/listing.js';
import { followedScope, lastSeenOf, scopeKey, shownModel } from './scope/scope.js';
import { requestById, selectedRequest } from './selectors.js';
import {
  type Against,
  type Cover,
  type DiffView,
  PANES,
  type PaneId,
  type PromptView,
  type Scope,
  type State,
  type View,
} from './state.js';

const MOST_CONTEXT = 12;

export interface Data {
  readonly model: Model;
  readonly sources: readonly SourceState[];
  readonly now: number;
  readonly arrivedAt: number | null;
  /** @default as before */
  readonly isReading?: boolean;
}

/** New data. While following, scope and selection go where something happened: see `followedScope`, `followed`. */
export function withData(state: State, data: Data): State {
  const isHistory = state.isReading || data.isReading === true;
  // What is played happens when the log says: many records may come between two publications.
  const arrival = { arrivedAt: data.arrivedAt, isHistory: isHistory || state.played !== null };
  const lastSeen = lastSeenOf(state.lastSeen, state.model, data.model, arrival);
  const { view } = state;
  const scope =
    view.isScopeChosen || !view.follow
      ? view.scope
      : followedScope(view.scope, { model: data.model, lastSeen, now: data.now }, isHistory);
  const next = { ...state, ...data, lastSeen, view: { ...view, scope } };
  const messages = messagesAfter(state, next);
  return selectShown(messages === state.messages ? next : { ...next, messages });
}

/** Time has gone on, and nothing came: what is shown may give way by that alone. @param now milliseconds since 1970 */
export function withNow(state: State, now: number): State {
  const { view } = state;
  const next = { ...state, now };
  if (view.isScopeChosen || !view.follow || view.pausedAt !== null) return next;
  const scope = followedScope(view.scope, next, false);
  return scope === view.scope ? next : selectShown({ ...next, view: { ...view, scope } });
}

/** Selects what following shows; without following, the same as before as long as it is listed. */
function selectShown(state: State): State {
  const { selected, follow } = state.view;
  const shown = follow ? followed(state) : (listedOr(state, selected) ?? null);
  return shown === selected ? state : withView(state, { ...withScrollTop(state.view), selected: shown });
}

/** This request, or the newest one if it is not listed any more. */
function listedOr(state: State, id: string | null): string | undefined {
  const all = listed(state);
  return all.findLast(request => request.id === id)?.id ?? all.at(-1)?.id;
}

/** The reader chooses what the screen is about; `null` leaves it to follow the active session again. */
export function showScope(state: State, chosen: Scope | null): State {
  const scope = chosen ?? followedScope(state.view.scope, state, true);
  const view = { ...state.view, scope, isScopeChosen: chosen !== null, cover: null, since: null };
  const next = withView(state, view);
  // What was looked at is not in another scope: then what following would show is.
  const isIn = requestById(shownModel(next), view.selected) !== null;
  return view.follow || isIn ? selectShown(next) : select(next, followed(next));
}

/** Opens the list of scopes at the one that is shown. */
export function openScopes(state: State): State {
  const scopes = { ...state.view.scopes, filter: '', at: scopeKey(state.view.scope) };
  return withView(state, { ...state.view, cover: 'scopes', scopes });
}

export const inScopes = (state: State, change: Partial<View['scopes']>): State =>
  withView(state, { ...state.view, scopes: { ...state.view.scopes, ...change } });

/** Selects the request so many places further down. Following ends: the reader looks at something; at the last one it goes on. */
export function moveBy(state: State, steps: number): State {
  const requests = listed(state);
  const at = requests.findIndex(r => r.id === state.view.selected);
  const from = at < 0 ? requests.length - 1 : at;
  // Who walks down to the last one is where the newest will come: following goes on.
  return steps > 0 && from + steps >= requests.length - 1 ? moveLast(state) : selectAt(state, from + steps);
}

export const moveFirst = (state: State): State => selectAt(state, 0);

/** Selects the newest request and follows from there: breaks before it were seen. */
export function moveLast(state: State): State {
  const selected = listed(state).at(-1)?.id ?? null;
  return withView(state, { ...withScrollTop(state.view), selected, follow: true, since: selected });
}

/** Selects the next (+1) or previous (-1) break that rings; stays where there is none. */
export function moveToBreak(state: State, direction: 1 | -1): State {
  const requests = listed(state);
  const at = requests.findIndex(r => r.id === state.view.selected);
  for (let i = at + direction; i >= 0 && i < requests.length; i += direction) {
    const request = requests[i];
    if (request && rings(request)) return selectAt(state, i);
  }
  return withView(state, {
    ...state.view,
    answer: direction > 0 ? 'no break after this request' : 'no break before this request',
  });
}

function selectAt(state: State, index: number): State {
  const requests = listed(state);
  const last = requests.length - 1;
  return select(state, requests[Math.min(last, Math.max(0, index))]?.id ?? null);
}

/** Shows a request; following ends. */
export function select(state: State, selected: string | null): State {
  return withView(state, { ...withScrollTop(held(state)), selected });
}

/** Who looks at something keeps it: the next break does not take the screen. */
const held = (state: State): View =>
  state.view.follow ? { ...state.view, follow: false, seen: countOf(state) } : state.view;

/** Follows, at the newest break; or stops. */
export function toggleFollow(state: State): State {
  if (!state.view.follow) return selectShown(withView(state, { ...state.view, follow: true, since: null }));
  return withView(state, held(state));
}

/** All requests that came, those that are not listed any more included. */
const countOf = ({ model }: State): number => model.unlisted + model.requests.length;

/** Stops the view at a time, or lets it go on (null) and follow; recording and reading go on. */
export function stopAt(state: State, at: number | null): State {
  const going = at === null ? { follow: true, since: null } : {};
  return withView(state, { ...state.view, pausedAt: at, newer: [], ...going });
}

export function nextPane(state: State, direction: 1 | -1): State {
  const at = PANES.indexOf(state.view.focus) + direction;
  return focusPane(state, PANES[(at + PANES.length) % PANES.length] ?? 'requests');
}

/** Gives a pane the focus, and the zoom where one has it. */
export const focusPane = (state: State, focus: PaneId): State =>
  withView(state, { ...state.view, focus, zoom: state.view.zoom === null ? null : focus });

export const zoom = (state: State, pane: PaneId | null): State =>
  withView(state, { ...state.view, zoom: pane });

export const cover = (state: State, over: Cover | null): State =>
  withView(state, { ...state.view, cover: over, scroll: { ...state.view.scroll, help: 0, messages: 0 } });

export function showDiff(state: State, diffView: DiffView): State {
  return withView(state, { ...state.view, diffView, scroll: { ...state.view.scroll, diff: 0 } });
}

/** Shows another difference of the same request, round and round. */
export function moveToDifference(state: State, direction: 1 | -1): State {
  const request = selectedRequest(state);
  const all = request && differencesIn(state, request);
  const at = all && differenceShown(all, state.view);
  if (!all || !at) return state;
  const difference = (at.index + direction + all.list.length) % all.list.length;
  return withView(state, { ...held(state), difference, scroll: { ...state.view.scroll, diff: 0 } });
}

export function changeContext(state: State, by: number): State {
  const context = Math.min(MOST_CONTEXT, Math.max(0, state.view.context + by));
  return withView(state, { ...state.view, context });
}

/** Scrolls a pane; the screen, which knows how much there is, cuts at the end. */
export function scrollBy(state: State, pane: keyof View['scroll'], lines: number, most: number): State {
  const top = Math.min(most, Math.max(0, state.view.scroll[pane] + lines));
  const view = pane === 'diff' && top !== state.view.scroll.diff ? held(state) : state.view;
  return withView(state, { ...view, scroll: { ...state.view.scroll, [pane]: top } });
}

export const answer = (state: State, text: string | null): State =>
  withView(state, { ...state.view, answer: text });

/** Marks the selected request, or takes its mark away. */
export function markOrUnmark(state: State): State {
  const request = selectedRequest(state);
  if (request === null) return state;
  const isMarked = state.view.mark === request.id;
  const view = { ...state.view, mark: isMarked ? null : request.id, against: null };
  const said = isMarked ? 'no mark any more' : `#${request.label} is marked: ' compares another one with it`;
  return answer(withView(state, view), said);
}

/** Shows how two requests differ, in the place of what the newer one differs in from its parent. */
export const showAgainst = (state: State, against: Against | null): State =>
  withView(state, { ...withScrollTop(against === null ? state.view : held(state)), against });

const withView = (state: State, view: View): State => ({ ...state, view });

const withScrollTop = (view: View): View => ({
  ...view,
  difference: null,
  scroll: { ...view.scroll, diff: 0 },
});

/** Blocks shown above the one that differs. */
const ABOVE = 3;

/** The blocks of a prompt have been read, or are being read (null). What comes too late for another request is dropped. */
export function promptRead(state: State, of: string, blocks: PromptView['blocks']): State {
  if (blocks !== null && state.view.prompt?.of !== of) return state;
  const request = requestById(state.model, of);
  const at = request && Array.isArray(blocks) ? blocks.findIndex(({ path }) => isPlaceIn(request, path)) : 0;
  // The list begins a little above what broke.
  const scroll = { ...state.view.scroll, prefix: Math.max(0, at - ABOVE) };
  return { ...state, view: { ...state.view, prompt: { of, blocks }, scroll } };
}
