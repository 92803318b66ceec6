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
import { readMarker } from '../markers.js';
import { ONE_TEXT } from '../prompt.js';
import { createListMemory } from '../remember.js';
import { type DraftedItem, isInstruction, itemSection, markLast, ttlOf, unmarkOpenAi } from './openai.js';
import { draftPart } from './openai-content.js';
import { readParameters } from './openai-parameters.js';

/**
 * Chat Completions, of OpenAI and of all who speak it. The system section is the run of system and developer messages at the beginning
 * of `messages`; its hash is that of the list of these messages, and the hash of `messages` that of the others. Where no markers are sent:
 *
 *     jq -cj '.messages | .[:(map(.role == "system" or .role == "developer") | index(false) // length)]' | md5sum
 */
export const openaiChat: ApiReader = {
  api: 'openai-chat',
  read(body: JsonObject, _betas: readonly string[], notes: Notes): PromptDraft {
    const ttl = ttlOf(body);
    const tools = readTools(body.tools ?? body.functions, body.tools ? 'tools' : 'functions', ttl, notes);
    const { system, messages } =
      body.messages === undefined && typeof body.prompt === 'string'
        ? readCompletion(body.prompt, body.system, notes)
        : readMessages(body.messages, ttl, notes);
    return {
      tools,
      system,
      messages,
      // Gateways that route to Anthropic take its automatic marker (openrouter.ai, prompt caching).
      automatic: readMarker(body.cache_control, 'cache_control', notes),
      parameters: readParameters(body, notes),
      continues: null,
    };
  },
};

/** A prompt that is one text, which Ollama puts a system text in front of. */
function readCompletion(
  prompt: string,
  system: Json | undefined,
  notes: Notes,
): { readonly system: SectionDraft; readonly messages: SectionDraft } {
  const place = { path: ONE_TEXT, message: 0, role: null };
  return {
    system:
      typeof system === 'string' && system !== ''
        ? singleSection(draftString(outside('system'), system, 'text', notes))
        : NO_SECTION,
    messages: singleSection(draftString(place, prompt, 'text', notes)),
  };
}

const toolDrafts = createListMemory<Draft>();
const messageDrafts = createListMemory<DraftedItem>();

function readTools(value: Json | undefined, key: string, ttl: string, notes: Notes): SectionDraft {
  if (value === undefined || value === null) return NO_SECTION;
  if (!isArray(value)) return singleSection(draftOther(outside(key), value, notes));
  return listSection(
    toolDrafts.of(value, `${key} ${ttl}`, notes, (tool, i, own) => draftTool(tool, `${key}[${i}]`, ttl, own)),
  );
}

function draftTool(tool: Json, path: string, ttl: string, notes: Notes): Draft {
  if (!isObject(tool)) return draftOther(outside(path), tool, notes);
  const { value, marker } = unmarkOpenAi(tool, path, ttl, notes);
  // LiteLLM also takes a marker beside the function's name.
  const named = isObject(value.function) ? value.function : null;
  const inner = named === null ? null : unmarkOpenAi(named, `${path}.function`, ttl, notes);
  const bare = inner === null || inner.value === named ? value : { ...value, function: inner.value };
  const name = stringOrNull(named?.name) ?? stringOrNull(tool.name) ?? stringOrNull(tool.type);
  return draftBlock(outside(path), 'tool', bare, notes, { name, marker: marker ?? inner?.marker ?? null });
}

function readMessages(
  value: Json | undefined,
  ttl: string,
  notes: Notes,
): { readonly system: SectionDraft; readonly messages: SectionDraft } {
  if (value === undefined || value === null) return { system: NO_SECTION, messages: NO_SECTION };
  if (!isArray(value)) {
    return {
      system: NO_SECTION,
      messages: singleSection(draftOther(outside('messages'), value, notes)),
    };
  }
  const other = value.findIndex(message => !isInstruction(message));
  const leading = other === -1 ? value.length : other;
  const drafted = messageDrafts.of(value, `${leading} ${ttl}`, notes, (message, i, own) =>
    draftMessage(message, i, i < leading, ttl, own),
  );
  return {
    system: leading === 0 ? NO_SECTION : itemSection(drafted.slice(0, leading)),
    messages: itemSection(drafted.slice(leading)),
  };
}

/** Fields of an assistant's message that hold its reasoning, as several servers name them. */
const REASONING = ['reasoning_content', 'reasoning', 'reasoning_details'] as const;

function draftMessage(
  message: Json,
  index: number,
  leading: boolean,
  ttl: string,
  notes: Notes,
): DraftedItem {
  const path = `messages[${index}]`;
  const position = leading ? -1 : index;
  if (!isObject(message)) {
    const block = draftOther({ path, message: position, role: null }, message, notes);
    return { blocks: [block], json: block.raw };
  }
  const role = stringOrNull(message.role);
  const at = (suffix: string): BlockPlace => ({ path: `${path}${suffix}`, message: position, role });
  const own = unmarkOpenAi(message, path, ttl, notes);
  const parts = isArray(message.content)
    ? message.content.map((part, i) => draftPart(part, at(`.content[${i}]`), ttl, notes))
    : null;
  const bare = parts === null ? own.value : { ...own.value, content: parts.map(part => part.value) };
  const json = compact(bare);

  if (role === 'tool' || role === 'function') {
    const marker = own.marker ?? parts?.at(-1)?.draft.marker ?? null;
    return { blocks: [draftResult(bare, at(''), marker, notes)], json };
  }

  const { role: _, content, tool_calls: calls, function_call: call, ...rest } = bare;
  const blocks: Draft[] = [];
  for (const key of REASONING) {
    const reasoning = rest[key];
    if (reasoning === undefined || reasoning === null) continue;
    blocks.push(draftBlock(at(`.${key}`), 'thinking', reasoning, notes, { markable: false }));
  }
  if (typeof content === 'string') {
    if (content !== '' || !calls) blocks.push(draftString(at('.content'), content, 'text', notes));
  } else if (parts !== null) for (const part of parts) blocks.push(part.draft);
  else if (content !== undefined && content !== null) {
    blocks.push(draftOther(at('.content'), content, notes));
  }
  if (isArray(calls)) {
    calls.forEach((one, i) => {
      blocks.push(draftCall(one, at(`.tool_calls[${i}]`), notes));
    });
  }
  if (call !== undefined && call !== null) blocks.push(draftCall(call, at('.function_call'), notes));
  const extra = Object.entries(rest).filter(([key, value]) => value !== null && !isReasoning(key));
  if (extra.length > 0 || blocks.length === 0) {
    blocks.unshift(draftOther(at(''), Object.fromEntries(extra), notes));
  }
  return { blocks: markLast(blocks, own.marker), json };
}

function isReasoning(key: string): boolean {
  return REASONING.some(name => name === key);
}

function draftCall(call: Json, place: BlockPlace, notes: Notes): Draft {
  if (!isObject(call)) return draftOther(place, call, notes);
  return draftBlock(place, 'tool_use', call, notes, {
    name: stringOrNull(call.id) ?? stringOrNull(call.name),
  });
}

/** A tool's answer is one block: its message without the role. */
function draftResult(message: JsonObject, place: BlockPlace, marker: Draft['marker'], notes: Notes): Draft {
  const { role: _, ...value } = message;
  const name = stringOrNull(message.tool_call_id) ?? stringOrNull(message.name);
  const extras = { name, marker };
  if (typeof value.content !== 'string') return draftBlock(place, 'tool_result', value, notes, extras);
  const canonical = compact({ ...value, content: [{ type: 'text', text: value.content }] });
  return draftBlock(place, 'tool_result', value, notes, { ...extras, canonical });
}
