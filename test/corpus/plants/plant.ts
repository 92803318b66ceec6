import type { Break } from '../../../src/diagnosis/model.js';
import type { Claim, ExpectedCause, Planted, PlantedBreak } from '../label.js';
import type { Call, Prompt } from '../sessions/prompt.js';
import type { Random } from '../sessions/random.js';

/** Makes a session with one labelled mistake, or with two. */
export interface Plant {
  /** Row of the table: a cause id, with its kind where it has some. */
  readonly id: string;
  make(rng: Random, seed: number): Planted;
}

/** How a mistake goes through a lane: each call has a stage, and what the stage does to its prompt. */
export interface Change<S> {
  stage(index: number, call: Call): S;
  apply(prompt: Prompt, stage: S): Prompt;
}

export interface Staged {
  readonly calls: Call[];
  /** Calls whose stage is not that of the call before, with the twin that kept it. */
  readonly turns: readonly { readonly call: Call; readonly twin: Call; readonly index: number }[];
}

/** A lane with the change in it. */
export function staged<S>(lane: readonly Call[], change: Change<S>): Staged {
  const stages = lane.map((call, index) => change.stage(index, call));
  const calls = lane.map((call, index) => withStage(call, change, stages[index]));
  const turns = calls.flatMap((call, index) => {
    const original = lane[index];
    if (index === 0 || original === undefined || same(stages[index], stages[index - 1])) return [];
    return [{ call, index, twin: withStage(original, change, stages[index - 1]) }];
  });
  return { calls, turns };
}

function withStage<S>(call: Call, change: Change<S>, stage: S | undefined): Call {
  return stage === undefined ? call : { ...call, prompt: change.apply(call.prompt, stage) };
}

function same(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

/** Ringing breaks at every turn of a change. */
export function rings(
  turns: Staged['turns'],
  causes: readonly ExpectedCause[],
  place: PlantedBreak['place'] = 'diff',
): PlantedBreak[] {
  return turns.map(({ call, twin }) => ({ call: call.id, causes, ringing: true, twin, place }));
}

/** A claim about the break at each turn of a change. */
export function ofEach(
  turns: Staged['turns'],
  says: string,
  holds: (broken: Break) => boolean,
): readonly Claim[] {
  return turns.map(({ call }) => ({
    says,
    holds: ({ entryOf }) => {
      const broken = entryOf(call.id).break;
      return broken !== null && holds(broken);
    },
  }));
}

/** A call in the second half of a lane, never the last. */
export function later(rng: Random, lane: readonly Call[]): number {
  return rng.int(Math.ceil(lane.length / 2), lane.length - 2);
}

/** A change that happens once and stays. */
export function onceFrom(n: number, apply: (prompt: Prompt) => Prompt): Change<0 | 1> {
  return {
    stage: index => (index >= n ? 1 : 0),
    apply: (prompt, stage) => (stage === 1 ? apply(prompt) : prompt),
  };
}

/** The prompt with another text in one block of its system. */
export function withSystem(prompt: Prompt, edit: (text: string) => string): Prompt {
  const last = prompt.system.length - 1;
  return { ...prompt, system: prompt.system.map((text, index) => (index === last ? edit(text) : text)) };
}

/** The text with a line put in behind its nth paragraph. */
export function insertLine(text: string, paragraph: number, line: string): string {
  const paragraphs = text.split('\n\n');
  return [...paragraphs.slice(0, paragraph), line, ...paragraphs.slice(paragraph)].join('\n\n');
}
