import { type Hash, hash } from 'node:crypto';
import type { Section } from './prompt.js';

/** md5 of the UTF-8 bytes of a text, 32 hex. Not for security: it tells equal from different, fast. */
export function md5(text: string): string {
  return hash('md5', text);
}

/** Digest of a block, and the UTF-8 bytes of its JSON. Compact JSON holds no raw NUL, so role and text cannot run into each other. */
export function blockDigest(
  role: string | null,
  json: string,
): { readonly digest: string; readonly bytes: number } {
  const front = `${role ?? ''}\0`;
  const most = MOST_BYTES * (front.length + json.length);
  const room = most <= scratch.length ? scratch : Buffer.allocUnsafeSlow(most);
  const start = room.write(front);
  const bytes = room.write(json, start);
  return { digest: hash('md5', room.subarray(0, start + bytes)), bytes };
}

/** Bytes that a UTF-16 unit takes at most in UTF-8. */
const MOST_BYTES = 3;

/** Text is written here before it is hashed: fresh memory for each would take longer than the hash. */
const scratch = Buffer.allocUnsafeSlow(256 * 1024);

/** Goes on with a hash over some texts, in their order. */
export function feed(state: Hash, texts: Iterable<string>): void {
  let used = 0;
  const flush = (): void => {
    if (used > 0) state.update(scratch.subarray(0, used));
    used = 0;
  };
  for (const text of texts) {
    const most = MOST_BYTES * text.length;
    if (most > scratch.length - used) flush();
    if (most > scratch.length) state.update(text);
    else used += scratch.write(text, used);
  }
  flush();
}

/** The chain hash after one more block. */
export function link(before: string, section: Section, digest: string): string {
  return md5(`${before}${section}${digest}`);
}
