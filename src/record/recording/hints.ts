import { at, parseJson, textOf } from '../../log/json/json.js';
import { clientOfAgent, clientOfBody } from '../../log/protocol/client.js';
import type { Client, Json, JsonObject } from '../../log/record.js';
import { headerValue } from '../proxy/headers.js';

/** What a request says about the conversation it belongs to. */
export interface Hints {
  readonly session: string | null;
  readonly turn: string | null;
  readonly agent: string | null;
  /** The program and its version, from the product that its `User-Agent` begins with. */
  readonly client: Client | null;
  /** Active beta flags, sorted. */
  readonly betas: readonly string[];
}

/**
 * The only headers that are ever read for a recording: ids that a client gives its session, turn and agent, its own name and
 * version, and its beta flags.
 * Anything else of a request's headers (keys, cookies, accounts) is not looked at.
 */
const SESSION_HEADERS = [
  'x-claude-code-session-id',
  'session_id',
  'session-id',
  'conversation_id',
  'x-opencode-session',
  'x-session-id',
];
const TURN_HEADERS = ['x-opencode-request'];
const AGENT_HEADERS = ['x-claude-code-agent-id', 'x-openai-subagent'];

/** Ids are short; a longer value is something else and is not written. */
const LONGEST_ID = 200;

/** Reads the hints of a request from its headers and its body (null: the body was not kept). */
export function readHints(rawHeaders: readonly string[], body: JsonObject | null): Hints {
  const codexTurn = parsedHeader(rawHeaders, 'x-codex-turn-metadata');
  return {
    session:
      firstHeader(rawHeaders, SESSION_HEADERS) ??
      id(sessionOfUser(textOf(at(body, 'metadata', 'user_id')))) ??
      id(textOf(body?.prompt_cache_key)),
    turn: firstHeader(rawHeaders, TURN_HEADERS) ?? id(textOf(at(codexTurn, 'turn_id'))),
    agent: firstHeader(rawHeaders, AGENT_HEADERS) ?? codexAgent(textOf(at(codexTurn, 'agent_name'))),
    client: clientOfAgent(headerValue(rawHeaders, 'user-agent') ?? undefined) ?? clientOfBody(body),
    betas: readBetas(headerValue(rawHeaders, 'anthropic-beta')),
  };
}

/** Codex names its agents by a path; the first one is `/root`. */
function codexAgent(name: string | null): string | null {
  return name === '/root' ? 'main' : id(name);
}

/**
 * Session part of Anthropic's `metadata.user_id` as Claude Code fills it: JSON with a `session_id`, in older versions
 * `user_…_account_…_session_…`. The rest names a device and an account.
 */
function sessionOfUser(user: string | null): string | null {
  if (user === null) return null;
  if (user.startsWith('{')) return textOf(at(parseJson(user), 'session_id'));
  return /_session_([\w-]+)$/.exec(user)?.[1] ?? null;
}

function readBetas(header: string | null): readonly string[] {
  const flags = (header ?? '').split(',').map(flag => flag.trim());
  return [...new Set(flags)].filter(flag => flag !== '').sort();
}

function firstHeader(rawHeaders: readonly string[], names: readonly string[]): string | null {
  for (const name of names) {
    const value = id(headerValue(rawHeaders, name));
    if (value !== null) return value;
  }
  return null;
}

function id(value: string | null): string | null {
  return value !== null && value !== '' && value.length <= LONGEST_ID ? value : null;
}

function parsedHeader(rawHeaders: readonly string[], name: string): Json | undefined {
  const value = headerValue(rawHeaders, name);
  return value === null ? undefined : parseJson(value);
}
