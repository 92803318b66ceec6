import { lifetimeMs } from '../../cache/lifetime.js';
import { duration } from '../../text/times.js';
import type { Cause } from '../model.js';
import type { Call } from './call.js';
import { causeNamed } from './find-causes.js';

/** What can be said of a shortfall when the log holds usage but no prompt: model and time; the rest is not in it. */
export function causesWithoutPrompt(call: Call): readonly Cause[] {
  const { parent } = call;
  if (parent === null) return [];
  const found: Cause[] = [];
  if (parent.model !== null && call.model !== null && parent.model !== call.model) {
    found.push(causeNamed('model-changed', `The model changed from ${parent.model} to ${call.model}.`));
  }
  const idle =
    call.record.at === null || parent.record.at === null ? null : call.record.at - parent.record.at;
  const ttl = lifetimeOf(parent);
  const ttlMs = lifetimeMs(ttl);
  if (idle !== null && ttlMs !== null && idle >= ttlMs) {
    found.push(
      causeNamed('expired', `Idle for ${duration(idle)}; entries written as ${ttl} live that long.`, {
        confidence: 'likely',
      }),
    );
  }
  if (call.isAfterCompaction) {
    found.push(
      causeNamed('history-summarised', 'The log says that the conversation was compacted before it.', {
        confidence: 'likely',
        expected: true,
      }),
    );
  }
  if (found.length > 0) return found;
  return [
    causeNamed('unknown', 'This log holds usage but no prompt: what changed is not in it.', {
      kind: 'prompt',
    }),
  ];
}

/** The lifetime that was billed; 5m where the log does not say. */
function lifetimeOf({ usage }: Call): string {
  const longWrites = usage?.usage?.cacheWrite1h ?? 0;
  return longWrites > 0 ? '1h' : '5m';
}
