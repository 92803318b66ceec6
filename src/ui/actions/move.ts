/** Moves the selection, and the text of a pane. */
import { differencesIn } from '../../store/differences.js';
import * as moves from '../../store/moves.js';
import { shownModel } from '../../store/scope/scope.js';
import { selectedRequest } from '../../store/selectors.js';
import type { PaneId, State } from '../../store/state.js';
import { type Action, type Context, change, hasRequests, isPlain } from './action.js';

export const MOVE: readonly Action[] = [
  {
    id: 'down',
    keys: ['j', 'down'],
    title: 'next request, or scroll down in the diff',
    group: 'Move',
    hint: { keys: 'j/k', word: 'move' },
    when: hasRequests,
    run: context => moveLines(context, 1),
  },
  {
    id: 'up',
    keys: ['k', 'up'],
    title: 'previous request, or scroll up in the diff',
    group: 'Move',
    when: hasRequests,
    run: context => moveLines(context, -1),
  },
  {
    id: 'next-break',
    keys: [']', 'e'],
    title: 'next break',
    group: 'Move',
    hint: { keys: ']/[', word: 'break' },
    when: state => isPlain(state) && shownModel(state).totals.ringing > 0,
    run: context => change(context, state => moves.moveToBreak(state, 1)),
  },
  {
    id: 'previous-break',
    keys: ['[', 'E'],
    title: 'previous break',
    group: 'Move',
    when: state => isPlain(state) && shownModel(state).totals.ringing > 0,
    run: context => change(context, state => moves.moveToBreak(state, -1)),
  },
  {
    id: 'half-page-down',
    keys: ['ctrl+d'],
    title: 'half a page down',
    group: 'Move',
    when: hasRequests,
    run: context => moveLines(context, half(context)),
  },
  {
    id: 'half-page-up',
    keys: ['ctrl+u'],
    title: 'half a page up',
    group: 'Move',
    when: hasRequests,
    run: context => moveLines(context, -half(context)),
  },
  {
    id: 'page-down',
    keys: ['pagedown'],
    title: 'a page down',
    group: 'Move',
    when: hasRequests,
    run: context => moveLines(context, context.extent().page),
  },
  {
    id: 'page-up',
    keys: ['pageup', 'b'],
    title: 'a page up',
    group: 'Move',
    when: hasRequests,
    run: context => moveLines(context, -context.extent().page),
  },
  {
    id: 'first',
    keys: ['g', 'home'],
    title: 'first request',
    group: 'Move',
    when: isPlain,
    run: context => change(context, moves.moveFirst),
  },
  {
    id: 'last',
    keys: ['G', 'end'],
    title: 'now: the newest request, and follow again',
    group: 'Move',
    hintWhileStopped: { keys: 'G', word: 'now' },
    when: isPlain,
    run: context => {
      context.effects.time.now();
      change(context, moves.moveLast);
    },
  },
  {
    id: 'next-difference',
    keys: ['}'],
    title: 'next difference: in this text, then in others, then parameters',
    group: 'Move',
    when: state => isPlain(state) && hasSeveralDifferences(state),
    run: context => change(context, state => moves.moveToDifference(state, 1)),
  },
  {
    id: 'previous-difference',
    keys: ['{'],
    title: 'previous difference',
    group: 'Move',
    when: state => isPlain(state) && hasSeveralDifferences(state),
    run: context => change(context, state => moves.moveToDifference(state, -1)),
  },
];

/** Moves the selection, or the text of a pane. @param pane @default the one that has the focus */
export function moveLines(context: Context, lines: number, pane?: PaneId): void {
  const { most } = context.extent();
  change(context, state => {
    const focus = pane ?? state.view.focus;
    if (state.view.cover === 'messages') return moves.scrollBy(state, 'messages', lines, most.messages);
    if (state.view.cover === 'help') return moves.scrollBy(state, 'help', lines, most.help);
    if (focus === 'diff') return moves.scrollBy(state, 'diff', lines, most.diff);
    if (focus === 'clock' && most.clock > 0) return moves.scrollBy(state, 'clock', lines, most.clock);
    if (state.view.zoom === 'prefix' && most.prefix > 0)
      return moves.scrollBy(state, 'prefix', lines, most.prefix);
    return moves.moveBy(state, lines);
  });
}

const half = (context: Context): number => Math.max(1, Math.floor(context.extent().page / 2));

function hasSeveralDifferences(state: State): boolean {
  const request = selectedRequest(state);
  return request !== null && differencesIn(state, request).list.length > 1;
}
