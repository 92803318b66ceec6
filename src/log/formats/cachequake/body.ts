/** What the body of a record of ours tells of its tokens: its bytes, and those behind its last breakpoint. */
import { isArray, isObject, textOf } from '../../json/json.js';
import type { Json, JsonObject } from '../../record.js';

/** What was sent, as far as it tells tokens. */
export interface SentBody {
  /** Of its line. */
  readonly bytes: number;
  /** Of these the ones behind the last breakpoint; null: there is none, or the provider does not go by them. */
  readonly behind: number | null;
}

/**
 * What a body tells; null where more is billed than was sent: what the provider's own tools find is input too.
 *
 * @param model the breakpoints of Claude's bodies count, those of others may be somebody's habit
 */
export function sentBody(body: JsonObject, bytes: number, model: string | null): SentBody | null {
  if (runsAtProvider(body)) return null;
  return { bytes, behind: /claude/i.test(model ?? '') ? bytesBehind(body) : null };
}

const SERVER_TOOLS = /^(?:web_|code_execution|mcp|tool_search|advisor)/;

function runsAtProvider({ tools, mcp_servers, container }: JsonObject): boolean {
  if (mcp_servers !== undefined || (container ?? null) !== null) return true;
  return isArray(tools) && tools.some(tool => isObject(tool) && SERVER_TOOLS.test(textOf(tool.type) ?? ''));
}

function bytesBehind({ messages, system, tools, cache_control }: JsonObject): number | null {
  if (isObject(cache_control)) return 0;
  const list = isArray(messages) ? messages : [];
  let behind = 0;
  for (let i = list.length - 1; i >= 0; i -= 1) {
    const message = list[i] ?? null;
    const content = isObject(message) && isArray(message.content) ? message.content : [];
    const last = content.findLastIndex(isMarked);
    if (last !== -1) return behind + lengthOf(content.slice(last + 1));
    behind += lengthOf([message]);
  }
  const isMarkedBefore = [system, tools].some(part => isArray(part) && part.some(isMarked));
  return isMarkedBefore ? behind : null;
}

const isMarked = (block: Json): boolean =>
  isObject(block) && (isObject(block.cache_control) || block.cachePoint !== undefined);

const lengthOf = (values: readonly Json[]): number =>
  values.reduce<number>((sum, value) => sum + Buffer.byteLength(JSON.stringify(value)), 0);
