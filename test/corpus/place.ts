import { isObject, type Json, type JsonObject, objects, text, without } from './sessions/json.js';
import type { Api } from './sessions/prompt.js';

/** Where a prompt leaves the one it should have extended. `char` null: the blocks do not correspond, only the block counts. */
export interface Place {
  readonly path: string;
  readonly char: number | null;
}

interface Spot {
  readonly path: string;
  readonly kind: string;
  /** Blocks with the same identity are versions of one another: a tool by name, a call by id. */
  readonly identity: string;
  readonly whole: string;
  readonly leaves: readonly (readonly [path: string, value: string])[];
}

/** First difference in the provider's order, read off the bodies by this corpus' own rules. */
export function placeOf(api: Api, before: JsonObject, after: JsonObject): Place | null {
  const old = spots(api, without(before, 'cache_control'));
  const now = spots(api, without(after, 'cache_control'));
  for (let i = 0; i < Math.max(old.length, now.length); i += 1) {
    const a = old[i];
    const b = now[i];
    if (a === undefined || b === undefined) return { path: (b ?? a)?.path ?? '', char: null };
    if (a.whole === b.whole) continue;
    // The list of tools ended earlier than before: the tool that is gone has its place in the old request only.
    if (a.kind === 'tool' && b.kind !== 'tool') return { path: a.path, char: null };
    if (a.kind !== b.kind || a.identity !== b.identity) return { path: b.path, char: null };
    return leafPlace(a, b);
  }
  return null;
}

function leafPlace(a: Spot, b: Spot): Place {
  for (const [index, [path, value]] of b.leaves.entries()) {
    const other = a.leaves[index]?.[1];
    if (other === undefined) return { path: b.path, char: null };
    if (other !== value) return { path, char: commonCharacters(other, value) };
  }
  return { path: b.path, char: null };
}

/** Unicode characters that both begin with. */
export function commonCharacters(a: string, b: string): number {
  const left = [...a];
  const right = [...b];
  const different = left.findIndex((character, index) => character !== right[index]);
  return different === -1 ? left.length : different;
}

function spots(api: Api, body: Json): Spot[] {
  if (!isObject(body)) return [];
  switch (api) {
    case 'anthropic-messages':
      return [
        ...list(body.tools, 'tools').map(([tool, path]) => toolSpot(tool, path, tool)),
        ...contentSpots(body.system, 'system', 'system'),
        ...list(body.messages, 'messages').flatMap(([message, path]) =>
          contentSpots(message.content, `${path}.content`, text(message.role) ?? ''),
        ),
      ];
    case 'openai-chat':
      return [
        ...list(body.tools, 'tools').map(([tool, path]) =>
          toolSpot(tool, `${path}.function`, isObject(tool.function) ? tool.function : {}, path),
        ),
        ...list(body.messages, 'messages').flatMap(([message, path]) => chatSpots(message, path)),
      ];
    case 'openai-responses':
      return [
        ...list(body.tools, 'tools').map(([tool, path]) => toolSpot(tool, path, tool)),
        ...contentSpots(body.instructions, 'instructions', 'system'),
        ...list(body.input, 'input').map(([item, path]) => itemSpot(item, path)),
      ];
    case 'gemini':
      return [
        ...list(body.tools, 'tools').flatMap(([group, path]) =>
          list(group.functionDeclarations, `${path}.functionDeclarations`).map(([tool, at]) =>
            toolSpot(tool, at, tool),
          ),
        ),
        ...partSpots(body.systemInstruction, 'systemInstruction'),
        ...list(body.contents, 'contents').flatMap(([content, path]) => partSpots(content, path)),
      ];
  }
}

function list(value: Json | undefined, path: string): [JsonObject, string][] {
  return objects(value).map((item, index) => [item, `${path}[${index}]`]);
}

function toolSpot(whole: JsonObject, path: string, tool: JsonObject, blockPath = path): Spot {
  const schema = ['input_schema', 'parameters', 'parametersJsonSchema'].find(key => tool[key] !== undefined);
  const leaves: [string, string][] = [];
  if (typeof tool.description === 'string') leaves.push([`${path}.description`, tool.description]);
  if (schema !== undefined) leaves.push([`${path}.${schema}`, JSON.stringify(tool[schema])]);
  const identity = text(tool.name) ?? '';
  return { path: blockPath, kind: 'tool', identity, whole: JSON.stringify(whole), leaves };
}

function contentSpots(content: Json | undefined, path: string, role: string): Spot[] {
  if (typeof content === 'string') {
    const whole = JSON.stringify({ role, type: 'text', text: content });
    return [{ path, kind: 'text', identity: role, whole, leaves: [[path, content]] }];
  }
  return list(content, path).map(([block, at]) => blockSpot(block, at, role));
}

function blockSpot(block: JsonObject, path: string, role: string): Spot {
  const kind = text(block.type) ?? '';
  const identity = text(block.id) ?? text(block.tool_use_id) ?? role;
  const whole = JSON.stringify({ role, ...block });
  const leaves: [string, string][] = [];
  for (const key of ['text', 'thinking', 'content']) {
    const value = block[key];
    if (typeof value === 'string') leaves.push([`${path}.${key}`, value]);
  }
  if (isObject(block.input)) leaves.push([`${path}.input`, JSON.stringify(block.input)]);
  return { path, kind, identity, whole, leaves };
}

/** A string and a list of one text block are different bytes for an OpenAI-style server, so they are different kinds. */
function chatSpots(message: JsonObject, path: string): Spot[] {
  const role = text(message.role) ?? '';
  const identity = `${role} ${text(message.tool_call_id) ?? ''}`;
  const whole = (block: Json): string => JSON.stringify([identity, block]);
  const { content } = message;
  const spots: Spot[] = [];
  if (typeof content === 'string') {
    const at = `${path}.content`;
    spots.push({ path: at, kind: 'string', identity, whole: whole(content), leaves: [[at, content]] });
  }
  for (const [part, at] of list(content, `${path}.content`)) {
    const leaves: [string, string][] = typeof part.text === 'string' ? [[`${at}.text`, part.text]] : [];
    spots.push({ path: at, kind: text(part.type) ?? '', identity, whole: whole(part), leaves });
  }
  for (const [call, at] of list(message.tool_calls, `${path}.tool_calls`)) {
    const called = isObject(call.function) ? call.function : {};
    const leaves: [string, string][] = [[`${at}.function.arguments`, text(called.arguments) ?? '']];
    spots.push({ path: at, kind: 'call', identity: text(call.id) ?? '', whole: whole(call), leaves });
  }
  return spots;
}

function itemSpot(item: JsonObject, path: string): Spot {
  const kind = text(item.type) ?? text(item.role) ?? '';
  const leaves: [string, string][] = [];
  for (const [part, at] of list(item.content, `${path}.content`)) {
    if (typeof part.text === 'string') leaves.push([`${at}.text`, part.text]);
  }
  for (const key of ['output', 'arguments']) {
    const value = item[key];
    if (typeof value === 'string') leaves.push([`${path}.${key}`, value]);
  }
  return { path, kind, identity: text(item.call_id) ?? '', whole: JSON.stringify(item), leaves };
}

function partSpots(content: Json | undefined, path: string): Spot[] {
  if (!isObject(content)) return [];
  return list(content.parts, `${path}.parts`).map(([part, at]) => {
    const kind = Object.keys(part)[0] ?? '';
    const leaves: [string, string][] = [];
    if (typeof part.text === 'string') leaves.push([`${at}.text`, part.text]);
    const response = isObject(part.functionResponse) ? part.functionResponse : null;
    if (response !== null && isObject(response.response)) {
      leaves.push([`${at}.functionResponse.response.output`, text(response.response.output) ?? '']);
    }
    const identity = (response === null ? null : text(response.id)) ?? text(content.role) ?? '';
    return { path: at, kind, identity, whole: JSON.stringify([content.role ?? null, part]), leaves };
  });
}
