/** A conversation of the invented agent that is sent, billed and written down request by request. */
import type { Billing } from './billing.js';
import { answer, ask, call, question, resultOf } from './conversation.js';
import { OUTPUTS, textOf } from './prose.js';
import type { Random } from './random.js';
import { type Block, type CacheControl, type Call, type Message, marked, type Tool } from './record.js';

/** What all lanes of a log share; `now` is the only clock. */
export interface Stage {
  readonly random: Random;
  readonly billing: Billing;
  readonly calls: Call[];
  now: number;
}

export interface Lane {
  readonly session: string;
  readonly agent?: string;
  readonly model: string;
  system: readonly Block[];
  readonly tools: readonly Tool[];
  readonly control: CacheControl | null;
  /** What is sent after the last breakpoint and replaced on every request. */
  readonly tail?: (now: number) => Message;
  turn: number;
  messages: readonly Message[];
}

/** Somebody writes: a new turn begins. */
export function opens(stage: Stage, lane: Lane, text: string = question(stage.random)): void {
  lane.turn += 1;
  lane.messages = [...lane.messages, ask(stage.random, text)];
}

/** The agent calls `count` tools, one request each, and the results come back. */
export function works(stage: Stage, lane: Lane, count: number): void {
  for (let done = 0; done < count; done++) {
    send(stage, lane);
    const use = call(stage.random);
    const output = textOf(stage.random.int(250, 1500), stage.random.pick(OUTPUTS), stage.random);
    lane.messages = [...lane.messages, use, resultOf(use, output)];
    stage.now += stage.random.int(300, 4000);
  }
}

/** The agent answers: the last request of the turn. */
export function answers(stage: Stage, lane: Lane): void {
  send(stage, lane);
  lane.messages = [...lane.messages, answer(stage.random, stage.random.int(2, 6))];
}

/** One request that goes well. */
export function send(stage: Stage, lane: Lane, output: number = stage.random.int(60, 420)): void {
  const { random, now: at } = stage;
  const body = bodyOf(stage, lane);
  const firstByteAt = at + random.int(900, 2300);
  const endedAt = firstByteAt + output * 14;
  const usage = stage.billing.bill(body, at, firstByteAt, output);
  stage.calls.push({
    ...startOf(stage, lane, body),
    firstByteAt,
    endedAt,
    status: 200,
    outcome: 'ok',
    usage,
  });
  stage.now = endedAt + random.int(40, 600);
}

/** The provider is overloaded: nothing is billed, nothing is cached. */
export function isRefused(stage: Stage, lane: Lane): void {
  const endedAt = stage.now + 1120;
  const error = 'overloaded_error: Overloaded';
  const start = startOf(stage, lane, bodyOf(stage, lane));
  stage.calls.push({
    ...start,
    firstByteAt: null,
    endedAt,
    status: 529,
    outcome: 'error',
    error,
    usage: null,
  });
  stage.now = endedAt + 2000;
}

/** Somebody pressed stop before the first byte. */
export function isAborted(stage: Stage, lane: Lane): void {
  const endedAt = stage.now + 830;
  const usage = { input: 0, cacheRead: 0, cacheWrite: 0, cacheWrite5m: 0, cacheWrite1h: 0, output: 0 };
  const start = startOf(stage, lane, bodyOf(stage, lane));
  stage.calls.push({ ...start, firstByteAt: null, endedAt, status: null, outcome: 'aborted', usage });
  stage.now = endedAt + 3100;
}

/** Asks how long the prompt is; runs no model. */
export function isCounted(stage: Stage, lane: Lane): void {
  const endedAt = stage.now + 210;
  const start = { ...startOf(stage, lane, bodyOf(stage, lane)), purpose: 'count-tokens' } as const;
  stage.calls.push({ ...start, firstByteAt: endedAt, endedAt, status: 200, outcome: 'ok', usage: null });
  stage.now = endedAt + 150;
}

function bodyOf(stage: Stage, lane: Lane): Call['body'] {
  const { model, system, tools, control, tail } = lane;
  const messages = control === null ? lane.messages : marked(lane.messages, control);
  return {
    model,
    messages: tail === undefined ? messages : [...messages, tail(stage.now)],
    max_tokens: 16_000,
    stream: true,
    system,
    ...(tools.length > 0 ? { tools } : {}),
  };
}

function startOf(
  stage: Stage,
  lane: Lane,
  body: Call['body'],
): Pick<Call, 'id' | 'at' | 'session' | 'turn' | 'body'> {
  return {
    id: `r${stage.calls.length + 1}`,
    at: stage.now,
    session: lane.session,
    turn: `t${lane.turn}`,
    ...(lane.agent === undefined ? {} : { agent: lane.agent }),
    body,
  };
}
