import { type Call, hasFailed } from '../calls/call.js';
import { inspect, inspectRefused } from './index.js';
import type { Openings } from './openings.js';
import type { HygieneContext } from './rule.js';

const NONE: readonly never[] = [];

/** Gives a request its hints; has to be asked once of one that succeeded, because what its lane has by now is kept with the lane. */
export function giveHints(call: Call, openings: Openings): void {
  const { prompt, lane } = call;
  if (prompt === null) return;
  const failed = hasFailed(call);
  if (failed && !isRefused(call)) return;
  const context: HygieneContext = {
    prompt,
    parent: call.parent?.prompt ?? null,
    relation: call.relation,
    usage: call.usage?.usage ?? null,
    rules: call.rules,
    parting: failed ? null : openings.compare(call),
    causes: call.broken?.causes.map(cause => cause.id) ?? NONE,
  };
  if (failed) {
    call.hints = inspectRefused(lane.figures, context);
    return;
  }
  const { hints, figures } = inspect(lane.figures, context);
  call.hints = hints;
  lane.figures = figures;
}

/** The provider did not take it as it is; a log that keeps no status has at least the error. */
function isRefused({ usage }: Call): boolean {
  return usage?.status === 400 || (usage?.outcome === 'error' && usage.status === null);
}
