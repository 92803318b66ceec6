import { breakpointRules } from '../../../cache/forecast.js';
import { LONG_MS, SHORT_MS } from '../../../cache/lifetime.js';
import type { Usage } from '../../../log/record.js';
import { isRest } from '../../../prompt/index.js';
import { quoted } from '../../../text/quoted.js';
import { ageWords, earlierWords } from '../../causes/expired.js';
import type { Standing } from '../../causes/rule.js';
import type { Cause } from '../../model.js';
import { type Call, heldTokens } from '../call.js';
import { causeNamed } from './find-causes.js';
import { isBeyond } from './passed.js';

/** What can be said of a shortfall when the log holds usage but no prompt: model and time; the rest is not in it. */
export function causesWithoutPrompt(call: Call): readonly Cause[] {
  const { parent, rules } = call;
  if (parent === null) return [];
  const { bestEffort } = rules;
  const found: Cause[] = [];
  if (parent.model !== null && call.model !== null && parent.model !== call.model) {
    found.push(causeNamed('model-changed', `The model changed from ${parent.model} to ${call.model}.`));
  }
  const effort = effortChanged(parent.record.effort, call.record.effort, bestEffort);
  if (effort !== null) found.push(effort);
  // A summary takes the place of what may have expired as well.
  const aged = call.isAfterCompaction ? null : expiredWithout(call, parent);
  if (aged !== null) found.push(aged);
  if (call.isAfterCompaction) {
    found.push(
      causeNamed(
        'history-summarised',
        'The log says that the conversation was compacted before it.',
        { confidence: 'likely', expected: true },
        bestEffort,
      ),
    );
  }
  if (found.length > 0) return found;
  if (isRest(call.continues))
    return [
      causeNamed(
        'unknown',
        'It sends only what is new: what the provider holds in front of that, and whether it still did, is not in this log.',
        {
          kind: 'prompt',
          fix: 'To see what changes, send the whole input instead of `previous_response_id` or `conversation`.',
        },
      ),
    ];
  return [
    causeNamed(
      'unknown',
      `This log holds usage but no prompt: what changed is not in it.${pauseWords(call, parent)}`,
      { kind: 'prompt' },
    ),
  ];
}

/** A word of the log; where it names none, which effort the model's own is may still have changed with the model. */
function effortChanged(
  before: string | null | undefined,
  after: string | null | undefined,
  bestEffort: boolean,
): Cause | null {
  if (before === undefined || after === undefined || before === after) return null;
  const words = [before, after].map(effort => (effort === null ? 'unset' : `"${quoted(effort, 40)}"`));
  const finding = { kind: 'reasoning_effort', path: 'reasoning_effort', confidence: 'likely' } as const;
  return causeNamed(
    'parameters-changed',
    `Changed: reasoning_effort ${words.join(' -> ')}.`,
    finding,
    bestEffort,
  );
}

/** How old what the parent held was, and what of it a longer lifetime kept alive. */
interface Aged {
  readonly idleMs: number;
  readonly ttl: string;
  readonly ttlMs: number;
  /** Tokens in front, asked for with the longer lifetime, that were alive. */
  readonly alive: number;
  readonly earlier: Standing['earlierTtl'];
}

function ageOf({ record, rules }: Call, parent: Call): Aged | null {
  const [at, before] = [record.at, parent.record.at];
  if (at === null || before === null) return null;
  const idleMs = at - before;
  if (breakpointRules(rules) === null)
    return { idleMs, ttl: rules.defaultTtl, ttlMs: rules.lifetime.possible, alive: 0, earlier: null };
  const long = longHeld(parent);
  const isLong = long !== null && long.tokens >= (heldTokens(parent) ?? 0);
  const outlives = idleMs >= LONG_MS;
  const ttl = isLong || (long !== null && outlives) ? '1h' : '5m';
  return {
    idleMs,
    ttl,
    ttlMs: ttl === '1h' ? LONG_MS : SHORT_MS,
    alive: isLong || outlives ? 0 : (long?.tokens ?? 0),
    earlier: long === null || isLong ? null : { ttl: '1h', until: long.by.label },
  };
}

/** Requests back that are looked at for what asked for the longer lifetime. */
const FAR_BACK = 64;

/** What of a request's prefix was written for an hour, by the usage of its lane; the newest that did, and where that ends. */
function longHeld(call: Call): { readonly tokens: number; readonly by: Call } | null {
  let most = Number.POSITIVE_INFINITY;
  let at: Call | null = call;
  for (let back = 0; at !== null && back < FAR_BACK; back += 1) {
    const billed: Usage | null = at.usage?.usage ?? null;
    if (billed?.cacheRead == null) return null;
    if ((billed.cacheWrite1h ?? 0) > 0) {
      const end = billed.cacheRead + (billed.cacheWrite1h ?? 0);
      return end <= most ? { tokens: end, by: at } : null;
    }
    most = Math.min(most, billed.cacheRead);
    at = at.parent;
  }
  return null;
}

/** An entry that expired leaves what other conversations keep alive: no more than this one ever read of theirs. */
function expiredWithout(call: Call, parent: Call): Cause | null {
  const age = ageOf(call, parent);
  const read = call.usage?.usage?.cacheRead ?? null;
  if (age === null || age.idleMs < age.ttlMs || read === null) return null;
  const { alive, earlier } = age;
  const shared = call.lane.calls
    .filter(other => other !== call)
    .flatMap(({ usage }) => usage?.usage?.cacheRead ?? []);
  if (alive > 0 ? Math.abs(read - alive) > SAME : isBeyond(read, Math.min(...shared))) return null;
  const bestEffort = breakpointRules(call.rules) === null;
  const { summary, fix } = ageWords({ ...age, bestEffort });
  const isTold = bestEffort || parent.usage?.usage?.cacheWrite1h != null;
  const doubt = isTold ? '' : ' Whether it was written for 1h is not in this log.';
  return causeNamed('expired', `${summary}${earlierWords(earlier)}${doubt}`, { fix, confidence: 'likely' });
}

/** Tokens by which two counts of one entry may differ. */
const SAME = 16;

/** A pause that is longer than the lifetime is worth a word, though more was read than a pause would leave. */
function pauseWords(call: Call, parent: Call): string {
  const age = ageOf(call, parent);
  const read = call.usage?.usage?.cacheRead ?? 0;
  if (age === null || age.idleMs < age.ttlMs || read <= age.alive) return '';
  return ` ${ageWords({ ...age, bestEffort: breakpointRules(call.rules) === null }).summary} More was read than that would leave of this conversation alone.`;
}
