import { serverEdits } from './context-editing.js';
import type { CauseRule } from './rule.js';

export const providerSide: CauseRule = {
  id: 'provider-side',
  title: 'Lost at the provider',
  severity: 'medium',
  stage: 'verdict',
  fix: 'Nothing in the request to change; a stable session or cache key keeps requests on one machine where the provider routes by it.',
  find({ standing, after }) {
    if (serverEdits(after).length > 0) return null;
    const { idleMs, ttlMs, olderWasHit, bestEffort, redacted } = standing;
    const inTime = (idleMs !== null && ttlMs !== null && idleMs < ttlMs) || olderWasHit;
    if (redacted.length > 0) return null;
    if (!inTime && !bestEffort) return null;
    const why = bestEffort
      ? 'The bytes are the same; this cache promises no hit.'
      : 'Same bytes, alive, reachable and long enough: it should have been read.';
    return { confidence: bestEffort ? 'likely' : 'certain', summary: why };
  },
};
