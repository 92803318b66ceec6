/**
 * OpenClaw's cache trace (`OPENCLAW_CACHE_TRACE=1`): what OpenClaw itself saw of the cache, per request.
 *
 * Its digests cover OpenClaw's own messages, time stamps included, so they differ between healthy requests and say nothing
 * about the prefix; only usage and OpenClaw's verdict are taken. Where the payload log stands beside it and goes along, that
 * log holds the requests and the trace gives each its usage.
 */
import { at, isArray, numberOf, objectOf, textOf, timeOf } from '../json/json.js';
import { requestRecord } from '../protocol/request.js';
import { NO_RESPONSE, outcomeOf, usageRecord } from '../protocol/response.js';
import { readUsage } from '../protocol/usage.js';
import type { JsonObject, LogRecord, UsageRecord, VendorVerdict } from '../record.js';
import type { Beside, LogFormat, ParsedLine } from './format.js';

/** OpenClaw's own name for the log that holds the requests. */
export const PAYLOAD_LOG = 'anthropic-payload.jsonl';
/** … and for this one. */
export const CACHE_TRACE = 'cache-trace.jsonl';

export const openclawTrace: LogFormat = {
  id: 'openclaw-trace',
  title: 'OpenClaw cache trace',
  fidelity: 'digests',
  recognises: value =>
    typeof value.stage === 'string' && value.stage.includes(':') && numberOf(value.seq) !== null,
  open(beside) {
    /** When the request of a run left; bounded by the runs that are under way. */
    const leftAt = new Map<string, number>();
    return {
      read(line) {
        const { stage, runId, ts } = line.value;
        const run = textOf(runId) ?? '';
        const time = timeOf(ts);
        if (stage === 'cache:state' && time !== null) leftAt.set(run, time);
        if (stage === 'session:after') leftAt.delete(run);
        return stage === 'cache:result' ? readResult(line, leftAt.get(run) ?? null, beside) : [];
      },
    };
  },
};

function readResult(line: ParsedLine, leftAt: number | null, beside: Beside): LogRecord[] {
  const { value, origin } = line;
  const turn = textOf(value.runId);
  const options = objectOf(value.options);
  if (turn === null || options === null) return [];
  const session = textOf(value.sessionId) ?? textOf(value.sessionKey);
  const key = `${turn}#${numberOf(options.requestIndex) ?? origin.line}`;
  const isJoined = leftAt !== null && (beside.modified(PAYLOAD_LOG) ?? 0) >= leftAt;
  const usage = usageOf(line, options, isJoined ? { session, turn } : { key });
  if (isJoined) return [usage];
  const request = requestRecord({
    key,
    origin,
    fidelity: 'digests',
    body: null,
    at: leftAt,
    session,
    turn,
    client: { name: 'openclaw', version: null },
    provider: textOf(value.provider),
    model: textOf(value.modelId),
    call: { apiName: textOf(value.modelApi) },
  });
  return [request, usage];
}

function usageOf({ value, origin }: ParsedLine, options: JsonObject, of: UsageRecord['of']): UsageRecord {
  const usage = readUsage(options);
  const facts = { ...NO_RESPONSE, usage, outcome: outcomeOf(usage, null), vendor: verdictOf(options) };
  return usageRecord({ origin, of, endedAt: timeOf(value.ts) }, facts);
}

/** OpenClaw compares with the request before; on the first of a run it has nothing to say. */
function verdictOf(options: JsonObject): VendorVerdict | null {
  const before = numberOf(options.previousCacheRead);
  const codes = isArray(options.changes)
    ? options.changes.flatMap(change => textOf(at(change, 'code')) ?? [])
    : [];
  const read = numberOf(options.cacheRead);
  const missedTokens = options.broke === true && before !== null && read !== null ? before - read : null;
  if (codes.length > 0) return { by: 'openclaw', reason: codes.join(', '), missedTokens };
  return before === null ? null : { by: 'openclaw', reason: 'none', missedTokens };
}
