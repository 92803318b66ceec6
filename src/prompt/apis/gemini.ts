import { isArray, isObject } from '../../log/json/json.js';
import type { Json, JsonObject } from '../../log/record.js';
import {
  type ApiReader,
  type BlockPlace,
  type Draft,
  draftBlock,
  draftOther,
  draftString,
  NO_SECTION,
  type Notes,
  outside,
  type PromptDraft,
  type SectionDraft,
  singleSection,
  writeParameters,
} from '../draft.js';
import { compact, stringOrNull } from '../json.js';
import type { BlockKind, Held } from '../prompt.js';

/**
 * `generateContent` of Gemini, in both spellings that its servers take (`systemInstruction`, `system_instruction`). It has no markers;
 * the hash of a section is that of its value in the body.
 */
export const gemini: ApiReader = {
  api: 'gemini',
  read(body: JsonObject, _betas: readonly string[], notes: Notes): PromptDraft {
    const tools = readTools(body.tools, notes);
    const system = readSystem(body, notes);
    const messages = readContents(body.contents, notes);
    return {
      tools,
      system,
      messages,
      automatic: null,
      parameters: readParameters(body, notes),
      continues: heldFor(body),
    };
  },
};

function heldFor(body: JsonObject): Held | null {
  const id = stringOrNull(body.cachedContent) ?? stringOrNull(body.cached_content);
  return id === null ? null : { id, how: 'content' };
}

function readParameters(body: JsonObject, notes: Notes): Readonly<Record<string, string>> {
  const named = body.generationConfig ?? body.generation_config;
  const config = isObject(named) ? named : {};
  return writeParameters({
    // What it holds stands in front of all that is sent.
    cached_content: body.cachedContent ?? body.cached_content,
    tool_choice: body.toolConfig ?? body.tool_config,
    thinking: config.thinkingConfig ?? config.thinking_config,
    output_format: config.responseSchema ?? config.responseJsonSchema ?? config.response_schema,
    output_type: config.responseMimeType ?? config.response_mime_type,
    images: notes.images ? true : undefined,
  });
}

/** A tool holds a list of function declarations, each of which is a block, or is one of Google's own. */
function readTools(value: Json | undefined, notes: Notes): SectionDraft {
  if (value === undefined || value === null) return NO_SECTION;
  if (!isArray(value)) return singleSection(draftOther(outside('tools'), value, notes));
  const blocks = value.flatMap((tool, i) => draftTools(tool, `tools[${i}]`, notes));
  return { blocks, json: [compact(value)], count: blocks.length };
}

function draftTools(tool: Json, path: string, notes: Notes): readonly Draft[] {
  if (!isObject(tool)) return [draftOther(outside(path), tool, notes)];
  const blocks: Draft[] = [];
  for (const [key, value] of Object.entries(tool)) {
    if (isArray(value) && (key === 'functionDeclarations' || key === 'function_declarations')) {
      value.forEach((declaration, i) => {
        const name = isObject(declaration) ? stringOrNull(declaration.name) : null;
        blocks.push(draftBlock(outside(`${path}.${key}[${i}]`), 'tool', declaration, notes, { name }));
      });
    } else blocks.push(draftBlock(outside(path), 'tool', { [key]: value }, notes, { name: key }));
  }
  return blocks;
}

function readSystem(body: JsonObject, notes: Notes): SectionDraft {
  const key = body.systemInstruction === undefined ? 'system_instruction' : 'systemInstruction';
  const value = body[key];
  if (value === undefined || value === null) return NO_SECTION;
  if (typeof value === 'string') return singleSection(draftString(outside(key), value, null, notes));
  const blocks = draftParts(value, key, -1, false, notes);
  return { blocks, json: [compact(value)], count: blocks.length };
}

function readContents(value: Json | undefined, notes: Notes): SectionDraft {
  if (value === undefined || value === null) return NO_SECTION;
  if (!isArray(value)) return singleSection(draftOther(outside('contents'), value, notes));
  const blocks = value.flatMap((content, i) => draftParts(content, `contents[${i}]`, i, true, notes));
  const json = value.flatMap((content, i) => (i === 0 ? [compact(content)] : [',', compact(content)]));
  return { blocks, json: ['[', ...json, ']'], count: value.length };
}

function draftParts(
  content: Json,
  path: string,
  message: number,
  withRole: boolean,
  notes: Notes,
): readonly Draft[] {
  if (!isObject(content) || !isArray(content.parts)) {
    return [draftOther({ path, message, role: null }, content, notes)];
  }
  // The role of a system instruction is ignored (ai.google.dev, system instructions).
  const role = withRole ? stringOrNull(content.role) : null;
  return content.parts.map((part, i) =>
    draftPart(part, { path: `${path}.parts[${i}]`, message, role }, notes),
  );
}

function draftPart(part: Json, place: BlockPlace, notes: Notes): Draft {
  if (!isObject(part)) return draftOther(place, part, notes);
  const media = part.inlineData ?? part.inline_data ?? part.fileData ?? part.file_data;
  const kind = kindOf(part, media);
  if (kind === 'image') notes.images = true;
  const call = part.functionCall ?? part.function_call ?? part.functionResponse ?? part.function_response;
  const name = isObject(call) ? (stringOrNull(call.id) ?? stringOrNull(call.name)) : null;
  const signature = part.thoughtSignature ?? part.thought_signature;
  const data = isObject(media) ? stringOrNull(media.data) : null;
  const unbilled = (stringOrNull(signature)?.length ?? 0) + (data?.length ?? 0);
  return draftBlock(place, kind, part, notes, { name, unbilled, markable: kind !== 'thinking' });
}

function kindOf(part: JsonObject, media: Json | undefined): BlockKind {
  if (part.functionCall !== undefined || part.function_call !== undefined) return 'tool_use';
  if (part.functionResponse !== undefined || part.function_response !== undefined) return 'tool_result';
  if (isObject(media)) {
    const type = stringOrNull(media.mimeType) ?? stringOrNull(media.mime_type) ?? '';
    return type.startsWith('image/') ? 'image' : 'document';
  }
  if (part.thought === true) return 'thinking';
  return typeof part.text === 'string' ? 'text' : 'other';
}
