/** The bytes of one source to its records, wherever the bytes come from. */

import { FORMATS } from '../formats/index.js';
import { parseJson } from '../json/json.js';
import type { LogRecord, SourceState } from '../record.js';
import { blockDigests, lineDigest } from '../values/line-digest.js';
import { createRecordReader, type RecordReader } from './detect.js';
import { type DocumentKind, documentKind, isComplete, isWholeLine } from './documents.js';
import { faultOf } from './fault.js';
import { createLineSplitter, LONGEST_LINE, type LogLine } from './lines.js';
import type { Counts, Known } from './repeated/known.js';
import { createOnce, createOnceAnswered, type Once } from './repeated/once.js';
import { opensAsJson, whyStrange, whyUnreadable } from './unreadable.js';

export interface Source {
  /** Takes the next bytes, gives the records that they complete. The chunk can be written to afterwards. */
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
  /** Requests of this file so far, by whether they were read before. */
  readonly counts: Counts | null;
  /** Requests that stood in the log again, and were left out. */
  readonly repeated: number;
  state(state: SourceState['state'], message: string | null): SourceState;
}

/**
 * `lines`: one JSON value per line. `document`: one value over many lines, known by its first line. `ignored`: not a log.
 */
type Mode = 'unknown' | 'lines' | 'document' | 'ignored';

/**
 * @param path as the user would open it
 * @param log that the file is a part of
 * @param known what was read before, of this log and of those beside it; null: nothing is read twice
 * @param isFile true: what is pushed stands in the file at the path, from its start, to be read again
 */
export function createSource(
  path: string,
  log: string = path,
  known: Known | null = null,
  isFile = false,
): Source {
  const open = (): RecordReader => createRecordReader(path, FORMATS, log, isFile);
  return openSource(path, open, open(), known, {
    lines: 0,
    bytes: 0,
    isFirst: true,
    once: null,
  });
}

/** What came before the bytes of this source. */
interface Before {
  readonly lines: number;
  readonly bytes: number;
  /** False for what stands at a path in place of an earlier file. */
  readonly isFirst: boolean;
  /** null: what the log is, is not known yet. */
  readonly once: Once | null;
}

function openSource(
  path: string,
  open: () => RecordReader,
  inherited: RecordReader,
  known: Known | null,
  before: Before,
): Source {
  let { once } = before;
  const splitter = createLineSplitter({ kept: () => reader.kept() });
  let reader = inherited;
  let isAtStart = !before.isFirst;
  let mode: Mode = 'unknown';
  let kind: DocumentKind = null;
  /** Chunks that may be (the start of) a document. */
  let held: Buffer[] = [];
  let heldBytes = 0;
  let bytes = before.bytes;
  let unreadable: string | null = null;
  /** What stood before the first line of a log; the first of it has been said. */
  const strange: LogRecord[] = [];
  /** The first bytes of a log of lines, until it is known to be one. */
  let start: Buffer | null = null;

  function hold(chunk: Buffer): void {
    held.push(Buffer.from(chunk));
    heldBytes += chunk.length;
  }

  function release(): void {
    held = [];
    heldBytes = 0;
  }

  function readLines(): void {
    if (mode === 'lines') return;
    mode = 'lines';
    // A view would keep all of it, for each log that is followed.
    start = Buffer.concat(held, Math.min(heldBytes, START));
    release();
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
    release();
    mode = 'ignored';
    if (kind === 'yaml') return admit(document, reader.readYaml(document));
    return read({ number: 1, offset: 0, bytes: document, length: document.length, isOwn: true });
  }

  /** One line costs itself, whatever is wrong with it or with us. */
  function read(line: LogLine): LogRecord[] {
    try {
      return readLine(line);
    } catch (error) {
      const origin = { path, line: line.number };
      return [{ kind: 'skipped', origin, bytes: line.length, reason: faultOf(error, origin) }];
    }
  }

  function readLine(line: LogLine): LogRecord[] {
    // The same log, written again, is whole: what its formats knew of it comes again.
    if (isAtStart && line.bytes !== null && known?.has(digestOf(line.bytes)) === true) reader = open();
    isAtStart = false;
    return admit(line.bytes, quieted(reader.read(line)));
  }

  /** A file of another kind fails in every line: one sentence is enough, unless a line of a log follows after all. */
  function quieted(records: readonly LogRecord[]): readonly LogRecord[] {
    if (reader.format !== null) {
      const withheld = strange.splice(0);
      return withheld.length === 0 ? records : [...withheld.slice(1), ...records];
    }
    const isFirst = strange.length === 0;
    if (strange.length < WITHHELD) strange.push(...records.slice(0, WITHHELD));
    return isFirst ? records.slice(0, 1).map(whatItIs) : [];
  }

  /** Names the whole file where its first line says nothing but that it is no JSON. */
  function whatItIs(record: LogRecord): LogRecord {
    if (record.kind !== 'skipped' || start === null || opensAsJson(start)) return record;
    const [line = ''] = start.toString('utf8').split('\n');
    return parseJson(line) === undefined ? { ...record, reason: whyStrange(start) } : record;
  }

  const admit = (bytes: Buffer | null, records: readonly LogRecord[]): LogRecord[] => {
    const fresh =
      known === null || records.length === 0
        ? [...records]
        : known.admit(bytes === null ? null : reader.digest(bytes), records);
    if (reader.format !== null)
      once ??= reader.format.keepsRepeats === true ? createOnceAnswered() : createOnce();
    return once?.take(fresh) ?? fresh;
  };

  function pushDocument(): LogRecord[] {
    return heldBytes > LONGEST_LINE
      ? ignore('a document of more than 256 MiB: write JSON lines instead')
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
      const records: LogRecord[] = [];
      splitter.push(chunk, line => {
        if (mode === 'document') return;
        if (mode === 'unknown') {
          kind = line.bytes === null ? null : documentKind(line.bytes);
          if (kind !== null) {
            mode = 'document';
            return;
          }
          readLines();
        }
        for (const record of read(line)) records.push(record);
      });
      if (kind !== null) return pushDocument();
      if (mode === 'unknown' && splitter.pending > LONGEST_LINE) readLines();
      return records;
    },
    settle() {
      if (mode === 'document') return isComplete(kind, held) ? readDocument() : [];
      const line = mode === 'ignored' ? null : splitter.settle(isWholeLine);
      if (line === null) return [];
      readLines();
      return read(line);
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
      if (last !== null) readLines();
      const rest = mode === 'document' ? readDocument() : last === null ? [] : read(last);
      const held = reader.end();
      return [...rest, ...admit(null, held), ...(once?.end() ?? [])];
    },
    successor() {
      known?.again();
      const lines = before.lines + splitter.lines;
      return openSource(path, open, reader, known, { lines, bytes, isFirst: false, once });
    },
    get counts() {
      return known?.counts ?? null;
    },
    get repeated() {
      return once?.repeated ?? 0;
    },
    state(state, message) {
      return {
        path,
        format: reader.format?.id ?? null,
        fidelity: reader.fidelity,
        state,
        lines: before.lines + splitter.lines,
        bytes,
        message: message ?? unreadable,
      };
    },
  };
}

const digestOf = (line: Uint8Array): string => lineDigest(blockDigests(line));

/** Bytes that tell a binary file. */
const SIGNATURE = 64;

/** Bytes that tell what a text is. */
const START = 4096;

/** Lines kept of what stands before a log. */
const WITHHELD = 1000;
