/**
 * Plain pairs, the shape that people log by hand: a request body with its usage or its response beside it or in it, or the body alone.
 * `{"body": …, "usage": …, "ts": …, "session": …}`. An `agent` beside them is a user agent, not a lane.
 */

import { at, numberOf, parseJson, textOf, timeOf } from '../json/json.js';
import { isCompletionBody, isPromptBody } from '../protocol/api.js';
import { placeKey, rawLine, requestRecord } from '../protocol/request.js';
import { outcomeOf, readError, usageRecord } from '../protocol/response.js';
import { readBilling, readUsage } from '../protocol/usage.js';
import type { Json, JsonObject, LogRecord, PathStep, RequestRecord } from '../record.js';
import { readBody } from './exchange.js';
import type { LogFormat, ParsedLine } from './format.js';

const BODIES = ['body', 'request', 'payload', 'input'];
const RESPONSES = ['response', 'output'];
const TIMES = ['ts', 'timestamp', 'time', 'at'];
const SESSIONS = ['session', 'session_id', 'sessionId'];
/** What is read beside a body. */
const CONTEXT = new Set([...RESPONSES, ...TIMES, ...SESSIONS, 'turn', 'status', 'usage']);

export const pairs: LogFormat = {
  id: 'pairs',
  title: 'request and usage pairs',
  fidelity: 'reserialised',
  recognises: value => findBody(value) !== null,
  open: () => ({ read: readPair }),
};

interface FoundBody {
  readonly body: JsonObject;
  readonly at: readonly PathStep[];
  readonly isText: boolean;
}

function readPair(line: ParsedLine): LogRecord[] {
  const { value, origin } = line;
  const found = findBody(value);
  if (found === null) return [];
  const key = placeKey(line);
  const isBare = found.at.length === 0;
  const request = requestRecord({
    key,
    origin,
    fidelity: found.isText ? 'wire' : 'reserialised',
    body: isBare ? withoutContext(found.body) : found.body,
    raw: rawLine(line, found.at, found.isText),
    ...contextOf(value),
    call: { url: isBare ? null : textOf(value.url) },
    betaHeader: isBare ? undefined : (value.beta ?? value.betas),
  });
  const status = numberOf(value.status);
  const response = firstOf(value, RESPONSES);
  // OpenRouter's requests ask for it under the same name: `{"include": true}`.
  const usage = isBare && readUsage(value.usage) === null ? undefined : value.usage;
  if (usage === undefined && response === undefined && status === null) return [request];
  return [request, usageRecord({ origin, of: { key }, status }, factsOf(value, usage, response, status))];
}

function factsOf(
  value: JsonObject,
  usage: Json | undefined,
  response: Json | undefined,
  status: number | null,
): ReturnType<typeof readBody> {
  const facts = readBody(response, status);
  if (usage === undefined) return facts;
  const counted = readUsage(usage);
  const error = response === undefined ? readError(value, status) : facts.error;
  return { ...facts, usage: counted, error, outcome: outcomeOf(counted, error), billing: readBilling(usage) };
}

function contextOf(value: JsonObject): Pick<RequestRecord, 'at' | 'session' | 'turn' | 'provider'> {
  return {
    at: timeOf(firstOf(value, TIMES)),
    session: SESSIONS.map(name => textOf(value[name])).find(session => session !== null) ?? null,
    turn: textOf(value.turn),
    provider: textOf(value.provider),
  };
}

/** A body that has what stands around others in it: that was not sent. */
function withoutContext(body: JsonObject): JsonObject {
  const isContext = (name: string): boolean =>
    CONTEXT.has(name) && !(name === 'usage' && readUsage(body.usage) === null);
  const sent = Object.entries(body).filter(([name]) => !isContext(name));
  return sent.length === Object.keys(body).length ? body : Object.fromEntries(sent);
}

function findBody(value: JsonObject): FoundBody | null {
  for (const key of BODIES) {
    const inner = value[key];
    if (isPromptBody(inner) || isCompletionBody(inner)) return { body: inner, at: [key], isText: false };
    if (typeof inner !== 'string' || !inner.startsWith('{')) continue;
    const parsed = parseJson(inner);
    if (isPromptBody(parsed) || isCompletionBody(parsed)) return { body: parsed, at: [key], isText: true };
  }
  return isPromptBody(value) && at(value, 'role') === undefined
    ? { body: value, at: [], isText: false }
    : null;
}

function firstOf(value: JsonObject, keys: readonly string[]): Json | undefined {
  return keys.map(key => value[key]).find(found => found !== undefined && found !== null);
}
