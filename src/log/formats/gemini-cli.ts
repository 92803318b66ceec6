/**
 * Gemini CLI's chats (`~/.gemini/tmp/PROJECT/chats/session-….json`): one object with all messages, or since 0.38 a line each, where
 * a message is written again when more of it is known. Usage only: the system prompt and the tools are not in them.
 */
import { isArray, isObject, objectOf, textOf, timeOf } from '../json/json.js';
import { readUsage } from '../protocol/usage.js';
import { type JsonObject, type LogRecord, logOf, type RequestRecord } from '../record.js';
import { billedCall } from './billed.js';
import { type FormatReader, type LogFormat, type ParsedLine, within } from './format.js';

export const geminiCli: LogFormat = {
  id: 'gemini-cli',
  title: 'Gemini CLI chat',
  fidelity: 'usage-only',
  recognises: value => isSession(value) || isMessage(value) || CHANGES.some(key => isChange(value, key)),
  open: openChat,
};

/** Lines that change what stands before them. */
const CHANGES = ['$set', '$rewindTo'] as const;
const isChange = (value: JsonObject, key: string): boolean =>
  value[key] !== undefined && Object.keys(value).length === 1;

const isSession = (value: JsonObject): boolean =>
  textOf(value.sessionId) !== null && textOf(value.projectHash) !== null;

const TYPES = new Set(['user', 'gemini', 'info', 'warning', 'error']);
const isMessage = (value: JsonObject): boolean =>
  TYPES.has(String(value.type)) &&
  textOf(value.id) !== null &&
  textOf(value.timestamp) !== null &&
  value.content !== undefined;

function openChat(): FormatReader {
  let session: string | null = null;
  let agent: string | null = null;
  let turn: string | null = null;
  /** The last message that is not the model's, or its own before: a request left about then. */
  let askedAt: number | null = null;
  /** Counts of the answers so far, by message. */
  const counted = new Map<string, string>();
  /** Ids of the messages that stand, in their order. */
  let standing = new Set<string>();
  /** True from a step back to the next request. */
  let isRewound = false;

  /** The message and all behind it are taken back. */
  function rewind(id: string | null): void {
    if (id === null || !standing.has(id)) return;
    const ids = [...standing];
    standing = new Set(ids.slice(0, ids.indexOf(id)));
    isRewound = true;
  }

  /** What the first request after a step back goes on from. */
  function wentBack({ origin }: ParsedLine, own: string): Pick<RequestRecord, 'follows'> {
    if (!isRewound) return {};
    isRewound = false;
    const key = [...standing].findLast(id => id !== own && counted.has(id));
    return { follows: key === undefined ? null : { log: logOf(origin), key } };
  }

  function readMessage(line: ParsedLine, message: JsonObject): LogRecord[] {
    const id = textOf(message.id);
    const time = timeOf(message.timestamp);
    if (id !== null) standing.add(id);
    if (message.type === 'user') {
      turn = id;
      askedAt = time;
    }
    const tokens = objectOf(message.tokens);
    if (message.type !== 'gemini' || tokens === null || id === null) return [];
    const written = JSON.stringify(tokens);
    const before = counted.get(id);
    if (before === written) return [];
    counted.set(id, written);
    const [request, usage] = billedCall(line, {
      key: id,
      at: askedAt ?? time,
      endedAt: time,
      session,
      turn,
      agent,
      client: { name: 'gemini-cli', version: null },
      provider: 'google',
      api: 'gemini',
      model: textOf(message.model),
      usage: readUsage({
        promptTokenCount: tokens.input ?? null,
        cachedContentTokenCount: tokens.cached ?? null,
        candidatesTokenCount: tokens.output ?? null,
        thoughtsTokenCount: tokens.thoughts ?? null,
        toolUsePromptTokenCount: tokens.tool ?? null,
      }),
    });
    askedAt = time;
    if (usage === undefined || request?.kind !== 'request') return [];
    return before === undefined ? [{ ...request, ...wentBack(line, id) }, usage] : [usage];
  }

  return {
    read(line) {
      const { value } = line;
      if (isSession(value)) {
        session = textOf(value.sessionId);
        agent = value.kind === undefined || value.kind === 'main' ? null : textOf(value.kind);
        return isArray(value.messages)
          ? value.messages.flatMap((message, index) =>
              isObject(message) ? readMessage(within(line, ['messages', index]), message) : [],
            )
          : [];
      }
      if (isChange(value, '$rewindTo')) {
        rewind(textOf(value.$rewindTo));
        return [];
      }
      return readMessage(line, value);
    },
  };
}
