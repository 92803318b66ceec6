import { type Block, divergeBlock, isWhole } from '../../prompt/index.js';
import type { Call } from '../calls/call.js';
import { middleOf } from '../lanes/span.js';

/** Where calls of one turn part that could share what stands in front of their messages. */
export interface Parting {
  /** Leaf in which they part; null: they are alike up to their messages. */
  readonly path: string | null;
  /** Characters of that leaf that all of them have, back to the start of a word. */
  readonly char: number;
  /** Calls that came before and part there. */
  readonly earlier: number;
}

/** Tools and instructions of a call that was the first of its lane. */
interface Opening {
  readonly call: Call;
  readonly lead: readonly Block[];
  readonly parting: Parting | null;
}

/** Remembers the newest openings of each model, over all sessions: one-turn calls often have a session each. */
export interface Openings {
  /** Where this call parts from the one-turn calls before it; null: it is no such call, or none was like it. */
  compare(call: Call): Parting | null;
}

const MODELS_KEPT = 8;
/** Two kinds of calls may take turns. */
const KEPT = 3;
const BYTES = 200_000;
/** A value or two: what differs is at most this share of its block. */
const SHARE = 0.1;

export function createOpenings(): Openings {
  const byModel = new Map<string, readonly Opening[]>();
  return {
    compare(call) {
      const { prompt, model } = call;
      if (prompt === null || !isOneTurn(call) || !isWhole(prompt)) return null;
      const lead = prompt.blocks.slice(0, prompt.starts.messages);
      const key = `${call.rules.family} ${model}`;
      const known = (byModel.get(key) ?? []).filter(opening => isOneTurn(opening.call));
      const match = known.findLast(opening => isBefore(opening.call, call) && isAlike(opening.lead, lead));
      const parting = match === undefined ? null : partingOf(match, lead);
      byModel.delete(key);
      if (lead.reduce((sum, block) => sum + block.bytes, 0) > BYTES) return parting;
      byModel.set(key, [...known, { call, lead, parting }].slice(-KEPT));
      const [oldest] = byModel.keys();
      if (byModel.size > MODELS_KEPT && oldest !== undefined) byModel.delete(oldest);
      return parting;
    },
  };
}

/** Nobody has gone on from it; calls on the same errand share a lane without being parents of one another. */
function isOneTurn({ lane }: Call): boolean {
  return lane.calls.at(-1)?.relation === 'first';
}

/** Siblings that leave together cannot read each other. */
function isBefore({ usage }: Call, { record }: Call): boolean {
  const end = usage?.firstByteAt ?? usage?.endedAt ?? null;
  return end === null || record.at === null || end <= record.at;
}

/** The same blocks, or all but one of them, and that one the same but for a value. */
function isAlike(before: readonly Block[], after: readonly Block[]): boolean {
  if (before.length === 0 || before.length !== after.length) return false;
  const differing = after.filter((block, index) => block.digest !== before[index]?.digest);
  const [now] = differing;
  if (now === undefined) return true;
  const old = before[after.indexOf(now)];
  if (old === undefined || differing.length > 1 || old.section !== now.section || old.name !== now.name)
    return false;
  const span = middleOf(old.canonical, now.canonical);
  return Math.max(span.before.length, span.after.length) <= SHARE * now.canonical.length;
}

function partingOf({ lead: before, parting: known }: Opening, lead: readonly Block[]): Parting {
  const index = lead.findIndex((block, at) => block.digest !== before[at]?.digest);
  const [old, now] = [before[index], lead[index]];
  const found = old === undefined || now === undefined ? null : divergeBlock(index, old, now);
  if (found === null) return { path: null, char: 0, earlier: known?.path === null ? known.earlier + 1 : 1 };
  const { path, char, after } = found;
  const word = after === null ? 0 : after.text.slice(0, after.at).search(/\S*$/);
  const start = char - (after === null ? 0 : [...after.text.slice(word, after.at)].length);
  if (known?.path !== path) return { path, char: start, earlier: 1 };
  return { path, char: Math.min(start, known.char), earlier: known.earlier + 1 };
}
