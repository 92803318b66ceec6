/**
 * opencode: an export of a session (`opencode export`), and a message as its storage keeps it, a file each. An answer is one
 * request, or several steps, each with what it was billed. Counts exclude each other. Usage only: neither system prompt nor tools.
 */
import { countOf, isArray, isObject, objectOf, textOf, timeOf, at as valueAt } from '../json/json.js';
import type { Json, JsonObject, LogRecord, Usage } from '../record.js';
import { alwaysCounts, billedCall, keptUsage } from './billed.js';
import { type LogFormat, type ParsedLine, within } from './format.js';

export const opencode: LogFormat = {
  id: 'opencode',
  title: 'opencode session',
  fidelity: 'usage-only',
  recognises: value => isExport(value) || isStored(value),
  open: () => ({
    read: line => {
      const { value } = line;
      if (!isArray(value.messages)) return readMessage(line, value, []);
      return value.messages.flatMap((message, index) => {
        const [info, parts] = [valueAt(message, 'info'), valueAt(message, 'parts')];
        const own = isArray(parts) ? parts.filter(isObject) : [];
        return isObject(info) ? readMessage(within(line, ['messages', index]), info, own) : [];
      });
    },
  }),
};

const isExport = ({ info, messages }: JsonObject): boolean =>
  textOf(valueAt(info, 'id')) !== null &&
  isArray(messages) &&
  messages.every(message => textOf(valueAt(message, 'info', 'role')) !== null);

/** A message, a part of one, or a session. */
const isStored = ({ id, sessionID, projectID, role, type, time }: JsonObject): boolean =>
  (/^(?:msg|prt)_/.test(String(id)) && textOf(sessionID) !== null && (role ?? type) !== undefined) ||
  (/^ses_/.test(String(id)) && textOf(projectID) !== null && isObject(time));

function readMessage(line: ParsedLine, info: JsonObject, parts: readonly JsonObject[]): LogRecord[] {
  const { origin } = line;
  const session = textOf(info.sessionID);
  const createdAt = timeOf(valueAt(info, 'time', 'created'));
  if (parts.some(({ type }) => type === 'compaction')) {
    const text = 'conversation compacted';
    return [{ kind: 'notice', origin, at: createdAt, session, text, isCompaction: true }];
  }
  const id = textOf(info.id);
  if (info.role !== 'assistant' || id === null) return [];
  const steps = parts.filter(({ type, tokens }) => type === 'step-finish' && isObject(tokens));
  const provider = textOf(info.providerID);
  const error = objectOf(info.error);
  const completedAt = timeOf(valueAt(info, 'time', 'completed'));
  // Still running, or nothing came back and nothing was wrong.
  if (steps.length === 0 && completedAt === null && error === null) return [];
  const billed: readonly (Json | undefined)[] =
    steps.length === 0 ? [info.tokens] : steps.map(step => step.tokens);
  return billed.flatMap((tokens, index) => {
    const isLast = index === billed.length - 1;
    const failed = isLast && error !== null;
    return billedCall(line, {
      key: index === 0 ? id : `${id}/${index + 1}`,
      // Only the whole answer has times.
      at: index === 0 ? createdAt : null,
      endedAt: isLast ? completedAt : null,
      session,
      turn: textOf(info.parentID),
      agent: isSummary(info) ? 'compaction' : null,
      // A session names the version that began it, not the one that goes on with it.
      client: { name: 'opencode', version: null },
      provider,
      model: textOf(info.modelID),
      usage: usageOf(objectOf(tokens), provider),
      error: failed ? (textOf(valueAt(error, 'data', 'message')) ?? textOf(error.name)) : null,
      outcome: failed ? (error.name === 'MessageAbortedError' ? 'aborted' : 'error') : null,
    });
  });
}

/** What writes the summary of a conversation has a prompt of its own, without tools (session/compaction.ts). */
const isSummary = ({ mode, agent, summary }: JsonObject): boolean =>
  summary === true || mode === 'compaction' || agent === 'compaction';

function usageOf(tokens: JsonObject | null, provider: string | null): Usage | null {
  if (tokens === null) return null;
  const [input, cacheRead, cacheWrite] = [
    countOf(tokens.input),
    countOf(valueAt(tokens, 'cache', 'read')),
    countOf(valueAt(tokens, 'cache', 'write')),
  ];
  const output = countOf(tokens.output);
  const reasoning = countOf(tokens.reasoning) ?? 0;
  // Its own bill adds them up.
  return keptUsage({
    input,
    cacheRead,
    cacheWrite,
    output: output === null ? null : output + reasoning,
    isAlwaysCounted: alwaysCounts(provider),
  });
}
