import { createHash, type Hash } from 'node:crypto';
import { feed, md5 } from './digest.js';
import type { Piece } from './draft.js';

/**
 * The hash of a section is the md5 of its compact JSON as it was sent, with the markers taken off: whoever has the body can compute
 * it again. For the Messages API of Anthropic, with jq:
 *
 *     jq -cj '.tools | map(select(.defer_loading != true) | del(.cache_control))' | md5sum
 *     jq -cj '.system | if type == "array" then map(del(.cache_control)) else . end' | md5sum
 *     jq -cj 'def bare: if type == "object" then del(.cache_control) else . end;
 *             def list: if type == "array" then map(bare) else . end;
 *             .messages | map(.content |= (list | if type == "array" then map(if .type == "tool_result" then .content |= list else . end)
 *             else . end))' | md5sum
 *
 * Both agree as long as the body holds no number that JavaScript writes otherwise (`1.0`, more than 15 digits), no key twice, no
 * key that is an integer, no half of a surrogate pair, and no DEL character, which jq escapes. What the sections of the other APIs are
 * stands with their readers in `apis/`.
 */
export interface SectionHash {
  /** 32 hex. */
  readonly md5: string;
  /** The JSON in pieces, so that an equal beginning is found without writing or hashing it again. */
  readonly pieces: readonly Piece[];
  /** Longest first. */
  readonly checkpoints: readonly Checkpoint[];
}

/** md5 over the first `pieces` pieces, to go on from. */
interface Checkpoint {
  readonly pieces: number;
  readonly state: Hash;
}

/**
 * How many pieces before the closing one a state is kept: agents replace the last message or two of every request. A message and
 * its comma are two pieces.
 */
const KEPT = [16, 0];

/** Hashes a section; from `previous`, that of an earlier prompt, it takes what is equal. */
export function hashSection(pieces: readonly Piece[], previous: SectionHash | null): SectionHash {
  if (previous !== null && pieces === previous.pieces) return previous;
  const known = previous?.pieces ?? [];
  let shared = 0;
  while (shared < pieces.length && isSame(pieces[shared], known[shared])) shared += 1;
  if (previous !== null && shared === pieces.length && shared === known.length) return previous;

  if (isShort(pieces))
    return { md5: md5(written(pieces, 0, pieces.length).join('')), pieces, checkpoints: [] };
  const start = previous?.checkpoints.find(checkpoint => checkpoint.pieces <= shared);
  const state = start === undefined ? createHash('md5') : start.state.copy();
  const checkpoints: Checkpoint[] = start === undefined ? [] : [start];
  let done = start?.pieces ?? 0;
  for (const kept of KEPT) {
    const stop = pieces.length - 1 - kept;
    if (stop <= done) continue;
    feed(state, written(pieces, done, stop));
    checkpoints.unshift({ pieces: stop, state: state.copy() });
    done = stop;
  }
  feed(state, written(pieces, done, pieces.length));
  return { md5: state.digest('hex'), pieces, checkpoints };
}

/** UTF-16 units that are hashed again sooner than a state is kept and gone on from. */
const SHORT = 8_192;

function isShort(pieces: readonly Piece[]): boolean {
  let length = 0;
  for (const piece of pieces) {
    if (typeof piece === 'string') length += piece.length;
    else for (const part of piece) length += part.length;
    if (length > SHORT) return false;
  }
  return true;
}

function written(pieces: readonly Piece[], from: number, to: number): readonly string[] {
  const parts: string[] = [];
  for (let i = from; i < to; i += 1) {
    const piece = pieces[i] ?? '';
    if (typeof piece === 'string') parts.push(piece);
    else for (const part of piece) parts.push(part);
  }
  return parts;
}

/** A message whose marker moved is written anew, and the same. */
function isSame(one: Piece | undefined, other: Piece | undefined): boolean {
  if (one === other) return true;
  if (one === undefined || other === undefined || typeof one === 'string' || typeof other === 'string')
    return false;
  return one.length === other.length && one.every((piece, i) => piece === other[i]);
}
