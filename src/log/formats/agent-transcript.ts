/**
 * Session transcripts of pi and OpenClaw: a header, then a message per line, the model's with the usage of its request.
 * No system prompt, no tools, so usage only. Lines of version 1 (pi before 0.31) have no id and stand in their order.
 */
import { numberOf, objectOf, textOf, timeOf } from '../json/json.js';
import { keep } from '../oldest.js';
import { requestRecord } from '../protocol/request.js';
import { NO_RESPONSE, outcomeOf, usageRecord } from '../protocol/response.js';
import { readUsage } from '../protocol/usage.js';
import { type JsonObject, type LogRecord, logOf, type Outcome, type RequestRecord } from '../record.js';
import type { FormatReader, LogFormat, ParsedLine } from './format.js';

const ENTRY_TYPES = new Set([
  'message',
  'model_change',
  'thinking_level_change',
  'compaction',
  'branch_summary',
  'custom',
  'custom_message',
  'label',
  'session_info',
]);

/** What tells a line of version 1. */
const FIRST_VERSION: ReadonlyMap<string, (value: JsonObject) => boolean> = new Map([
  ['message', ({ message }: JsonObject) => textOf(objectOf(message)?.role) !== null],
  ['model_change', ({ modelId }: JsonObject) => textOf(modelId) !== null],
  ['thinking_level_change', ({ thinkingLevel }: JsonObject) => textOf(thinkingLevel) !== null],
  ['compaction', ({ summary }: JsonObject) => textOf(summary) !== null],
]);

export const agentTranscript: LogFormat = {
  id: 'agent-transcript',
  title: 'pi or OpenClaw transcript',
  fidelity: 'usage-only',
  recognises: value => isHeader(value) || isEntry(value),
  open: openTranscript,
};

function isHeader(value: JsonObject): boolean {
  return (
    value.type === 'session' &&
    textOf(value.id) !== null &&
    value.trace_id === undefined &&
    (value.cwd !== undefined || value.version !== undefined)
  );
}

function isEntry(value: JsonObject): boolean {
  const type = textOf(value.type);
  if (type === null || textOf(value.timestamp) === null) return false;
  return textOf(value.id) !== null ? ENTRY_TYPES.has(type) : FIRST_VERSION.get(type)?.(value) === true;
}

/** Lines that another one may go on from. */
const LINES_KEPT = 50_000;

function openTranscript(): FormatReader {
  /** Of each line: the answer that it goes on from or is; null: none. A line names the one above it, as its session is a tree. */
  const answerAt = new Map<string, string | null>();
  let newestAnswer: string | null = null;
  /** False: no line has named another one yet, so that one without is not a new beginning. */
  let isTree = false;
  let session: string | null = null;
  let turn: string | null = null;
  /** The last line before an answer: a request left about then. */
  let askedAt: number | null = null;

  /** The answer above a line; `undefined`: the log does not say. */
  function answerAbove({ parentId }: JsonObject): string | null | undefined {
    if (parentId === null) return isTree ? null : undefined;
    return answerAt.get(textOf(parentId) ?? '');
  }

  /** What a request goes on from, where the session went back to an earlier line. */
  function wentBack({ value, origin }: ParsedLine): Pick<RequestRecord, 'follows'> {
    const above = answerAbove(value);
    if (above === undefined || above === newestAnswer) return {};
    return { follows: above === null ? null : { log: logOf(origin), key: above } };
  }

  /** An answer that failed is none to go on from. */
  function noteLine(value: JsonObject, hasAnswered: boolean): void {
    const id = textOf(value.id);
    const above = value.parentId === null ? null : answerAbove(value);
    isTree ||= textOf(value.parentId) !== null;
    if (id === null || (above === undefined && !hasAnswered)) return;
    keep(answerAt, id, hasAnswered ? id : (above ?? null), LINES_KEPT);
    if (hasAnswered) newestAnswer = id;
  }

  function readAnswer(line: ParsedLine, message: JsonObject): LogRecord[] {
    const { value, origin } = line;
    const endedAt = timeOf(value.timestamp) ?? timeOf(message.timestamp);
    const key = textOf(value.id) ?? String(origin.line);
    const usage = readUsage(message.usage);
    const error = textOf(message.errorMessage);
    const request = requestRecord({
      key,
      origin,
      fidelity: 'usage-only',
      body: null,
      // The message's own time is when the answer began.
      at: askedAt ?? timeOf(message.timestamp) ?? endedAt,
      session,
      turn,
      provider: textOf(message.provider),
      model: textOf(message.model),
      call: { apiName: textOf(message.api) },
    });
    const facts = {
      ...NO_RESPONSE,
      usage,
      error,
      outcome: outcomeOfStop(textOf(message.stopReason)) ?? outcomeOf(usage, error),
      model: textOf(message.responseModel) ?? textOf(message.model),
      responseId: textOf(message.responseId),
    };
    const back = wentBack(line);
    noteLine(value, facts.outcome === 'ok');
    return [{ ...request, ...back }, usageRecord({ origin, of: { key }, endedAt }, facts)];
  }

  return {
    read(line) {
      const { value, origin } = line;
      if (isHeader(value)) {
        session = textOf(value.id);
        return [];
      }
      const time = timeOf(value.timestamp);
      const message = objectOf(value.message);
      if (message?.role === 'assistant') return readAnswer(line, message);
      noteLine(value, false);
      if (value.type === 'compaction') {
        const tokens = numberOf(value.tokensBefore);
        const text =
          tokens === null ? 'conversation compacted' : `conversation compacted at ${tokens} tokens`;
        return [{ kind: 'notice', origin, at: time, session, text, isCompaction: true }];
      }
      if (message === null) return [];
      if (message.role === 'user') turn = textOf(value.id) ?? String(origin.line);
      askedAt = time ?? askedAt;
      return [];
    },
  };
}

function outcomeOfStop(reason: string | null): Outcome | null {
  return reason === 'aborted' || reason === 'error' ? reason : null;
}
