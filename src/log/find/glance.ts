/** A quick look at the start of a log: what it is, how faithful, and of which folder's work. */
import { type FileHandle, open } from 'node:fs/promises';
import { FORMATS } from '../formats/index.js';
import { parseJson, textOf } from '../json/json.js';
import type { Fidelity, LogRecord } from '../record.js';
import { createSource, type Source } from '../source/source.js';
import { whyUnopenable } from '../source/unreadable.js';

export interface Glance {
  /** `null` if nothing in it can be told yet: an empty file. */
  readonly format: string | null;
  readonly fidelity: Fidelity | null;
  /** Folder that the agent works in, where the log says so. */
  readonly workspace: string | null;
}

const CHUNK = 64 * 1024;
/** Bytes after which a line or document that has not ended is not waited for: a first request can be many megabytes long. */
const LONGEST = 1024 * 1024;
/** Bytes in which the first request is looked for: it tells how faithful the log is, and transcripts begin with much else. */
const FARTHEST = 512 * 1024;
/** Lines after which a file that no format knows is none. */
const MOST_LINES = 20;

/**
 * Looks at a file up to its first request, with the reader of reports: what it is, is told in one place.
 *
 * @param expected the format that the place is for: taken where a line or document is too long for a quick look
 * @returns `null` if it holds lines and none is of a known log, or if it cannot be read
 */
export async function glance(path: string, expected: string): Promise<Glance | null> {
  try {
    const file = await open(path, 'r');
    try {
      return await lookInto(file, createSource(path), expected);
    } finally {
      await file.close();
    }
  } catch (error) {
    if (whyUnopenable(error) === null) throw error;
    return null;
  }
}

async function lookInto(file: FileHandle, source: Source, expected: string): Promise<Glance | null> {
  let text = '';
  let read = 0;
  let isStrange = false;

  /** True if it is known what the file is. */
  function take(records: readonly LogRecord[]): boolean {
    const { format, lines } = source.state('live', null);
    isStrange ||= records.some(record => record.kind !== 'skipped' || record.isHarmless !== true);
    return format === null
      ? isStrange && lines >= MOST_LINES
      : records.some(({ kind }) => kind === 'request');
  }

  const isBegun = (): boolean => isStrange || source.state('live', null).format !== null;
  for (let isEnough = false; !isEnough && read < (isBegun() ? FARTHEST : LONGEST); ) {
    const chunk = Buffer.allocUnsafeSlow(CHUNK);
    const { bytesRead } = await file.read(chunk, 0, CHUNK, null);
    // A document, or a line without its newline, is whole at the end of the file.
    if (bytesRead === 0) {
      take(source.settle());
      break;
    }
    read += bytesRead;
    if (text === '') text = chunk.toString('utf8', 0, bytesRead);
    isEnough = take(source.push(chunk.subarray(0, bytesRead)));
  }
  const workspace = workspaceOf(text);
  const { format, fidelity } = source.state('live', null);
  if (format !== null) return { format, fidelity, workspace };
  if (isStrange) return null;
  if (read >= LONGEST) return { format: expected, fidelity: fidelityOf(expected), workspace };
  return { format: null, fidelity: null, workspace };
}

/** What a log of this format is by itself. */
export function fidelityOf(format: string): Fidelity | null {
  return FORMATS.find(({ id }) => id === format)?.fidelity ?? null;
}

/** The key under which Claude Code, Codex and pi (`cwd`) and OpenClaw (`workspaceDir`) name it. In a text its quotes would be escaped. */
const WORKSPACE = /"(?:cwd|workspaceDir)":\s*("(?:[^"\\]|\\.)*")/;

function workspaceOf(text: string): string | null {
  return textOf(parseJson(WORKSPACE.exec(text)?.[1] ?? ''));
}
