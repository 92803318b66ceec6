/** Lines to records: finds the format of a log by the shape of its lines, never by its name. */

import { quoted } from '../../text/quoted.js';
import { compareFidelity } from '../fidelity.js';
import { type FormatReader, type LogFormat, type ParsedLine, within } from '../formats/format.js';
import { FORMATS } from '../formats/index.js';
import { isArray, isObject } from '../json/json.js';
import { createLineFinder } from '../json/line-finder.js';
import type { Fidelity, Json, JsonObject, LogRecord, Origin, RawLine, SkippedRecord } from '../record.js';
import { blockDigests, lineDigest } from '../values/line-digest.js';
import { tellParsedWhole } from '../values/parsed-whole.js';
import type { KeptLine } from '../values/repeats.js';
import { createValueReader } from '../values/value-reader.js';
import { filesBeside } from './beside.js';
import { holdsInteractions, readYaml } from './documents.js';
import { faultOf } from './fault.js';
import { inOrderOfTime } from './in-time.js';
import { PlaceInFile } from './line-place.js';
import type { LogLine } from './lines.js';
import { otherOf } from './others.js';
import { isBinary, isRelaxedJson, opensAsJson, RELAXED_JSON } from './unreadable.js';

export interface RecordReader {
  read(line: LogLine): readonly LogRecord[];
  /** Tells a line from every other (`log/values/line-digest.ts`); of the one that was read last it costs least. */
  digest(bytes: Buffer): string;
  /** Earlier lines that the next may repeat. */
  readonly kept: () => readonly KeptLine[];
  /** Reads a whole cassette; the bytes are YAML. */
  readYaml(bytes: Buffer): readonly LogRecord[];
  /** The source ended: what its formats still held back. */
  end(): readonly LogRecord[];
  /** The format of the first line that was recognised. */
  readonly format: LogFormat | null;
  /** The weakest that a request had so far; the format's own before there was one. */
  readonly fidelity: Fidelity | null;
}

/**
 * Reads the lines of one source. A line that no format knows becomes a `SkippedRecord` and changes nothing else.
 *
 * @param path of the source, as the user would open it
 * @param log that the source is a part of
 * @param isFile true: what was read of the path can be read there again
 */
export function createRecordReader(
  path: string,
  formats: readonly LogFormat[] = FORMATS,
  log: string = path,
  isFile = false,
): RecordReader {
  const part = log === path ? {} : { log };
  const beside = filesBeside(path);
  const values = createValueReader();
  const readers = new Map<LogFormat, FormatReader>();
  let first: LogFormat | null = null;
  let weakest: Fidelity | null = null;

  function readerOf(format: LogFormat): FormatReader {
    const open = readers.get(format) ?? format.open(beside);
    readers.set(format, open);
    return open;
  }

  function noteFidelity(records: readonly LogRecord[]): readonly LogRecord[] {
    for (const record of records) {
      if (record.kind === 'request' && record.body !== null) weakest = weaker(weakest, record.fidelity);
    }
    return records;
  }

  function readValue(value: Json, line: ParsedLine, skip: Skip): readonly LogRecord[] {
    if (isArray(value)) {
      const at = line.at ?? [];
      if (value.length === 0 && at.length === 0) return skip('an empty list: no request is in it', true);
      if (at.length >= DEEPEST) return skip('arrays within arrays: no known log has such a line');
      return value.flatMap((item, index) => {
        const own = within(line, [index]);
        return readValue(item, own, own.origin === line.origin ? skip : skipOf(own.origin, 0));
      });
    }
    if (!isObject(value)) return skip('a JSON value but not an object, so it holds no request', true);
    const other = otherOf(value);
    if (other !== null) return skip(other);
    const format = formats.find(candidate => candidate.recognises(value));
    if (format === undefined) return skip(unknownShape(value));
    first ??= format;
    return noteFidelity(readerOf(format).read({ ...line, value }));
  }

  /** One record costs itself, whatever is wrong with it. */
  function attempt(value: Json, line: ParsedLine, skip: Skip): readonly LogRecord[] {
    try {
      return readValue(value, line, skip);
    } catch (error) {
      return skip(faultOf(error, line.origin));
    }
  }

  function digest(bytes: Buffer): string {
    return values.isLast(bytes) ? values.digest() : lineDigest(blockDigests(bytes));
  }

  /** A small line is copied; of a larger one, the place is kept. */
  function keep({ offset, isOwn }: LogLine, bytes: Buffer): RawLine['bytes'] {
    if (isOwn === true) return bytes;
    if (!isFile || bytes.length < SMALL) return Uint8Array.prototype.slice.call(bytes);
    return new PlaceInFile(path, offset, bytes.length, digest(bytes), values);
  }

  return {
    digest,
    kept: values.kept,
    read(line) {
      const origin = { path, line: line.number, ...part };
      const skip = skipOf(origin, line.length);
      if (line.bytes === null) return skip(tooLong(line.length));
      const { bytes } = line;
      const before = values.parsedWhole;
      const value = values.parse(bytes, line.rewritten);
      if (values.parsedWhole > before) tellParsedWhole(origin);
      if (value instanceof SyntaxError) return skip(notJson(bytes, value), !opensAsJson(bytes));
      let kept: RawLine['bytes'] | null = null;
      const keepOnce = (): RawLine['bytes'] => {
        kept ??= keep(line, bytes);
        return kept;
      };
      const parsed = { origin, bytes, keep: keepOnce, value: {}, ...placesIn(line, bytes) };
      return inOrderOfTime(attempt(value, parsed, skip));
    },
    readYaml(bytes) {
      const origin = { path, line: 1, ...part };
      const skip = skipOf(origin, bytes.length);
      const document = readYaml(bytes);
      if (document === null) return skip(BROKEN_YAML);
      if (!holdsInteractions(document.value)) return skip(OTHER_YAML);
      const { value, lineAt } = document;
      return inOrderOfTime(
        attempt(value, { origin, bytes, keep: () => bytes, value: {}, lineAt, isYaml: true }, skip),
      );
    },
    end() {
      return noteFidelity([...readers.values()].flatMap(reader => reader.end?.() ?? []));
    },
    get format() {
      return first;
    },
    get fidelity() {
      return weakest ?? first?.fidelity ?? null;
    },
  };
}

/** Of a document: on which of its lines something stands. */
function placesIn({ isOwn }: LogLine, bytes: Buffer): Pick<ParsedLine, 'lineAt'> {
  return isOwn === true && bytes.includes(NEWLINE) ? { lineAt: createLineFinder(bytes) } : {};
}

const NEWLINE = 0x0a;

/** Bytes of a line that are rather kept than read again. */
const SMALL = 1024;

const BROKEN_YAML = 'broken YAML: of YAML, only whole cassettes of vcrpy, go-vcr and VCR are read';
const OTHER_YAML =
  'YAML, but no cassette: it has no `interactions`; only cassettes of vcrpy, go-vcr and VCR are read';

/** Logs are arrays of requests, or of sessions of requests. */
const DEEPEST = 4;

type Skip = (reason: string, isHarmless?: boolean) => readonly [SkippedRecord];

const skipOf =
  (origin: Origin, bytes: number): Skip =>
  (reason, isHarmless = false) => [
    { kind: 'skipped', origin, bytes, reason, ...(isHarmless && { isHarmless }) },
  ];

function weaker(one: Fidelity | null, other: Fidelity): Fidelity {
  return one !== null && compareFidelity(one, other) > 0 ? one : other;
}

/** The engine's own message quotes the text of the log, so only its position is taken over. */
function notJson(bytes: Buffer, error: SyntaxError): string {
  if (!opensAsJson(bytes)) {
    const what = isBinary(bytes) ? 'binary data' : 'not JSON';
    return `${what}: expected one JSON object per line; docs/formats.md lists what can be read, docs/record-format.md how any log can be made readable`;
  }
  if (isRelaxedJson(bytes)) return RELAXED_JSON;
  const position = /position (\d+)/.exec(error.message)?.[1];
  if (error.message.includes('after JSON')) {
    return `a second value follows at character ${position}: one per line is expected, which \`jq -c . FILE\` makes of them`;
  }
  const where = position === undefined ? whereOf(error) : `it breaks off at character ${position}`;
  return `broken JSON (${where}): the writer was interrupted, two writers share the file, or it is no log`;
}

const whereOf = ({ message }: SyntaxError): string =>
  message.includes('end of JSON') ? 'it ends too early' : 'a character that has no place there';

function tooLong(length: number): string {
  return `a line of ${Math.round(length / 1024 / 1024)} MiB is too long to be parsed; its request is missing`;
}

function unknownShape(value: JsonObject): string {
  const keys = Object.keys(value)
    .slice(0, 6)
    .map(key => quoted(key, 24));
  const named = keys.length === 0 ? 'no keys at all' : `the keys ${keys.join(', ')}`;
  return `no known log has a line with ${named}; docs/formats.md lists what can be read, docs/record-format.md how any log can be made readable`;
}
