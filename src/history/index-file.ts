/** What was read of logs before, so that only those that changed are read again. A cache: it may be deleted at any time. */
import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Glance } from '../log/find/glance.js';
import { prepareFolder } from '../log/paths/own-folder.js';
import type { Cell } from './cells.js';

/** What is kept of one log. */
export interface KeptLog {
  /** Of its files: sizes and times; another one means that it has to be read again. */
  readonly stamp: string;
  readonly sessions: readonly string[];
  /** First and last moment of its requests, milliseconds since 1970; null: they have no times. */
  readonly from: number | null;
  readonly to: number | null;
  readonly project: string | null;
  readonly cells: readonly Cell[];
  /** What could not be read of it, a sentence each. */
  readonly problems: readonly string[];
}

export type KeptLogs = ReadonlyMap<string, KeptLog>;

export interface Index {
  readonly logs: KeptLogs;
  /** What a look at the start of each log told, so that a search need not look again. */
  readonly glances: ReadonlyMap<string, Glance>;
}

/** @param made By what it was made: program, rates, zone. Another one makes it worthless. */
export async function readIndex(path: string, made: string): Promise<Index> {
  const text = await readFile(path, 'utf8').catch(() => '');
  try {
    const value: IndexFile = JSON.parse(text);
    if (value.made !== made) return NONE;
    return { logs: new Map(Object.entries(value.logs)), glances: new Map(Object.entries(value.glances)) };
  } catch {
    return NONE;
  }
}

const NONE: Index = { logs: new Map(), glances: new Map() };

/** Its fields are those of the program that is named in `made`. */
interface IndexFile {
  readonly made: string;
  readonly logs: Readonly<Record<string, KeptLog>>;
  readonly glances: Readonly<Record<string, Glance>>;
}

/** Whole or not at all: another one may read it meanwhile. A folder that cannot be written costs the next call its time. */
export async function writeIndex(path: string, made: string, { logs, glances }: Index): Promise<void> {
  const part = `${path}.${process.pid}`;
  try {
    if ((await prepareFolder(dirname(path))) !== null) return;
    await writeFile(
      part,
      JSON.stringify({ made, logs: Object.fromEntries(logs), glances: Object.fromEntries(glances) }),
      { mode: 0o600 },
    );
    await rename(part, path);
  } catch {
    await rm(part, { force: true }).catch(() => undefined);
  }
}
