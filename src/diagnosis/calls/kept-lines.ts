import type { RawLine } from '../../log/record.js';

/** Lines of the newest requests, to look up how their JSON was written should nothing else explain a miss. */
export interface KeptLines {
  of(id: string): RawLine | null;
  keep(id: string, line: RawLine | null): void;
  /** Nobody will look it up any more. */
  drop(id: string): void;
}

/** Bytes: some thirty requests of a megabyte, of all lanes together. A line that is read again where it stands takes hardly any. */
const ROOM = 32 * 1024 * 1024;
const PLACE = 1024;
/** A request and its parent are kept whatever their size: many requests can share one line of a large document. */
const LEAST = 2;

/** @param room bytes; the oldest lines make room for a new one */
export function createKeptLines(room: number = ROOM): KeptLines {
  const lines = new Map<string, RawLine>();
  let held = 0;
  return {
    of: id => lines.get(id) ?? null,
    drop(id) {
      const line = lines.get(id);
      if (line === undefined) return;
      lines.delete(id);
      held -= sizeOf(line);
    },
    keep(id, line) {
      if (line === null) return;
      lines.set(id, line);
      held += sizeOf(line);
      for (const [oldest, old] of lines) {
        if (held <= room || lines.size <= LEAST) break;
        lines.delete(oldest);
        held -= sizeOf(old);
      }
    },
  };
}

const sizeOf = ({ bytes }: RawLine): number => (bytes instanceof Uint8Array ? bytes.byteLength : PLACE);
