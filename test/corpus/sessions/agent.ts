import type { JsonObject } from './json.js';
import type { Call, Message, Part, Prompt } from './prompt.js';
import type { Random } from './random.js';
import { NOUNS, output, prose } from './words.js';
import type { World } from './world.js';

export interface Plot {
  /** API calls of the lane. */
  readonly calls: number;
  readonly startAt: number;
  readonly session: string;
  readonly lane: string;
  readonly agent: string | null;
  /** Calls of one turn, both ends included. */
  readonly perTurn: readonly [number, number];
  /** Milliseconds that the person thinks between turns. */
  readonly pause: readonly [number, number];
  /** Bytes of a tool result. */
  readonly result: readonly [number, number];
  /** Tool calls at once. */
  readonly parallel: readonly [number, number];
  /** Bytes of the first message: files and notes of the project. */
  readonly opening: number;
  /** Probability that a tool fails. */
  readonly failures: number;
  /** Further text blocks in each user message, in front of the question. */
  readonly attachments: number;
}

/** 2026-11-16, a Monday, 09:00 UTC: all prices of the models are in force. */
export const MORNING = Date.UTC(2026, 10, 16, 9);

export const USUAL: Omit<Plot, 'session'> = {
  calls: 13,
  startAt: MORNING,
  lane: 'main',
  agent: null,
  perTurn: [2, 5],
  pause: [5_000, 60_000],
  result: [600, 6_000],
  parallel: [1, 3],
  opening: 3_000,
  failures: 0.12,
  attachments: 0,
};

/** The calls of one lane: turns of a person, each a loop of tool calls, the conversation growing all the while. */
export function converse(rng: Random, world: World, plot: Plot): Call[] {
  const calls: Call[] = [];
  let messages: readonly Message[] = [];
  let at = plot.startAt;
  for (let turn = 1; calls.length < plot.calls; turn += 1) {
    const steps = Math.min(rng.int(...plot.perTurn), plot.calls - calls.length);
    messages = [...messages, question(rng, world, plot, turn)];
    for (let step = 1; step <= steps; step += 1) {
      const reply = answer(rng, world, plot, step === steps);
      const call = makeCall(rng, world, plot, { messages, turn, at, n: calls.length + 1, reply });
      calls.push(call);
      at = (call.endedAt ?? at) + rng.int(200, 4_000);
      messages = step === steps ? [...messages, reply] : [...messages, reply, results(rng, plot, reply)];
    }
    at += rng.int(...plot.pause);
  }
  return calls;
}

function question(rng: Random, { form }: World, plot: Plot, turn: number): Message {
  const size = turn === 1 ? plot.opening : rng.int(120, 900);
  const attachments = Array.from({ length: turn === 1 ? 0 : plot.attachments }, (): Part => {
    return { kind: 'text', text: `<note>${prose(rng, 120)}</note>` };
  });
  return { role: 'user', form, parts: [...attachments, { kind: 'text', text: prose(rng, size) }] };
}

function answer(rng: Random, { thinks, tools }: World, plot: Plot, isLast: boolean): Message {
  const parts: Part[] = [];
  if (thinks) parts.push({ kind: 'thinking', text: prose(rng, rng.int(200, 900)), signature: rng.hex(240) });
  parts.push({ kind: 'text', text: prose(rng, rng.int(60, 500)) });
  if (!isLast) for (let i = rng.int(...plot.parallel); i > 0; i -= 1) parts.push(toolCall(rng, tools));
  return { role: 'assistant', form: 'blocks', parts };
}

function toolCall(rng: Random, tools: World['tools']): Part {
  const usable = tools.filter(tool => tool.deferred !== true && tool.server === undefined);
  const name = usable[rng.int(0, Math.max(0, usable.length - 1))]?.name ?? 'read_log';
  const input: JsonObject = {
    path: `src/${rng.pick(NOUNS)}/${rng.pick(NOUNS)}.ts`,
    action: rng.pick(NOUNS),
    limit: rng.int(10, 900),
    options: { recursive: rng.chance(0.5), depth: rng.int(1, 6) },
  };
  return { kind: 'call', id: `toolu_${rng.hex(20)}`, name, input };
}

function results(rng: Random, plot: Plot, reply: Message): Message {
  const parts = reply.parts.flatMap((part): Part[] => {
    if (part.kind !== 'call') return [];
    const failed = rng.chance(plot.failures);
    const content = failed
      ? `Error: ${prose(rng, 300)}\n    at ${output(rng, 700)}`
      : output(rng, rng.int(...plot.result));
    return [{ kind: 'result', id: part.id, content, failed }];
  });
  return { role: 'user', form: 'blocks', parts };
}

interface Moment {
  readonly messages: readonly Message[];
  readonly turn: number;
  readonly at: number;
  readonly n: number;
  readonly reply: Message;
}

function makeCall(rng: Random, world: World, plot: Plot, { messages, turn, at, n, reply }: Moment): Call {
  const firstByteAt = at + rng.int(700, 2_600);
  return {
    id: `${plot.session}/${plot.lane}/${n}`,
    session: plot.session,
    turn: `${plot.session}/${plot.lane}/t${turn}`,
    lane: plot.lane,
    agent: plot.agent,
    provider: world.provider,
    api: world.api,
    at,
    firstByteAt,
    endedAt: firstByteAt + rng.int(800, 11_000),
    outcome: 'ok',
    status: 200,
    error: null,
    purpose: 'generate',
    prompt: promptOf(rng, world, messages),
    reply,
    evicts: 'nothing',
    redacts: 'nothing',
  };
}

function promptOf(rng: Random, world: World, messages: readonly Message[]): Prompt {
  const { model, tools, system, systemForm, marking, parameters } = world;
  const tail = world.carriesContext
    ? `<runtime>open files: ${rng.int(1, 40)}; branch: ${rng.pick(NOUNS)}-${rng.int(1, 99)}; ${prose(rng, 200)}</runtime>`
    : null;
  return { model, tools, system, systemForm, messages, tail, marking, parameters };
}
