import type { JsonObject } from '../sessions/json.js';
import { bodyOf } from '../wire/body.js';
import { type Billed, inOrder, iso, type TimedLine, type WrittenLog } from './log.js';
import { urlOf, ZEROS } from './usage.js';

/** cachequake's record format: a line when a request leaves, a line when its usage is known. */
export function writeOwn(billed: readonly Billed[]): WrittenLog {
  return inOrder(billed.flatMap((item, index) => [request(item, index), usage(item, index)]));
}

function request({ call }: Billed, index: number): TimedLine {
  const { betas } = call.prompt.parameters;
  const line: JsonObject = {
    cachequake: 1,
    kind: 'request',
    id: `r${index + 1}`,
    at: iso(call.at),
    session: call.session,
    turn: call.turn,
    ...(call.agent === null ? {} : { agent: call.agent }),
    provider: call.provider,
    api: call.api,
    model: call.prompt.model,
    url: urlOf(call),
    ...(betas.length === 0 ? {} : { betas }),
    purpose: call.purpose,
    body: bodyOf(call),
  };
  return { at: call.at, call: call.id, line };
}

function usage({ call, bill }: Billed, index: number): TimedLine {
  const noted = bill ?? (call.outcome === 'aborted' ? ZEROS : null);
  const line: JsonObject = {
    cachequake: 1,
    kind: 'usage',
    id: `r${index + 1}`,
    firstByteAt: call.firstByteAt === null ? null : iso(call.firstByteAt),
    endedAt: call.endedAt === null ? null : iso(call.endedAt),
    status: call.status,
    outcome: call.outcome === 'lost' ? 'aborted' : call.outcome,
    error: call.error,
    model: call.prompt.model,
    responseId: `msg_${index + 1}`,
    usage:
      noted === null
        ? null
        : {
            input: noted.input,
            cacheRead: noted.read,
            cacheWrite: noted.write5m + noted.write1h,
            cacheWrite5m: noted.write5m,
            cacheWrite1h: noted.write1h,
            output: noted.output,
          },
    ...(call.prompt.parameters.speed === undefined
      ? {}
      : { billing: { tier: null, speed: call.prompt.parameters.speed, geo: null } }),
    vendor: null,
  };
  return { at: call.endedAt ?? call.at + 1, line };
}
