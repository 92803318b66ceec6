/** The break before the bill: what the bytes of a running request foretell, until its usage says what came of it. */
import type { Break, Model, RequestEntry } from '../../diagnosis/model.js';

type Request = Pick<RequestEntry, 'break' | 'foreseen' | 'usage' | 'outcome'>;

/** True while a break is foretold and nothing is billed. */
export const isComing = ({ break: broken, foreseen, usage, outcome }: Request): boolean =>
  broken === null && foreseen !== null && usage === null && outcome === 'pending';

/** The break of a request, or the one that is coming. */
export const breakOrComing = (request: Request): Break | null =>
  request.break ?? (isComing(request) ? request.foreseen : null);

/**
 * The break with a price: one that was settled by its bytes, without a bill, costs what was foreseen; its sign is that of an
 * estimate (`predicted`).
 */
export function pricedBreakOf(request: Request): Break | null {
  const broken = breakOrComing(request);
  const { foreseen } = request;
  if (broken === null || foreseen === null || !broken.predicted || broken.cost !== null) return broken;
  return { ...broken, cost: foreseen.cost, costApproximate: foreseen.costApproximate };
}

/** True for a break that no usage has confirmed: one that is coming, and one whose answer is not in the log. It wears a `~`. */
export const isForetold = (request: Request): boolean =>
  isComing(request) || request.break?.predicted === true;

/** True for a break that counts, and for one that will. */
export const rings = (request: Request): boolean => breakOrComing(request)?.ringing === true;

/** True if a break was foretold and did not come: what was read is known, and it did not break. */
export const isSpared = ({ break: broken, foreseen, usage }: Request): boolean =>
  broken === null && foreseen?.ringing === true && usage !== null && usage.cacheRead !== null;

/** True if a break was foretold and is not awaited any more, without having come as far as the log tells. */
export const hasNotCome = ({ break: broken, foreseen, outcome }: Request): boolean =>
  broken === null && foreseen?.ringing === true && outcome !== 'pending';

/** Whether a break that was foretold and is not awaited any more came, as far as the log tells. */
export const notComeSentence = (request: RequestEntry): string =>
  `#${request.label}: the break that was foretold ${isSpared(request) ? 'did not come' : 'is not told of by its answer: it may have come'}`;

/** Requests whose break is coming, oldest first, and what they will cost together; null: no rate. */
export function comingIn({ requests }: Pick<Model, 'requests'>): {
  readonly requests: readonly RequestEntry[];
  readonly cost: number | null;
  readonly approximate: boolean;
} {
  const coming = requests.filter(request => isComing(request) && rings(request));
  const breaks = coming.flatMap(({ foreseen }) => foreseen ?? []);
  const isPriced = breaks.length > 0 && breaks.every(({ cost }) => cost !== null);
  return {
    requests: coming,
    cost: isPriced ? breaks.reduce((sum, { cost }) => sum + (cost ?? 0), 0) : null,
    approximate: breaks.some(({ costApproximate }) => costApproximate),
  };
}
