import type { JsonObject } from '../sessions/json.js';
import type { Call } from '../sessions/prompt.js';
import { bodyOf } from '../wire/body.js';
import { type Billed, inOrder, iso, type WrittenLog } from './log.js';
import { rawUsage, urlOf, ZEROS } from './usage.js';

/** Plain pairs: body and usage on one line, in the order in which the requests left. */
export function writePairs(billed: readonly Billed[], withTimes: boolean): WrittenLog {
  return inOrder(
    billed.map(({ call, bill }, index) => ({
      at: call.at,
      call: call.id,
      line: {
        n: index + 1,
        ...(withTimes ? { ts: iso(call.at) } : {}),
        url: urlOf(call),
        ...(call.status === 200 ? {} : { status: call.status }),
        session: call.session,
        ...(call.error === null ? {} : { error: { type: 'invalid_request_error', message: call.error } }),
        ...upstreamOf(call),
        usage: call.purpose === 'count-tokens' ? { input_tokens: 9 } : rawUsage(call, bill ?? ZEROS),
        body: bodyOf(call),
      },
    })),
  );
}

/** OpenRouter names in its answer who made it. */
function upstreamOf({ upstream, prompt }: Call): JsonObject {
  if (upstream === undefined) return {};
  return {
    provider: 'openrouter',
    response: { id: 'gen-1', provider: upstream, model: prompt.model, choices: [] },
  };
}

/** Request bodies, one a line: no times, no ids, no usage. */
export function writeBodies(billed: readonly Billed[]): WrittenLog {
  return inOrder(billed.map(({ call }) => ({ at: call.at, call: call.id, line: bodyOf(call) })));
}
