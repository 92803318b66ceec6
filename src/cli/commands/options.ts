import { statSync } from 'node:fs';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { timeBack } from '../../text/times.js';

/** Options of every command that watches. */
export interface WatchOptions {
  readonly plain?: boolean;
  readonly json?: boolean;
  /** No text of prompts, with `plain` and `json`. */
  readonly redact?: boolean;
  /** Shows nothing. */
  readonly headless?: boolean;
  readonly color: 'auto' | 'always' | 'never';
  readonly ascii?: boolean;
  /** The wheel and clicks move on the screen. */
  readonly mouse?: boolean;
  /** File of the user's own rates. */
  readonly rates?: string;
  /** Bytes of prompts that are kept to compare with. */
  readonly memory?: number;
  readonly onBreak?: string;
  readonly onIncident?: string;
  readonly onCold?: string;
  /** Seconds before a large entry expires that it is told; true: as many as usual. */
  readonly goingCold?: number | true;
  /** Tokens that such an entry has at least. */
  readonly coldTokens?: number;
  /** Seconds that a command may take. */
  readonly commandTimeout?: number;
  /** `KIND=ADDRESS`, each. */
  readonly webhook?: readonly string[];
  readonly bell?: boolean;
  /** A way to notify; true: the one that the terminal is known to take. */
  readonly notify?: string | boolean;
  readonly alertReplay?: boolean;
  readonly metrics?: { readonly host: string; readonly port: number };
  /** Base address of a collector. */
  readonly otlp?: string;
  /** False: usual losses are neither looked up nor kept. */
  readonly learn?: boolean;
}

/** For every command that reads whole logs and names money. */
export const withRates = (command: Command): Command =>
  command
    .addOption(ratesOption())
    .option(
      '--memory <size>',
      'prompts to keep for comparing, in all: the longest idle lanes are let go',
      size,
    );

/** The user's own prices. A path that leads to no file is refused at the start: money at other prices is not what was asked for. */
export const ratesOption = (): Option =>
  new Option('--rates <file>', 'JSON file of your own prices, by model and day').argParser(file);

function file(path: string): string {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined || found.isDirectory())
    throw new InvalidArgumentError('It must be the path of a file that exists.');
  return path;
}

/** Reads a command or an address: anything but nothing. */
export function something(text: string): string {
  if (text.trim() === '') throw new InvalidArgumentError('It must not be empty.');
  return text;
}

/** Reads a size: `96MB`. In bytes. */
export function size(text: string): number {
  const match = /^(\d+(?:\.\d+)?)\s*(|KB|MB|GB)$/i.exec(text.trim());
  const unit = { '': 1, KB: 1e3, MB: 1e6, GB: 1e9 }[(match?.[2] ?? '').toUpperCase()];
  if (!match || unit === undefined) throw new InvalidArgumentError('It must be a size, such as 32MB.');
  return Number(match[1]) * unit;
}

/** How long before the expiry it is told, and from how many tokens on, where nothing else is asked for. */
export const COLD_SECONDS = 60;
const COLD_TOKENS = 20_000;

/** Who is told of what happens while it is watched: nobody, unless asked. */
const withAlertOptions = (command: Command): Command =>
  command
    .option(
      '--on-break <cmd>',
      'run this for each break that rings: JSON on standard input, CACHEQUAKE_… set',
      something,
    )
    .option(
      '--on-incident <cmd>',
      'the same when an incident opens, grows worse, closes or is back',
      something,
    )
    .option(
      '--going-cold [seconds]',
      `tell before a large entry of a main loop expires (${COLD_SECONDS} s)`,
      positive,
    )
    .option('--cold-tokens <n>', 'how large such an entry is at least', whole, COLD_TOKENS)
    .option(
      '--on-cold <cmd>',
      'run this then, as for a break: what a ping would cost and save is in it',
      something,
    )
    .option('--command-timeout <seconds>', 'end such a command after this time', positive, 30)
    .addOption(
      repeatable(
        '--webhook <kind=url>',
        'post them: json=URL, slack=env:NAME, pagerduty=env:NAME, alertmanager=URL',
      ),
    )
    .option('--bell', 'ring the terminal, at most every 10 seconds')
    .addOption(
      new Option('--notify [way]', 'notify by the terminal: OSC 9, 777 or 99').choices(['9', '777', '99']),
    )
    .option(
      '--metrics <[host:]port>',
      'counters for Prometheus at /metrics; of this machine only, unless a host is given',
      address,
    )
    .option(
      '--otlp <url>',
      'send counters, and a record of each break and incident, to an OpenTelemetry collector: http://127.0.0.1:4318',
    )
    .option('--no-learn', 'do not look up, nor keep, what is usually lost (for incidents)')
    .option('--alert-replay', 'tell of what is played or was there before, too');

/** For every command that shows what a prompt may hold. */
export const withRedact = (command: Command): Command =>
  command.option('--redact', 'no text of prompts: hashes, places and lengths only');

export function withWatchOptions(command: Command): Command {
  return withRedact(withAlertOptions(withRates(command)))
    .option('--plain', 'one line per request and per break, no full screen')
    .option('--json', 'one JSON event per line')
    .addOption(new Option('--color <when>', 'colours').choices(['auto', 'always', 'never']).default('auto'))
    .option('--ascii', 'ASCII characters only')
    .option('--mouse', 'wheel and click; to select text, hold Shift');
}

/** Options of a command that plays a log. @param longestWait seconds, where nothing else is asked for */
export const withPlayOptions = (command: Command, longestWait: number): Command =>
  withWatchOptions(command)
    .option('--speed <factor>', 'so many times faster', positive, 1)
    .option('--longest-wait <seconds>', 'shorten waits that would last longer', positive, longestWait);

/** Reads a number above 0. */
export function positive(text: string): number {
  const value = Number(text);
  if (!(Number.isFinite(value) && value > 0)) throw new InvalidArgumentError('It must be a number above 0.');
  return value;
}

/** Reads a whole number, 0 or more. */
export function whole(text: string): number {
  if (!/^\d{1,15}$/.test(text)) throw new InvalidArgumentError('It must be a whole number, 0 or more.');
  return Number(text);
}

/** Reads a number, 0 or more; a dollar sign may stand before it. */
export function amount(text: string): number {
  if (!/^\$?\d+(?:\.\d+)?$/.test(text)) throw new InvalidArgumentError('It must be a number, 0 or more.');
  return Number(text.replace('$', ''));
}

/** Reads a share: `85%`, or 0.85. A bare number above 1 says neither. */
export function share(text: string): number {
  const match = /^(\d+(?:\.\d+)?)\s*(%?)$/.exec(text.trim());
  const value = Number(match?.[1]) / (match?.[2] === '%' ? 100 : 1);
  if (match === null || value > 1) throw new InvalidArgumentError('It must be a share, such as 85% or 0.85.');
  return value;
}

/** Reads how far back: `7d`, `12h`, `30m`, or a day or moment (ISO 8601). In milliseconds since 1970. */
export function since(text: string): number {
  const at = timeBack(text, Date.now());
  if (at === null)
    throw new InvalidArgumentError(
      'It must be a time to look back, such as 7d or 12h, or a day such as 2026-11-20.',
    );
  return at;
}

/** Reads `9464`, `0.0.0.0:9464`, `[::1]:9464`. */
export function address(text: string): { readonly host: string; readonly port: number } {
  const match = /^(?:(\[[\da-f:.]+\]|[\w.-]+):)?(\d{1,5})$/i.exec(text);
  const port = Number(match?.[2]);
  if (match === null || port > 65_535) throw new InvalidArgumentError('It must be PORT or HOST:PORT.');
  return { host: (match[1] ?? '127.0.0.1').replace(/^\[|\]$/g, ''), port };
}

/** An option that may be repeated: a list of what it was given. @param read one of it, as a command means it */
export const repeatable = (
  flags: string,
  about: string,
  read: (value: string) => string = value => value,
): Option =>
  new Option(flags, `${about}; may be repeated`)
    .argParser((value: string, before: readonly string[]): readonly string[] => [...before, read(value)])
    .default([], 'none');
