/** What a response says about itself: usage, model, id, error. From its JSON here, from a stream in `sse.ts`. */
import { at, isArray, isObject, numberOf, objectOf, textOf } from '../json/json.js';
import type {
  Billing,
  Json,
  JsonObject,
  Outcome,
  PlanWindow,
  Usage,
  UsageRecord,
  VendorVerdict,
} from '../record.js';
import { isAllZero, readBilling, readUsage, readVerdict } from './usage.js';

export interface ResponseFacts {
  readonly usage: Usage | null;
  /** `aborted` where the stream was cut off or nothing was billed at all. */
  readonly outcome: Outcome;
  readonly error: string | null;
  /** The model that answered. */
  readonly model: string | null;
  readonly responseId: string | null;
  /** Who answered behind a gateway: OpenRouter's `provider`. */
  readonly servedBy: string | null;
  readonly vendor: VendorVerdict | null;
  readonly billing: Billing | null;
  /** Told by the headers, not by the body. */
  readonly limits?: readonly PlanWindow[];
}

/** Nothing came back. */
export const NO_RESPONSE: ResponseFacts = {
  usage: null,
  outcome: 'aborted',
  error: null,
  model: null,
  responseId: null,
  servedBy: null,
  vendor: null,
  billing: null,
};

/**
 * Reads a whole response body of any of the APIs: a message, a completion, a `response` object, Gemini's answer or
 * array of chunks, Converse.
 *
 * @param status HTTP status, if known: 400 and above is an error whatever the body says
 */
export function readResponse(body: Json | undefined, status: number | null = null): ResponseFacts {
  if (isArray(body)) return readChunks(body, status);
  const response = unwrapped(body);
  const usageObject = usageObjectOf(response);
  const usage = readUsage(usageObject);
  const error = readError(response, status);
  return {
    usage,
    outcome: outcomeOf(usage, error),
    error,
    model: textOf(response?.model) ?? textOf(response?.modelVersion),
    responseId: textOf(response?.id) ?? textOf(response?.responseId),
    servedBy: textOf(response?.provider),
    vendor: readVerdict(response ?? undefined),
    billing: readBilling(usageObject, response ?? undefined),
  };
}

export function outcomeOf(usage: Usage | null, error: string | null): Outcome {
  if (error !== null) return 'error';
  return usage !== null && isAllZero(usage) ? 'aborted' : 'ok';
}

/** The message of an error body, or a sentence from the status. */
export function readError(response: Json | undefined, status: number | null): string | null {
  const error = at(response, 'error');
  const message = isObject(error) ? describe(error) : textOf(error);
  if (message !== null) return message;
  if (status === null || status < 400) return null;
  return textOf(at(response, 'message')) ?? `HTTP ${status}`;
}

/**
 * Where each API puts its counters. llama-server puts more of them beside its usage, in `timings` (llama.cpp, tools/server/README.md),
 * Ollama all of them into the answer itself, the last one of a stream (docs.ollama.com/api/chat).
 */
export function usageObjectOf(response: Json | undefined): JsonObject | null {
  const usage = objectOf(at(response, 'usage')) ?? objectOf(at(response, 'usageMetadata'));
  const timings = objectOf(at(response, 'timings'));
  if (timings !== null && numberOf(timings.prompt_n) !== null)
    return { ...usage, ...named(response, ['tokens_evaluated']), ...timings };
  if (usage !== null || numberOf(at(response, 'prompt_eval_count')) === null) return usage;
  return named(response, OLLAMA_COUNTERS);
}

function named(response: Json | undefined, names: readonly string[]): JsonObject {
  return Object.fromEntries(
    names.flatMap(name => {
      const count = at(response, name);
      return count === undefined ? [] : [[name, count]];
    }),
  );
}

const OLLAMA_COUNTERS = [
  'prompt_eval_count',
  'prompt_eval_cached_count',
  'prompt_eval_duration',
  'eval_count',
] as const;

/** A `UsageRecord` of a response. */
export function usageRecord(
  record: Pick<UsageRecord, 'origin' | 'of'> & Partial<UsageRecord>,
  facts: ResponseFacts,
): UsageRecord {
  return { kind: 'usage', status: null, firstByteAt: null, endedAt: null, ...facts, ...record };
}

function describe(error: JsonObject): string | null {
  const type = textOf(error.type) ?? textOf(error.status) ?? textOf(error.code);
  const message = textOf(error.message);
  if (type !== null && message !== null) return `${type}: ${message}`;
  return message ?? type ?? (numberOf(error.code) === null ? null : `error ${numberOf(error.code)}`);
}

/** Gemini's command line wraps the answer in `response`. */
function unwrapped(body: Json | undefined): JsonObject | null {
  const inner = objectOf(at(body, 'response'));
  return inner !== null && usageObjectOf(inner) !== null ? inner : objectOf(body);
}

/** `streamGenerateContent` without `alt=sse` answers with an array of chunks; counters are cumulative. */
function readChunks(chunks: readonly Json[], status: number | null): ResponseFacts {
  const read = chunks.map(chunk => readResponse(chunk, status));
  const last = read.findLast(facts => facts.usage !== null) ?? read.at(-1);
  if (last === undefined) return { ...NO_RESPONSE, error: readError(undefined, status) };
  const error = read.find(facts => facts.error !== null)?.error ?? null;
  return { ...last, error, outcome: outcomeOf(last.usage, error) };
}
