/** Which program sent a request, and which version of it: from its `User-Agent`, or from what it writes into its body. */
import { quoted } from '../../text/quoted.js';
import { at, isArray, textOf } from '../json/json.js';
import type { Client, Json, JsonObject } from '../record.js';

/** Longer ones are no version; a person could not compare them. */
const LONGEST = 60;

/**
 * The first product of a `User-Agent`, as HTTP names products (RFC 9110, 10.1.5): `claude-cli/2.1.3 (external, cli)`,
 * `OpenAI/Python 1.51.0`. null: it names none, or a browser, whose first product is always the same.
 */
export function clientOfAgent(userAgent: Json | undefined): Client | null {
  const agent = textOf(isArray(userAgent) ? userAgent[0] : userAgent)?.trim() ?? '';
  const [, name, version] = PRODUCT.exec(agent) ?? [];
  if (name === undefined || name === 'Mozilla') return null;
  return clientOf(NAMES[name] ?? name, version);
}

/** Claude Code puts its version in front of the system text, with a suffix that follows the first user message: it is left out. */
export function clientOfBody(body: JsonObject | null): Client | null {
  const text = textOf(at(body ?? undefined, 'system', 0, 'text'));
  if (text?.startsWith(ATTRIBUTION) !== true) return null;
  const version = /\bcc_version=(\d+\.\d+\.\d+)/.exec(text.slice(0, 400))?.[1];
  return clientOf('claude-code', version);
}

/** @param version what is no short text is not known */
export function clientOf(name: string | null, version: Json | undefined): Client | null {
  const known = textOf(version)?.trim() ?? '';
  const isVersion = known !== '' && known.length <= LONGEST;
  return name === null && !isVersion
    ? null
    : { name: name && quoted(name, LONGEST), version: isVersion ? known : null };
}

const PRODUCT = /^([^\s/;()]+(?:\/[A-Za-z][\w.-]*)?)[/ ]v?(\d[^\s/;,()]*)/;

/** Names that a program gives itself in its requests, where its own logs have another. */
const NAMES: Readonly<Record<string, string>> = { 'claude-cli': 'claude-code', GeminiCLI: 'gemini-cli' };

const ATTRIBUTION = 'x-anthropic-billing-header:';
