/** A bounded copy of a body that streams by. */
export interface BodyCopy {
  /** Takes the next bytes; they must not be written to afterwards. */
  add(chunk: Buffer): void;
  /** Bytes that went by, kept or not. */
  readonly size: number;
  /** The whole body; null if it was larger than the limit. */
  whole(): Buffer | null;
}

/** @param limit most bytes to keep; a larger body is only counted. */
export function createBodyCopy(limit: number): BodyCopy {
  let chunks: Buffer[] = [];
  let size = 0;
  return {
    add(chunk) {
      size += chunk.length;
      if (size > limit) chunks = [];
      else chunks.push(chunk);
    },
    get size() {
      return size;
    },
    whole() {
      if (size > limit) return null;
      const [only] = chunks;
      return chunks.length === 1 && only ? only : Buffer.concat(chunks, size);
    },
  };
}
