import { lifetimeMs } from '../../../cache/lifetime.js';
import { quoted } from '../../../text/quoted.js';
import { ageWords } from '../../causes/expired.js';
import type { Cause } from '../../model.js';
import type { Call } from '../call.js';
import { causeNamed } from './find-causes.js';
import { isBeyond } from './passed.js';
import { breakpointRules } from './standing.js';

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
  if (call.continues !== null)
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
    causeNamed('unknown', 'This log holds usage but no prompt: what changed is not in it.', {
      kind: 'prompt',
    }),
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

/** An entry that expired leaves what other conversations keep alive: no more than this one ever read of theirs. */
function expiredWithout(call: Call, parent: Call): Cause | null {
  const idleMs =
    call.record.at === null || parent.record.at === null ? null : call.record.at - parent.record.at;
  const { rules } = call;
  const bestEffort = breakpointRules(rules) === null;
  const ttl = bestEffort ? rules.defaultTtl : lifetimeOf(parent);
  const ttlMs = bestEffort ? rules.lifetime.possible : lifetimeMs(ttl);
  const read = call.usage?.usage?.cacheRead ?? null;
  if (idleMs === null || ttlMs === null || idleMs < ttlMs || read === null) return null;
  const shared = call.lane.calls
    .filter(other => other !== call)
    .flatMap(({ usage }) => usage?.usage?.cacheRead ?? []);
  if (isBeyond(read, Math.min(...shared))) return null;
  const { summary, fix } = ageWords({ idleMs, ttl, ttlMs, bestEffort });
  const isTold = bestEffort || parent.usage?.usage?.cacheWrite1h != null;
  const doubt = isTold ? '' : ' Whether it was written for 1h is not in this log.';
  return causeNamed('expired', `${summary}${doubt}`, { fix, confidence: 'likely' });
}

/** The lifetime that was billed; 5m where the log does not say. */
function lifetimeOf({ usage }: Call): string {
  const longWrites = usage?.usage?.cacheWrite1h ?? 0;
  return longWrites > 0 ? '1h' : '5m';
}
