import type { Json, JsonObject } from '../../log/record.js';
import {
  type ApiReader,
  type Draft,
  NO_SECTION,
  type Notes,
  type PromptDraft,
  type SectionDraft,
  writeBlock,
} from '../draft.js';
import { compact, isArray, isObject, stringOrNull } from '../json.js';
import { readMarker, unmark } from '../markers.js';
import type { BlockKind, Marker } from '../prompt.js';
import { readParameters } from './anthropic-parameters.js';

const MARKER = 'cache_control';

/** The Messages API of Anthropic, also behind Vertex, Bedrock InvokeModel and gateways that speak it. */
export const anthropicMessages: ApiReader = {
  api: 'anthropic-messages',
  read(body: JsonObject, betas: readonly string[], notes: Notes): PromptDraft {
    const { section: tools, deferred } = readTools(body.tools, notes);
    return {
      tools,
      system: readSystem(body.system, notes),
      messages: readMessages(body.messages, notes),
      automatic: readMarker(body[MARKER], MARKER, notes),
      parameters: readParameters(body, betas, notes),
      deferredTools: deferred,
      continues: null,
    };
  },
};

function readTools(value: Json | undefined, notes: Notes): { section: SectionDraft; deferred: number } {
  if (value === undefined || value === null) return { section: NO_SECTION, deferred: 0 };
  if (!isArray(value)) return { section: oddSection(value, 'tools', notes), deferred: 0 };
  const blocks: Draft[] = [];
  value.forEach((tool, i) => {
    if (!isDeferred(tool)) blocks.push(readTool(tool, `tools[${i}]`, notes));
  });
  return { section: listSection(blocks, blocks.length), deferred: value.length - blocks.length };
}

/** Deferred tools stand outside the prefix; tool search brings them in later, as blocks of a message. */
function isDeferred(tool: Json): boolean {
  return isObject(tool) && tool.defer_loading === true;
}

function readTool(tool: Json, path: string, notes: Notes): Draft {
  if (!isObject(tool)) return oddBlock(tool, path, null, -1, notes);
  const { value, marker } = unmark(tool, MARKER, path, notes);
  const name = stringOrNull(tool.name) ?? stringOrNull(tool.mcp_server_name) ?? stringOrNull(tool.type);
  const canonical = writeBlock(value, path, notes);
  return {
    path,
    kind: 'tool',
    message: -1,
    role: null,
    name,
    canonical,
    raw: canonical,
    unbilled: 0,
    marker,
    markable: true,
  };
}

function readSystem(value: Json | undefined, notes: Notes): SectionDraft {
  if (value === undefined || value === null) return NO_SECTION;
  if (typeof value === 'string') {
    const blocks = value === '' ? [] : [textOfString(value, 'system', null, -1)];
    return { blocks, json: compact(value), count: blocks.length };
  }
  if (!isArray(value)) return oddSection(value, 'system', notes);
  const blocks = value.map((block, i) => readContentBlock(block, `system[${i}]`, null, -1, notes));
  return listSection(blocks, blocks.length);
}

function readMessages(value: Json | undefined, notes: Notes): SectionDraft {
  if (value === undefined || value === null) return NO_SECTION;
  if (!isArray(value)) return oddSection(value, 'messages', notes);
  const blocks: Draft[] = [];
  const json = value.map((message, i) => {
    const drafts = readMessage(message, i, notes);
    for (const draft of drafts) blocks.push(draft);
    return writeMessage(message, drafts);
  });
  return { blocks, json: `[${json.join(',')}]`, count: value.length };
}

function readMessage(message: Json, index: number, notes: Notes): readonly Draft[] {
  const path = `messages[${index}]`;
  if (!isObject(message)) return [oddBlock(message, path, null, index, notes)];
  const role = stringOrNull(message.role);
  const { role: _, content, ...rest } = message;
  const blocks: Draft[] = [];
  // What a message carries beside its content (a per-message effort, say) is rendered with it.
  if (Object.keys(rest).length > 0) blocks.push(oddBlock(rest, path, role, index, notes));
  if (typeof content === 'string') blocks.push(textOfString(content, `${path}.content`, role, index));
  else if (isArray(content) && content.length > 0) {
    content.forEach((block, i) => {
      blocks.push(readContentBlock(block, `${path}.content[${i}]`, role, index, notes));
    });
  } else blocks.push(oddBlock(content ?? null, `${path}.content`, role, index, notes));
  return blocks;
}

/** The message as sent, put together from its blocks where that is possible: writing it once more would cost as much as reading. */
function writeMessage(message: Json, drafts: readonly Draft[]): string {
  if (!isObject(message) || !isArray(message.content)) return compact(message);
  const content = `[${(message.content.length > 0 ? drafts.slice(-message.content.length) : []).map(draft => draft.raw).join(',')}]`;
  const fields = Object.entries(message).map(
    ([key, value]) => `${JSON.stringify(key)}:${key === 'content' ? content : compact(value)}`,
  );
  return `{${fields.join(',')}}`;
}

function readContentBlock(
  block: Json,
  path: string,
  role: string | null,
  message: number,
  notes: Notes,
): Draft {
  if (!isObject(block)) return oddBlock(block, path, role, message, notes);
  const type = stringOrNull(block.type) ?? '';
  const kind = kindOf(type);
  const own = unmark(block, MARKER, path, notes);
  const { value, marker } = takeInnerMarkers(own.value, type, path, notes);
  notice(value, notes);
  const raw = writeBlock(value, path, notes);
  return {
    path,
    kind,
    message,
    role,
    name: stringOrNull(block.tool_use_id) ?? stringOrNull(block.id),
    canonical: canonicalOf(value, kind, raw),
    raw,
    unbilled: unbilledBytes(value),
    marker: own.marker ?? marker,
    markable: kind !== 'thinking' && !(kind === 'text' && block.text === ''),
  };
}

const KINDS: Readonly<Record<string, BlockKind>> = {
  text: 'text',
  thinking: 'thinking',
  redacted_thinking: 'thinking',
  image: 'image',
  document: 'document',
  search_result: 'document',
  compaction: 'compaction',
};

function kindOf(type: string): BlockKind {
  if (type.endsWith('tool_use')) return 'tool_use';
  if (type.endsWith('tool_result')) return 'tool_result';
  return Object.hasOwn(KINDS, type) ? (KINDS[type] ?? 'other') : 'other';
}

/**
 * Markers on the blocks inside a tool result, a search result or a document are stripped. Only one on the last of them counts: the API
 * lifts it to the block that holds them (release notes, "cache_control on nested content").
 */
function takeInnerMarkers(
  block: JsonObject,
  type: string,
  path: string,
  notes: Notes,
): { readonly value: JsonObject; readonly marker: Marker | null } {
  if ((type.endsWith('tool_result') || type === 'search_result') && isArray(block.content)) {
    const { list, marker } = unmarkList(block.content, `${path}.content`, notes);
    return { value: list === block.content ? block : { ...block, content: list }, marker };
  }
  if (type === 'document' && isObject(block.source) && isArray(block.source.content)) {
    const { source } = block;
    const { list, marker } = unmarkList(block.source.content, `${path}.source.content`, notes);
    return {
      value: list === source.content ? block : { ...block, source: { ...source, content: list } },
      marker,
    };
  }
  return { value: block, marker: null };
}

function unmarkList(
  list: readonly Json[],
  path: string,
  notes: Notes,
): { readonly list: readonly Json[]; readonly marker: Marker | null } {
  let changed: Json[] | null = null;
  let last: Marker | null = null;
  list.forEach((item, i) => {
    last = null;
    if (!isObject(item)) return;
    const type = stringOrNull(item.type) ?? '';
    const own = unmark(item, MARKER, `${path}[${i}]`, notes);
    const inner = takeInnerMarkers(own.value, type, `${path}[${i}]`, notes);
    last = own.marker ?? inner.marker;
    if (inner.value === item) return;
    changed ??= [...list];
    changed[i] = inner.value;
  });
  return { list: changed ?? list, marker: last };
}

/** A tool result whose content is a string is the same prompt as one text block that holds it. */
function canonicalOf(block: JsonObject, kind: BlockKind, raw: string): string {
  if (kind !== 'tool_result' || typeof block.content !== 'string') return raw;
  return compact({ ...block, content: [{ type: 'text', text: block.content }] });
}

/** Images and citations anywhere in the messages change what the provider puts in front of them. */
function notice(value: JsonObject, notes: Notes): void {
  if (value.type === 'image') notes.images = true;
  if (isObject(value.citations) && value.citations.enabled === true) notes.citations = true;
  if (!isArray(value.content)) return;
  for (const inner of value.content) if (isObject(inner)) notice(inner, notes);
}

/** Keys whose strings cost no tokens: they stand for something the provider holds, or encode pixels. */
const UNBILLED = ['signature', 'encrypted_content', 'encrypted_stdout', 'encrypted_index'] as const;

/** Bytes of image and document data, signatures and encrypted content: base64, so one byte a character. */
function unbilledBytes(block: JsonObject): number {
  let bytes = 0;
  for (const key of UNBILLED) bytes += lengthOf(block[key]);
  if (block.type === 'redacted_thinking') bytes += lengthOf(block.data);
  if (isObject(block.source) && block.source.type === 'base64') bytes += lengthOf(block.source.data);
  if (isObject(block.source) && isArray(block.source.content)) bytes += unbilledIn(block.source.content);
  if (isArray(block.content)) bytes += unbilledIn(block.content);
  else if (isObject(block.content)) bytes += unbilledBytes(block.content);
  return bytes;
}

function unbilledIn(list: readonly Json[]): number {
  let bytes = 0;
  for (const item of list) if (isObject(item)) bytes += unbilledBytes(item);
  return bytes;
}

function lengthOf(value: Json | undefined): number {
  return typeof value === 'string' ? value.length : 0;
}

function textOfString(text: string, path: string, role: string | null, message: number): Draft {
  const raw = compact(text);
  return {
    path,
    kind: 'text',
    message,
    role,
    name: null,
    canonical: `{"type":"text","text":${raw}}`,
    raw,
    unbilled: 0,
    marker: null,
    markable: text !== '',
  };
}

/** Something that is no block: kept as it is, so that it is still compared. */
function oddBlock(value: Json, path: string, role: string | null, message: number, notes: Notes): Draft {
  const canonical = writeBlock(value, path, notes);
  return {
    path,
    kind: 'other',
    message,
    role,
    name: null,
    canonical,
    raw: canonical,
    unbilled: 0,
    marker: null,
    markable: true,
  };
}

function oddSection(value: Json, path: string, notes: Notes): SectionDraft {
  const block = oddBlock(value, path, null, -1, notes);
  return { blocks: [block], json: block.raw, count: 1 };
}

function listSection(blocks: readonly Draft[], count: number): SectionDraft {
  return { blocks, json: `[${blocks.map(block => block.raw).join(',')}]`, count };
}
