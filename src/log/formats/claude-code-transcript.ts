/**
 * Claude Code's session transcripts (`~/.claude/projects/…/SESSION.jsonl`).
 *
 * Newer versions also write each request: `api-request-shape` (system and tools), `api-request-blob` (a message by its
 * hash), and `api-request` (parameters, the shape's hash, the list of message hashes as a change to an older request, the
 * places of the cache markers). From these the request is put together again; only what the client adds underneath (its
 * billing header, metadata) is missing. Older versions tell the usage only.
 *
 * One response is written as several lines, one per content block, all with the same message id.
 */
import { isArray, isObject, numberOf, objectOf, textOf, timeOf, at as valueAt } from '../json/json.js';
import { requestRecord } from '../protocol/request.js';
import { readResponse, usageRecord } from '../protocol/response.js';
import type { JsonObject, LogRecord, UsageRecord } from '../record.js';
import { laneOfSource } from './claude-code-lanes.js';
import { createRequestArchive } from './claude-code-requests.js';
import type { FormatReader, LogFormat, ParsedLine } from './format.js';

const REQUEST_TYPES = new Set(['api-request', 'api-request-shape', 'api-request-blob']);

/** Lines that do not name their session. */
const UNNAMED_TYPES = new Set(['summary', 'file-history-snapshot']);

export const claudeCodeTranscript: LogFormat = {
  id: 'claude-code-transcript',
  title: 'Claude Code transcript',
  fidelity: 'usage-only',
  recognises: value =>
    textOf(value.type) !== null &&
    value.stage === undefined &&
    (textOf(value.sessionId) !== null || UNNAMED_TYPES.has(String(value.type))),
  open: openTranscript,
};

/** A response whose lines are still coming. */
interface OpenResponse {
  readonly id: string;
  readonly record: UsageRecord;
}

/** Responses whose further lines are recognised as repetitions. */
const REMEMBERED = 1000;

function openTranscript(): FormatReader {
  const archive = createRequestArchive();
  const seen = new Set<string>();
  let open: OpenResponse | null = null;
  /** The last line that is not the model's: a request left about then. */
  let askedAt: number | null = null;
  let turn: string | null = null;

  function close(): LogRecord[] {
    const done = open === null ? [] : [open.record];
    open = null;
    return done;
  }

  function readAssistant(line: ParsedLine): LogRecord[] {
    const { value, origin } = line;
    const message = objectOf(value.message);
    const id = responseIdOf(value, message);
    if (message === null || id === null) return [];
    archive.noteAnswer(message);
    if (open?.id === id) {
      open = { id, record: { ...open.record, ...countersOf(open.record, message) } };
      return isComplete(message) ? close() : [];
    }
    const before = close();
    if (seen.has(id)) return before;
    remember(seen, id);
    const reference = textOf(value.requestRef);
    const isKnown = reference !== null && archive.has(reference);
    const key = isKnown ? reference : id;
    const endedAt = timeOf(value.timestamp);
    const facts = readResponse(message);
    open = { id, record: usageRecord({ origin, of: { key }, endedAt }, facts) };
    const request = isKnown ? [] : [bareRequest(line, key, message)];
    return [...before, ...request, ...(isComplete(message) ? close() : [])];
  }

  /** A request of which only the answer is known. */
  function bareRequest({ value, origin }: ParsedLine, key: string, message: JsonObject): LogRecord {
    return requestRecord({
      key,
      origin,
      fidelity: 'usage-only',
      body: null,
      at: askedAt ?? timeOf(value.timestamp),
      session: textOf(value.sessionId),
      turn,
      agent: agentOf(value),
      api: 'anthropic-messages',
      model: textOf(message.model),
    });
  }

  function readRequest(line: ParsedLine): LogRecord[] {
    const { value, origin } = line;
    if (value.type !== 'api-request') {
      archive.note(value);
      return [];
    }
    const key = textOf(value.id);
    const built = key === null ? null : archive.build(value);
    if (key === null || built === null) return [];
    return [
      ...close(),
      requestRecord({
        key,
        origin,
        fidelity: built.missing.length === 0 ? 'reserialised' : 'redacted',
        at: timeOf(value.timestamp),
        session: textOf(value.sessionId),
        turn,
        agent: agentOf(value) === 'main' ? laneOfSource(textOf(value.querySource)) : agentOf(value),
        api: 'anthropic-messages',
        betaHeader: valueAt(value, 'params', 'betas'),
        body: built.body,
        redacted: built.missing,
      }),
    ];
  }

  return {
    read(line) {
      const { value } = line;
      if (REQUEST_TYPES.has(String(value.type))) return readRequest(line);
      if (value.type === 'assistant') return isSynthetic(value) ? close() : readAssistant(line);
      if (value.type === 'user') {
        turn = textOf(value.promptId) ?? (isQuestion(value) ? textOf(value.uuid) : turn);
        askedAt = timeOf(value.timestamp) ?? askedAt;
        archive.noteInput(objectOf(value.message) ?? {});
      }
      return value.type === 'system' && value.subtype === 'compact_boundary'
        ? [...close(), compaction(line)]
        : close();
    },
    end: close,
  };
}

/** An error message that the client wrote itself. */
function isSynthetic(value: JsonObject): boolean {
  return value.isApiErrorMessage === true || valueAt(value, 'message', 'model') === '<synthetic>';
}

function responseIdOf(value: JsonObject, message: JsonObject | null): string | null {
  const id = textOf(message?.id);
  return id === null ? textOf(value.uuid) : `${id}/${textOf(value.requestId) ?? ''}`;
}

/** The first lines of a response may carry the stub of its output count; `stop_reason` comes with the final one. */
function isComplete(message: JsonObject): boolean {
  return textOf(message.stop_reason) !== null;
}

/** Of the lines of one response the one that counts most is right. */
function countersOf(record: UsageRecord, message: JsonObject): Partial<UsageRecord> {
  const { usage, outcome, vendor, billing } = readResponse(message);
  const before = record.usage?.output ?? 0;
  return usage !== null && (usage.output ?? 0) >= before ? { usage, outcome, vendor, billing } : {};
}

function agentOf(value: JsonObject): string {
  if (value.isSidechain !== true && textOf(value.agentId) === null) return 'main';
  return textOf(value.agentId) ?? 'sidechain';
}

/** True for a message of the user, false for the result of a tool. */
function isQuestion(value: JsonObject): boolean {
  const content = valueAt(value, 'message', 'content');
  if (isArray(content)) return !content.some(block => isObject(block) && block.type === 'tool_result');
  return typeof content === 'string';
}

function compaction({ value, origin }: ParsedLine): LogRecord {
  const tokens = numberOf(valueAt(value, 'compactMetadata', 'preTokens'));
  const text = tokens === null ? 'conversation compacted' : `conversation compacted at ${tokens} tokens`;
  const session = textOf(value.sessionId);
  return { kind: 'notice', origin, at: timeOf(value.timestamp), session, text, isCompaction: true };
}

function remember(seen: Set<string>, id: string): void {
  seen.add(id);
  for (const oldest of seen) {
    if (seen.size <= REMEMBERED) break;
    seen.delete(oldest);
  }
}
