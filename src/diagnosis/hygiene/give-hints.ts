import type { Call } from '../calls/call.js';
import { inspect } from './index.js';

/** Gives a request that succeeded its hints; has to be asked once, because what its lane has by now is kept with the lane. */
export function giveHints(call: Call): void {
  if (call.prompt === null) return;
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
