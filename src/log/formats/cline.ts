/**
 * Cline's and Roo Code's `ui_messages.json`: what the panel shows, an entry a message, those of requests with what was billed.
 * The prompt stands beside it (`api_conversation_history.json`), without the system prompt and the tools.
 *
 * `tokensIn` excludes what was cached in Cline; in Roo Code, which names its `apiProtocol`, it includes it.
 */
import { countOf, numberOf, objectOf, parseJson, textOf, timeOf } from '../json/json.js';
import type { JsonObject, LogRecord, Outcome, Usage } from '../record.js';
import { alwaysCounts, billedCall, keptUsage } from './billed.js';
import type { FormatReader, LogFormat, ParsedLine } from './format.js';

export const cline: LogFormat = {
  id: 'cline',
  title: 'Cline or Roo Code messages',
  fidelity: 'usage-only',
  recognises: ({ ts, type, say, ask }) =>
    numberOf(ts) !== null &&
    ((type === 'say' && textOf(say) !== null) || (type === 'ask' && textOf(ask) !== null)),
  open: openMessages,
};

/** What begins a turn. */
const ASKED = new Set(['task', 'user_feedback']);

function openMessages(): FormatReader {
  let turn: string | null = null;
  return {
    read(line) {
      const { value, origin } = line;
      const { say } = value;
      const at = timeOf(value.ts);
      if (ASKED.has(String(say))) turn = String(value.ts);
      if (say === 'api_req_started') return readRequest(line, turn);
      return say === 'condense_context' && value.partial !== true
        ? [{ kind: 'notice', origin, at, session: null, text: 'conversation condensed', isCompaction: true }]
        : [];
    },
  };
}

function readRequest(line: ParsedLine, turn: string | null): LogRecord[] {
  const { value } = line;
  const info = objectOf(parseJson(textOf(value.text) ?? ''));
  const outcome = outcomeOf(info);
  // Still running: it is written again when it has ended.
  if (info === null || (countOf(info.tokensIn) === null && outcome === null)) return [];
  const model = objectOf(value.modelInfo);
  const provider = textOf(model?.providerId) ?? textOf(info.inferenceProvider);
  const protocol = textOf(info.apiProtocol);
  return billedCall(line, {
    key: String(value.ts),
    at: timeOf(value.ts),
    turn,
    provider,
    api: protocol === 'anthropic' || provider === 'anthropic' ? 'anthropic-messages' : null,
    model: textOf(model?.modelId),
    usage: usageOf(info, provider ?? protocol),
    error: textOf(info.streamingFailedMessage),
    outcome,
  });
}

function usageOf(info: JsonObject, provider: string | null): Usage | null {
  const tokens = countOf(info.tokensIn);
  if (tokens === null) return null;
  const [cacheRead, cacheWrite] = [countOf(info.cacheReads), countOf(info.cacheWrites)];
  const cached = (cacheRead ?? 0) + (cacheWrite ?? 0);
  // Roo Code's first versions with a protocol excluded it for Anthropic, too: more was cached than there is then.
  const includes = textOf(info.apiProtocol) !== null && tokens >= cached;
  return keptUsage({
    input: includes ? tokens - cached : tokens,
    cacheRead,
    cacheWrite,
    output: countOf(info.tokensOut),
    isAlwaysCounted: alwaysCounts(provider),
  });
}

function outcomeOf(info: JsonObject | null): Outcome | null {
  const reason = textOf(info?.cancelReason);
  return reason === null ? null : reason === 'user_cancelled' ? 'aborted' : 'error';
}
