/** A recording of several files as one log: what is known of them together. */
import { compareFidelity } from '../fidelity.js';
import type { Fidelity, SourceState } from '../record.js';
import { partPath } from './recordings.js';

/** A part and what is known of it. */
export interface KnownPart {
  /** From 1. */
  readonly n: number;
  readonly state: SourceState;
}

/** @param parts in their order, at least one */
export function stateOfParts(recording: string, parts: readonly KnownPart[]): SourceState {
  const states = parts.map(({ state }) => state);
  const there = parts.filter(({ state }) => !isMissing(state));
  const isWhole = parts.length === 1 && parts[0]?.n === 1;
  return {
    path: recording,
    format: states.find(state => state.format !== null)?.format ?? null,
    fidelity: weakest(states),
    // New lines come to the last one; a part that was only just found says nothing yet.
    state: states.findLast(({ state }) => state !== 'waiting')?.state ?? 'waiting',
    lines: sum(states.map(({ lines }) => lines)),
    bytes: sum(states.map(({ bytes }) => bytes)),
    message: isWhole ? (states[0]?.message ?? null) : messageOf(parts),
    ...(isWhole ? {} : { parts: there.map(({ n }) => partPath(recording, n)) }),
  };
}

const isMissing = ({ state }: SourceState): boolean => state === 'gone' || state === 'waiting';

/** What the reader has to know: which parts are not there, and what happened to the others. */
function messageOf(parts: readonly KnownPart[]): string | null {
  const last = parts.at(-1)?.n ?? 0;
  const numbers = Array.from({ length: last }, (_, index) => index + 1);
  const stateOf = (n: number): SourceState | undefined => parts.find(part => part.n === n)?.state;
  const gone = numbers.filter(n => n !== last && (stateOf(n) === undefined || stateOf(n)?.state === 'gone'));
  const unread = gone.filter(n => (stateOf(n)?.bytes ?? 0) === 0);
  const read = gone.filter(n => !unread.includes(n));
  const sentences = [
    ...(unread.length > 0
      ? [
          `${named(unread)} of ${last} ${unread.length > 1 ? 'are missing, with the requests in them' : 'is missing, with the requests in it'}`,
        ]
      : []),
    ...(read.length > 0
      ? [
          `${named(read)} of ${last} ${read.length > 1 ? 'were deleted after they were read' : 'was deleted after it was read'}`,
        ]
      : []),
    ...parts.flatMap(({ n, state }) =>
      state.message === null || gone.includes(n) ? [] : [`part ${n}: ${state.message}`],
    ),
  ];
  return sentences.length === 0 ? null : sentences.join('; ');
}

/** `part 2`, `parts 1–3, 5`. */
function named(numbers: readonly number[]): string {
  const runs: { from: number; to: number }[] = [];
  for (const n of numbers) {
    const last = runs.at(-1);
    if (last !== undefined && last.to === n - 1) last.to = n;
    else runs.push({ from: n, to: n });
  }
  const words = runs.map(({ from, to }) => (from === to ? `${from}` : `${from}-${to}`));
  return `part${numbers.length > 1 ? 's' : ''} ${words.join(', ')}`;
}

function weakest(states: readonly SourceState[]): Fidelity | null {
  const known = states.flatMap(({ fidelity }) => (fidelity === null ? [] : [fidelity]));
  return known.sort(compareFidelity).at(-1) ?? null;
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, one) => total + one, 0);
