/** The bytes of one source to its records, wherever the bytes come from. */

import { FORMATS } from '../formats/index.js';
import { parseJson } from '../json/json.js';
import type { LogRecord, SourceState } from '../record.js';
import { createRecordReader, type RecordReader } from './detect.js';
import { createLineSplitter, LONGEST_LINE } from './lines.js';
import { whyUnreadable } from './unreadable.js';

export interface Source {
  /** Takes the next bytes, gives the records that they complete. The chunk must not be written to afterwards. */
  push(chunk: Buffer): LogRecord[];
  /** Nothing more for now: a line, or a document that spans lines, is read if only its newline is missing. */
  settle(): LogRecord[];
  /** Bytes of a half line that waits for its newline. */
  readonly pending: number;
  /** The writer took the half line back. */
  dropHalf(): void;
  /** The source ended: a last line without a newline, and what formats held back. */
  end(): LogRecord[];
  /**
   * A source for the file that stands at the path now (rotated, truncated): line numbers start at 1 again, what formats
   * know and the counters go on.
   */
  successor(): Source;
  state(state: SourceState['state'], message: string | null): SourceState;
}

/**
 * `lines`: one JSON value per line. `document`: one JSON value over many lines, known by a first line that opens and
 * does not close. `ignored`: not a log.
 */
type Mode = 'unknown' | 'lines' | 'document' | 'ignored';

/**
 * @param path as the user would open it
 * @param log that the file is a part of
 */
export function createSource(path: string, log: string = path): Source {
  return openSource(path, createRecordReader(path, FORMATS, log), 0, 0);
}

function openSource(path: string, reader: RecordReader, linesBefore: number, bytesBefore: number): Source {
  const splitter = createLineSplitter();
  let mode: Mode = 'unknown';
  /** Chunks that may be (the start of) a document. */
  let held: Buffer[] = [];
  let heldBytes = 0;
  let bytes = bytesBefore;
  let unreadable: string | null = null;

  function hold(chunk: Buffer): void {
    held.push(chunk);
    heldBytes += chunk.length;
  }

  function release(): void {
    held = [];
    heldBytes = 0;
  }

  function skip(reason: string, length: number): LogRecord[] {
    return [{ kind: 'skipped', origin: { path, line: 1 }, bytes: length, reason }];
  }

  function ignore(reason: string): LogRecord[] {
    mode = 'ignored';
    unreadable = reason;
    const length = heldBytes;
    release();
    return skip(reason, length);
  }

  function readDocument(): LogRecord[] {
    const document = Buffer.concat(held);
    const records = reader.read({ number: 1, offset: 0, bytes: document, length: document.length });
    release();
    mode = 'ignored';
    return [...records];
  }

  function pushDocument(): LogRecord[] {
    return heldBytes > LONGEST_LINE
      ? ignore('a JSON document of more than 256 MiB: write JSON lines instead')
      : [];
  }

  return {
    push(chunk) {
      bytes += chunk.length;
      if (mode === 'ignored') return [];
      if (mode !== 'lines') hold(chunk);
      if (mode === 'document') return pushDocument();
      if (mode === 'unknown' && heldBytes - chunk.length < SIGNATURE) {
        const reason = whyUnreadable(Buffer.concat(held));
        if (reason !== null) return ignore(reason);
      }
      const lines = splitter.push(chunk);
      if (mode === 'unknown' && (lines.length > 0 || splitter.pending > LONGEST_LINE)) {
        if (lines[0]?.bytes != null && opensDocument(lines[0].bytes)) {
          mode = 'document';
          return pushDocument();
        }
        mode = 'lines';
        release();
      }
      return lines.flatMap(line => reader.read(line));
    },
    settle() {
      if (mode === 'document') return closesDocument(held) ? readDocument() : [];
      const line = mode === 'ignored' ? null : splitter.settle(isWhole);
      if (line === null) return [];
      mode = 'lines';
      release();
      return [...reader.read(line)];
    },
    get pending() {
      return mode === 'lines' ? splitter.pending : 0;
    },
    dropHalf() {
      bytes -= splitter.pending;
      splitter.dropHalf();
    },
    end() {
      const last = mode === 'document' || mode === 'ignored' ? null : splitter.end();
      const rest = mode === 'document' ? readDocument() : last === null ? [] : reader.read(last);
      return [...rest, ...reader.end()];
    },
    successor() {
      return openSource(path, reader, linesBefore + splitter.lines, bytes);
    },
    state(state, message) {
      return {
        path,
        format: reader.format?.id ?? null,
        fidelity: reader.fidelity,
        state,
        lines: linesBefore + splitter.lines,
        bytes,
        message: message ?? unreadable,
      };
    },
  };
}

/** Bytes that tell a binary file. */
const SIGNATURE = 64;

const OPENERS = '{[';

/** True for the first line of pretty-printed JSON: `{`, `[`, `{ "log": {`. */
function opensDocument(line: Buffer): boolean {
  const text = line.subarray(0, 200).toString('utf8').trim();
  if (!OPENERS.includes(text.charAt(0)) || line.length > 200) return false;
  return OPENERS.includes(text.charAt(text.length - 1)) || text.endsWith(',');
}

/** True for a line that is complete: no JSON object or array is the beginning of a longer one. */
function isWhole(line: Buffer): boolean {
  return CLOSED.test(line.subarray(-64).toString('latin1')) && parseJson(line.toString('utf8')) !== undefined;
}

const CLOSED = /[}\]]\s*$/;

function closesDocument(chunks: readonly Buffer[]): boolean {
  const last = chunks.findLast(chunk => chunk.toString('latin1').trimEnd() !== '');
  return last !== undefined && CLOSED.test(last.subarray(-64).toString('latin1'));
}
