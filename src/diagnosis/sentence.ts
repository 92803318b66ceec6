/** What is said of a break and its causes: the report, the screen, the events and what is told to others print it. */
import { count, counted, type DollarOptions, dollars } from '../text/numbers.js';
import { prefill } from '../text/times.js';
import type { Break, Cause } from './model.js';
import { nameOf } from './nature.js';

type Sized = Parameters<typeof nameOf>[0] &
  Pick<
    Break,
    | 'predicted'
    | 'magnitude'
    | 'rewritten'
    | 'lostTokens'
    | 'expectedExact'
    | 'cost'
    | 'costApproximate'
    | 'lostMs'
    | 'writePerRead'
  >;

/** How sure the money of a break is: `~` where what it should have read is an estimate, `≈` where the rate is a neighbour's. */
export const aboutCost = (
  found: Pick<Break, 'predicted' | 'expectedExact' | 'costApproximate'>,
): DollarOptions => ({
  estimate: found.predicted || !found.expectedExact,
  approximate: found.costApproximate,
});

/** `full break, M5.3: 178 577 tokens written, $0.61 lost`: what grew since the parent is in the write, not in the loss. */
export function sizeOf(found: Sized): string {
  const name = `${found.predicted ? 'predicted ' : ''}${nameOf(found)}`;
  // Where no write is counted, what was lost is what is known.
  const written =
    found.rewritten === null || found.rewritten === 0
      ? `${found.expectedExact && !found.predicted ? '' : '~'}${counted(found.lostTokens, 'token')} ${found.predicted ? 'to be paid again' : 'not read'}`
      : `${counted(found.rewritten, 'token')} written`;
  const lost =
    found.cost === null && found.lostMs != null
      ? prefill(found.lostMs)
      : dollars(found.cost, aboutCost(found));
  // What a write costs against a read is what makes a break dear.
  const factor =
    found.writePerRead === null || found.cost === null
      ? ''
      : ` at ${factorText(found.writePerRead)} x a read`;
  return `${name}, ${found.predicted ? '~' : ''}M${found.magnitude.toFixed(1)}: ${written}, ${lost} lost${factor}`;
}

/** `12.5`, `20`: at most one decimal. */
export const factorText = (factor: number): string => `${Math.round(factor * 10) / 10}`;

export function readsOf(
  found: Pick<Break, 'actualRead' | 'expectedRead' | 'expectedExact' | 'hitEntryOf'>,
): string {
  const read =
    found.actualRead === null ? 'what was read is not in this log' : `read ${count(found.actualRead)}`;
  const older = found.hitEntryOf === null ? '' : ` (the entry of #${found.hitEntryOf})`;
  const about = found.expectedExact ? '' : '~';
  return `expected to read ${about}${count(found.expectedRead)}, ${read}${older}`;
}

/** `history-edited (compacted)`. */
export const causeName = (cause: Pick<Cause, 'id' | 'kind'>): string =>
  cause.kind === null ? cause.id : `${cause.id} (${cause.kind})`;

/** How sure a cause is; null for what is not known, which would read as certain. */
export const sureness = ({ id, confidence }: Pick<Cause, 'id' | 'confidence'>): string | null =>
  id === 'unknown' ? null : confidence;
