import { isArray, isObject } from '../../log/json/json.js';
import type { Json, JsonObject } from '../../log/record.js';
import {
  type ApiReader,
  type BlockPlace,
  type Draft,
  draftBlock,
  draftOther,
  draftString,
  listSection,
  NO_SECTION,
  type Notes,
  outside,
  type PromptDraft,
  type SectionDraft,
  singleSection,
} from '../draft.js';
import { compact, stringOrNull } from '../json.js';
import type { BlockKind, Held, Marker } from '../prompt.js';
import { createListMemory } from '../remember.js';
import { type DraftedItem, isInstruction, itemSection, markLast, ttlOf, unmarkOpenAi } from './openai.js';
import { draftPart, unbilledBytes } from './openai-content.js';
import { readParameters } from './openai-parameters.js';

/**
 * The Responses API of OpenAI. The system section is `instructions` and the run of system and developer messages at the beginning of
 * `input`. Its hash is that of `instructions` where there is no such message, else that of the list of both; the hash of `messages`
 * is that of the rest of `input`, as a list (or of the string that `input` is).
 */
export const openaiResponses: ApiReader = {
  api: 'openai-responses',
  read(body: JsonObject, _betas: readonly string[], notes: Notes): PromptDraft {
    const ttl = ttlOf(body);
    const tools = readTools(body.tools, ttl, notes);
    const items = readInput(body.input, ttl, notes);
    return {
      tools,
      system: systemSection(body.instructions, items.leading, notes),
      messages: items.rest,
      automatic: null,
      parameters: readParameters(body, notes),
      continues: heldFor(body),
    };
  },
};

/** The API refuses a request that names both. */
function heldFor({ previous_response_id: answer, conversation }: JsonObject): Held | null {
  const answered = stringOrNull(answer);
  if (answered !== null) return { id: answered, how: 'answer' };
  const id = stringOrNull(isObject(conversation) ? conversation.id : conversation);
  return id === null ? null : { id, how: 'conversation' };
}

function isDeferred(tool: Json): boolean {
  return isObject(tool) && tool.defer_loading === true;
}

function readTools(value: Json | undefined, ttl: string, notes: Notes): SectionDraft {
  if (value === undefined || value === null) return NO_SECTION;
  if (!isArray(value)) return singleSection(draftOther(outside('tools'), value, notes));
  const blocks: Draft[] = [];
  value.forEach((tool, i) => {
    const place = outside(`tools[${i}]`);
    if (!isObject(tool)) blocks.push(draftOther(place, tool, notes));
    else if (!isDeferred(tool)) {
      const { value: bare, marker } = unmarkOpenAi(tool, place.path, ttl, notes);
      const name = stringOrNull(tool.name) ?? stringOrNull(tool.server_label) ?? stringOrNull(tool.type);
      blocks.push(draftBlock(place, 'tool', bare, notes, { name, marker }));
    }
  });
  return listSection(blocks);
}

function systemSection(
  instructions: Json | undefined,
  leading: readonly DraftedItem[],
  notes: Notes,
): SectionDraft {
  const place = outside('instructions');
  const absent = instructions === undefined || instructions === null || instructions === '';
  const own = absent
    ? []
    : typeof instructions === 'string'
      ? [draftString(place, instructions, 'input_text', notes)]
      : [draftOther(place, instructions, notes)];
  const [first] = own;
  if (leading.length === 0) return first === undefined ? NO_SECTION : singleSection(first);
  return itemSection([...own.map(block => ({ blocks: [block], json: block.raw })), ...leading]);
}

const itemDrafts = createListMemory<DraftedItem>();

function readInput(
  value: Json | undefined,
  ttl: string,
  notes: Notes,
): { readonly leading: readonly DraftedItem[]; readonly rest: SectionDraft } {
  if (value === undefined || value === null) return { leading: [], rest: NO_SECTION };
  if (typeof value === 'string') {
    const place = { path: 'input', message: 0, role: 'user' };
    return { leading: [], rest: singleSection(draftString(place, value, 'input_text', notes)) };
  }
  if (!isArray(value)) {
    return { leading: [], rest: singleSection(draftOther(outside('input'), value, notes)) };
  }
  const other = value.findIndex(item => !isInstruction(item));
  const leading = other === -1 ? value.length : other;
  const items = itemDrafts.of(value, `${leading} ${ttl}`, notes, (item, i, own) =>
    draftItem(item, i, i < leading, ttl, own),
  );
  return { leading: items.slice(0, leading), rest: itemSection(items.slice(leading)) };
}

function draftItem(item: Json, index: number, leading: boolean, ttl: string, notes: Notes): DraftedItem {
  const path = `input[${index}]`;
  const message = leading ? -1 : index;
  if (!isObject(item)) {
    const block = draftOther({ path, message, role: null }, item, notes);
    return { blocks: [block], json: block.raw };
  }
  // What a reference stands for is an item that the provider keeps, so one of its answers.
  const role = kindOf(stringOrNull(item.type) ?? '') === 'reference' ? 'assistant' : stringOrNull(item.role);
  const place = { path, message, role };
  const own = unmarkOpenAi(item, path, ttl, notes);
  if (item.role === undefined) {
    const block = draftTyped(own.value, place, own.marker, notes);
    return { blocks: [block], json: block.raw };
  }
  return draftMessage(own.value, place, own.marker, ttl, notes);
}

/** `type`, `id` and `status` of a message say where it came from; the model does not see them. */
function draftMessage(
  item: JsonObject,
  place: BlockPlace,
  marker: Marker | null,
  ttl: string,
  notes: Notes,
): DraftedItem {
  const { type: _type, id: _id, status: _status, role: _role, content, ...rest } = item;
  const at = (suffix: string): BlockPlace => ({ ...place, path: `${place.path}${suffix}` });
  const parts = isArray(content)
    ? content.map((part, i) => draftPart(part, at(`.content[${i}]`), ttl, notes))
    : [];
  const blocks = parts.map(part => part.draft);
  if (typeof content === 'string') {
    const kind = place.role === 'assistant' ? 'output_text' : 'input_text';
    blocks.push(draftString(at('.content'), content, kind, notes));
  } else if (parts.length === 0) blocks.push(draftOther(at('.content'), content ?? null, notes));
  if (Object.keys(rest).length > 0) blocks.unshift(draftOther(place, rest, notes));
  const bare = isArray(content) ? { ...item, content: parts.map(part => part.value) } : item;
  return { blocks: markLast(blocks, marker), json: compact(bare) };
}

/** Calls end in `_call`, their results in `_output`: `function_call`, `custom_tool_call_output`, `mcp_call`. */
function kindOf(type: string): BlockKind {
  if (type === 'reasoning') return 'thinking';
  if (type === 'item_reference') return 'reference';
  if (type === 'compaction' || type === 'compaction_summary') return 'compaction';
  if (type.endsWith('_call')) return 'tool_use';
  if (type.endsWith('_output')) return 'tool_result';
  return 'other';
}

/** An item that is no message is one block. */
function draftTyped(item: JsonObject, place: BlockPlace, marker: Marker | null, notes: Notes): Draft {
  const kind = kindOf(stringOrNull(item.type) ?? '');
  const parts = isArray(item.output)
    ? item.output.filter(isObject)
    : isObject(item.output)
      ? [item.output]
      : [];
  if (parts.some(part => part.image_url !== undefined)) notes.images = true;
  let unbilled = stringOrNull(item.encrypted_content)?.length ?? 0;
  if (item.type === 'image_generation_call') unbilled += stringOrNull(item.result)?.length ?? 0;
  for (const part of parts) unbilled += unbilledBytes(part);
  const name = stringOrNull(item.call_id) ?? stringOrNull(item.id);
  return draftBlock(place, kind, item, notes, { name, unbilled, marker, markable: kind !== 'thinking' });
}
