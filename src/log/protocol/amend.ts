/** What is known of a response when its usage is told more than once: by two logs, or by each of its parts. */
import type { Usage, UsageRecord } from '../record.js';
import { isCutOff } from './usage.js';

/** What was said first, if anything was, with what the later one adds or corrects. */
export function amended(known: UsageRecord | null, later: UsageRecord): UsageRecord {
  const told = known === null ? later : together(known, later);
  return isCutOff(told) ? { ...told, outcome: 'aborted' } : told;
}

/** True if the rest of an answer repeats what was billed. */
export function sameCounts(a: UsageRecord, b: UsageRecord): boolean {
  const counts = ({ outcome, usage }: UsageRecord): string =>
    JSON.stringify([outcome, usage?.input, usage?.cacheRead, usage?.cacheWrite]);
  return counts(a) === counts(b);
}

function together(known: UsageRecord, later: UsageRecord): UsageRecord {
  const isSilent = later.usage === null && known.usage !== null;
  return {
    ...known,
    usage: amendedUsage(known.usage, later.usage),
    outcome: isSilent ? known.outcome : later.outcome,
    status: later.status ?? known.status,
    error: later.error ?? known.error,
    firstByteAt: known.firstByteAt ?? later.firstByteAt,
    endedAt: later.endedAt ?? known.endedAt,
    model: later.model ?? known.model,
    responseId: later.responseId ?? known.responseId,
    servedBy: later.servedBy ?? known.servedBy ?? null,
    vendor: later.vendor ?? known.vendor,
    billing: later.billing ?? known.billing,
    ...((later.limits ?? known.limits) && { limits: later.limits ?? known.limits ?? [] }),
  };
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
