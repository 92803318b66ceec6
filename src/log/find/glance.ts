/** A quick look at the start of a log: what it is, how faithful, and of which folder's work. */
import { type FileHandle, open } from 'node:fs/promises';
import { FORMATS } from '../formats/index.js';
import { parseJson, textOf } from '../json/json.js';
import type { Fidelity } from '../record.js';
import { createRecordReader, type RecordReader } from '../source/detect.js';
import { createLineSplitter } from '../source/lines.js';
import { whyUnopenable, whyUnreadable } from '../source/unreadable.js';

export interface Glance {
  /** `null` if nothing in it can be told yet: an empty file. */
  readonly format: string | null;
  readonly fidelity: Fidelity | null;
  /** Folder that the agent works in, where the log says so. */
  readonly workspace: string | null;
}

const CHUNK = 64 * 1024;
/** Bytes after which a line that has not ended is not waited for: a first request can be many megabytes long. */
const LONGEST = 1024 * 1024;
/** Bytes in which the first request is looked for: it tells how faithful the log is, and transcripts begin with much else. */
const FARTHEST = 512 * 1024;
/** Lines after which a file that no format knows is none. */
const MOST_LINES = 20;

/**
 * Looks at the lines of a file up to its first request.
 *
 * @param expected the format that the place is for: taken where a line is too long for a quick look
 * @returns `null` if it holds lines and none is of a known log, or if it cannot be read
 */
export async function glance(path: string, expected: string): Promise<Glance | null> {
  try {
    const file = await open(path, 'r');
    try {
      return await lookInto(file, createRecordReader(path), expected);
    } finally {
      await file.close();
    }
  } catch (error) {
    if (whyUnopenable(error) === null) throw error;
    return null;
  }
}

async function lookInto(file: FileHandle, reader: RecordReader, expected: string): Promise<Glance | null> {
  const splitter = createLineSplitter();
  let text = '';
  let lines = 0;
  let read = 0;
  let isEnough = false;
  while (!isEnough && read < (lines === 0 ? LONGEST : FARTHEST)) {
    const chunk = Buffer.allocUnsafeSlow(CHUNK);
    const { bytesRead } = await file.read(chunk, 0, CHUNK, null);
    if (bytesRead === 0) break;
    read += bytesRead;
    if (text === '') {
      if (whyUnreadable(chunk.subarray(0, bytesRead)) !== null) return null;
      text = chunk.toString('utf8', 0, bytesRead);
    }
    splitter.push(chunk.subarray(0, bytesRead), line => {
      if (isEnough) return;
      const hasRequest = reader.read(line).some(record => record.kind === 'request');
      lines += 1;
      isEnough = hasRequest || (reader.format === null && lines >= MOST_LINES);
    });
  }
  const workspace = workspaceOf(text);
  if (reader.format !== null) return { format: reader.format.id, fidelity: reader.fidelity, workspace };
  if (lines > 0) return null;
  if (read >= LONGEST) return { format: expected, fidelity: fidelityOf(expected), workspace };
  return { format: null, fidelity: null, workspace };
}

/** What a log of this format is by itself. */
export function fidelityOf(format: string): Fidelity | null {
  return FORMATS.find(({ id }) => id === format)?.fidelity ?? null;
}

/** The key under which Claude Code, Codex and pi (`cwd`) and OpenClaw (`workspaceDir`) name it. In a text its quotes would be escaped. */
const WORKSPACE = /"(?:cwd|workspaceDir)":("(?:[^"\\]|\\.)*")/;

function workspaceOf(text: string): string | null {
  return textOf(parseJson(WORKSPACE.exec(text)?.[1] ?? ''));
}
