/** Where a line stands, to read it again: keeping a place takes less than keeping a megabyte. */
import { closeSync, openSync, readSync } from 'node:fs';
import type { LinePlace } from '../record.js';
import { blockDigests, lineDigest } from '../values/line-digest.js';
import { whyUnopenable } from './unreadable.js';

/** A class, for each request has one: with a function of its own it would take three times as much. */
export class PlaceInFile implements LinePlace {
  constructor(
    readonly path: string,
    /** Bytes in front of it in the file. */
    readonly offset: number,
    readonly length: number,
    readonly digest: string,
    /** Where it may still be in memory. */
    private readonly held: HeldLines,
  ) {}

  read(): Uint8Array | null {
    const held = this.held.lineOf(this.digest);
    if (held !== null) return held;
    if (lastRead?.place === this) return lastRead.bytes;
    const bytes = readAgain(this);
    lastRead = { place: this, bytes };
    return bytes;
  }
}

/** Lines in memory. */
export interface HeldLines {
  /** null: it is not, or not any more. */
  lineOf(digest: string): Uint8Array | null;
}

/** What was read again last: of one line, many places are looked up. */
let lastRead: { readonly place: PlaceInFile; readonly bytes: Uint8Array | null } | null = null;

/** `null`: other bytes stand there now, or none. */
function readAgain({ path, offset, length, digest }: PlaceInFile): Uint8Array | null {
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
