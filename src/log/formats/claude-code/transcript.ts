/**
 * Claude Code's session transcripts (`~/.claude/projects/…/SESSION.jsonl`).
 *
 * Newer versions also write each request: `api-request-shape` (system and tools), `api-request-blob` (a message by its
 * hash), and `api-request` (parameters, the shape's hash, the list of message hashes as a change to an older request, the
 * places of the cache markers). From these the request is put together again; only what the client adds underneath (its
 * billing header, metadata) is missing. Older versions tell the usage only.
 *
 * One response is written as several lines, one per content block, all with the same message id. Its first line tells the usage,
 * though early ones may hold a stub of the output: a later one that counts more tells it again.
 */
import { isArray, isObject, numberOf, objectOf, textOf, timeOf, at as valueAt } from '../../json/json.js';
import { keep } from '../../oldest.js';
import { clientOf } from '../../protocol/client.js';
import { requestRecord } from '../../protocol/request.js';
import { readResponse, usageRecord } from '../../protocol/response.js';
import type { Json, JsonObject, LogRecord, UsageRecord } from '../../record.js';
import type { FormatReader, LogFormat, ParsedLine } from '../format.js';
import { createRequestArchive, laneOfSource } from './requests.js';
import { type Chains, createChains } from './side-chains.js';

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

/** Responses of which a further line is recognised. */
const RESPONSES_KEPT = 1000;

function openTranscript(): FormatReader {
  const archive = createRequestArchive();
  /** What is known of each response, by the id of its message. */
  const responses = new Map<string, Response>();
  const chains = createChains();
  /** Of each agent: the last line that is not the model's, a request left about then. */
  const askedAt = new Map<string, number>();
  let turn: string | null = null;
  /** Version of the program, as the newest line that tells it says. */
  let version: Json | undefined;

  function readAssistant(line: ParsedLine): LogRecord[] {
    const { value, origin } = line;
    const message = objectOf(value.message);
    const id = textOf(message?.id) ?? textOf(value.uuid);
    if (message === null || id === null) return [];
    archive.noteAnswer(message);
    const call = textOf(value.requestId) ?? '';
    const known = responses.get(id);
    // A conversation beside the main one may repeat its answers under ids of its own.
    if (known !== undefined && (known.call === call || known.isBeside || isBeside(value))) {
      return further(known, line, message);
    }
    const reference = textOf(value.requestRef);
    const isKnown = reference !== null && archive.has(reference);
    const key = isKnown ? reference : `${id}/${call}`;
    const usage = usageRecord(
      { origin, of: { key }, endedAt: timeOf(value.timestamp) },
      readResponse(message),
    );
    keep(responses, id, { call, isBeside: isBeside(value), usage }, RESPONSES_KEPT);
    return isKnown ? [usage] : [bareRequest(line, key, message), usage];
  }

  /** A further line of a response: its usage again, if that says more than the lines before. */
  function further(known: Response, { value }: ParsedLine, message: JsonObject): LogRecord[] {
    const { usage, outcome, vendor, billing } = readResponse(message);
    if (usage === null || (usage.output ?? 0) <= (known.usage.usage?.output ?? -1)) return [];
    const endedAt = timeOf(value.timestamp) ?? known.usage.endedAt;
    known.usage = { ...known.usage, usage, outcome, vendor, billing, endedAt };
    return [known.usage];
  }

  /** A request of which only the answer is known. */
  function bareRequest({ value, origin }: ParsedLine, key: string, message: JsonObject): LogRecord {
    const agent = agentOf(value, chains);
    return requestRecord({
      key,
      origin,
      fidelity: 'usage-only',
      body: null,
      at: askedAt.get(agent) ?? timeOf(value.timestamp),
      session: textOf(value.sessionId),
      copiedFrom: textOf(valueAt(value, 'forkedFrom', 'sessionId')),
      turn,
      agent,
      client: clientOf('claude-code', version),
      api: 'anthropic-messages',
      model: textOf(message.model),
    });
  }

  function readRequest({ value, origin }: ParsedLine): LogRecord[] {
    if (value.type !== 'api-request') {
      archive.note(value);
      return [];
    }
    const key = textOf(value.id);
    const built = key === null ? null : archive.build(value);
    if (key === null || built === null) return [];
    const agent = agentOf(value, chains);
    return [
      requestRecord({
        key,
        origin,
        fidelity: built.missing.length === 0 ? 'reserialised' : 'redacted',
        at: timeOf(value.timestamp),
        session: textOf(value.sessionId),
        turn,
        agent: agent === 'main' ? laneOfSource(textOf(value.querySource)) : agent,
        client: clientOf('claude-code', version),
        api: 'anthropic-messages',
        betaHeader: valueAt(value, 'params', 'betas'),
        body: built.body,
        redacted: built.missing,
      }),
    ];
  }

  function noteInput(value: JsonObject): void {
    const named = textOf(value.promptId);
    // What the agent asks of a subagent is no new turn of the user's.
    const asked = !isBeside(value) && isQuestion(value) ? textOf(value.uuid) : null;
    turn = named ?? asked ?? turn;
    const time = timeOf(value.timestamp);
    if (time !== null) keep(askedAt, agentOf(value, chains), time, AGENTS_KEPT);
    archive.noteInput(objectOf(value.message) ?? {});
  }

  return {
    read(line) {
      const { value } = line;
      chains.note(value);
      version = value.version ?? version;
      if (REQUEST_TYPES.has(String(value.type))) return readRequest(line);
      if (value.type === 'assistant') return isSynthetic(value) ? [] : readAssistant(line);
      if (value.type === 'user') noteInput(value);
      const isCompaction = value.type === 'system' && value.subtype === 'compact_boundary';
      return isCompaction ? [compaction(line)] : [];
    },
  };
}

/** A response whose lines may still be coming: others can stand between them. */
interface Response {
  /** The id of its request. */
  readonly call: string;
  /** True if it is not of the main conversation. */
  readonly isBeside: boolean;
  usage: UsageRecord;
}

const AGENTS_KEPT = 1000;

/** An error message that the client wrote itself. */
function isSynthetic(value: JsonObject): boolean {
  return value.isApiErrorMessage === true || valueAt(value, 'message', 'model') === '<synthetic>';
}

function agentOf(value: JsonObject, chains: Chains): string {
  return textOf(value.agentId) ?? (isBeside(value) ? chains.nameOf(value) : 'main');
}

/** True for a line of a conversation beside the main one. */
function isBeside(value: JsonObject): boolean {
  return value.isSidechain === true || textOf(value.agentId) !== null;
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
