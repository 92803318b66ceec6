/**
 * What tells a line from every other: the SHA-1 of the SHA-1s of its blocks of 4 KiB. It is that of its bytes alone, however they
 * were read, and where a line repeats an earlier one in its place, only the blocks in which it differs are hashed.
 */
import { hash } from 'node:crypto';

const BLOCK = 4_096;
const DIGEST = 20;

/** Of each block of a line, 20 bytes. */
export type BlockDigests = Buffer;

/** Bytes of a line that are those of an earlier one at the same offsets, whose digests are known. */
export interface SameBlocks {
  readonly digests: BlockDigests;
  readonly from: number;
  readonly to: number;
}

export function blockDigests(line: Uint8Array, same: SameBlocks | null = null): BlockDigests {
  const count = Math.ceil(line.length / BLOCK);
  const digests = Buffer.allocUnsafe(count * DIGEST);
  const [first, behind] =
    same === null ? [0, 0] : [Math.ceil(same.from / BLOCK), Math.floor(same.to / BLOCK)];
  same?.digests.copy(digests, first * DIGEST, first * DIGEST, behind * DIGEST);
  for (let block = 0; block < count; block += 1) {
    if (block >= first && block < behind) continue;
    const bytes = line.subarray(block * BLOCK, (block + 1) * BLOCK);
    hash('sha1', bytes, 'buffer').copy(digests, block * DIGEST);
  }
  return digests;
}

export function lineDigest(digests: BlockDigests): string {
  return hash('sha1', digests, 'base64');
}
