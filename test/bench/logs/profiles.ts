/** Logs of any size by profile, in the shape of OpenClaw's payload log: what reading one costs depends on what is in it. */
import { createHash } from 'node:crypto';
import { closeSync, openSync, writeSync } from 'node:fs';
import { createRandom, type Random } from '../../../demo-logs/random.js';
import { type Conversation, createConversation, type Shape } from './conversation.js';

export interface Profile {
  readonly id: string;
  readonly title: string;
  /** Conversations that are under way at once. */
  readonly active: number;
  /** Chance that a request is of another conversation than the one before. */
  readonly turns: number;
  /** Of the conversation with this number, from 0. */
  shapeOf(index: number): Shape;
}

const AGENT: Shape = {
  system: 35_000,
  tools: 58_000,
  history: 0,
  longest: 900_000,
  result: 2_500,
  breaks: 0.012,
  isEscaped: false,
  messagesFirst: false,
  marked: 1,
};

export const PROFILES: readonly Profile[] = [
  {
    id: 'mixed',
    title: 'three agents, some escaped, some breaks',
    active: 3,
    turns: 0.2,
    shapeOf: index => ({
      ...AGENT,
      isEscaped: index % 4 === 3,
      messagesFirst: index % 3 === 2,
      marked: [1, 1, 2, 1, 0][index % 5] ?? 1,
      longest: 600_000 + 100_000 * (index % 6),
    }),
  },
  {
    id: 'append-only',
    title: 'one long conversation that only grows',
    active: 1,
    turns: 0,
    shapeOf: () => ({
      ...AGENT,
      history: 900_000,
      longest: Number.POSITIVE_INFINITY,
      result: 250,
      breaks: 0,
    }),
  },
  {
    id: 'escaped',
    title: 'one agent whose client writes ASCII only',
    active: 1,
    turns: 0,
    shapeOf: () => ({ ...AGENT, isEscaped: true }),
  },
  {
    id: 'interleaved',
    title: 'eight agents that take turns',
    active: 8,
    turns: 1,
    shapeOf: index => ({ ...AGENT, longest: 300_000, marked: 1 + (index % 2) }),
  },
  {
    id: 'small',
    title: 'many small requests',
    active: 4,
    turns: 0.5,
    shapeOf: () => ({ ...AGENT, system: 1_500, tools: 1_700, longest: 6_000, result: 120 }),
  },
];

export function profileOf(id: string): Profile {
  const profile = PROFILES.find(candidate => candidate.id === id);
  if (profile === undefined) throw new Error(`no profile ${id}: ${PROFILES.map(one => one.id).join(', ')}`);
  return profile;
}

/** The lines of a log without end, each with its newline. A conversation that is over makes room for the next. */
export function* linesOf(profile: Profile, seed: number): Generator<string> {
  const random = createRandom(seed);
  const open = (index: number): { id: string; conversation: Conversation } => ({
    id: `session-${seed}-${index}`,
    conversation: createConversation(profile.shapeOf(index), createRandom(seed * 1_000 + index)),
  });
  let opened = profile.active;
  const active = Array.from({ length: profile.active }, (_, index) => open(index));
  let current = 0;
  let at = Date.UTC(2026, 2, 10, 8);
  for (;;) {
    if (random.chance(profile.turns)) current = (current + 1) % active.length;
    const one = active[current];
    if (one === undefined) return;
    at += random.int(500, 20_000);
    yield* exchange(one.id, one.conversation, at, random);
    if (one.conversation.isOver) active[current] = open(opened++);
  }
}

/** A request, and the line that says what it was billed. */
function* exchange(
  sessionId: string,
  conversation: Conversation,
  at: number,
  random: Random,
): Generator<string> {
  const { body, cached } = conversation.next();
  const runId = random.hex(32);
  const head = (time: number, stage: string): string =>
    `{"ts":"${new Date(time).toISOString()}","runId":"${runId}","sessionId":"${sessionId}","stage":"${stage}"`;
  const digest = createHash('sha256').update(body).digest('hex');
  yield `${head(at, 'request')},"payload":${body},"payloadDigest":"${digest}"}\n`;
  const usage = {
    input_tokens: 3,
    output_tokens: random.int(20, 900),
    cache_read_input_tokens: cached >> 2,
    cache_creation_input_tokens: (body.length - cached) >> 2,
  };
  yield `${head(at + 400, 'usage')},"usage":${JSON.stringify(usage)}}\n`;
}

/** @returns requests written */
export function writeLog(path: string, profile: Profile, seed: number, bytes: number): number {
  const file = openSync(path, 'w');
  let written = 0;
  let lines = 0;
  for (const line of linesOf(profile, seed)) {
    written += writeSync(file, line);
    lines += 1;
    if (written >= bytes && lines % 2 === 0) break;
  }
  closeSync(file);
  return lines / 2;
}
