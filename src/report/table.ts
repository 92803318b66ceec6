/** The columns of the request table, as text; each form of the report lays them out in its own way. */
import { writtenBy } from '../diagnosis/sums/tally.js';
import { SECTIONS } from '../prompt/prompt.js';
import { compactCount, count, percent, predicted, UNKNOWN } from '../text/numbers.js';
import type { ReportRequest } from './request.js';

export interface TableRow {
  readonly broke: boolean;
  readonly n: string;
  /** In the order of the prefix: tools, system, messages. */
  readonly hashes: readonly { readonly text: string; readonly changed: boolean }[];
  readonly write: string;
  readonly read: string;
  readonly hit: string;
  readonly what: string;
}

export function rowOf(request: ReportRequest): TableRow {
  const { usage } = request;
  // A call that did not run is no unknown: what it would have read is no part of the story.
  const guess = request.outcome === 'error' ? null : request.predicted;
  return {
    broke: request.break?.ringing ?? false,
    n: request.label,
    hashes: SECTIONS.map(section => ({
      text: request.hashes[section] ?? UNKNOWN,
      changed: request.changed.includes(section),
    })),
    write: tokens(writtenBy(request), usage === null ? (guess?.cacheWrite ?? null) : null),
    read: tokens(usage?.cacheRead ?? null, guess?.cacheRead ?? null),
    hit: percent(request.hitRate),
    what: request.what,
  };
}

function tokens(known: number | null, guess: number | null): string {
  if (known === null) return predicted(compactCount(guess));
  return known < 10_000_000 ? count(known) : compactCount(known);
}
