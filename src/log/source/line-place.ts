/** Where a line stands, to read it again: keeping a place takes less than keeping a megabyte. */
import { closeSync, openSync, readSync } from 'node:fs';
import type { LinePlace } from '../record.js';
import { blockDigests, lineDigest } from '../values/line-digest.js';
import { whyUnopenable } from './unreadable.js';

export interface HeldLine {
  readonly path: string;
  /** Bytes in front of it in the file. */
  readonly offset: number;
  readonly length: number;
  readonly digest: string;
  /** The line, while it is still in memory. */
  held(): Uint8Array | null;
}

export function placeOfLine(standing: HeldLine): LinePlace {
  const place: LinePlace = {
    read() {
      const held = standing.held();
      if (held !== null) return held;
      if (lastRead?.place === place) return lastRead.bytes;
      const bytes = readAgain(standing);
      lastRead = { place, bytes };
      return bytes;
    },
  };
  return place;
}

/** What was read again last: of one line, many places are looked up. */
let lastRead: { readonly place: LinePlace; readonly bytes: Uint8Array | null } | null = null;

/** `null`: other bytes stand there now, or none. */
function readAgain({ path, offset, length, digest }: HeldLine): Uint8Array | null {
  try {
    const file = openSync(path, 'r');
    try {
      const bytes = Buffer.allocUnsafeSlow(length);
      const read = readSync(file, bytes, 0, length, offset);
      return read === length && lineDigest(blockDigests(bytes)) === digest ? bytes : null;
    } finally {
      closeSync(file);
    }
  } catch (error) {
    if (whyUnopenable(error) === null) throw error;
    return null;
  }
}
