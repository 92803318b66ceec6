/** Cheap ways in which two blocks can mean the same and still differ. */
import { isArray, isObject } from '../../log/json/json.js';
import type { Json } from '../../log/record.js';
import { compact, parseBlock } from '../json.js';
import type { Block } from '../prompt.js';

/** Deeper than this, keys are left as they are: deep enough for every schema, and safe on a hostile log. */
const DEEPEST = 100;

/** `canonical` with the keys of all objects in alphabetical order: equal for blocks that differ in key order only. */
export function sortedCanonical(block: Block): string {
  return compact(sortKeys(parseBlock(block), 0));
}

/** True if two blocks hold the same JSON and only the order of keys differs, at any depth. Order in lists counts as a difference. */
export function keyOrderOnly(a: Block, b: Block): boolean {
  if (a.role !== b.role || a.canonical === b.canonical || a.canonical.length !== b.canonical.length) {
    return false;
  }
  return sortedCanonical(a) === sortedCanonical(b);
}

/**
 * True if two blocks differ in nothing but white space inside their strings: added, removed or of another kind, at the edges or in the
 * middle (`\s`: blanks, tabs, line ends, no-break and other Unicode spaces). Order and names of keys must be equal.
 */
export function whitespaceOnly(a: Block, b: Block): boolean {
  if (a.role !== b.role || a.canonical === b.canonical) return false;
  return alike(parseBlock(a), parseBlock(b), sameButWhitespace, 0);
}

/** True if one block was sent as a string and the other as the one text block that holds it, with equal text. */
export function formOnly(a: Block, b: Block): boolean {
  return a.digest === b.digest && a.rawDigest !== b.rawDigest;
}

/** True if both lists hold the same blocks, each as often, in another order. */
export function sameBlocks(a: readonly Block[], b: readonly Block[]): boolean {
  return isReordered(
    a.map(block => block.digest),
    b.map(block => block.digest),
  );
}

/**
 * True if the texts of both lists of blocks hold the same lines, each as often, in another order, wherever the bounds of the blocks are.
 * Empty lines do not count: sections that move take their separators along or leave them. Blocks without text count as one line.
 */
export function sameLines(a: readonly Block[], b: readonly Block[]): boolean {
  return isReordered(a.flatMap(linesOf), b.flatMap(linesOf));
}

function sortKeys(value: Json, depth: number): Json {
  if (depth > DEEPEST) return value;
  if (isArray(value)) return value.map(item => sortKeys(item, depth + 1));
  if (typeof value === 'string') return sortText(value, depth);
  if (!isObject(value)) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, item]) => [key, sortKeys(item, depth + 1)]));
}

/** Some APIs send a call's arguments as JSON text inside a string: its keys are keys too. */
function sortText(text: string, depth: number): string {
  if (!text.startsWith('{') || !text.endsWith('}')) return text;
  const value = parseJsonText(text);
  return value === undefined ? text : compact(sortKeys(value, depth + 1));
}

function parseJsonText(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}

/** True if two values have the same shape and their strings are the same to `same`. */
function alike(a: Json, b: Json, same: (a: string, b: string) => boolean, depth: number): boolean {
  if (typeof a === 'string' && typeof b === 'string') return a === b || same(a, b);
  if (depth > DEEPEST || !isContainer(a) || !isContainer(b)) return compact(a) === compact(b);
  const left = Object.entries(a);
  const right = Object.entries(b);
  if (isArray(a) !== isArray(b) || left.length !== right.length) return false;
  return left.every(([key, value], i) => {
    const [otherKey, other] = right[i] ?? [];
    return key === otherKey && other !== undefined && alike(value, other, same, depth + 1);
  });
}

function isContainer(value: Json): value is Json & object {
  return typeof value === 'object' && value !== null;
}

function sameButWhitespace(a: string, b: string): boolean {
  return a.replace(/\s+/g, '') === b.replace(/\s+/g, '');
}

function isReordered(a: readonly string[], b: readonly string[]): boolean {
  if (a.length !== b.length || a.every((item, i) => item === b[i])) return false;
  const left = new Map<string, number>();
  for (const item of a) left.set(item, (left.get(item) ?? 0) + 1);
  for (const item of b) {
    const count = left.get(item);
    if (count === undefined || count === 0) return false;
    left.set(item, count - 1);
  }
  return true;
}

function linesOf(block: Block): readonly string[] {
  const value = parseBlock(block);
  if (!isObject(value) || typeof value.text !== 'string') return [block.canonical];
  return value.text.split(/\r?\n/).filter(line => line !== '');
}
