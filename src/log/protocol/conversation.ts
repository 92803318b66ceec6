/** Which conversation, turn and agent a request is of: from the headers that clients made for it, else from its body. */
import { at, parseJson, textOf } from '../json/json.js';
import type { JsonObject } from '../record.js';
import { sessionOf } from './api.js';

export interface Conversation {
  readonly session: string | null;
  readonly turn: string | null;
  readonly agent: string | null;
}

/** The first value of a header, by its lower-case name; null: not sent. */
export type HeaderOf = (name: string) => string | null;

/**
 * The only headers that are looked at: ids that a client gives its session, turn and agent. Claude Code, Codex, opencode.
 * Anything else of a request's headers (keys, cookies, accounts) is not.
 */
const SESSION_HEADERS = [
  'x-claude-code-session-id',
  'session_id',
  'session-id',
  'conversation_id',
  'x-opencode-session',
  'x-session-id',
];
/** The session that asked for this one (opencode): its subagents are sessions of their own. */
const PARENT_HEADER = 'x-parent-session-id';
const TURN_HEADERS = ['x-opencode-request'];
const AGENT_HEADERS = ['x-claude-code-agent-id', 'x-openai-subagent'];
const CODEX_TURN = 'x-codex-turn-metadata';

/** Ids are short; a longer value is something else. */
const LONGEST_ID = 200;

/** @param body null: not kept */
export function conversationOf(headerOf: HeaderOf, body: JsonObject | null): Conversation {
  const first = (names: readonly string[]): string | null =>
    names.map(name => id(headerOf(name))).find(value => value !== null) ?? null;
  const codexTurn = parseJson(headerOf(CODEX_TURN) ?? '');
  const own = first(SESSION_HEADERS) ?? id(sessionOf(body));
  const parent = own === null ? null : id(headerOf(PARENT_HEADER));
  const isOfParent = parent !== null && parent !== own;
  return {
    session: isOfParent ? parent : own,
    turn: first(TURN_HEADERS) ?? id(textOf(at(codexTurn, 'turn_id'))),
    agent:
      first(AGENT_HEADERS) ?? codexAgent(textOf(at(codexTurn, 'agent_name'))) ?? (isOfParent ? own : null),
  };
}

/** Codex names its agents by a path; the first one is `/root`. */
const codexAgent = (name: string | null): string | null => (name === '/root' ? 'main' : id(name));

const id = (value: string | null): string | null =>
  value !== null && value !== '' && value.length <= LONGEST_ID ? value : null;
