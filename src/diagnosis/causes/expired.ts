import { count } from '../../text/numbers.js';
import { duration } from '../../text/times.js';
import { type CauseRule, WORDS_FOR } from './rule.js';

export const expired: CauseRule = {
  id: 'expired',
  title: 'The entry outlived its lifetime',
  severity: 'medium',
  stage: 'circumstance',
  vendor: WORDS_FOR.sameBytes,
  isSaidBeside: true,
  fix: 'Ask for the 1h lifetime if pauses of 5 to 60 minutes are common, or send before the clock runs out.',
  find({ standing }) {
    const { idleMs, ttlMs, ttl, bestEffort, isOutlived, earlierTtl } = standing;
    if (idleMs === null || ttlMs === null || idleMs < ttlMs || isOutlived) return null;
    const { summary, fix } = ageWords({ idleMs, ttlMs, ttl, bestEffort });
    const changed =
      earlierTtl === null ? '' : ` Until #${earlierTtl.until} this conversation asked for ${earlierTtl.ttl}.`;
    return { confidence: 'certain', fix, summary: `${summary}${changed}` };
  },
};

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
    fix: fixOf(ttl, bestEffort),
    summary: bestEffort
      ? `Idle for ${words(idleMs)}; this cache keeps a prefix for ${words(ttlMs)} at most.`
      : `Idle for ${words(idleMs)}; the entry lives ${words === seconds ? seconds(ttlMs) : (ttl ?? 'less')} from its last use.`,
  };
}

const seconds = (milliseconds: number): string => `${count(Math.round(milliseconds / 1_000))} s`;

/** There is a longer lifetime to ask for only where the provider has one, and it was not asked for already. */
function fixOf(ttl: string | null, bestEffort: boolean): string {
  if (ttl === '5m' && !bestEffort) return expired.fix;
  return 'Send before the clock runs out, or accept it: no longer lifetime can be asked for here.';
}
