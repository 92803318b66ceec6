import { isArray, isObject } from '../../log/json/json.js';
import type { Json, JsonObject } from '../../log/record.js';
import {
  type ApiReader,
  type BlockPlace,
  type Draft,
  draftBlock,
  draftOther,
  NO_SECTION,
  type Notes,
  outside,
  type PromptDraft,
  type SectionDraft,
  singleSection,
  writeParameters,
} from '../draft.js';
import { compact, stringOrNull } from '../json.js';
import { readMarker } from '../markers.js';
import type { BlockKind } from '../prompt.js';

const MARKER = 'cachePoint';

/**
 * The Converse API of Bedrock. Its markers are items of their own (`cachePoint`), which mark the block in front of them. The hash of a
 * section is that of its list without these items:
 *
 *     jq -cj '.toolConfig.tools | map(select(has("cachePoint") | not))' | md5sum
 *     jq -cj '.messages | map(.content |= map(select(has("cachePoint") | not)))' | md5sum
 */
export const bedrockConverse: ApiReader = {
  api: 'bedrock-converse',
  read(body: JsonObject, betas: readonly string[], notes: Notes): PromptDraft {
    const config = isObject(body.toolConfig) ? body.toolConfig : {};
    const tools = readList(config.tools, 'toolConfig.tools', draftTool, notes);
    const system = readList(body.system, 'system', draftContent, notes);
    const messages = readMessages(body.messages, notes);
    return {
      tools,
      system,
      messages,
      automatic: null,
      parameters: readParameters(body, config, betas, notes),
      continues: null,
    };
  },
};

function readParameters(
  body: JsonObject,
  config: JsonObject,
  betas: readonly string[],
  notes: Notes,
): Readonly<Record<string, string>> {
  const model = isObject(body.additionalModelRequestFields) ? body.additionalModelRequestFields : {};
  const output = isObject(model.output_config) ? model.output_config : {};
  const performance = isObject(body.performanceConfig) ? body.performanceConfig : {};
  const active = new Set(betas);
  if (isArray(model.anthropic_beta)) {
    for (const beta of model.anthropic_beta) if (typeof beta === 'string') active.add(beta);
  }
  return writeParameters({
    tool_choice: config.toolChoice ?? model.tool_choice,
    thinking: model.thinking ?? model.reasoning_config,
    effort: output.effort,
    output_format: output.format ?? body.outputConfig,
    context_management: model.context_management,
    speed: performance.latency,
    betas: active.size > 0 ? [...active].sort() : undefined,
    images: notes.images ? true : undefined,
  });
}

type DraftItem = (item: Json, place: BlockPlace, notes: Notes) => Draft;

function readList(value: Json | undefined, path: string, draft: DraftItem, notes: Notes): SectionDraft {
  if (value === undefined || value === null) return NO_SECTION;
  if (!isArray(value)) return singleSection(draftOther(outside(path), value, notes));
  const blocks: Draft[] = [];
  const json = draftList(value, outside(path), draft, blocks, notes);
  return { blocks, json: [`[${json.join(',')}]`], count: blocks.length };
}

function readMessages(value: Json | undefined, notes: Notes): SectionDraft {
  if (value === undefined || value === null) return NO_SECTION;
  if (!isArray(value)) return singleSection(draftOther(outside('messages'), value, notes));
  const blocks: Draft[] = [];
  const json = value.map((message, i) => {
    const place = {
      path: `messages[${i}]`,
      message: i,
      role: isObject(message) ? stringOrNull(message.role) : null,
    };
    if (!isObject(message) || !isArray(message.content)) {
      const block = draftOther(place, message, notes);
      blocks.push(block);
      return block.raw;
    }
    const content = draftList(
      message.content,
      { ...place, path: `${place.path}.content` },
      draftContent,
      blocks,
      notes,
    );
    const fields = Object.entries(message).map(
      ([key, field]) => `${compact(key)}:${key === 'content' ? `[${content.join(',')}]` : compact(field)}`,
    );
    return `{${fields.join(',')}}`;
  });
  const pieces = json.flatMap((message, i) => (i === 0 ? [message] : [',', message]));
  return { blocks, json: ['[', ...pieces, ']'], count: value.length };
}

/** Appends the blocks of a list to `blocks`, with the markers between them, and returns them as sent. */
function draftList(
  list: readonly Json[],
  place: BlockPlace,
  draft: DraftItem,
  blocks: Draft[],
  notes: Notes,
): readonly string[] {
  const json: string[] = [];
  list.forEach((item, i) => {
    const path = `${place.path}[${i}]`;
    if (isObject(item) && item[MARKER] !== undefined) {
      const marked = blocks.pop();
      const marker = readMarker(item[MARKER], `${path}.${MARKER}`, notes);
      if (marked !== undefined) blocks.push({ ...marked, marker: marker ?? marked.marker });
      return;
    }
    const block = draft(item, { ...place, path }, notes);
    blocks.push(block);
    json.push(block.raw);
  });
  return json;
}

function draftTool(tool: Json, place: BlockPlace, notes: Notes): Draft {
  const spec = isObject(tool) ? (tool.toolSpec ?? tool.systemTool) : undefined;
  const name = isObject(spec) ? stringOrNull(spec.name) : null;
  return draftBlock(place, isObject(tool) ? 'tool' : 'other', tool, notes, { name });
}

/** A block is an object with one key, which names its kind. */
const KINDS: readonly (readonly [key: string, kind: BlockKind])[] = [
  ['text', 'text'],
  ['toolUse', 'tool_use'],
  ['toolResult', 'tool_result'],
  ['reasoningContent', 'thinking'],
  ['image', 'image'],
  ['document', 'document'],
  ['searchResult', 'document'],
];

function draftContent(block: Json, place: BlockPlace, notes: Notes): Draft {
  if (!isObject(block)) return draftOther(place, block, notes);
  const [key, kind] = KINDS.find(([key]) => block[key] !== undefined) ?? ['', 'other'];
  const value = isObject(block[key]) ? block[key] : {};
  const inner = isArray(value.content) ? value.content.filter(isObject) : [];
  if (kind === 'image' || inner.some(item => item.image !== undefined)) notes.images = true;
  let unbilled = unbilledBytes(block);
  for (const item of inner) unbilled += unbilledBytes(item);
  const markable = kind !== 'thinking' && block.text !== '';
  return draftBlock(place, kind, block, notes, {
    name: stringOrNull(value.toolUseId),
    unbilled,
    markable,
  });
}

/** Bytes of media, signatures and redacted reasoning, which JSON holds as base64. */
function unbilledBytes(block: JsonObject): number {
  let bytes = 0;
  for (const media of [block.image, block.document, block.video]) {
    const source = isObject(media) ? media.source : undefined;
    if (isObject(source)) bytes += stringOrNull(source.bytes)?.length ?? 0;
  }
  const reasoning = block.reasoningContent;
  if (!isObject(reasoning)) return bytes;
  const text = isObject(reasoning.reasoningText) ? reasoning.reasoningText : {};
  bytes += stringOrNull(text.signature)?.length ?? 0;
  return bytes + (stringOrNull(reasoning.redactedContent)?.length ?? 0);
}
