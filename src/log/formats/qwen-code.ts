/**
 * Qwen Code's chats (`~/.qwen/projects/FOLDER/chats/SESSION.jsonl`): a record a line, the model's with what its request was billed
 * in Gemini's words. Usage only: neither the system prompt nor the tools are in them.
 */
import { countOf, isArray, isObject, objectOf, textOf, timeOf, at as valueAt } from '../json/json.js';
import { clientOf } from '../protocol/client.js';
import type { JsonObject, LogRecord, Usage } from '../record.js';
import { billedCall, keptUsage } from './billed.js';
import type { FormatReader, LogFormat, ParsedLine } from './format.js';

export const qwenCode: LogFormat = {
  id: 'qwen-code',
  title: 'Qwen Code chat',
  fidelity: 'usage-only',
  recognises: isRecord,
  open: openChat,
};

/** Claude Code's records have the same frame; a message made of `parts` is Qwen's. */
function isRecord(value: JsonObject): boolean {
  if (textOf(value.sessionId) === null || textOf(value.uuid) === null) return false;
  return isArray(valueAt(value, 'message', 'parts')) || isObject(value.usageMetadata);
}

function openChat(): FormatReader {
  let turn: string | null = null;
  /** The last record that is not the model's: a request left about then. */
  let askedAt: number | null = null;
  let isCounted = false;

  function readAnswer(line: ParsedLine, usage: JsonObject): LogRecord[] {
    const { value } = line;
    const time = timeOf(value.timestamp);
    return billedCall(line, {
      key: textOf(value.uuid) ?? String(line.origin.line),
      at: askedAt ?? time,
      endedAt: time,
      session: textOf(value.sessionId),
      turn,
      client: clientOf('qwen-code', value.version),
      model: textOf(value.model),
      usage: usageOf(usage),
    });
  }

  /** It writes 0 where an endpoint says nothing of a cache: a count only once there was one. */
  function usageOf(usage: JsonObject): Usage {
    const [prompt, cached] = [countOf(usage.promptTokenCount), countOf(usage.cachedContentTokenCount)];
    isCounted ||= (cached ?? 0) > 0;
    return keptUsage({
      input: prompt === null ? null : prompt - Math.min(prompt, cached ?? 0),
      cacheRead: cached,
      cacheWrite: null,
      output: countOf(usage.candidatesTokenCount),
      isAlwaysCounted: isCounted,
    });
  }

  return {
    read(line) {
      const { value } = line;
      const usage = objectOf(value.usageMetadata);
      if (value.type === 'assistant') return usage === null ? [] : readAnswer(line, usage);
      if (value.type === 'user') turn = textOf(value.uuid);
      askedAt = timeOf(value.timestamp) ?? askedAt;
      return [];
    },
  };
}
