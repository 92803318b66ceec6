/** Requests of which a log tells what was billed, and not what was sent. */
import { requestRecord } from '../protocol/request.js';
import { NO_RESPONSE, outcomeOf, usageRecord } from '../protocol/response.js';
import type { Api, Client, LogRecord, Outcome, Usage } from '../record.js';
import type { ParsedLine } from './format.js';

/** What is left out is unknown. */
export interface BilledCall {
  readonly key: string;
  readonly at: number | null;
  readonly endedAt?: number | null;
  readonly session?: string | null;
  readonly turn?: string | null;
  readonly agent?: string | null;
  readonly client?: Client | null;
  readonly provider?: string | null;
  readonly api?: Api | null;
  readonly model?: string | null;
  /** Default: the model that was asked. */
  readonly responseModel?: string | null;
  readonly responseId?: string | null;
  readonly usage: Usage | null;
  readonly error?: string | null;
  /** Default: told by the usage and the error. */
  readonly outcome?: Outcome | null;
}

/** A request and its usage. */
export function billedCall({ origin }: Pick<ParsedLine, 'origin'>, call: BilledCall): LogRecord[] {
  const {
    key,
    at,
    session = null,
    turn = null,
    agent = null,
    client = null,
    provider = null,
    api = null,
    model = null,
  } = call;
  const { usage, error = null, responseModel = null, responseId = null } = call;
  const request = requestRecord({
    key,
    origin,
    fidelity: 'usage-only',
    body: null,
    at,
    session,
    turn,
    agent,
    client,
    provider,
    api,
    model,
  });
  const facts = {
    ...NO_RESPONSE,
    usage,
    error,
    outcome: call.outcome ?? outcomeOf(usage, error),
    model: responseModel,
    responseId,
  };
  return [request, usageRecord({ origin, of: { key }, endedAt: call.endedAt ?? null }, facts)];
}

/** Counts as clients keep them that exclude each other and write 0 where the provider said nothing. */
export interface KeptCounts {
  readonly input: number | null;
  readonly cacheRead: number | null;
  readonly cacheWrite: number | null;
  readonly output: number | null;
  /** True if its provider always says what was cached, so that 0 is a count. @default false */
  readonly isAlwaysCounted?: boolean;
}

/** Where nothing was read and nothing written, the provider may not have said so. */
export function keptUsage({
  input,
  cacheRead,
  cacheWrite,
  output,
  isAlwaysCounted = false,
}: KeptCounts): Usage {
  const isCounted = isAlwaysCounted || (cacheRead ?? 0) + (cacheWrite ?? 0) > 0;
  const total = (input ?? 0) + (cacheRead ?? 0) + (cacheWrite ?? 0);
  return {
    input: isCounted ? input : null,
    cacheRead: isCounted ? cacheRead : null,
    cacheWrite: isCounted ? cacheWrite : null,
    cacheWrite5m: null,
    cacheWrite1h: null,
    output,
    promptTotal: input === null ? null : total,
  };
}

/** Providers whose usage always names what was read and written. */
export const alwaysCounts = (provider: string | null): boolean => /anthropic|bedrock/i.test(provider ?? '');
