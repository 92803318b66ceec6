/** What cachequake's own recordings are called. */
import { basename, dirname, join } from 'node:path';
import { absolutePath, homeOf } from './home.js';

/** Where cachequake keeps what it keeps: `$XDG_STATE_HOME/cachequake`, by default under `~/.local/state`. */
export function stateFolder(env: Readonly<Record<string, string | undefined>>): string {
  const base = absolutePath(env.XDG_STATE_HOME) ?? join(homeOf(env), '.local', 'state');
  return join(base, 'cachequake');
}

/** Where recordings are kept. */
export function recordingsFolder(env: Readonly<Record<string, string | undefined>>): string {
  return join(stateFolder(env), 'recordings');
}

/**
 * Name of part `n` (from 1) of a recording: when it began and by which process, which tells other recorders whether
 * it is still written.
 */
export function recordingName(startedAt: number, pid: number, n: number): string {
  const time = new Date(startedAt).toISOString().slice(0, 19).replaceAll(':', '-');
  return partName(`${time}Z-${pid}`, n);
}

/** One file of a recording; a long recording is continued in further ones. */
export interface RecordingPart {
  /** Path of part 1, under which the recording is known whether that file is still there or not. */
  readonly recording: string;
  /** From 1. */
  readonly n: number;
  /** When it began, to the second, in milliseconds since 1970. */
  readonly startedAt: number;
  /** The process that writes or wrote it. */
  readonly pid: number;
}

const NAME = /^(\d{4}-\d\d-\d\dT\d\d-\d\d-\d\dZ-(\d+))(?:\.(\d+))?\.jsonl$/;

/** `null`: the name is not one of a recording. */
export function recordingPart(path: string): RecordingPart | null {
  const [, stem, pid, n = '1'] = NAME.exec(basename(path)) ?? [];
  if (stem === undefined) return null;
  const [, day = '', time = ''] = /^(.{10})T(.{8})/.exec(stem) ?? [];
  return {
    recording: join(dirname(path), partName(stem, 1)),
    n: Number(n),
    startedAt: Date.parse(`${day}T${time.replaceAll('-', ':')}Z`),
    pid: Number(pid),
  };
}

/** Path of part `n` of a recording. */
export function partPath(recording: string, n: number): string {
  return join(dirname(recording), partName(basename(recording, '.jsonl'), n));
}

/** The log that a file belongs to: any part stands for its whole recording, every other file for itself. */
export function logAt(path: string): string {
  return recordingPart(path)?.recording ?? path;
}

function partName(stem: string, n: number): string {
  return `${stem}${n === 1 ? '' : `.${n}`}.jsonl`;
}
