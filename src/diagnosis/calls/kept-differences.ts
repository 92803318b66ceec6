import type { PlacedDifference, RequestEntry } from '../model.js';

/** A request, as far as its differences are kept. */
export interface Differing {
  differences: { readonly list: readonly Pick<PlacedDifference, 'before' | 'after'>[] } | null;
  /** What was published of it. */
  entry: RequestEntry | null;
}

/** Bounds what is kept of the differences of all requests. A break keeps its first one whatever its age. */
export interface KeptDifferences<Request extends Differing> {
  /**
   * A request has left. Those of the oldest are let go for it.
   *
   * @returns requests of which another entry is published now: they lost theirs
   */
  keep(request: Request): readonly Request[];
  /** A request is not listed any more. */
  drop(request: Request): void;
}

/** Characters: those of some three thousand breaks. */
const ROOM = 16 * 1024 * 1024;

/** @param room characters of text; the oldest make room for new ones */
export function createKeptDifferences<Request extends Differing>(
  room: number = ROOM,
): KeptDifferences<Request> {
  const held = new Map<Request, number>();
  let sum = 0;
  return {
    drop(request) {
      sum -= held.get(request) ?? 0;
      held.delete(request);
    },
    keep(request) {
      const lost: Request[] = [];
      if (request.differences === null) return lost;
      const size = sizeOf(request.differences);
      held.set(request, size);
      sum += size;
      for (const [oldest, characters] of held) {
        if (sum <= room || oldest === request) break;
        held.delete(oldest);
        sum -= characters;
        oldest.differences = null;
        if (oldest.entry === null) continue;
        oldest.entry = { ...oldest.entry, differences: null };
        lost.push(oldest);
      }
      return lost;
    },
  };
}

const sizeOf = ({ list }: NonNullable<Differing['differences']>): number =>
  list.reduce((sum, { before, after }) => sum + (before?.text.length ?? 0) + (after?.text.length ?? 0), 0);
