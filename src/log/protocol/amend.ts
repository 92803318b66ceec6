/** What is known of a response when its usage is told more than once: by two logs, or by each of its parts. */
import type { PlanWindow, Usage, UsageRecord } from '../record.js';
import { isCutOff } from './usage.js';

/** What is kept of a usage once it is known whose it is. */
export interface KeptUsage extends Omit<UsageRecord, 'kind' | 'origin' | 'of' | 'servedBy' | 'limits'> {
  readonly servedBy: string | null;
  readonly limits: readonly PlanWindow[] | null;
}

/** What was said first, if anything was, with what the later one adds or corrects. */
export function amended(known: KeptUsage | null, later: UsageRecord): KeptUsage {
  const isSilent = known !== null && known.usage !== null && later.usage === null;
  const told = {
    usage: amendedUsage(known?.usage ?? null, later.usage),
    outcome: isSilent ? known.outcome : later.outcome,
    status: later.status ?? known?.status ?? null,
    error: later.error ?? known?.error ?? null,
    firstByteAt: known?.firstByteAt ?? later.firstByteAt,
    endedAt: later.endedAt ?? known?.endedAt ?? null,
    model: later.model ?? known?.model ?? null,
    responseId: later.responseId ?? known?.responseId ?? null,
    servedBy: later.servedBy ?? known?.servedBy ?? null,
    vendor: later.vendor ?? known?.vendor ?? null,
    billing: later.billing ?? known?.billing ?? null,
    limits: later.limits ?? known?.limits ?? null,
  };
  return isCutOff(told) ? { ...told, outcome: 'aborted' } : told;
}

/** True if the rest of an answer repeats what was billed. */
export function sameCounts(a: KeptUsage, b: KeptUsage): boolean {
  const counts = ({ outcome, usage }: KeptUsage): string =>
    JSON.stringify([outcome, usage?.input, usage?.cacheRead, usage?.cacheWrite]);
  return counts(a) === counts(b);
}

function amendedUsage(known: Usage | null, later: Usage | null): Usage | null {
  if (known === null || later === null) return later ?? known;
  const promptTotal = later.promptTotal ?? known.promptTotal;
  return {
    input: later.input ?? known.input,
    cacheRead: later.cacheRead ?? known.cacheRead,
    cacheWrite: later.cacheWrite ?? known.cacheWrite,
    cacheWrite5m: later.cacheWrite5m ?? known.cacheWrite5m,
    cacheWrite1h: later.cacheWrite1h ?? known.cacheWrite1h,
    output: later.output ?? known.output,
    ...(promptTotal === undefined ? {} : { promptTotal }),
  };
}
