/**
 * What cannot be read, and what to do: files that hold requests but no text (known by their first bytes), what is no
 * file at all, and errors of the file system.
 */
import type { Stats } from 'node:fs';

interface BinaryKind {
  readonly name: string;
  starts(bytes: Buffer): boolean;
  /** What to do instead. */
  readonly advice: string;
}

const NOTHING_IN_IT = '`cachequake sources` says what can be read';
const textAt = (bytes: Buffer, start: number, length: number): string =>
  bytes.toString('latin1', start, start + length);

const KINDS: readonly BinaryKind[] = [
  {
    name: 'an SQLite database',
    starts: bytes => bytes.subarray(0, 15).toString('latin1') === 'SQLite format 3',
    advice:
      'export it first: of opencode `opencode export SESSION > session.json`, of claude-tap `claude-tap export SESSION --format json`; for OpenClaw set OPENCLAW_ANTHROPIC_PAYLOAD_LOG=1 and give the payload log; of other agents `cachequake record -- CMD` keeps what they send',
  },
  {
    name: 'a mitmproxy dump',
    // A tnetstring: length, colon, and a dictionary of the flow's fields, the first of which is a netstring too.
    starts: bytes => /^\d+:\d+:[a-z_]+[;,]/.test(bytes.subarray(0, 64).toString('latin1')),
    advice: 'convert it with `mitmdump -nr FILE --set hardump=out.har` and give out.har',
  },
  {
    name: 'gzip data',
    starts: bytes => bytes[0] === 0x1f && bytes[1] === 0x8b,
    advice: 'unpack it with `gunzip`',
  },
  {
    name: 'Zstandard data',
    starts: bytes => bytes.subarray(0, 4).equals(Buffer.from([0x28, 0xb5, 0x2f, 0xfd])),
    advice: 'unpack it with `unzstd`',
  },
  {
    name: 'a ZIP archive',
    starts: bytes => bytes.subarray(0, 4).toString('latin1') === 'PK\x03\x04',
    advice: 'unpack it with `unzip`',
  },
  {
    name: 'a tar archive',
    starts: bytes => textAt(bytes, 257, 5) === 'ustar',
    advice: 'unpack it with `tar -xf`',
  },
  { name: 'xz data', starts: bytes => textAt(bytes, 1, 4) === '7zXZ', advice: 'unpack it with `unxz`' },
  {
    name: 'bzip2 data',
    starts: bytes => /^BZh\d1AY/.test(textAt(bytes, 0, 7)),
    advice: 'unpack it with `bunzip2`',
  },
  { name: 'a PDF', starts: bytes => textAt(bytes, 0, 5) === '%PDF-', advice: NOTHING_IN_IT },
  {
    name: 'an image',
    starts: bytes =>
      textAt(bytes, 1, 3) === 'PNG' || textAt(bytes, 0, 4) === 'GIF8' || bytes.readUIntBE(0, 3) === 0xffd8ff,
    advice: NOTHING_IN_IT,
  },
  { name: 'a Parquet file', starts: bytes => textAt(bytes, 0, 4) === 'PAR1', advice: NOTHING_IN_IT },
  { name: 'a program', starts: bytes => textAt(bytes, 0, 4) === '\x7fELF', advice: NOTHING_IN_IT },
  {
    name: 'UTF-16 text',
    starts: isUtf16,
    advice: 'convert it with `iconv -f UTF-16 -t UTF-8`',
  },
];

function isUtf16(bytes: Buffer): boolean {
  const [first, second, third] = bytes;
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)) return true;
  return isOpener(first) ? second === 0 : first === 0 && isOpener(second) && third === 0;
}

const isOpener = (byte: number | undefined): boolean => byte === 0x7b || byte === 0x5b;

/** True for bytes with a control that no text holds. NUL is none of them: it fills files that a crash left a hole in. */
export function isBinary(bytes: Buffer): boolean {
  return bytes.some(byte => byte < 32 && ![0, 9, 10, 13, 27].includes(byte));
}

/** True if what begins so may be JSON that goes on: `[2026-01-01 10:00] INFO` and `[section]` are none. */
export function opensAsJson(start: Uint8Array): boolean {
  const text = Buffer.from(start.subarray(0, OPENING)).toString('utf8');
  return /^\s*(?:\{\s*(?:["}/]|$)|\[\s*(?:[[{"\]]|$|-?\d[\d.eE+-]*\s*(?:[,\]]|$)|(?:true|false|null)\b))/.test(
    text,
  );
}

/** True for JSON as settings are written: with a comment, or a comma behind the last item, in front of which all is JSON. */
export function isRelaxedJson(bytes: Uint8Array): boolean {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');
  // A string that was broken off goes to the end: what looks like a comment in it is an address.
  for (const [token] of text.matchAll(/"(?:[^"\\]|\\.)*(?:"|$)|\/[/*]|,\s*[}\]]/gs))
    if (!token.startsWith('"')) return true;
  return false;
}

export const RELAXED_JSON = `JSON with comments or a comma behind the last item, as settings have it, not a log: ${NOTHING_IN_IT}`;

/** Bytes that tell it. */
const OPENING = 64;

/** A sentence for the user if a file that starts with these bytes cannot be read; `null` if it may be a log. */
export function whyUnreadable(start: Buffer): string | null {
  const kind = start.length < 3 ? undefined : KINDS.find(candidate => candidate.starts(start));
  return kind === undefined ? null : `${kind.name}, not a log of lines: ${kind.advice}`;
}

/** Standard input, as a log is named. It may be a socket, which cannot be opened by this name. */
export const STDIN = '/dev/stdin';

/** Text that is no log, by how it begins; the first that fits. */
const TEXTS: readonly (readonly [string, RegExp])[] = [
  ['HTML', /^<(?:!doctype html|html)\b/i],
  ['XML', /^<\?xml\b/],
  ['a script', /^#!/],
  ['a patch', /^(?:diff --git |--- a\/)/],
  ['a key or certificate', /^-----BEGIN /],
  ['Markdown', /^#{1,6} \S/],
  ['TOML or INI', /^\[{1,2}[\w." -]+\]{1,2}\s*\n/],
  [
    'source code',
    /^(?:\/\*|\/\/|#include\b|(?:import|export|from|package|using|const|let|var|function|def|class)\s)/,
  ],
  ['a stream of events (SSE)', /^(?:event: ?\S.*\r?\ndata:|data: ?[[{])/],
  [
    'an e-mail',
    /^(?:From|To|Subject|Received|Return-Path|Delivered-To|Message-ID|MIME-Version): .*\r?\n(?:[ \t]|[A-Z][\w-]*: )/,
  ],
  [
    'SQL',
    /^(?:--.*\s+)*(?:(?:CREATE|DROP|ALTER) (?:TABLE|INDEX|VIEW|DATABASE)|INSERT INTO|BEGIN TRANSACTION)\b/i,
  ],
  // YAML is indented by spaces alone; a tab is a Makefile's.
  ['YAML', /^(?:- )?[\w-]+:(?: .*)?\r?\n(?: +|- |[\w-]+:)/],
];

/** What a text is whose first line is no JSON, in a sentence. */
export function whyStrange(start: Buffer): string {
  const text = start.subarray(0, 4096).toString('utf8').trimStart();
  const name = isBinary(start.subarray(0, 4096))
    ? 'binary data'
    : (TEXTS.find(([, opening]) => opening.test(text))?.[0] ?? (isTable(text) ? 'a table (CSV)' : 'text'));
  return `${name}, not a log: a log has one JSON object a line; ${NOTHING_IN_IT}`;
}

/** Two lines with as many separators; one at the end of a line ends a statement. */
function isTable(text: string): boolean {
  const [first = '', second = ''] = text.split('\n');
  return [',', ';', '\t'].some(separator => {
    const columns = columnsOf(first, separator);
    return columns > 1 && columns === columnsOf(second, separator);
  });
}

function columnsOf(line: string, separator: string): number {
  const text = line.trimEnd();
  return (text.endsWith(separator) ? text.slice(0, -1) : text).split(separator).length;
}

/** Pipes that the shell opened for us (`<(…)`, `/dev/stdin`): their writer is there, so opening them does not wait. */
const OPENED = /^\/(?:dev|proc)\//;

/**
 * A sentence if reading what stands at a path could wait forever or never end; `null` for files, folders, and pipes
 * that are open already.
 */
export function whyEndless(path: string, stats: Stats): string | null {
  if (stats.isFIFO()) {
    return OPENED.test(path) ? null : 'a pipe, not a file';
  }
  if (stats.isFile() || stats.isDirectory()) return null;
  return `${stats.isSocket() ? 'a socket' : 'a device'}, not a file`;
}

/** The same of what was given as a log, with what to do. */
export function whyNoLog(path: string, stats: Stats): string | null {
  const endless = whyEndless(path, stats);
  return endless !== null && stats.isFIFO()
    ? `${endless}: write what comes out of it to a file and give that`
    : endless;
}

/** A sentence for an error of the file system; `null` for anything else: that is a bug and must be thrown. */
export function whyUnopenable(error: unknown): string | null {
  const code = error instanceof Error && 'code' in error ? error.code : null;
  if (code === 'ENOENT' || code === 'ENOTDIR') return 'no such file';
  if (code === 'EACCES' || code === 'EPERM') return 'no permission to read it: check its owner and mode';
  if (code === 'ELOOP') return 'a symbolic link that leads back to itself';
  if (code === 'EISDIR') return 'a folder, not a file';
  if (code === 'ESTALE')
    return 'replaced while it was read: what came of it before that counts; read it again';
  if (code === 'EMFILE' || code === 'ENFILE') return 'too many files are open: raise `ulimit -n`';
  if (typeof code === 'string' && /^E[A-Z0-9]+$/.test(code)) return `cannot be read (${code})`;
  return null;
}
