import { isObject } from '../../log/json/json.js';
import type { Json, JsonObject } from '../../log/record.js';
import { type BlockPlace, type Draft, draftBlock, draftOther, type Notes } from '../draft.js';
import { stringOrNull } from '../json.js';
import type { BlockKind } from '../prompt.js';
import { unmarkOpenAi } from './openai.js';

/** A part of a message's content, and its value without the marker. */
export interface DraftedPart {
  readonly draft: Draft;
  readonly value: Json;
}

const KINDS = new Map<string, BlockKind>([
  ['text', 'text'],
  ['input_text', 'text'],
  ['output_text', 'text'],
  ['refusal', 'text'],
  ['image_url', 'image'],
  ['input_image', 'image'],
  ['file', 'document'],
  ['input_file', 'document'],
]);

export function draftPart(part: Json, place: BlockPlace, ttl: string, notes: Notes): DraftedPart {
  if (!isObject(part)) return { draft: draftOther(place, part, notes), value: part };
  const { value, marker } = unmarkOpenAi(part, place.path, ttl, notes);
  const kind = KINDS.get(stringOrNull(part.type) ?? '') ?? 'other';
  if (kind === 'image') notes.images = true;
  const markable = !(kind === 'text' && part.text === '');
  return {
    draft: draftBlock(place, kind, value, notes, { unbilled: unbilledBytes(value), marker, markable }),
    value,
  };
}

/** Bytes of base64 data: images as data URLs, audio, files. */
export function unbilledBytes(part: JsonObject): number {
  const image = isObject(part.image_url) ? part.image_url.url : part.image_url;
  const audio = isObject(part.input_audio) ? part.input_audio.data : undefined;
  const file = isObject(part.file) ? part.file.file_data : part.file_data;
  let bytes = 0;
  for (const data of [image, audio, file]) {
    if (typeof data !== 'string') continue;
    if (data.startsWith('data:')) bytes += data.length - data.indexOf(',') - 1;
    else if (data !== image) bytes += data.length;
  }
  return bytes;
}
