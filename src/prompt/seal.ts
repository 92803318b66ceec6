import { blockDigest } from './digest.js';
import type { Draft } from './draft.js';
import type { Block, Section } from './prompt.js';

/** The block of each draft that is remembered. */
const sealed = new WeakMap<Draft, Block>();

/** True if a block is known to be that of a draft, without a look at its text. */
export function isSealedAs(draft: Draft | undefined, block: Block): boolean {
  return draft !== undefined && sealed.get(draft) === block;
}

/** Hashes a block, unless it was hashed before, or its twin in an earlier prompt already tells the result. */
export function seal(draft: Draft, section: Section, twin: Block | undefined): Block {
  const known = sealed.get(draft);
  if (known !== undefined) return known;
  const block = hashed(draft, section, twin);
  sealed.set(draft, block);
  return block;
}

function hashed(draft: Draft, section: Section, twin: Block | undefined): Block {
  const { path, kind, message, role, name, marker } = draft;
  if (twin !== undefined && twin.role === role && twin.canonical === draft.canonical) {
    const { canonical, bytes, textBytes, digest } = twin;
    const rawDigest = draft.raw === draft.canonical ? digest : blockDigest(role, draft.raw).digest;
    const same =
      twin.section === section &&
      twin.path === path &&
      twin.rawDigest === rawDigest &&
      twin.marker?.ttl === marker?.ttl;
    if (same) return twin;
    return {
      section,
      path,
      kind,
      message,
      role,
      name,
      canonical,
      bytes,
      textBytes,
      digest,
      rawDigest,
      marker,
    };
  }
  const { canonical } = draft;
  const { digest, bytes } = blockDigest(role, canonical);
  return {
    section,
    path,
    kind,
    message,
    role,
    name,
    canonical,
    bytes,
    textBytes: bytes - draft.unbilled,
    digest,
    rawDigest: draft.raw === canonical ? digest : blockDigest(role, draft.raw).digest,
    marker,
  };
}
