/** A quick look at the start of a log: what it is, how faithful, and of which folder's work. */
import { open } from 'node:fs/promises';
import { createRecordReader } from '../detect.js';
import { FORMATS } from '../formats/index.js';
import { parseJson, textOf } from '../json.js';
import { createLineSplitter, type Line } from '../lines.js';
import type { Fidelity } from '../record.js';
import { whyUnopenable } from '../unreadable.js';

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
const MOST_LINES = 20;

/**
 * Looks at the first lines of a file.
 *
 * @param expected the format that the place is for: taken where a line is too long for a quick look
 * @returns `null` if it holds lines and none is of a known log, or if it cannot be read
 */
export async function glance(path: string, expected: string): Promise<Glance | null> {
  const head = await readHead(path);
  if (head === null) return null;
  const reader = createRecordReader(path);
  for (const line of head.lines.slice(0, MOST_LINES)) reader.read(line);
  const workspace = workspaceOf(head.text);
  if (reader.format !== null) return { format: reader.format.id, fidelity: reader.fidelity, workspace };
  if (head.isLong) return { format: expected, fidelity: fidelityOf(expected), workspace };
  return head.lines.length === 0 ? { format: null, fidelity: null, workspace } : null;
}

/** What a log of this format is by itself. */
export function fidelityOf(format: string): Fidelity | null {
  return FORMATS.find(({ id }) => id === format)?.fidelity ?? null;
}

interface Head {
  /** Whole lines. */
  readonly lines: readonly Line[];
  readonly text: string;
  /** True if not even the first line ended within the bytes that were read. */
  readonly isLong: boolean;
}

async function readHead(path: string): Promise<Head | null> {
  try {
    const file = await open(path, 'r');
    try {
      const splitter = createLineSplitter();
      const lines: Line[] = [];
      let text = '';
      let read = 0;
      while (lines.length === 0 && read < LONGEST) {
        const chunk = Buffer.allocUnsafeSlow(CHUNK);
        const { bytesRead } = await file.read(chunk, 0, CHUNK, null);
        if (bytesRead === 0) break;
        read += bytesRead;
        if (text === '') text = chunk.toString('utf8', 0, bytesRead);
        lines.push(...splitter.push(chunk.subarray(0, bytesRead)));
      }
      return { lines, text, isLong: lines.length === 0 && read >= LONGEST };
    } finally {
      await file.close();
    }
  } catch (error) {
    if (whyUnopenable(error) === null) throw error;
    return null;
  }
}

/** The key under which Claude Code, Codex and pi (`cwd`) and OpenClaw (`workspaceDir`) name it. In a text its quotes would be escaped. */
const WORKSPACE = /"(?:cwd|workspaceDir)":("(?:[^"\\]|\\.)*")/;

function workspaceOf(text: string): string | null {
  return textOf(parseJson(WORKSPACE.exec(text)?.[1] ?? ''));
}
