import { hash } from 'node:crypto';
import type { Section } from './prompt.js';

/** md5 of the UTF-8 bytes of a text, 32 hex. Not for security: it tells equal from different, fast. */
function md5(text: string): string {
  return hash('md5', text);
}

/** Digest of a block. Compact JSON holds no raw NUL, so role and text cannot run into each other. */
export function blockDigest(role: string | null, json: string): string {
  return md5(`${role ?? ''}\0${json}`);
}

/** The chain hash after one more block. */
export function link(before: string, section: Section, digest: string): string {
  return md5(`${before}${section}${digest}`);
}
