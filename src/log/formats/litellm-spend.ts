/**
 * LiteLLM's spend logs (`GET /spend/logs`, the pages of `/spend/logs/v2`, or the table `LiteLLM_SpendLogs`), a row a call: usage, and the prompt only with
 * `store_prompts_in_spend_logs`, of which long texts are cut. `cache_hit` is LiteLLM's own response cache.
 */
import { countOf, isArray, isObject, numberOf, objectOf, parseJson, textOf, timeOf } from '../json/json.js';
import { inferProvider } from '../protocol/api.js';
import { readUsage } from '../protocol/usage.js';
import type { Json, JsonObject, LogRecord, Origin, Usage } from '../record.js';
import { billedCall } from './billed.js';
import { type FormatReader, type LogFormat, type ParsedLine, within } from './format.js';
import { clientOfTags } from './litellm.js';

export const litellmSpend: LogFormat = {
  id: 'litellm-spend',
  title: 'LiteLLM spend log',
  fidelity: 'usage-only',
  recognises: value => isRow(value) || isPage(value),
  open: openRows,
};

const isRow = (value: Json): value is JsonObject =>
  isObject(value) &&
  textOf(value.request_id) !== null &&
  textOf(value.call_type) !== null &&
  numberOf(value.spend) !== null;

/** `{"data": […], "total": 320, "page": 1, "page_size": 50, "total_pages": 7}`; a page may be empty. */
const isPage = ({ data, total, page, total_pages }: JsonObject): boolean =>
  isArray(data) && data.every(isRow) && [total, page, total_pages].every(count => countOf(count) !== null);

/** Calls that run no model, or none with a prompt cache. */
const GENERATES = /completion|responses|messages|generate_content|^$/;

/**
 * A proxy serves many: where no session is named, those who called with other keys, for other teams or users, share no conversation and
 * stand apart, as `caller 2`. What they are is not kept: a row may hold a key as it was sent.
 */
function openRows(): FormatReader {
  const callers = new Map<string, number>();
  const callerOf = ({ api_key, team_id, user, end_user }: JsonObject): string | null => {
    const who = JSON.stringify([api_key, team_id, user, end_user].map(part => part ?? null));
    const n = callers.get(who) ?? callers.size + 1;
    callers.set(who, n);
    return n === 1 ? null : `caller ${n}`;
  };
  let rows = 0;
  let whole: { readonly origin: Origin; readonly bytes: number; readonly total: number } | null = null;

  function readPage({ data, total }: JsonObject, line: ParsedLine): LogRecord[] {
    const found = isArray(data) ? data.filter(isRow) : [];
    rows += found.length;
    whole = { origin: line.origin, bytes: line.bytes.byteLength, total: countOf(total) ?? 0 };
    return found.flatMap((value, index) =>
      readRow({ ...within(line, ['data', index]), value }, callerOf(value)),
    );
  }

  return {
    read: line => (isRow(line.value) ? readRow(line, callerOf(line.value)) : readPage(line.value, line)),
    end() {
      if (whole === null || rows >= whole.total) return [];
      const { origin, bytes, total } = whole;
      const reason = `${rows} of ${total} rows: the other pages are not in this log; \`jq -s '[.[].data[]]' PAGE…\` makes one log of all`;
      return [{ kind: 'skipped', origin, bytes, reason, isHarmless: true }];
    },
  };
}

/** @param caller the session, where the row names none */
function readRow(line: ParsedLine, caller: string | null): LogRecord[] {
  const { value } = line;
  if (!GENERATES.test(String(value.call_type))) return [];
  const metadata = objectIn(value.metadata);
  // Answered by LiteLLM itself.
  if (value.cache_hit === true || value.cache_hit === 'True') return [];
  const failed = value.status === 'failure' || textOf(metadata?.status) === 'failure';
  const error = objectIn(metadata?.error_information);
  return billedCall(line, {
    key: textOf(value.request_id) ?? String(line.origin.line),
    at: timeOf(value.startTime),
    endedAt: timeOf(value.endTime),
    session: textOf(value.session_id) ?? caller,
    client: clientOfTags(value.request_tags),
    provider: textOf(value.custom_llm_provider) ?? inferProvider(textOf(value.api_base)),
    model: textOf(value.model),
    usage: usageOf(value, metadata),
    error: failed ? (textOf(error?.error_message) ?? 'failed') : null,
  });
}

/** Columns of JSON come as values or as text. */
function objectIn(value: Json | undefined): JsonObject | null {
  return objectOf(typeof value === 'string' ? parseJson(value) : value);
}

/** The row has the sums; what was cached stands in the metadata. */
function usageOf(value: JsonObject, metadata: JsonObject | null): Usage | null {
  const whole = objectIn(metadata?.usage_object);
  if (whole !== null && countOf(whole.prompt_tokens) !== null) return readUsage(whole);
  const additional = objectIn(metadata?.additional_usage_values);
  const details = isObject(additional?.prompt_tokens_details) ? additional.prompt_tokens_details : null;
  const isUsed = countOf(value.prompt_tokens) !== null && !isArray(additional);
  return isUsed
    ? readUsage({
        prompt_tokens: value.prompt_tokens ?? null,
        completion_tokens: value.completion_tokens ?? null,
        total_tokens: value.total_tokens ?? null,
        prompt_tokens_details: details,
        cache_read_input_tokens: additional?.cache_read_input_tokens ?? null,
        cache_creation_input_tokens: additional?.cache_creation_input_tokens ?? null,
      })
    : null;
}
