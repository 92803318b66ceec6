import { isArray, isObject } from '../../log/json/json.js';
import type { Json, JsonObject } from '../../log/record.js';
import { commonStart } from '../../text/ends.js';
import {
  type ApiReader,
  type Draft,
  draftBlock,
  draftOther,
  draftString,
  joined,
  listSection,
  NO_SECTION,
  type Notes,
  outside,
  type Piece,
  type PromptDraft,
  type SectionDraft,
  singleSection,
} from '../draft.js';
import { compact, stringOrNull } from '../json.js';
import { readMarker, unmark } from '../markers.js';
import { createListMemory } from '../remember.js';
import { draftContent, MARKER } from './anthropic-content.js';
import { readParameters } from './anthropic-parameters.js';

/** The Messages API of Anthropic, also as gateways, Vertex and Bedrock InvokeModel speak it. */
export const anthropicMessages: ApiReader = {
  api: 'anthropic-messages',
  read(body: JsonObject, betas: readonly string[], notes: Notes): PromptDraft {
    const tools = readTools(body.tools, notes);
    const system = readSystem(body.system, notes);
    const messages = readMessages(body.messages, notes);
    return {
      tools,
      system,
      messages,
      automatic: readMarker(body[MARKER], MARKER, notes),
      parameters: readParameters(body, betas, notes),
      continues: null,
    };
  },
};

const toolDrafts = createListMemory<Draft | null>();

function readTools(value: Json | undefined, notes: Notes): SectionDraft {
  if (value === undefined || value === null) return NO_SECTION;
  if (!isArray(value)) return singleSection(draftOther(outside('tools'), value, notes));
  const drafts = toolDrafts.of(value, '', notes, (tool, i, own) =>
    isDeferred(tool) ? null : draftTool(tool, `tools[${i}]`, own),
  );
  return listSection(isWhole(drafts) ? drafts : drafts.filter(draft => draft !== null));
}

function isWhole(drafts: readonly (Draft | null)[]): drafts is readonly Draft[] {
  return !drafts.includes(null);
}

/** Deferred tools stand outside the prefix; tool search brings them in later, as blocks of a message. */
function isDeferred(tool: Json): boolean {
  return isObject(tool) && tool.defer_loading === true;
}

function draftTool(tool: Json, path: string, notes: Notes): Draft {
  if (!isObject(tool)) return draftOther(outside(path), tool, notes);
  const { value, marker } = unmark(tool, MARKER, path, notes);
  const name = stringOrNull(tool.name) ?? stringOrNull(tool.mcp_server_name) ?? stringOrNull(tool.type);
  return draftBlock(outside(path), 'tool', value, notes, { name, marker });
}

const systemDrafts = createListMemory<Draft>();

function readSystem(value: Json | undefined, notes: Notes): SectionDraft {
  if (value === undefined || value === null) return NO_SECTION;
  if (value === '') return { blocks: [], json: [compact(value)], count: 0 };
  if (typeof value === 'string') return singleSection(draftString(outside('system'), value, 'text', notes));
  if (!isArray(value)) return singleSection(draftOther(outside('system'), value, notes));
  return listSection(
    systemDrafts.of(value, '', notes, (block, i, own) => draftContent(block, outside(`system[${i}]`), own)),
  );
}

interface DraftedMessage {
  readonly drafts: readonly Draft[];
  /** The message as sent. */
  readonly pieces: readonly string[];
}

const messageDrafts = createListMemory<DraftedMessage>();

function readMessages(value: Json | undefined, notes: Notes): SectionDraft {
  if (value === undefined || value === null) return NO_SECTION;
  if (!isArray(value)) return singleSection(draftOther(outside('messages'), value, notes));
  const drafted = messageDrafts.of(value, '', notes, (message, i, own) => {
    const drafts = draftMessage(message, `messages[${i}]`, i, own);
    return { drafts, pieces: writeMessage(message, drafts) };
  });
  const [first] = drafted;
  const before = first === undefined ? undefined : joinedMessages.get(first);
  const { blocks, json, shared } = startOf(before, drafted);
  for (const { drafts, pieces } of drafted.slice(shared)) {
    if (json.length > 1) json.push(',');
    json.push(pieces);
    for (const draft of drafts) blocks.push(draft);
  }
  if (first !== undefined) joinedMessages.set(first, { drafted, blocks, json: json.slice() });
  json.push(']');
  return { blocks, json, count: value.length };
}

/** Messages one after the other, without the closing bracket. */
interface Joined {
  readonly drafted: readonly DraftedMessage[];
  readonly blocks: readonly Draft[];
  readonly json: readonly Piece[];
}

/** By the first message: the newest list that began with it. */
const joinedMessages = new WeakMap<DraftedMessage, Joined>();

/** What a list of messages shares with an earlier one, and how many messages that is. */
function startOf(
  before: Joined | undefined,
  drafted: readonly DraftedMessage[],
): { readonly blocks: Draft[]; readonly json: Piece[]; readonly shared: number } {
  const shared = before === undefined ? 0 : commonStart(before.drafted, drafted);
  if (before === undefined || shared === 0) return { blocks: [], json: ['['], shared: 0 };
  let end = before.blocks.length;
  for (const { drafts } of before.drafted.slice(shared)) end -= drafts.length;
  // The bracket, and a comma in front of each message but the first.
  return { blocks: before.blocks.slice(0, end), json: before.json.slice(0, 2 * shared), shared };
}

/** What a message carries beside its content (a per-message effort, say) is a block in front of it. */
function draftMessage(message: Json, path: string, index: number, notes: Notes): readonly Draft[] {
  if (!isObject(message)) return [draftOther({ path, message: index, role: null }, message, notes)];
  const { role: sent, content, ...rest } = message;
  const role = stringOrNull(sent);
  const at = (path: string) => ({ path, message: index, role });
  const blocks = Object.keys(rest).length > 0 ? [draftOther(at(path), rest, notes)] : [];
  if (typeof content === 'string') blocks.push(draftString(at(`${path}.content`), content, 'text', notes));
  else if (isArray(content) && content.length > 0) {
    content.forEach((block, i) => {
      blocks.push(draftContent(block, at(`${path}.content[${i}]`), notes));
    });
  } else blocks.push(draftOther(at(`${path}.content`), content ?? null, notes));
  return blocks;
}

/** The message as sent, put together from its blocks: writing them once more would cost as much as the first time. */
function writeMessage(message: Json, drafts: readonly Draft[]): readonly string[] {
  if (!isObject(message)) return drafts.map(draft => draft.raw);
  const pieces: string[] = [];
  let pending = '{';
  Object.entries(message).forEach(([key, value], i) => {
    pending += `${i > 0 ? ',' : ''}${compact(key)}:`;
    if (key === 'content') {
      pieces.push(pending);
      for (const piece of writeContent(value, drafts)) pieces.push(piece);
      pending = '';
    } else pending += compact(value);
  });
  return [...pieces, `${pending}}`];
}

function writeContent(content: Json, drafts: readonly Draft[]): readonly string[] {
  if (!isArray(content)) return drafts.slice(-1).map(draft => draft.raw);
  return ['[', ...joined(drafts.slice(drafts.length - content.length)), ']'];
}
