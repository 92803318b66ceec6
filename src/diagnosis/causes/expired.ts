import { LONG_MS } from '../../cache/lifetime.js';
import { count } from '../../text/numbers.js';
import { duration } from '../../text/times.js';
import { type CauseRule, type Finding, type Standing, WORDS_FOR } from './rule.js';

export const expired: CauseRule = {
  id: 'expired',
  title: 'The entry outlived its lifetime',
  severity: 'medium',
  stage: 'circumstance',
  vendor: WORDS_FOR.sameBytes,
  isSaidBeside: true,
  fix: 'Ask for the 1h lifetime if pauses of 5 to 60 minutes are common, or send before the clock runs out.',
  find({ standing }) {
    const { idleMs, ttlMs, ttl, bestEffort, surelyMs, isOutlived, earlierTtl } = standing;
    if (idleMs === null || ttlMs === null || isOutlived) return null;
    if (idleMs < ttlMs) return surelyMs !== null && idleMs >= surelyMs ? unpromised(idleMs, surelyMs) : null;
    const { summary, fix } = ageWords({ idleMs, ttlMs, ttl, bestEffort });
    return { confidence: 'certain', fix, summary: `${summary}${earlierWords(earlierTtl)}` };
  },
};

/** A silent change of the lifetime. */
export const earlierWords = (earlier: Standing['earlierTtl']): string =>
  earlier === null ? '' : ` Until #${earlier.until} this conversation asked for ${earlier.ttl}.`;

/** Longer than the time for which the provider promises to keep it, and shorter than it may. */
function unpromised(idleMs: number, surelyMs: number): Finding {
  const words = duration(idleMs) === duration(surelyMs) ? seconds : duration;
  return {
    confidence: 'likely',
    fix: fixOf(null, true, idleMs),
    summary: `Idle for ${words(idleMs)}; this cache keeps a prefix for ${words(surelyMs)}, and longer only where it has room.`,
  };
}

export interface Age {
  readonly idleMs: number;
  readonly ttl: string | null;
  readonly ttlMs: number;
  readonly bestEffort: boolean;
}

/** How old it was, and what can be done about that: of that provider and that lifetime. */
export function ageWords({ idleMs, ttl, ttlMs, bestEffort }: Age): Record<'summary' | 'fix', string> {
  // Rounded to their unit the two can look alike.
  const words = duration(idleMs) === duration(ttlMs) ? seconds : duration;
  return {
    fix: fixOf(ttl, bestEffort, idleMs),
    summary: bestEffort
      ? `Idle for ${words(idleMs)}; this cache keeps a prefix for ${words(ttlMs)} at most.`
      : `Idle for ${words(idleMs)}; the entry lives ${words === seconds ? seconds(ttlMs) : (ttl ?? 'less')} from its last use.`,
  };
}

const seconds = (milliseconds: number): string => `${count(Math.round(milliseconds / 1_000))} s`;

/** There is a longer lifetime to ask for only where the provider has one, it was not asked for already, and it outlasts the pause. */
function fixOf(ttl: string | null, bestEffort: boolean, idleMs: number): string {
  const hasLonger = ttl === '5m' && !bestEffort;
  if (hasLonger && idleMs < LONG_MS) return expired.fix;
  return hasLonger
    ? 'Send before the clock runs out, or accept it: no lifetime that can be asked for outlasts such a pause.'
    : 'Send before the clock runs out, or accept it: no longer lifetime can be asked for here.';
}
