import { idleLifetime, surelyKept } from '../../../cache/automatic.js';
import type { Cache } from '../../../cache/cache.js';
import { isVisible } from '../../../cache/entries/entries.js';
import { breakpointRules, distanceTo } from '../../../cache/forecast.js';
import { lifetimeMs } from '../../../cache/lifetime.js';
import type { ModelRules } from '../../../cache/models.js';
import type { CacheScope } from '../../../cache/scope.js';
import { redactedUpTo } from '../../../prompt/index.js';
import type { Prompt } from '../../../prompt/prompt.js';
import type { Standing } from '../../causes/rule.js';
import type { Call } from '../call.js';

const NONE: readonly never[] = [];

/**
 * How the entry at the end of the parent's kept prefix stands when `prompt` leaves. Has to be asked before the request
 * is entered into the cache: entering it is a use.
 *
 * @param passed where it differs in what was found not to count
 */
export function standingOf(
  prompt: Prompt,
  scope: CacheScope,
  at: number | null,
  rules: ModelRules,
  parent: Call,
  kept: number,
  cache: Cache,
  passed: readonly string[],
): Standing {
  const byBreakpoints = breakpointRules(rules);
  const before = parent.prompt;
  const seen = parent.cache;
  const entry = before === null || seen === null ? undefined : cache.entries.at(before, seen.scope, kept);
  const usedAt = entry?.usedAt ?? parent.record.at;
  const ttl = entry?.ttl ?? before?.breakpoints.at(-1)?.ttl ?? null;
  const marked = ttl === null ? null : lifetimeMs(ttl);
  const ttlMs = byBreakpoints === null ? idleLifetime(before ?? prompt, rules) : marked;
  // Each field is named: every request has one.
  return {
    idleMs: at === null || usedAt === null ? null : at - usedAt,
    ttl: byBreakpoints === null ? rules.defaultTtl : ttl,
    ttlMs,
    surelyMs: surelyKept(before ?? prompt, rules),
    visible: entry === undefined ? null : isVisible(entry, at),
    isBegunKnown: false,
    isAnswering: false,
    isEndKnown: false,
    earlyMs: null,
    distance: byBreakpoints === null ? null : distanceTo(prompt, kept, byBreakpoints),
    lookback: byBreakpoints?.lookback ?? null,
    markedTokens: null,
    differing: NONE,
    passed: passed.length === 0 ? NONE : [...new Set(passed)],
    form: null,
    otherForms: NONE,
    ownEngine: null,
    inFront: null,
    isOutlived: false,
    isEstimate: false,
    earlierTtl: ttl === null ? null : longerBefore(ttl, parent),
    isForeign: false,
    minimum: rules.minimum,
    bestEffort: rules.bestEffort,
    redacted: redactedUpTo(prompt, kept),
    thinkingDropped: (scope.dropped?.[kept] ?? 0) !== (seen?.scope.dropped?.[kept] ?? 0),
    olderWasHit: false,
    read: null,
    written: null,
    spelling: null,
    isSpellingKnown: false,
  };
}

/** What its lane asked for before, where that was longer. */
function longerBefore(ttl: string, { lane }: Call): Standing['earlierTtl'] {
  const now = lifetimeMs(ttl) ?? 0;
  let latest: { readonly ttl: string; readonly call: Pick<Call, 'order' | 'label'> } | null = null;
  for (const [longer, call] of lane.facts.newestByTtl) {
    if ((lifetimeMs(longer) ?? 0) <= now || (latest !== null && call.order < latest.call.order)) continue;
    latest = { ttl: longer, call };
  }
  return latest === null ? null : { ttl: latest.ttl, until: latest.call.label };
}
