import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { prepareFolder } from '../log/paths/own-folder.js';
import { logAt, recordingName } from '../log/paths/recordings.js';
import type { CompanyProxy } from './proxy/company-proxy.js';
import { LeadsBack } from './proxy/itself.js';
import { guarded } from './proxy/observer.js';
import { startProxy } from './proxy/proxy.js';
import type { Upstreams } from './proxy/upstreams.js';
import type { Allowed } from './proxy/visitors.js';
import { type Disk, realDisk } from './recording/disk.js';
import { applyRetention, removeEmpty } from './recording/folder.js';
import { createRecording, type RecordingState } from './recording/recording.js';
import { type KeepLimits, rotationSize } from './recording/retention.js';
import { maskUrl } from './recording/secrets.js';
import { createTee, type Destination } from './recording/tee.js';
import { type RecorderStatus, type StatusServer, serveStatus } from './status.js';

/** A running recorder: the proxy, and the recording that it fills. */
export interface Recorder {
  /** Where the proxy listens: `http://127.0.0.1:4100`. */
  readonly url: string;
  readonly state: RecorderState;
  /** Ends the proxy, writes what is still known, closes the recording. */
  close(): Promise<void>;
}

export interface RecorderState extends RecordingState, RecorderStatus {
  /** Requests whose answer is still running. */
  readonly open: number;
  /** Where requests went. */
  readonly destinations: readonly Destination[];
  /** Requests that were not sent because they would have broken their prefix, and why the first was not; null: all were sent. */
  readonly vetoed: { readonly count: number; readonly first: string } | null;
  /** Requests that were not sent because nothing names whom they are for, and the sentence about the first; null: none. */
  readonly unplaced: { readonly count: number; readonly first: string } | null;
}

export interface RecorderOptions {
  /** Address to listen on; anything but loopback opens the proxy to the network. */
  readonly host: string;
  /** 0: any free port. */
  readonly port: number;
  /** Milliseconds to wait for a port that is still taken. @default 0 */
  readonly waitForPort?: number;
  readonly upstreams: Upstreams;
  /** The company's proxy on the way to them. @default none */
  readonly company?: CompanyProxy;
  /** Who may use the proxy beside the programs of this machine. */
  readonly allowed: Allowed;
  readonly folder: string;
  readonly keep: KeepLimits;
  /** Bytes; a larger request body is passed on and only noted. */
  readonly maxBody: number;
  /** True: a request that would break its prefix is not sent. @default false */
  readonly veto?: boolean;
  readonly now?: () => number;
  readonly disk?: Disk;
  /** Milliseconds from a failed write to the next try. */
  readonly retryAfter?: number;
  /** Something in `state` changed that a screen would show. */
  readonly onChange?: (state: RecorderState) => void;
}

export type RecorderResult =
  | { readonly ok: true; readonly recorder: Recorder }
  | {
      readonly ok: false;
      readonly message: string;
      /** True if another port may do. */
      readonly isTaken?: boolean;
    };

/** Memory for lines that the disk does not take: some hundred requests of a long session. */
const HOLD_AT_MOST = 128e6;

/** Milliseconds that an end may take: a file system that hangs must not keep the agent's terminal. */
export const CLOSE_WITHIN = 5000;

/**
 * Bodies pass through as buffers outside the heap. To V8 they look like growth: it marks the whole (small) heap again and
 * again, on both cores. Without incremental marking it collects when the heap itself has grown.
 */
const WITHOUT_MARKING = '--no-incremental-marking';

/** Where nobody may object. */
const NOBODY = { createPrefixVeto: null };

/** Starts to record. Fails only at the start: where the folder cannot be written or the address is taken. */
export async function startRecorder(options: RecorderOptions): Promise<RecorderResult> {
  const { folder, keep, now = Date.now, disk = realDisk } = options;
  setFlagsFromString(WITHOUT_MARKING);
  const startedAt = now();
  let fault: string | null = null;
  let status: StatusServer | null = null;
  let unplaced: RecorderState['unplaced'] = null;

  const recording = createRecording({
    pathOf: n => join(folder, recordingName(startedAt, process.pid, n)),
    disk,
    now,
    rotateAt: rotationSize(keep),
    holdAtMost: HOLD_AT_MOST,
    retryAfter: options.retryAfter ?? 1000,
    lookEvery: 250,
    onChange: () => {
      applyRetention(folder, keep, now(), logAt(recording.state.path)).catch(() => undefined);
      changed();
    },
  });
  const { createPrefixVeto } = options.veto ? await import('./veto/veto.js') : NOBODY;
  const veto = createPrefixVeto?.({ maxBody: options.maxBody, onFault }) ?? null;
  const tee = createTee({
    recording,
    maxBody: options.maxBody,
    onChange: changed,
    onEnd: veto?.ended,
    onFault,
  });

  function stateNow(): RecorderState {
    return {
      ...recording.state,
      open: tee.open,
      destinations: tee.destinations,
      vetoed: veto?.vetoed ?? null,
      unplaced,
      fault,
    };
  }
  let isKept = false;
  function changed(): void {
    // With its first request the new recording takes the place of an old one.
    if (!isKept && recording.state.requests > 0) {
      isKept = true;
      applyRetention(folder, keep, now(), logAt(recording.state.path)).catch(() => undefined);
    }
    status?.tell(stateNow());
    options.onChange?.(stateNow());
  }
  function onFault(error: unknown): void {
    fault = error instanceof Error ? error.message : String(error);
    changed();
  }

  try {
    const problem = await prepareFolder(folder);
    if (problem !== null) {
      return {
        ok: false,
        message: `Cannot record to ${folder}: ${problem}. XDG_STATE_HOME can name another place.`,
      };
    }
    await applyRetention(folder, keep, startedAt, logAt(recording.state.path));
  } catch (error) {
    return { ok: false, message: `Cannot record to ${folder}: ${reasonOf(error)}` };
  }
  // Before the recording: who finds that can ask.
  status = await serveStatus(recording.state.path, stateNow());
  const refusal = await recording.open();
  if (refusal !== null) {
    await status.close();
    return { ok: false, message: `Cannot record to ${folder}: ${refusal}` };
  }
  try {
    const proxy = await startProxy({
      host: options.host,
      port: options.port,
      waitForPort: options.waitForPort ?? 0,
      upstreams: options.upstreams,
      ...(options.company && { company: options.company }),
      allowed: options.allowed,
      observe: guarded(tee.observe, onFault),
      veto: veto && { judge: veto.judge, most: options.maxBody },
      now,
      onUnplaced(problem) {
        unplaced = { count: (unplaced?.count ?? 0) + 1, first: unplaced?.first ?? problem };
        changed();
      },
      onWebsocket: path => recording.notice(`A websocket to ${maskUrl(path)} passed through unrecorded.`),
    });
    const recorder: Recorder = {
      url: proxy.url,
      get state() {
        return stateNow();
      },
      async close() {
        const finish = async (): Promise<void> => {
          await proxy.close();
          await tee.settled();
          await recording.close();
          if (recording.state.requests === 0) await removeEmpty(recording.state.path);
          // An agent that ends at once leaves what its first request began unfinished.
          await applyRetention(folder, keep, now(), logAt(recording.state.path)).catch(() => undefined);
          status?.tell(stateNow());
          await status?.close();
        };
        await Promise.race([finish(), sleep(CLOSE_WITHIN, undefined, { ref: false })]);
      },
    };
    return { ok: true, recorder };
  } catch (error) {
    await recording.close();
    await removeEmpty(recording.state.path);
    await status.close();
    if (error instanceof LeadsBack) return { ok: false, message: `Cannot record: ${error.message}` };
    const message = `Cannot listen on ${options.host}:${options.port}: ${reasonOf(error)}`;
    return { ok: false, message, isTaken: true };
  }
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
