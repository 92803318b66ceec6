import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliDecompressSync } from 'node:zlib';
import { readLog } from '../log/read.js';
import type { LogRecord } from '../log/record.js';
import type { WatchOptions } from './commands/options.js';
import { type ExitCode, type Io, refuse } from './io.js';
import { showFeed } from './live/live.js';
import { createPlayer } from './live/player.js';

export interface DemoOptions extends WatchOptions {
  readonly speed: number;
  readonly longestWait: number;
}

/** Where demo logs are: as files in a checkout, packed in what is published (`bin/pack/demo-logs.ts`). */
const FOLDERS = ['../../demo-logs/', '../../dist/demo-logs/'].map(path => new URL(path, import.meta.url));
const SUFFIX = /\.jsonl(\.br)?$/;

export async function runDemo(name: string, options: DemoOptions, io: Io): Promise<ExitCode> {
  const demos = demoLogs();
  const file = demos.get(name);
  if (file === undefined)
    return refuse(io, `no demo called ${name}; there are: ${[...demos.keys()].sort().join(', ')}`);
  const path = asTyped(file.pathname.endsWith('.br') ? unpacked(name, file) : fileURLToPath(file));
  const reading = readLog(path);
  const records: LogRecord[] = [];
  for await (const record of reading) records.push(record);
  return showFeed(createPlayer(records, reading.state(), { ...options, kind: 'demo' }), options, io);
}

/** A path as the user would type it here: relative where that is shorter. */
function asTyped(path: string): string {
  const short = relative(process.cwd(), path);
  return short.length < path.length ? short : path;
}

/** A log as a file, for as long as it plays: the screen names places in it that a reader may want to look at. */
function unpacked(name: string, packed: URL): string {
  const folder = mkdtempSync(join(tmpdir(), 'cachequake-demo-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  const path = join(folder, `${name}.jsonl`);
  writeFileSync(path, brotliDecompressSync(readFileSync(packed)));
  return path;
}

/** The demo logs that this installation has, by name. */
function demoLogs(): ReadonlyMap<string, URL> {
  const found = new Map<string, URL>();
  for (const folder of FOLDERS) {
    for (const file of filesIn(folder)) {
      const name = file.replace(SUFFIX, '');
      if (name !== file && !found.has(name)) found.set(name, new URL(file, folder));
    }
  }
  return found;
}

function filesIn(folder: URL): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
