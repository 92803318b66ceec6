import { readdirSync } from 'node:fs';
import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readLog } from '../log/read.js';
import type { LogRecord } from '../log/record.js';
import type { WatchOptions } from './commands/options.js';
import { type ExitCode, type Io, refuse } from './io.js';
import { showFeed } from './live.js';
import { createPlayer } from './player.js';

export interface DemoOptions extends WatchOptions {
  readonly speed: number;
  readonly longestWait: number;
}

/** Beside both `src` and `dist`. */
const FOLDER = new URL('../../demo-logs/', import.meta.url);

export async function runDemo(name: string, options: DemoOptions, io: Io): Promise<ExitCode> {
  const names = demoNames();
  if (!names.includes(name)) return refuse(io, `no demo called ${name}; there are: ${names.join(', ')}`);
  const path = asTyped(fileURLToPath(new URL(`${name}.jsonl`, FOLDER)));
  const reading = readLog(path);
  const records: LogRecord[] = [];
  for await (const record of reading) records.push(record);
  return showFeed(createPlayer(records, reading.state(), options), options, io);
}

/** A path as the user would type it here: relative where that is shorter. */
function asTyped(path: string): string {
  const short = relative(process.cwd(), path);
  return short.length < path.length ? short : path;
}

/** The demo logs that this installation has. */
function demoNames(): readonly string[] {
  return readdirSync(FOLDER)
    .filter(file => file.endsWith('.jsonl'))
    .map(file => file.slice(0, -'.jsonl'.length))
    .sort();
}
