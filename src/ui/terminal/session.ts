/**
 * Owns the terminal from `enter` to `leave`: alternate screen, cursor, line wrap, raw mode. However the program ends, the
 * user gets the terminal back as it was, and an error is readable on it.
 *
 * Ink restores raw mode and the cursor by itself but knows no alternate screen: a stack trace would be lost in it.
 */
import { writeSync } from 'node:fs';
import { isatty } from 'node:tty';
import { shown } from '../../text/shown.js';
import { type ConsoleCapture, captureConsole } from './console-capture.js';
import {
  AUTOWRAP_OFF,
  AUTOWRAP_ON,
  BRACKETED_PASTE_OFF,
  BRACKETED_PASTE_ON,
  END_SYNCHRONISED,
  ENTER_ALTERNATE_SCREEN,
  HIDE_CURSOR,
  LEAVE_ALTERNATE_SCREEN,
  RESET_STYLE,
  SHOW_CURSOR,
} from './escapes.js';
import { MOUSE_OFF, MOUSE_ON } from './mouse.js';

const ENTER = ENTER_ALTERNATE_SCREEN + HIDE_CURSOR + AUTOWRAP_OFF + BRACKETED_PASTE_ON;
const LEAVE =
  END_SYNCHRONISED + RESET_STYLE + BRACKETED_PASTE_OFF + AUTOWRAP_ON + SHOW_CURSOR + LEAVE_ALTERNATE_SCREEN;

const ENDING_SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT'] as const;
type EndingSignal = (typeof ENDING_SIGNALS)[number];
const CAN_SUSPEND = process.platform !== 'win32';
/** How often we ask whether the terminal is still there: a closed connection does not always send SIGHUP. */
const LOSS_CHECK_INTERVAL = 5000;
/** A shell stops us at once; where there is none (an orphaned process group ignores SIGTSTP), we come back after this long. */
const SUSPEND_TIMEOUT = 500;

/** A stream to a terminal that can be written to synchronously, by its descriptor. */
export type TerminalStream = NodeJS.WriteStream & { readonly fd: number };

export interface TerminalSessionOptions {
  /** @default process.stdin */
  readonly stdin?: NodeJS.ReadStream;
  /** @default process.stdout */
  readonly stdout?: TerminalStream;
  /** True if the terminal is asked to tell of the wheel and of clicks. @default false */
  readonly mouse?: boolean;
  /** Called before the screen is given to the shell: paint nothing more, also not between `fg` and `onResume`. */
  readonly onSuspend?: () => void;
  /** Called when the screen is ours again after a suspension: paint everything. */
  readonly onResume?: () => void;
}

export class TerminalSession {
  readonly #stdin: NodeJS.ReadStream;
  readonly #stdout: TerminalStream;
  readonly #hasMouse: boolean;
  readonly #onSuspend: () => void;
  readonly #onResume: () => void;
  #console: ConsoleCapture | undefined;
  #ownsScreen = false;
  #isSuspended = false;
  #wasRaw = false;
  #lossTimer: NodeJS.Timeout | undefined;
  #suspendTimer: NodeJS.Timeout | undefined;

  constructor(options: TerminalSessionOptions = {}) {
    this.#stdin = options.stdin ?? process.stdin;
    this.#stdout = options.stdout ?? process.stdout;
    this.#hasMouse = options.mouse ?? false;
    this.#onSuspend = options.onSuspend ?? (() => {});
    this.#onResume = options.onResume ?? (() => {});
  }

  /** What was printed past the screen since `enter`, oldest first. */
  get captured(): readonly string[] {
    return this.#console?.lines ?? [];
  }

  /** Takes the terminal. Twice is once. */
  enter(): void {
    if (this.#console) return;
    this.#console = captureConsole();
    this.#listen('on');
    this.#lossTimer = setInterval(this.#checkTerminal, LOSS_CHECK_INTERVAL).unref();
    this.#takeScreen();
  }

  /** Gives the terminal back, synchronously. Twice is once. */
  leave(): void {
    if (!this.#console) return;
    this.#console.release();
    this.#console = undefined;
    this.#listen('off');
    clearInterval(this.#lossTimer);
    clearTimeout(this.#suspendTimer);
    this.#isSuspended = false;
    this.#giveScreen();
  }

  /** Leaves and ends the process with code 1, the error on the main screen. */
  readonly fail = (error: unknown): void => {
    const printed = this.captured.slice(-20);
    this.leave();
    const text = error instanceof Error ? (error.stack ?? String(error)) : `not an Error: ${String(error)}`;
    writeToTerminal(2, `${[text, ...printed].map(readable).join('\n')}\n`);
    process.exit(1);
  };

  /** Ctrl-Z: gives the screen back, stops the process group, and takes the screen again when continued. */
  suspend(): void {
    if (!CAN_SUSPEND || !this.#console || this.#isSuspended) return;
    this.#isSuspended = true;
    this.#onSuspend();
    this.#giveScreen();
    process.off('SIGTSTP', this.#onStop);
    process.kill(0, 'SIGTSTP');
    this.#suspendTimer = setTimeout(this.#onContinue, SUSPEND_TIMEOUT);
  }

  /** Gives the screen to another program while `run` runs, and takes it back whatever comes of it. */
  lend(run: () => void): void {
    if (!this.#console || this.#isSuspended) return;
    this.#onSuspend();
    this.#giveScreen();
    try {
      run();
    } finally {
      this.#takeScreen();
      this.#onResume();
    }
  }

  #takeScreen(): void {
    if (this.#ownsScreen) return;
    this.#ownsScreen = true;
    if (this.#wasRaw && this.#stdin.isTTY) this.#stdin.setRawMode(true);
    writeToTerminal(this.#stdout.fd, this.#hasMouse ? ENTER + MOUSE_ON : ENTER);
  }

  #giveScreen(): void {
    if (!this.#ownsScreen) return;
    this.#ownsScreen = false;
    this.#wasRaw = this.#stdin.isTTY && this.#stdin.isRaw;
    try {
      if (this.#wasRaw) this.#stdin.setRawMode(false);
    } catch {
      // The terminal is gone, and its mode with it.
    }
    writeToTerminal(this.#stdout.fd, this.#hasMouse ? MOUSE_OFF + LEAVE : LEAVE);
  }

  #listen(toggle: 'on' | 'off'): void {
    process[toggle]('exit', this.#onExit);
    process[toggle]('uncaughtException', this.fail);
    process[toggle]('unhandledRejection', this.fail);
    for (const signal of ENDING_SIGNALS) process[toggle](signal, this.#onEndingSignal);
    if (CAN_SUSPEND) {
      process[toggle]('SIGTSTP', this.#onStop);
      process[toggle]('SIGCONT', this.#onContinue);
    }
    this.#stdout[toggle]('error', this.#onOutputError);
    this.#stdin[toggle]('end', this.#onLoss);
  }

  readonly #onExit = (): void => this.leave();

  /** Dies of the same signal, so that the shell sees 128 + n. */
  readonly #onEndingSignal = (signal: EndingSignal): void => {
    this.leave();
    // Listeners of others to this signal run first; what they only start is not waited for.
    process.nextTick(dieOf, signal);
  };

  /** Someone else sent the stop (`kill -TSTP`). */
  readonly #onStop = (): void => this.suspend();

  readonly #onContinue = (): void => {
    clearTimeout(this.#suspendTimer);
    if (!this.#console) return;
    if (this.#isSuspended) process.on('SIGTSTP', this.#onStop);
    this.#isSuspended = false;
    // After SIGSTOP, which cannot be caught, the shell has its own modes set: ours are set anew.
    if (this.#ownsScreen) {
      this.#wasRaw = this.#stdin.isTTY && this.#stdin.isRaw;
      if (this.#wasRaw) this.#stdin.setRawMode(false);
      this.#ownsScreen = false;
    }
    this.#takeScreen();
    this.#onResume();
  };

  readonly #onOutputError = (error: NodeJS.ErrnoException): void => {
    if (error.code === 'EPIPE' || error.code === 'EIO') this.#onLoss();
    else this.fail(error);
  };

  readonly #checkTerminal = (): void => {
    if (!isatty(this.#stdout.fd)) this.#onLoss();
  };

  /** The terminal is gone, and there is nobody to tell: ends as by the hang-up that did not come. */
  readonly #onLoss = (): void => {
    this.#stdout.on('error', () => {});
    process.emit('SIGHUP', 'SIGHUP');
  };
}

/**
 * Ends the process now, by the signal's default. Not by `process.exit`: that resets the modes of a terminal that may be
 * gone, on which Node 20.20 fails an assertion (`ResetStdio` in node.cc) and dumps its stack.
 */
function dieOf(signal: EndingSignal): void {
  process.removeAllListeners(signal);
  process.kill(process.pid, signal);
}

/** Writes all of a text now. Does not fail: a terminal that is gone needs no goodbye. */
function writeToTerminal(fd: number, text: string): void {
  let rest = Buffer.from(text);
  let patience = 1000;
  while (rest.length > 0 && patience > 0) {
    try {
      rest = rest.subarray(writeSync(fd, rest));
    } catch (error) {
      // A full, non-blocking pipe asks for another try.
      if (!(error instanceof Error && 'code' in error && error.code === 'EAGAIN')) return;
      patience--;
    }
  }
}

/** An error may quote what a log contains. */
function readable(text: string): string {
  return shown(text, { newline: 'keep' });
}
