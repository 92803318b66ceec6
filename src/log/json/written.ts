/**
 * JSON as it is written. `JSON.parse` makes one value of `1.0` and `1`, keeps the last of two equal keys, and puts keys
 * that are integers in front, in their own order: two bodies that are equal to it need not be the same bytes.
 */
import { firstDifference } from '../../text/ends.js';
import type { PathStep } from '../record.js';
import { parseJson } from './json.js';
import { skipScalar, skipSpace, skipString, skipValue } from './json-scan.js';

/** A value in a JSON text that `JSON.parse` has accepted. Positions are byte offsets. */
export interface Written {
  readonly kind: 'object' | 'list' | 'string' | 'scalar' | 'deep';
  readonly start: number;
  readonly end: number;
  /** Of an object, in the order in which they are written. */
  readonly members: readonly Member[];
  /** Of a list. */
  readonly items: readonly Written[];
}

export interface Member {
  readonly key: string;
  /** Where its key stands. */
  readonly at: number;
  readonly value: Written;
}

/** `number`: one number, or one that is no other in JavaScript, in other digits. */
export type Spelling = 'key-order' | 'repeated-key' | 'number';

/** The first place in which two texts of the same JSON differ. */
export interface SpellingDifference {
  readonly kind: Spelling;
  /** Path from the values that were compared. */
  readonly steps: readonly PathStep[];
  /** The value there on both sides: compact, and else as it is written. */
  readonly before: string;
  readonly after: string;
  /** Position in the second text: of the digit, of the character of the key, or of the object that holds a key twice. */
  readonly at: number;
}

/** Deeper than this nothing is compared: deep enough for every schema, and safe on a hostile log. */
const DEEPEST = 100;

/** Reads the value that begins at `from` or behind the white space there. */
export function readWritten(bytes: Uint8Array, from: number, depth = 0): Written {
  const start = skipSpace(bytes, from);
  const open = bytes[start];
  if (open === 0x22) return leaf('string', start, skipString(bytes, start));
  if (open !== 0x7b && open !== 0x5b) return leaf('scalar', start, skipScalar(bytes, start));
  if (depth > DEEPEST) return leaf('deep', start, skipValue(bytes, start));
  const isObject = open === 0x7b;
  const members: Member[] = [];
  const items: Written[] = [];
  let here = skipSpace(bytes, start + 1);
  while (here < bytes.length && !isClosing(bytes[here])) {
    const at = here;
    const key = isObject ? skipString(bytes, at) : at;
    const value = readWritten(bytes, isObject ? skipSpace(bytes, key) + 1 : at, depth + 1);
    if (isObject) members.push({ key: stringIn(bytes, at, key), at, value });
    else items.push(value);
    here = skipSpace(bytes, value.end);
    if (bytes[here] === 0x2c) here = skipSpace(bytes, here + 1);
  }
  return { kind: isObject ? 'object' : 'list', start, end: here + 1, members, items };
}

/** The value at a path; of two members of that name the last, as `JSON.parse` has it. */
export function writtenAt(root: Written, steps: readonly PathStep[]): Written | null {
  let here: Written | undefined = root;
  for (const step of steps) {
    here =
      typeof step === 'number' ? here?.items[step] : here?.members.findLast(({ key }) => key === step)?.value;
  }
  return here ?? null;
}

/**
 * The first place where two texts of the same JSON are written differently. White space between tokens and escapes in
 * strings are no difference: no provider renders them. Where the two are not the same JSON, nothing is said.
 *
 * @param ignored members that are not looked at, wherever they stand
 */
export function spellingDifference(
  before: { readonly bytes: Uint8Array; readonly value: Written },
  after: { readonly bytes: Uint8Array; readonly value: Written },
  ignored: ReadonlySet<string>,
): SpellingDifference | null {
  return compare(before.value, after.value, []);

  function compare(a: Written, b: Written, steps: readonly PathStep[]): SpellingDifference | null {
    if (a.kind === 'object') return compareMembers(a, b, steps);
    if (a.kind === 'scalar') return compareNumbers(a, b, steps);
    if (a.items.length !== b.items.length) return null;
    return firstOf(a.items, (item, i) => compareNext(item, b.items[i], [...steps, i]));
  }

  function compareNext(
    a: Written,
    b: Written | undefined,
    steps: readonly PathStep[],
  ): SpellingDifference | null {
    return b === undefined ? null : compare(a, b, steps);
  }

  function compareMembers(a: Written, b: Written, steps: readonly PathStep[]): SpellingDifference | null {
    const [old, now] = [a, b].map(({ members }) => members.filter(({ key }) => !ignored.has(key)));
    if (old === undefined || now === undefined) return null;
    const keys = new Set(now.map(({ key }) => key));
    if (keys.size !== new Set(old.map(({ key }) => key)).size || old.some(({ key }) => !keys.has(key)))
      return null;
    const isRepeated = keys.size < now.length || keys.size < old.length;
    const moved = now.find(({ key }, i) => key !== old[i]?.key);
    if (isRepeated) return differ('repeated-key', a, b, steps, moved?.at ?? b.start);
    if (moved !== undefined)
      return differ('key-order', a, b, steps, moved.at + 1 + alikeBytes(moved, old, now));
    return firstOf(old, ({ key, value }, i) => compareNext(value, now[i]?.value, [...steps, key]));
  }

  function compareNumbers(a: Written, b: Written, steps: readonly PathStep[]): SpellingDifference | null {
    const [old, now] = [textIn(before.bytes, a), textIn(after.bytes, b)];
    if (old === now || JSON.stringify(parseJson(old)) !== JSON.stringify(parseJson(now))) return null;
    return { kind: 'number', steps, before: old, after: now, at: b.start };
  }

  function differ(
    kind: Spelling,
    a: Written,
    b: Written,
    steps: readonly PathStep[],
    at: number,
  ): SpellingDifference | null {
    const [old, now] = [compactText(before.bytes, a), compactText(after.bytes, b)];
    return old === now ? null : { kind, steps, before: old, after: now, at };
  }

  /** Without white space between tokens, strings as `JSON.stringify` writes them. */
  function compactText(bytes: Uint8Array, value: Written): string {
    if (value.kind === 'string') return JSON.stringify(stringIn(bytes, value.start, value.end));
    if (value.kind === 'list') return `[${value.items.map(item => compactText(bytes, item)).join(',')}]`;
    if (value.kind !== 'object') return textIn(bytes, value);
    const members = value.members.filter(({ key }) => !ignored.has(key));
    return `{${members.map(member => `${JSON.stringify(member.key)}:${compactText(bytes, member.value)}`).join(',')}}`;
  }
}

/** Bytes that the key begins with in common with the one that stood in its place. */
function alikeBytes(moved: Member, old: readonly Member[], now: readonly Member[]): number {
  const other = old[now.indexOf(moved)]?.key ?? '';
  return Buffer.byteLength(moved.key.slice(0, firstDifference(moved.key, other)));
}

function firstOf<T, R>(items: readonly T[], look: (item: T, index: number) => R | null): R | null {
  for (const [index, item] of items.entries()) {
    const found = look(item, index);
    if (found !== null) return found;
  }
  return null;
}

function leaf(kind: Written['kind'], start: number, end: number): Written {
  return { kind, start, end, members: NO_MEMBERS, items: NO_ITEMS };
}

const NO_MEMBERS: readonly Member[] = [];
const NO_ITEMS: readonly Written[] = [];

function isClosing(byte: number | undefined): boolean {
  return byte === 0x7d || byte === 0x5d;
}

function textIn(bytes: Uint8Array, { start, end }: Pick<Written, 'start' | 'end'>): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString('utf8');
}

/** The text of the string literal between two positions. */
function stringIn(bytes: Uint8Array, start: number, end: number): string {
  const literal = textIn(bytes, { start, end });
  return literal.includes('\\') ? String(JSON.parse(literal)) : literal.slice(1, -1);
}
