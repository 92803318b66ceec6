import { isArray, isObject } from '../../log/json/json.js';
import type { Json, JsonObject } from '../../log/record.js';
import { type BlockPlace, type Draft, draftBlock, draftOther, type Notes } from '../draft.js';
import { compact, stringOrNull } from '../json.js';
import { unmark } from '../markers.js';
import type { BlockKind, Marker } from '../prompt.js';

/** The key of a breakpoint. Accepted on tools, system blocks, content blocks and the blocks directly inside a result or a document. */
export const MARKER = 'cache_control';

/** Blocks hold blocks: a result a document, a document its pages. No API goes deeper; a hostile log may. */
const DEEPEST = 4;

/** A block of `system` or of a message's content. */
export function draftContent(block: Json, place: BlockPlace, notes: Notes): Draft {
  if (!isObject(block)) return draftOther(place, block, notes);
  const kind = kindOf(block);
  const { value, marker } = takeMarkers(block, place.path, notes, 0);
  notice(value, notes, 0);
  // A result whose content is a string is the same prompt as one with the text block that holds it.
  const text = kind === 'tool_result' ? stringOrNull(value.content) : null;
  return draftBlock(place, kind, value, notes, {
    name: stringOrNull(block.tool_use_id) ?? stringOrNull(block.id),
    unbilled: unbilledBytes(value, 0),
    marker,
    canonical: text === null ? null : compact({ ...value, content: [{ type: 'text', text }] }),
    // platform.claude.com, prompt caching, "What cannot be cached".
    markable: kind !== 'thinking' && !(kind === 'text' && block.text === ''),
  });
}

const KINDS = new Map<string, BlockKind>([
  ['text', 'text'],
  ['thinking', 'thinking'],
  ['redacted_thinking', 'thinking'],
  ['image', 'image'],
  ['document', 'document'],
  ['search_result', 'document'],
  ['compaction', 'compaction'],
]);

/** Server and MCP tools have types of their own that end alike: `server_tool_use`, `web_search_tool_result`. */
function kindOf(block: JsonObject): BlockKind {
  const type = stringOrNull(block.type) ?? '';
  if (type.endsWith('tool_use')) return 'tool_use';
  if (type.endsWith('tool_result')) return 'tool_result';
  return KINDS.get(type) ?? 'other';
}

interface Taken {
  readonly value: JsonObject;
  readonly marker: Marker | null;
}

/**
 * Takes off the block's own marker and those on the blocks directly inside a result or a document. Of the inner ones only one on
 * the last block counts: the API lifts it to the block that holds it (platform.claude.com, prompt caching, "What cannot be cached").
 */
function takeMarkers(block: JsonObject, path: string, notes: Notes, depth: number): Taken {
  const own = unmark(block, MARKER, path, notes);
  if (depth === DEEPEST) return own;
  const inner = takeInnerMarkers(own.value, path, notes, depth + 1);
  return { value: inner.value, marker: own.marker ?? inner.marker };
}

function takeInnerMarkers(block: JsonObject, path: string, notes: Notes, depth: number): Taken {
  const { type, content, source } = block;
  if (isArray(content) && (kindOf(block) === 'tool_result' || type === 'search_result')) {
    const taken = takeFromList(content, `${path}.content`, notes, depth);
    return { value: taken.list === content ? block : { ...block, content: taken.list }, marker: taken.last };
  }
  if (type === 'document' && isObject(source) && isArray(source.content)) {
    const taken = takeFromList(source.content, `${path}.source.content`, notes, depth);
    const same = taken.list === source.content;
    return {
      value: same ? block : { ...block, source: { ...source, content: taken.list } },
      marker: taken.last,
    };
  }
  return { value: block, marker: null };
}

/** The list without markers (the same list if it had none), and the marker of its last item. */
function takeFromList(
  list: readonly Json[],
  path: string,
  notes: Notes,
  depth: number,
): { readonly list: readonly Json[]; readonly last: Marker | null } {
  let last: Marker | null = null;
  let changed = false;
  const stripped = list.map((item, i) => {
    last = null;
    if (!isObject(item)) return item;
    const taken = takeMarkers(item, `${path}[${i}]`, notes, depth);
    last = taken.marker;
    changed ||= taken.value !== item;
    return taken.value;
  });
  return { list: changed ? stripped : list, last };
}

/** Images and citations anywhere in the messages change what the provider puts in front of them. */
function notice(block: JsonObject, notes: Notes, depth: number): void {
  if (block.type === 'image') notes.images = true;
  if (isObject(block.citations) && block.citations.enabled === true) notes.citations = true;
  if (depth === DEEPEST) return;
  for (const inner of innerBlocks(block)) notice(inner, notes, depth + 1);
}

/** Keys whose strings cost no tokens: the provider holds what they stand for. */
const SEALED = ['signature', 'encrypted_content', 'encrypted_stdout', 'encrypted_index'] as const;

/** Bytes of image and document data, signatures and encrypted content: base64, so one byte a character. */
function unbilledBytes(block: JsonObject, depth: number): number {
  let bytes = 0;
  for (const key of SEALED) bytes += lengthOf(block[key]);
  if (block.type === 'redacted_thinking') bytes += lengthOf(block.data);
  if (isObject(block.source) && block.source.type === 'base64') bytes += lengthOf(block.source.data);
  if (depth === DEEPEST) return bytes;
  for (const inner of innerBlocks(block)) bytes += unbilledBytes(inner, depth + 1);
  return bytes;
}

const NOTHING: readonly JsonObject[] = [];

/** Blocks one level down: in `content`, or in a document's `source.content`. */
function innerBlocks(block: JsonObject): readonly JsonObject[] {
  const { content, source } = block;
  const list = isObject(source) && source.content !== undefined ? source.content : content;
  if (isArray(list)) return list.filter(isObject);
  return isObject(list) ? [list] : NOTHING;
}

function lengthOf(value: Json | undefined): number {
  return typeof value === 'string' ? value.length : 0;
}
