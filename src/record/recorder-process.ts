/**
 * A recorder in a process of its own. Where a screen is drawn, and prompts of megabytes are compared, traffic would wait
 * for it; and a program that is stopped with Ctrl-Z would stop it.
 */
import { fork } from 'node:child_process';
import type { Recorder, RecorderOptions, RecorderResult, RecorderState } from './recorder.js';

/** What can be sent to another process. */
export type RecorderSettings = Omit<RecorderOptions, 'now' | 'disk' | 'onChange'>;

export type ToRecorder = { readonly start: RecorderSettings } | { readonly close: true };
export type FromRecorder =
  | { readonly started: { readonly url: string; readonly state: RecorderState } }
  | { readonly failed: Extract<RecorderResult, { ok: false }> }
  | { readonly state: RecorderState };

export interface RecorderProcessOptions {
  readonly settings: RecorderSettings;
  readonly onChange: (state: RecorderState) => void;
  /** Arguments of the process's Node; default: ours. */
  readonly execArgv?: readonly string[];
}

/** Of what a broken process prints, the end names the error. */
const LONGEST_REASON = 500;

/** Starts a recorder as `startRecorder` does, in another process. It ends with us. */
export function startRecorderProcess(options: RecorderProcessOptions): Promise<RecorderResult> {
  const entry = new URL(
    `./recorder-entry${import.meta.url.endsWith('.ts') ? '.ts' : '.js'}`,
    import.meta.url,
  );
  const child = fork(entry, {
    // A group of its own: what the terminal's keys send is for the screen.
    detached: true,
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    ...(options.execArgv && { execArgv: [...options.execArgv] }),
  });
  let printed = '';
  child.stderr?.on('data', chunk => {
    printed = (printed + chunk).slice(-LONGEST_REASON);
  });
  const exited = new Promise<void>(resolve => child.once('exit', () => resolve()));
  const send = (message: ToRecorder): void => {
    if (child.connected) child.send(message);
  };

  return new Promise(resolve => {
    let state: RecorderState | null = null;
    const changed = (next: RecorderState): void => {
      state = next;
      options.onChange(next);
    };
    child.on('message', (message: FromRecorder) => {
      if ('failed' in message) resolve(message.failed);
      else if ('state' in message) changed(message.state);
      else {
        const { url, state: first } = message.started;
        state = first;
        const recorder: Recorder = {
          url,
          get state() {
            return state ?? first;
          },
          close,
        };
        resolve({ ok: true, recorder });
      }
    });
    child.once('error', error => resolve({ ok: false, message: error.message }));
    child.once('exit', code => {
      const fault = `the recorder's process ended with ${code}: ${printed.trim()}`;
      if (state !== null && code !== 0) changed({ ...state, fault });
      resolve({ ok: false, message: fault });
    });
    send({ start: options.settings });

    async function close(): Promise<void> {
      send({ close: true });
      await exited;
    }
  });
}
