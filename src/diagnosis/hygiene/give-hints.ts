import type { Call } from '../calls/call.js';
import { inspect } from './index.js';

/** Gives a request that succeeded its hints, once; what its lane has by now is kept with the lane. */
export function giveHints(call: Call): void {
  if (call.inspected || call.prompt === null) return;
  call.inspected = true;
  const { hints, figures } = inspect(call.lane.figures, {
    prompt: call.prompt,
    parent: call.parent?.prompt ?? null,
    relation: call.relation,
    usage: call.usage?.usage ?? null,
    rules: call.rules,
    causes: call.broken?.causes.map(cause => cause.id) ?? [],
  });
  call.hints = hints;
  call.lane.figures = figures;
}
