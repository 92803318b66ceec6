/** The demo logs as they are published: 7 MB that repeat themselves, in 0.1 MB. */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { brotliCompressSync, constants } from 'node:zlib';

/** Writes `NAME.jsonl.br` to a folder for each `NAME.jsonl` of another. */
export function packDemoLogs(from: URL, to: URL): void {
  mkdirSync(to, { recursive: true });
  for (const name of readdirSync(from).filter(file => file.endsWith('.jsonl'))) {
    const log = readFileSync(new URL(name, from));
    const packed = brotliCompressSync(log, {
      params: {
        // A request repeats the one before, and is longer than the usual window of 4 MB can look back.
        [constants.BROTLI_PARAM_LGWIN]: constants.BROTLI_MAX_WINDOW_BITS,
        [constants.BROTLI_PARAM_QUALITY]: 9,
        [constants.BROTLI_PARAM_SIZE_HINT]: log.length,
      },
    });
    writeFileSync(new URL(`${name}.br`, to), packed);
  }
}
