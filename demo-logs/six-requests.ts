/**
 * One turn that cost 469,089 written tokens, 99 % of them by requests that broke: the system text changed between 1 and 2, and
 * from 5 on the agent compacts old tool results in place. The billed figures are given; the bytes are made to fit them.
 */
import { answer, ask, bytesOf, call, question, resultOf } from './conversation.js';
import { checksums, journal, OUTPUTS, testRun, textOf } from './prose.js';
import { createRandom, type Random } from './random.js';
import { type Block, type Call, logOf, type Message, marked, type Tool } from './record.js';
import { GROUP_CHAT, IDENTITY, INLINE_BUTTONS, systemHalves } from './system.js';
import { GROUP_ACTIONS, makeTools } from './tools.js';

/** Tokens that each request wrote and read, seconds after the start, seconds to the first byte and to the end. */
const BILLED = [
  { write: 1_044, read: 175_662, output: 418, at: 0, first: 1.6, end: 11.2 },
  { write: 178_577, read: 0, output: 171, at: 41, first: 11.4, end: 15.9 },
  { write: 1_942, read: 178_577, output: 214, at: 58, first: 1.7, end: 6.8 },
  { write: 541, read: 180_519, output: 132, at: 71, first: 1.5, end: 4.9 },
  { write: 142_537, read: 36_654, output: 187, at: 89, first: 9.3, end: 14.1 },
  { write: 144_448, read: 36_654, output: 356, at: 112, first: 9.6, end: 18.7 },
] as const;

const START = Date.parse('2026-11-20T18:02:07.412Z');
const MODEL = 'claude-sonnet-4-6';
/** Tokens of tools and system: the entry at the marker of `system[1]`. */
const FLOOR = 36_654;
/** Characters in front of the line that changes. */
const CHANGES_AT = 16_086;
const SYSTEM_TAIL_BYTES = 34_900;
const PLACEHOLDER = '[compacted: tool output removed to free context]';
/** Messages whose result request 5 and request 6 compact; the first holds hashes, which are dear in tokens. */
const COMPACTED = [41, 43] as const;
const COMPACTED_CHARACTERS = [4118, 1532] as const;
/** The 267 messages in front of the new turn: messages of people, then calls with results; all but the last turn were answered. */
const TURNS = [
  { asks: 2, calls: 7 },
  { asks: 1, calls: 14 },
  { asks: 1, calls: 9 },
  { asks: 1, calls: 5 },
  { asks: 1, calls: 11 },
  { asks: 2, calls: 8 },
  { asks: 1, calls: 12 },
  { asks: 1, calls: 6 },
  { asks: 1, calls: 16 },
  { asks: 1, calls: 10 },
  { asks: 1, calls: 13 },
  { asks: 1, calls: 10 },
];

export function sixRequests(): string {
  const random = createRandom(6);
  const halves = systemHalves(61, CHANGES_AT, SYSTEM_TAIL_BYTES);
  const before = frame(halves.head + INLINE_BUTTONS + halves.tail, makeTools(62, 34, 15));
  const after = frame(halves.head + GROUP_CHAT + halves.tail, makeTools(62, 34, 15, GROUP_ACTIONS));
  const bytesFor = (tokens: number): number => Math.round((tokens * after.bytes) / FLOOR);

  const first = history(random, bytesFor(176_706) - before.bytes);
  const second = nextTurn(random, first, bytesFor(178_577) - after.bytes);
  const third = step(random, second, bytesFor(1_942), 'npm test -- --filter nightly-import');
  const fourth = step(random, third, bytesFor(541), 'sed -n 60,96p src/intake/batch-cursor.ts');
  const fifth = compacted(
    step(random, fourth, bytesFor(320), 'git log --oneline -5 src/intake'),
    COMPACTED[0],
  );
  const sixth = compacted(step(random, fifth, bytesFor(2_300), 'git show 4be91c2'), COMPACTED[1]);

  return logOf([
    callOf(1, 't1', before, first),
    ...[second, third, fourth, fifth, sixth].map((messages, index) =>
      callOf(index + 2, 't2', after, messages),
    ),
  ]);
}

/** What stands in front of the messages. */
interface Frame {
  readonly system: readonly Block[];
  readonly tools: readonly Tool[];
  /** Both as they stand in the body. */
  readonly bytes: number;
}

function frame(text: string, tools: readonly Tool[]): Frame {
  const system: readonly Block[] = [
    { type: 'text', text: IDENTITY },
    { type: 'text', text, cache_control: { type: 'ephemeral' } },
  ];
  return { system, tools, bytes: Buffer.byteLength(JSON.stringify(system) + JSON.stringify(tools)) };
}

function callOf(n: number, turn: string, { system, tools }: Frame, messages: readonly Message[]): Call {
  const billed = BILLED[n - 1] ?? BILLED[0];
  const at = START + billed.at * 1000;
  return {
    id: `r${n}`,
    at,
    session: 'quayside:harbour-ops',
    turn,
    body: { model: MODEL, messages: marked(messages), max_tokens: 16_000, stream: true, system, tools },
    firstByteAt: at + Math.round(billed.first * 1000),
    endedAt: at + Math.round(billed.end * 1000),
    status: 200,
    outcome: 'ok',
    usage: {
      input: 3,
      cacheRead: billed.read,
      cacheWrite: billed.write,
      cacheWrite5m: billed.write,
      cacheWrite1h: 0,
      output: billed.output,
    },
  };
}

/** The conversation before the new turn, `bytes` long: people ask, the agent calls tools and answers. */
function history(random: Random, bytes: number): readonly Message[] {
  const messages = TURNS.flatMap((turn, index) => [
    ...Array.from({ length: turn.asks }, () => ask(random, question(random))),
    ...Array.from({ length: turn.calls }, () => callAndResult(random)).flat(),
    ...(index < TURNS.length - 1 ? [answer(random, random.int(3, 8))] : []),
  ]);
  const later = messages.flatMap((message, at) => (isResult(message) && at > COMPACTED[1] ? [at] : []));
  for (const at of later) put(messages, at, '');
  put(messages, COMPACTED[0], textOf(8000, checksums, random).slice(0, COMPACTED_CHARACTERS[0]));
  put(messages, COMPACTED[1], textOf(8000, journal, random).slice(0, COMPACTED_CHARACTERS[1]));
  let left = bytes - bytesOf(messages);
  later.forEach((at, done) => {
    const share = Math.floor(left / (later.length - done));
    const size = at === later.at(-1) ? left : Math.floor((share * random.int(20, 180)) / 100);
    put(messages, at, textOf(size, random.pick(OUTPUTS), random));
    left -= size;
  });
  return messages;
}

/** Results older than the two of the story were compacted long ago; the later ones get their text at the end. */
function callAndResult(random: Random): readonly [Message, Message] {
  const use = call(random);
  return [use, resultOf(use, PLACEHOLDER)];
}

const isResult = (message: Message): boolean => message.content[0]?.type === 'tool_result';

function put(messages: Message[], at: number, content: string): void {
  const use = messages[at - 1];
  if (use !== undefined) messages[at] = resultOf(use, content);
}

/** The answer of the old turn and the message that opens the new one, all messages together `bytes` long. */
function nextTurn(random: Random, messages: readonly Message[], bytes: number): readonly Message[] {
  const reply = answer(random, 9);
  const room = bytes - bytesOf([...messages, reply, ask(createRandom(63), REQUEST)]);
  return [...messages, reply, ask(createRandom(63), REQUEST + textOf(room, testRun, random))];
}

const REQUEST = `The nightly import is red again. It stopped after the second batch, and the rows of the third are
missing in the ledger. Please find out why, and repair it if it is small. This is what the build host printed:

`;

/** A call and its result, `bytes` long together. */
function step(
  random: Random,
  messages: readonly Message[],
  bytes: number,
  command: string,
): readonly Message[] {
  const use = call(random, { target: command, timeout_ms: 120_000 });
  const room = bytes - bytesOf([use, resultOf(use, '')]);
  return [...messages, use, resultOf(use, textOf(room, random.pick(OUTPUTS), random))];
}

/** What the agent does to save room: an old result becomes a placeholder, in place. */
const compacted = (messages: readonly Message[], at: number): readonly Message[] =>
  messages.map((message, index) =>
    index === at ? resultOf(messages[at - 1] ?? message, PLACEHOLDER) : message,
  );
