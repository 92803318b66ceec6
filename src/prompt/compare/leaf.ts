import { isArray, isObject } from '../../log/json/json.js';
import type { Json, JsonObject, PathStep } from '../../log/record.js';
import { compact, parseBlock } from '../json.js';
import type { Block } from '../prompt.js';

/** A value inside a block that differs, as text on both sides; null where a side has none. */
export interface Leaf {
  /** Path in the body of the block it was found in. */
  readonly path: string;
  readonly before: string | null;
  readonly after: string | null;
}

/**
 * Fields whose inside is the tool's business and not the API's: their leaf is the whole value as compact JSON, in which
 * the order of keys shows.
 */
const OPAQUE = new Set([
  'input',
  'input_schema',
  'inputSchema',
  'parameters',
  'parametersJsonSchema',
  'arguments',
  'args',
  'schema',
]);

/** The first leaf in which two different blocks differ. A changed role, type, id or name is a leaf too. */
export function findLeaf(parent: Block, child: Block): Leaf {
  const [first] = findLeaves(parent, child);
  return first ?? { path: child.path, before: parent.canonical, after: child.canonical };
}

/** Every leaf in which two different blocks differ, in the order of the block; where a list grew or shrank, the first of its new items. */
export function* findLeaves(parent: Block, child: Block): Generator<Leaf> {
  const isRoleOnly = parent.canonical === child.canonical || parent.role === null || child.role === null;
  if (parent.role !== child.role && isRoleOnly) {
    yield roleLeaf(parent, child);
    return;
  }
  const before = parseBlock(parent);
  const after = parseBlock(child);
  const form = stringForm(child);
  if (form !== null) {
    const path = child.path + writeSteps(form.shown);
    const [old, now] = [textAt(before, form.inside), textAt(after, form.inside)];
    if (old !== now) {
      yield { path, before: old, after: now };
      return;
    }
  }
  for (const found of compare(before, after, [])) {
    yield { path: child.path + writeSteps(found.steps), before: found.before, after: found.after };
  }
}

/** The role, where both blocks are of a message that has one. */
function roleLeaf(parent: Block, child: Block): Leaf {
  const message = /^[^.[]+\[\d+\]/.exec(child.path)?.[0];
  if (message !== undefined && parent.role !== null && child.role !== null) {
    return { path: `${message}.role`, before: parent.role, after: child.role };
  }
  const { path, text } = wholeLeaf(child);
  return { path, before: wholeLeaf(parent).text, after: text };
}

/** The text that stands for a whole block: a text where it was sent as one, else its JSON. */
export function wholeLeaf(block: Block): { readonly path: string; readonly text: string } {
  const value = parseBlock(block);
  const form = stringForm(block);
  if (form !== null) return { path: block.path + writeSteps(form.shown), text: textAt(value, form.inside) };
  if (block.kind !== 'text' || !isObject(value) || typeof value.text !== 'string') {
    return { path: block.path, text: block.canonical };
  }
  return { path: `${block.path}.text`, text: value.text };
}

interface Found {
  readonly steps: readonly PathStep[];
  readonly before: string | null;
  readonly after: string | null;
}

/** No block is nested deeper; a hostile log may be. */
const DEEPEST = 20;

function* compare(before: Json, after: Json, steps: readonly PathStep[]): Generator<Found> {
  const isDeep = steps.length > DEEPEST;
  if (!isDeep && isObject(before) && isObject(after)) yield* compareObjects(before, after, steps);
  else if (!isDeep && isArray(before) && isArray(after)) yield* compareArrays(before, after, steps);
  else {
    // A number and a string of its digits read the same: then both are shown as they are written.
    const write = textOf(before) === textOf(after) ? compact : textOf;
    yield { steps, before: write(before), after: write(after) };
  }
}

function* compareObjects(
  before: JsonObject,
  after: JsonObject,
  steps: readonly PathStep[],
): Generator<Found> {
  const others = new Map(Object.entries(after));
  let isSame = true;
  for (const [key, value] of Object.entries(before)) {
    const other = others.get(key);
    const here = [...steps, key];
    if (other !== undefined && compact(value) === compact(other)) continue;
    isSame = false;
    if (other === undefined) yield { steps: here, before: textOf(value), after: null };
    else if (OPAQUE.has(key)) yield { steps: here, before: textOf(value), after: textOf(other) };
    else yield* compare(value, other, here);
  }
  for (const [key, value] of others) {
    if (Object.hasOwn(before, key)) continue;
    isSame = false;
    yield { steps: [...steps, key], before: null, after: textOf(value) };
  }
  // Only the order of keys differs.
  if (isSame) yield { steps, before: compact(before), after: compact(after) };
}

function* compareArrays(
  before: readonly Json[],
  after: readonly Json[],
  steps: readonly PathStep[],
): Generator<Found> {
  const length = Math.max(before.length, after.length);
  let isSame = true;
  for (let i = 0; i < length; i += 1) {
    const a = before[i];
    const b = after[i];
    const here = [...steps, i];
    if (a === undefined || b === undefined) {
      yield {
        steps: here,
        before: a === undefined ? null : textOf(a),
        after: b === undefined ? null : textOf(b),
      };
      return;
    }
    if (compact(a) === compact(b)) continue;
    isSame = false;
    yield* compare(a, b, here);
  }
  if (isSame) yield { steps, before: compact(before), after: compact(after) };
}

/**
 * Where a block was sent with a string in place of a text block: the path to that string in the body, and the path to its text in
 * `canonical`. null: the block was sent as it is written.
 */
function stringForm(
  block: Block,
): { readonly shown: readonly PathStep[]; readonly inside: readonly PathStep[] } | null {
  if (block.rawDigest === block.digest) return null;
  if (block.kind === 'text') return { shown: [], inside: ['text'] };
  return { shown: ['content'], inside: ['content', 0, 'text'] };
}

/** The text at a path, or the JSON of the last value on the way to it. */
function textAt(value: Json, steps: readonly PathStep[]): string {
  let at = value;
  for (const step of steps) {
    const next: Json | undefined = isObject(at) ? at[step] : isArray(at) ? at[Number(step)] : undefined;
    if (next === undefined) break;
    at = next;
  }
  return textOf(at);
}

function textOf(value: Json): string {
  return typeof value === 'string' ? value : compact(value);
}

/** A path below another. */
export function writeSteps(steps: readonly PathStep[]): string {
  return steps
    .map(step => {
      if (typeof step === 'number') return `[${step}]`;
      return /^[A-Za-z_$][\w$]*$/.test(step) ? `.${step}` : `[${JSON.stringify(step)}]`;
    })
    .join('');
}
