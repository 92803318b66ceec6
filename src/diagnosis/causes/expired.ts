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
    const { idleMs, ttlMs, ttl, bestEffort } = standing;
    if (idleMs === null || ttlMs === null || idleMs < ttlMs) return null;
    return {
      confidence: 'certain',
      fix: fixOf(ttl, bestEffort),
      summary: bestEffort
        ? `Idle for ${duration(idleMs)}; this cache keeps a prefix for ${duration(ttlMs)} at most.`
        : `Idle for ${duration(idleMs)}; the entry lives ${ttl ?? 'less'} from its last use.`,
    };
  },
};

/** There is a longer lifetime to ask for only where the provider has one, and it was not asked for already. */
function fixOf(ttl: string | null, bestEffort: boolean): string {
  if (ttl === '5m' && !bestEffort) return expired.fix;
  return 'Send before the clock runs out, or accept it: no longer lifetime can be asked for here.';
}
