/**
 * What `claude -p --output-format stream-json --verbose` prints: a response as several lines, one a content block, all with the
 * usage that its stream began with, whose output count is a stub. The true one comes with `--include-partial-messages`, or is
 * the one that stands there, where those of all responses add up to what the last line says.
 */
import { countOf, numberOf, objectOf, textOf, timeOf, at as valueAt } from '../json/json.js';
import { clientOf } from '../protocol/client.js';
import { requestRecord } from '../protocol/request.js';
import { readResponse, usageRecord } from '../protocol/response.js';
import { readUsage } from '../protocol/usage.js';
import type { Json, JsonObject, LogRecord, Origin, UsageRecord } from '../record.js';
import type { FormatReader, LogFormat, ParsedLine } from './format.js';

const TYPES = new Set([
  'system',
  'assistant',
  'user',
  'result',
  'stream_event',
  'rate_limit_event',
  'tool_progress',
]);

export const claudeStream: LogFormat = {
  id: 'claude-stream',
  title: 'claude -p stream-json',
  fidelity: 'usage-only',
  recognises: value => textOf(value.session_id) !== null && TYPES.has(String(value.type)),
  open: openStream,
};

/** A response, as far as its lines have told it. */
interface Told {
  readonly agent: string;
  /** Its usage, the output left out unless it is known. */
  record: UsageRecord;
  /** The usage object, merged field by field. */
  counters: JsonObject;
  /** The largest output count that stood beside it. */
  output: number;
}

/** Responses of one run that are looked at again at its end. */
const REMEMBERED = 10_000;

function openStream(): FormatReader {
  const told = new Map<string, Told>();
  /** The response that streams, by agent. */
  const streaming = new Map<string, string>();
  let turn = 0;
  let askedAt: number | null = null;
  let version: Json | undefined;
  /** The newest line, while no answer of a model has come. */
  let silent: SilentLine | null = null;
  let isSaid = false;

  function readMessage(line: ParsedLine, message: JsonObject): LogRecord[] {
    const { value, origin } = line;
    const id = textOf(message.id);
    if (id === null || message.model === '<synthetic>') return [];
    isSaid = true;
    const agent = agentOf(value);
    const facts = readResponse(message);
    const output = facts.usage?.output ?? 0;
    const isFinal = textOf(message.stop_reason) !== null;
    const known = told.get(id);
    if (known !== undefined) {
      known.output = Math.max(known.output, output);
      return isFinal ? withOutput(known, known.output) : [];
    }
    const time = timeOf(value.timestamp);
    const usage = facts.usage === null ? null : { ...facts.usage, output: isFinal ? output : null };
    const record = usageRecord({ origin, of: { key: id }, endedAt: time }, { ...facts, usage });
    told.set(id, { agent, record, counters: objectOf(message.usage) ?? {}, output });
    if (told.size > REMEMBERED) told.clear();
    const request = requestRecord({
      key: id,
      origin,
      fidelity: 'usage-only',
      body: null,
      at: askedAt ?? time,
      session: textOf(value.session_id),
      turn: String(turn),
      agent,
      client: clientOf('claude-code', version),
      api: 'anthropic-messages',
      model: textOf(message.model),
    });
    return [request, record];
  }

  function readEvent(line: ParsedLine, event: JsonObject): LogRecord[] {
    const agent = agentOf(line.value);
    const message = objectOf(event.message);
    if (event.type === 'message_start' && message !== null) {
      streaming.set(agent, textOf(message.id) ?? '');
      return readMessage(line, message);
    }
    const known = told.get(streaming.get(agent) ?? '');
    const delta = objectOf(event.usage);
    if (event.type !== 'message_delta' || known === undefined || delta === null) return [];
    const said = Object.entries(delta).filter(([, count]) => count !== null);
    known.counters = { ...known.counters, ...Object.fromEntries(said) };
    const usage = readUsage(known.counters);
    if (usage === null) return [];
    known.record = { ...known.record, usage };
    return [known.record];
  }

  /** The run is over: its sums convict or confirm the counts that stood beside its responses. */
  function readResult(line: ParsedLine): LogRecord[] {
    const { value, origin } = line;
    if (!isSaid && silent === null) {
      isSaid = true;
      return [skipped({ origin, length: line.bytes.byteLength }, SUM_ALONE)];
    }
    const sum = countOf(valueAt(value, 'usage', 'output_tokens'));
    const all = [...told.values()];
    const main = all.filter(({ agent }) => agent === 'main');
    const confirmed = [main, all].find(some => some.reduce((total, one) => total + outputOf(one), 0) === sum);
    const open = (confirmed ?? []).filter(
      ({ record }) => record.usage !== null && record.usage.output === null,
    );
    told.clear();
    turn += 1;
    return open.flatMap(one => withOutput(one, one.output));
  }

  return {
    read(line) {
      const { value } = line;
      const message = objectOf(value.message);
      if (value.type === 'assistant' && message !== null) return readMessage(line, message);
      if (value.type === 'stream_event') return readEvent(line, objectOf(value.event) ?? {});
      const isResult = value.type === 'result';
      const read = isResult ? readResult(line) : [];
      if (!isSaid) silent = { origin: line.origin, length: line.bytes.byteLength, isResult };
      if (isResult) return read;
      version = value.claude_code_version ?? version;
      if (value.type === 'user') askedAt = timeOf(value.timestamp) ?? askedAt;
      return value.type === 'system' && value.subtype === 'compact_boundary' ? [compaction(line)] : [];
    },
    end: () =>
      silent === null || isSaid ? [] : [skipped(silent, silent.isResult ? WITHOUT_ANSWER : BROKEN_OFF)],
  };
}

interface SilentLine {
  readonly origin: Origin;
  readonly length: number;
  readonly isResult: boolean;
}

const INSTEAD = 'give what `claude -p --output-format stream-json --verbose` prints';
const SUM_ALONE = `what \`claude -p --output-format json\` prints tells only the sum of all requests of a run: ${INSTEAD}, which has each`;
const WITHOUT_ANSWER =
  'the run ended without an answer of a model, so no request of it is here: its `result` says why';
const BROKEN_OFF = `the run breaks off before the first answer of a model: ${INSTEAD}, from its start to its end`;

function skipped({ origin, length }: Pick<SilentLine, 'origin' | 'length'>, reason: string): LogRecord {
  return { kind: 'skipped', origin, bytes: length, reason, isHarmless: true };
}

const agentOf = (value: JsonObject): string => textOf(value.parent_tool_use_id) ?? 'main';

const outputOf = ({ record, output }: Told): number => record.usage?.output ?? output;

function withOutput(known: Told, output: number): LogRecord[] {
  const { usage } = known.record;
  if (usage === null) return [];
  known.record = { ...known.record, usage: { ...usage, output } };
  return [known.record];
}

function compaction({ value, origin }: ParsedLine): LogRecord {
  const tokens = numberOf(valueAt(value, 'compact_metadata', 'pre_tokens'));
  const text = tokens === null ? 'conversation compacted' : `conversation compacted at ${tokens} tokens`;
  const session = textOf(value.session_id);
  return { kind: 'notice', origin, at: timeOf(value.timestamp), session, text, isCompaction: true };
}
