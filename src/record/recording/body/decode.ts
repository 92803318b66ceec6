import { constants, createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import { Decompress } from 'fzstd';

/** Undoes a content encoding on a copy of a body while the original streams by. */
export interface Decoder {
  feed(chunk: Buffer): void;
  /** Resolves when everything fed has come out: null, or what is wrong with it. A body that was cut off is no error. */
  end(): Promise<string | null>;
}

type Sink = (decoded: Buffer) => void;

const OPENERS: Readonly<Record<string, (sink: Sink) => Decoder>> = {
  identity: plain,
  // What arrived of a body that was cut off still comes out with a sync flush at the end.
  gzip: sink => zlib(createGunzip({ finishFlush: constants.Z_SYNC_FLUSH }), sink),
  'x-gzip': sink => zlib(createGunzip({ finishFlush: constants.Z_SYNC_FLUSH }), sink),
  deflate: sink => zlib(createInflate({ finishFlush: constants.Z_SYNC_FLUSH }), sink),
  br: sink => zlib(createBrotliDecompress({ finishFlush: constants.BROTLI_OPERATION_FLUSH }), sink),
  zstd,
};

/**
 * Opens the decoder of a `content-encoding` value.
 *
 * @param encoding null or empty: not encoded.
 * @returns null for an encoding that we cannot read.
 */
export function openDecoder(encoding: string | null, sink: Sink): Decoder | null {
  const name = (encoding ?? '').trim().toLowerCase() || 'identity';
  const open = Object.hasOwn(OPENERS, name) ? OPENERS[name] : undefined;
  return open?.(sink) ?? null;
}

function plain(sink: Sink): Decoder {
  return { feed: sink, end: () => Promise.resolve(null) };
}

type ZlibStream = ReturnType<typeof createGunzip> | ReturnType<typeof createBrotliDecompress>;

function zlib(stream: ZlibStream, sink: Sink): Decoder {
  const done = new Promise<string | null>(resolve => {
    stream.on('data', sink);
    stream.once('end', () => resolve(null));
    stream.once('error', error => resolve(error.message));
  });
  return {
    feed(chunk) {
      if (!stream.destroyed) stream.write(chunk);
    },
    end() {
      if (!stream.destroyed) stream.end();
      return done;
    },
  };
}

/** Node has zstd from 22.15 on; fzstd reads it on every version that we support. */
function zstd(sink: Sink): Decoder {
  const stream = new Decompress(data => sink(Buffer.from(data.buffer, data.byteOffset, data.byteLength)));
  let wrong: string | null = null;
  return {
    feed(chunk) {
      if (wrong !== null) return;
      try {
        stream.push(chunk);
      } catch (error) {
        wrong = error instanceof Error ? error.message : String(error);
      }
    },
    end: () => Promise.resolve(wrong),
  };
}
