import { parseJson } from '../../../log/json/json.js';
import type { Json, JsonObject } from '../../../log/record.js';
import type { ScanMemory } from './scan-memory.js';

/** A bounded copy of a request body that streams by. */
export interface BodyCopy {
  /** Takes the next bytes; they must not be written to afterwards. */
  add(chunk: Buffer): void;
  /** Bytes that went by, kept or not. */
  readonly size: number;
  /** All bytes; null if they were more than the limit. */
  chunks(): readonly Buffer[] | null;
  /** The wanted members of the JSON object that the body is; null: it is none, or was not kept. Lets others run in between. */
  members(wanted: readonly string[], memory: ScanMemory): Promise<JsonObject | null>;
  /** Forgets the bytes, and takes no more. */
  release(): void;
}

/** A wanted member beyond this many bytes is left out: ids and names are short. */
const LONGEST_MEMBER = 16_384;

/** Smaller chunks than this on average are joined: each pins the buffer that it was read into. */
const SMALL_CHUNK = 8192;

/** @param limit most bytes to keep; a larger body is only counted. */
export function createBodyCopy(limit: number): BodyCopy {
  let chunks: Buffer[] = [];
  let size = 0;
  let isReleased = false;

  function text(from: number, to: number): string {
    const parts: Buffer[] = [];
    let base = 0;
    for (const chunk of chunks) {
      if (base < to && base + chunk.length > from) {
        parts.push(chunk.subarray(Math.max(0, from - base), to - base));
      }
      base += chunk.length;
    }
    return Buffer.concat(parts).toString();
  }

  return {
    add(chunk) {
      if (isReleased) return;
      size += chunk.length;
      if (size > limit) {
        chunks = [];
        return;
      }
      chunks.push(chunk);
    },
    get size() {
      return size;
    },
    chunks() {
      if (size > limit) return null;
      if (chunks.length > 1 && size / chunks.length < SMALL_CHUNK) chunks = [Buffer.concat(chunks, size)];
      return chunks;
    },
    async members(wanted, memory) {
      const places = size > limit ? null : await memory.scan(chunks);
      if (places === null) return null;
      const found: Record<string, Json> = {};
      for (const { keyFrom, keyTo, valueFrom, valueTo } of places) {
        const key = parseJson(text(keyFrom, Math.min(keyTo, keyFrom + LONGEST_MEMBER)));
        if (typeof key !== 'string' || !wanted.includes(key) || valueTo - valueFrom > LONGEST_MEMBER)
          continue;
        const value = parseJson(text(valueFrom, valueTo));
        if (value !== undefined) found[key] = value;
      }
      return found;
    },
    release() {
      isReleased = true;
      chunks = [];
    },
  };
}
