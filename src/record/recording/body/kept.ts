import type { JsonObject } from '../../../log/record.js';
import { type BodyCopy, createBodyCopy } from './copy.js';
import { openDecoder } from './decode.js';
import type { ScanMemory } from './scan-memory.js';

/** Members of a body that say whose it is. */
const MEMBERS = ['model', 'metadata', 'prompt_cache_key'];

/** A body as far as it is kept for the recording. */
export type KeptBody =
  | { readonly json: readonly Buffer[]; readonly members: JsonObject }
  | { readonly json: null; readonly members: null; readonly size: number; readonly note: string };

/** The body for the recording, decoded; with a note in its place where it cannot be kept. */
export async function keepBody(
  copy: BodyCopy,
  encoding: string | null,
  maxBody: number,
  memory: ScanMemory,
): Promise<KeptBody> {
  const { size } = copy;
  const without = (note: string): KeptBody => ({ json: null, members: null, size, note });
  if (copy.chunks() === null) return without('larger than --max-body');
  const readable = encoding === null ? copy : await decoded(copy, encoding, maxBody);
  if (readable === null) return without(`content-encoding ${encoding} could not be read`);
  const json = readable.chunks();
  if (json === null) return without('larger than --max-body');
  const members = await readable.members(MEMBERS, memory);
  if (members === null) return without('not a JSON object');
  return { json, members };
}

async function decoded(copy: BodyCopy, encoding: string, limit: number): Promise<BodyCopy | null> {
  const clear = createBodyCopy(limit);
  const decoder = openDecoder(encoding, part => clear.add(part));
  for (const chunk of copy.chunks() ?? []) decoder?.feed(chunk);
  const wrong = decoder ? await decoder.end() : 'unknown';
  return wrong === null ? clear : null;
}
