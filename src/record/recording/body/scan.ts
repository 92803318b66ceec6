/**
 * Follows a JSON text as its bytes stream by: is it one object, and where do its members stand? Bodies of a megabyte
 * are the rule; this takes a fraction of the time of `JSON.parse`, and no memory.
 *
 * The grammar is checked in full, but for the inside of strings where a chunk has no newline: an escape that does not
 * exist and a raw control character pass. No JSON writer makes them, and no provider takes them.
 */
export interface BodyScan {
  feed(chunk: Buffer): void;
  /** Where the scan is: a text that begins with the same bytes can be scanned from here. null: it is broken. */
  mark(): ScanMark | null;
  /** The text is over. null: it is not one JSON object. */
  end(): readonly MemberPlace[] | null;
}

/** A scan in the middle of a text. */
export interface ScanMark {
  /** Bytes in front of it. */
  readonly base: number;
  readonly members: readonly MemberPlace[];
  /** For each open bracket: is it an object? */
  readonly open: readonly boolean[];
  readonly within: 'tokens' | 'string' | 'scalar';
  readonly expected: Expected;
  readonly isKey: boolean;
  /** In a string: an odd number of backslashes stands in front. */
  readonly isEscaped: boolean;
  /** The part of a number or word that stands in front. */
  readonly scalar: string;
  readonly keyFrom: number;
  readonly keyTo: number;
  readonly valueFrom: number;
}

/** Where a member of the outermost object stands, in bytes from the start of the text; the ends are exclusive. */
export interface MemberPlace {
  readonly keyFrom: number;
  readonly keyTo: number;
  readonly valueFrom: number;
  readonly valueTo: number;
}

/** What may stand next between tokens. */
type Expected = 'value' | 'value-or-end' | 'key' | 'key-or-end' | 'colon' | 'comma-or-end' | 'nothing';

const [TAB, NEWLINE, CARRIAGE_RETURN, SPACE, QUOTE, COMMA, COLON, BACKSLASH] = [
  9, 10, 13, 32, 34, 44, 58, 92,
];
const [OPEN_ARRAY, CLOSE_ARRAY, OPEN_OBJECT, CLOSE_OBJECT] = [91, 93, 123, 125];

const SCALAR = /^(?:true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?)$/;
const LONGEST_SCALAR = 400;
const MOST_MEMBERS = 1000;

const START: ScanMark = {
  base: 0,
  members: [],
  open: [],
  within: 'tokens',
  expected: 'value',
  isKey: false,
  isEscaped: false,
  scalar: '',
  keyFrom: 0,
  keyTo: 0,
  valueFrom: 0,
};

/** @param from where to begin; default: at the start of the text. */
export function createBodyScan(from: ScanMark = START): BodyScan {
  const members = [...from.members];
  const open = [...from.open];
  let { base, within, expected, isKey, isEscaped, scalar, keyFrom, keyTo, valueFrom } = from;
  let isBroken = false;

  function token(byte: number, at: number): void {
    if (byte === SPACE || byte === NEWLINE || byte === CARRIAGE_RETURN || byte === TAB) return;
    if (expected === 'value') beginValue(byte, at);
    else if (expected === 'value-or-end') byte === CLOSE_ARRAY ? close(false, at) : beginValue(byte, at);
    else if (expected === 'colon') expectAfter(byte === COLON, 'value');
    else if (expected === 'key-or-end' && byte === CLOSE_OBJECT) close(true, at);
    else if (expected === 'key' || expected === 'key-or-end') beginKey(byte, at);
    else if (expected === 'nothing') isBroken = true;
    else if (byte === COMMA) expected = open.at(-1) ? 'key' : 'value';
    else if (byte === CLOSE_OBJECT || byte === CLOSE_ARRAY) close(byte === CLOSE_OBJECT, at);
    else isBroken = true;
  }

  function expectAfter(isRight: boolean, next: Expected): void {
    if (isRight) expected = next;
    else isBroken = true;
  }

  function beginKey(byte: number, at: number): void {
    isBroken = byte !== QUOTE;
    within = 'string';
    isKey = true;
    if (open.length === 1) keyFrom = at;
  }

  function beginValue(byte: number, at: number): void {
    if (open.length === 0 && byte !== OPEN_OBJECT) isBroken = true;
    if (open.length === 1) valueFrom = at;
    if (byte === OPEN_OBJECT || byte === OPEN_ARRAY) {
      open.push(byte === OPEN_OBJECT);
      expected = byte === OPEN_OBJECT ? 'key-or-end' : 'value-or-end';
    } else if (byte === QUOTE) {
      within = 'string';
      isKey = false;
    } else {
      within = 'scalar';
      scalar = String.fromCharCode(byte);
    }
  }

  function close(isObject: boolean, at: number): void {
    if (open.pop() !== isObject) isBroken = true;
    endValue(at + 1);
  }

  function endValue(to: number): void {
    expected = open.length === 0 ? 'nothing' : 'comma-or-end';
    if (open.length !== 1) return;
    if (members.length < MOST_MEMBERS) members.push({ keyFrom, keyTo, valueFrom, valueTo: to });
  }

  function endString(to: number): void {
    within = 'tokens';
    if (isKey) {
      if (open.length === 1) keyTo = to;
      expected = 'colon';
    } else endValue(to);
  }

  /** Jumps from quote to quote; one is escaped if an odd number of backslashes stands before it. */
  function stringFast(chunk: Buffer, from: number): number {
    for (let search = from; ; ) {
      const quote = chunk.indexOf(QUOTE, search);
      const end = quote < 0 ? chunk.length : quote;
      let start = end;
      while (start > from && chunk[start - 1] === BACKSLASH) start -= 1;
      const isOdd = ((end - start) % 2 === 1) !== (start === from && isEscaped);
      if (quote < 0) {
        isEscaped = isOdd;
        return end;
      }
      search = quote + 1;
      if (isOdd) continue;
      isEscaped = false;
      endString(base + search);
      return search;
    }
  }

  function stringChecked(chunk: Buffer, from: number): number {
    for (let at = from; at < chunk.length; at += 1) {
      const byte = chunk[at] ?? 0;
      if (byte < SPACE) isBroken = true;
      if (isEscaped) isEscaped = false;
      else if (byte === BACKSLASH) isEscaped = true;
      else if (byte === QUOTE) {
        endString(base + at + 1);
        return at + 1;
      }
    }
    return chunk.length;
  }

  function scalarPart(chunk: Buffer, from: number): number {
    let at = from;
    for (; at < chunk.length; at += 1) {
      const byte = chunk[at] ?? 0;
      if (byte <= SPACE || byte === COMMA || byte === CLOSE_OBJECT || byte === CLOSE_ARRAY) {
        within = 'tokens';
        if (!SCALAR.test(scalar)) isBroken = true;
        endValue(base + at);
        return at;
      }
      if (scalar.length < LONGEST_SCALAR) scalar += String.fromCharCode(byte);
      else isBroken = true;
    }
    return at;
  }

  return {
    feed(chunk) {
      const string = chunk.includes(NEWLINE) || chunk.includes(CARRIAGE_RETURN) ? stringChecked : stringFast;
      for (let at = 0; at < chunk.length && !isBroken; ) {
        if (within === 'string') at = string(chunk, at);
        else if (within === 'scalar') at = scalarPart(chunk, at);
        else {
          token(chunk[at] ?? 0, base + at);
          at += 1;
        }
      }
      base += chunk.length;
    },
    mark: () =>
      isBroken
        ? null
        : {
            ...{ base, within, expected, isKey, isEscaped, scalar, keyFrom, keyTo, valueFrom },
            ...{ members: [...members], open: [...open] },
          },
    end: () => (isBroken || expected !== 'nothing' ? null : members),
  };
}
