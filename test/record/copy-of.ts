/**
 * A copy in memory of its own: what is kept of bodies is weighed. Node cuts small buffers from a shared slab (64 KiB from
 * Node 24 on), and each of them keeps all of its slab.
 */
export function copyOf(bytes: Uint8Array): Buffer {
  return Buffer.from(new Uint8Array(bytes).buffer);
}
