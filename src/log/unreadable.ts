/** What cannot be read, and what to do: files that hold requests but no text (known by their first bytes), and errors of the file system. */

interface BinaryKind {
  readonly name: string;
  starts(bytes: Buffer): boolean;
  /** What to do instead. */
  readonly advice: string;
}

const KINDS: readonly BinaryKind[] = [
  {
    name: 'an SQLite database',
    starts: bytes => bytes.subarray(0, 15).toString('latin1') === 'SQLite format 3',
    advice:
      'export it first: `claude-tap export SESSION --format json`, or for OpenClaw set OPENCLAW_ANTHROPIC_PAYLOAD_LOG=1 and give the payload log',
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
];

/** A sentence for the user if a file that starts with these bytes cannot be read; `null` if it may be a log. */
export function whyUnreadable(start: Buffer): string | null {
  const kind = KINDS.find(candidate => candidate.starts(start));
  return kind === undefined ? null : `${kind.name}, not a log of lines: ${kind.advice}`;
}

/** A sentence for an error of the file system; `null` for anything else: that is a bug and must be thrown. */
export function whyUnopenable(error: unknown): string | null {
  const code = error instanceof Error && 'code' in error ? error.code : null;
  if (code === 'ENOENT' || code === 'ENOTDIR') return 'no such file';
  if (code === 'EACCES' || code === 'EPERM') return 'no permission to read it: check its owner and mode';
  if (code === 'EISDIR') return 'a folder, not a file';
  if (code === 'EMFILE' || code === 'ENFILE') return 'too many files are open: raise `ulimit -n`';
  if (typeof code === 'string' && /^E[A-Z0-9]+$/.test(code)) return `cannot be read (${code})`;
  return null;
}
