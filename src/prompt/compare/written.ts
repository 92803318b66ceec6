import { type BodyBytes, bodyIn } from '../../log/json/locate.js';
import { parsePath } from '../../log/json/path.js';
import {
  readWritten,
  type Spelling,
  spellingDifference,
  type Written,
  writtenAt,
} from '../../log/json/written.js';
import type { RawLine } from '../../log/record.js';
import { firstDifference } from '../../text/ends.js';
import type { Divergence, Prompt } from '../prompt.js';
import { countCharacters, excerptAt } from './excerpt.js';
import { writeSteps } from './leaf.js';

/** A block that holds the same JSON as its parent's in other bytes. */
export interface WrittenDifference {
  readonly kind: Spelling;
  readonly divergence: Divergence;
  /** Byte offset of the difference in what the new request was read from, from 0. */
  readonly offset: number | null;
}

/** A prompt and the line of the log it was read from. */
export interface PromptLine {
  readonly prompt: Prompt;
  readonly raw: RawLine;
}

/** Markers are no part of the prompt; a tool's own parameter of that name is only not compared. */
const MARKERS: ReadonlySet<string> = new Set(['cache_control', 'cachePoint', 'prompt_cache_breakpoint']);

/**
 * Blocks that are equal as JSON and yet written differently: `1.0` and `1`, keys that are integers in another order, a key
 * written twice. Reads both bodies again, so it is for those few requests that nothing else explains.
 *
 * @param blocks how many blocks to look at; both prompts share them
 * @returns the first difference of each block, in prefix order; null if the lines do not hold the bodies
 */
export function writtenDifferences(
  before: PromptLine,
  after: PromptLine,
  blocks: number,
): readonly WrittenDifference[] | null {
  const [old, now] = [bodyIn(before.raw), bodyIn(after.raw)];
  if (old === null || now === null) return null;
  const [oldRoot, nowRoot] = [readWritten(old.bytes, old.start), readWritten(now.bytes, now.start)];
  const found: WrittenDifference[] = [];
  for (let block = 0; block < blocks; block += 1) {
    // One may stand in for another, where the provider does not count in what they differ.
    if (before.prompt.blocks[block]?.digest !== after.prompt.blocks[block]?.digest) continue;
    const a = blockIn(oldRoot, before.prompt, block);
    const b = blockIn(nowRoot, after.prompt, block);
    if (a === null || b === null) continue;
    const sides = [
      { bytes: old.bytes, value: a },
      { bytes: now.bytes, value: b },
    ] as const;
    const difference = spellingDifference(...sides, MARKERS);
    if (difference !== null) found.push(placed(difference, after.prompt, block, now));
  }
  return found;
}

function blockIn(root: Written, prompt: Prompt, index: number): Written | null {
  const steps = parsePath(prompt.blocks[index]?.path ?? '');
  return steps === null ? null : writtenAt(root, steps);
}

function placed(
  { kind, steps, before, after, at }: NonNullable<ReturnType<typeof spellingDifference>>,
  prompt: Prompt,
  block: number,
  body: BodyBytes,
): WrittenDifference {
  const { section, path } = prompt.blocks[block] ?? { section: 'messages', path: '' };
  const index = firstDifference(before, after);
  const equal = after.slice(0, index);
  const divergence: Divergence = {
    block,
    section,
    path: path + writeSteps(steps),
    char: countCharacters(equal),
    byte: Buffer.byteLength(equal),
    how: 'changed',
    before: excerptAt(before, index),
    after: excerptAt(after, index),
  };
  // The digits of a number stand as they are written.
  return { kind, divergence, offset: body.placeOf(kind === 'number' ? at + index : at) };
}
