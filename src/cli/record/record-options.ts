import type { WatchOptions } from '../commands/options.js';

/** Options of `cachequake record`. */
export interface RecordOptions extends WatchOptions {
  readonly host: string;
  /** undefined: one that is free, the usual one if it is. */
  readonly port?: number;
  readonly upstream: readonly string[];
  readonly allowHost: readonly string[];
  readonly allowOrigin: readonly string[];
  readonly keep: string;
  /** Bytes. */
  readonly maxBody: number;
  readonly split?: boolean;
  /** True: a request that would break its prefix is not sent. */
  readonly veto?: boolean;
}
