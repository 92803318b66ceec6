import { sectionBlocks } from '../../prompt/index.js';
import type { Block, Divergence, Excerpt, Section } from '../../prompt/prompt.js';
import { middleOf } from '../lanes/span.js';
import { changedIn, isOfOneClass, wordsThatChanged } from '../values/words.js';
import { classifyVolatile, type VolatileChange } from '../values.js';
import { shiftBehind } from './history-shape.js';
import { blockAfter, blockBefore, type Evidence } from './rule.js';

/** The volatile value at the first difference of a section, if that is what it is. */
export function volatileAt(evidence: Evidence, section: Section): VolatileChange | null {
  const divergence = evidence.differences[section];
  if (divergence === null || divergence.how !== 'changed' || hasShifted(evidence, divergence)) return null;
  const { before, after } = divergence;
  if (before === null || after === null) return null;
  const change = classifyVolatile(before.text, after.text);
  if (change !== null && change.kind !== 'other') return change;
  if (!isBounded(evidence, divergence) || isAnotherTool(evidence, divergence)) return null;
  // Words and plain numbers are an edit when they change once, and a value when they change again in the same place.
  if (!changedBefore(evidence, divergence)) return change;
  const words = wordsThatChanged(before, after);
  if (words === null || !isOfOneClass(words)) return change;
  const [old, now] = [words.before, words.after];
  const counted = change !== null && Number(change.after) > Number(change.before);
  return { kind: counted ? 'counter' : 'other', before: change?.before ?? old, after: change?.after ?? now };
}

/**
 * The block in which a section differs, as it was and as it is; null where only one of them has it, or where blocks were put in or
 * taken out, so that another one stands there now.
 */
export function versionsAt(
  evidence: Evidence,
  divergence: Divergence,
): { readonly before: Block; readonly after: Block } | null {
  const before = blockBefore(evidence, divergence);
  const after = blockAfter(evidence, divergence);
  if (before === undefined || after === undefined || hasShifted(evidence, divergence)) return null;
  return { before, after };
}

/** True if what follows a difference stands at other places than before. Tools have names: one is never taken for another. */
export function hasShifted(evidence: Evidence, { section, block }: Divergence): boolean {
  if (section === 'tools') return false;
  const [before, after] = [sectionBlocks(evidence.before, section), sectionBlocks(evidence.after, section)];
  return shiftBehind(before, after, block - evidence.after.starts[section]) !== null;
}

/** True if one of the two tools at this place stands elsewhere in the other prompt: tools moved, no value in a name changed. */
function isAnotherTool(evidence: Evidence, divergence: Divergence): boolean {
  if (divergence.section !== 'tools') return false;
  const [was, is] = [blockBefore(evidence, divergence)?.name, blockAfter(evidence, divergence)?.name];
  if (was === is) return false;
  const has = (prompt: Evidence['before'], name: string | null | undefined): boolean =>
    typeof name === 'string' && sectionBlocks(prompt, 'tools').some(tool => tool.name === name);
  return has(evidence.after, was) || has(evidence.before, is);
}

export function isVolatileAt(evidence: Evidence, section: Section): boolean {
  return volatileAt(evidence, section) !== null;
}

/** A value, not a passage: what differs is there on both sides, and fits in a short line. What is put in or taken out is none. */
const VALUE_LENGTH = 80;

function isValue(text: string): boolean {
  return text.length > 0 && text.length <= VALUE_LENGTH && !/[{}[\]\n]|\\n/.test(text);
}

function isBounded(evidence: Evidence, divergence: Divergence): boolean {
  const before = blockBefore(evidence, divergence);
  const after = blockAfter(evidence, divergence);
  if (before === undefined || after === undefined) return false;
  // The whole of both: two messages that begin alike differ in more than a value.
  const span = middleOf(before.canonical, after.canonical);
  return isValue(span.before) && isValue(span.after);
}

/** True if an earlier break of the lane had its difference in the same place of the same leaf. */
export function changedBefore(evidence: Evidence, divergence: Divergence): boolean {
  return evidence.history.some(
    cause =>
      cause.path !== null &&
      leafOf(cause.path) === leafOf(divergence.path) &&
      (cause.divergence === null || isSamePlace(cause.divergence, divergence)),
  );
}

/** The same words stand in front of what changed; or what changed is a part of what had changed. */
function isSamePlace(earlier: Divergence, now: Divergence): boolean {
  const [was, is] = [earlier.after, now.before];
  if (was === null || is === null) return earlier.char === now.char;
  if (wordsInFront(was) === wordsInFront(is)) return true;
  const changed = earlier.before === null ? null : changedIn(earlier.before, was);
  // What was put in is no value that changed.
  if (changed === null || changed.before === '') return false;
  return now.char >= earlier.char && now.char < earlier.char + changed.after.length;
}

/** Characters in front of the word that differs. */
const IN_FRONT = 24;

const wordsInFront = ({ text, at }: Excerpt): string =>
  text.slice(0, at).replace(/\S*$/, '').slice(-IN_FRONT);

/** Agents that send strings switch to a list of one block with every move of the marker: it is the same text. */
function leafOf(path: string): string {
  return path.replace(/\b(content|system)\[0\]\.text$/, '$1');
}

/** The id of a call, at the call or at its result: one act that shows in two places. */
export const isCallId = ({ path }: Divergence): boolean =>
  /^(?:messages|input|contents)\b.*\.(?:id|tool_use_id|tool_call_id|call_id|toolUseId)$/.test(path);

export const CALL_ID_FIX = 'Replay the ids of calls as the model gave them; do not make new ones.';
