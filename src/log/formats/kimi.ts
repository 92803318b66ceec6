/**
 * Kimi CLI's `wire.jsonl` (`~/.kimi/sessions/WORKDIR/SESSION/`): events of a session; a `StatusUpdate` ends each step, which is one
 * request, and says what it was billed. Events of subagents come wrapped. Usage only.
 */
import { countOf, isObject, objectOf, textOf, timeOf, at as valueAt } from '../json/json.js';
import type { JsonObject, LogRecord, Usage } from '../record.js';
import { billedCall, keptUsage } from './billed.js';
import type { FormatReader, LogFormat, ParsedLine } from './format.js';

export const kimi: LogFormat = {
  id: 'kimi',
  title: 'Kimi CLI wire log',
  fidelity: 'usage-only',
  recognises: value =>
    (timeOf(value.timestamp) !== null && isEvent(objectOf(value.message))) ||
    (value.type === 'metadata' && textOf(value.protocol_version) !== null),
  open: openWire,
};

/** `TurnBegin`, `StatusUpdate`: names in capitals, which are no role of a message. */
const isEvent = (message: JsonObject | null): boolean =>
  /^[A-Z][A-Za-z]+$/.test(String(message?.type)) && isObject(message?.payload);

function openWire(): FormatReader {
  let turns = 0;
  /** When the newest step of each agent began. */
  const begunAt = new Map<string | null, number | null>();
  let isCounted = false;

  function readEvent(line: ParsedLine, event: JsonObject, agent: string | null): LogRecord[] {
    const payload = objectOf(event.payload) ?? {};
    const at = timeOf(line.value.timestamp);
    if (event.type === 'SubagentEvent') {
      const inner = objectOf(payload.event);
      return inner === null ? [] : readEvent(line, inner, textOf(payload.task_tool_call_id) ?? 'subagent');
    }
    if (event.type === 'TurnBegin' && agent === null) turns += 1;
    if (event.type === 'StepBegin') begunAt.set(agent, at);
    if (event.type === 'CompactionBegin') {
      const text = 'conversation compacted';
      return [{ kind: 'notice', origin: line.origin, at, session: null, text, isCompaction: true }];
    }
    const tokens = objectOf(payload.token_usage);
    if (event.type !== 'StatusUpdate' || tokens === null) return [];
    return billedCall(line, {
      key: textOf(payload.message_id) ?? String(line.origin.line),
      at: begunAt.get(agent) ?? at,
      endedAt: at,
      turn: String(turns),
      agent,
      client: { name: 'kimi-cli', version: null },
      usage: usageOf(tokens),
      responseId: textOf(payload.message_id),
    });
  }

  /** It writes 0 where a provider says nothing of a cache: a count only once there was one. */
  function usageOf(tokens: JsonObject): Usage {
    const [cacheRead, cacheWrite] = [countOf(tokens.input_cache_read), countOf(tokens.input_cache_creation)];
    isCounted ||= (cacheRead ?? 0) + (cacheWrite ?? 0) > 0;
    return keptUsage({
      input: countOf(tokens.input_other),
      cacheRead,
      cacheWrite,
      output: countOf(tokens.output),
      isAlwaysCounted: isCounted,
    });
  }

  return {
    read: line => {
      const event = objectOf(valueAt(line.value, 'message'));
      return event === null ? [] : readEvent(line, event, null);
    },
  };
}
