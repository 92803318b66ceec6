import { betasOf } from '../../log/protocol/api.js';
import { clientOfAgent } from '../../log/protocol/client.js';
import { type Conversation, conversationOf } from '../../log/protocol/conversation.js';
import type { Client, JsonObject } from '../../log/record.js';
import { headerValue } from '../proxy/headers.js';

/** What a request says about the conversation it belongs to. */
export interface Hints extends Conversation {
  /** The program and its version, from the product that its `User-Agent` begins with. */
  readonly client: Client | null;
  /** Active beta flags, sorted. */
  readonly betas: readonly string[];
}

/**
 * Reads the hints of a request from its headers and its body (null: the body was not kept). Only the headers that
 * `log/protocol/` names for it are ever read: of keys, cookies and accounts nothing is written.
 */
export function readHints(rawHeaders: readonly string[], body: JsonObject | null): Hints {
  return {
    ...conversationOf(name => headerValue(rawHeaders, name), body),
    client: clientOfAgent(headerValue(rawHeaders, 'user-agent') ?? undefined),
    betas: betasOf(headerValue(rawHeaders, 'anthropic-beta') ?? undefined, null),
  };
}
