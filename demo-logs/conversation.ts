/** Turns of the invented agent: people ask, it calls tools, it answers. */
import { sentence } from './prose.js';
import type { Random } from './random.js';
import type { Block, Message } from './record.js';
import { PARTS, PEOPLE, ROOMS, SERVICES, STEMS } from './words.js';

const CALLS = ['read_file', 'search_text', 'shell', 'list_folder', 'build_log', 'repo_state'] as const;

export const say = (role: Message['role'], text: string): Message => ({
  role,
  content: [{ type: 'text', text }],
});

/** What a person writes, with the line about its sender that the gateway puts in front. */
export function ask(random: Random, text: string): Message {
  return say('user', `[${random.pick(PEOPLE)} in #${random.pick(ROOMS)}] ${text}`);
}

export const question = (random: Random): string =>
  random.pick([
    () =>
      `Why is the ${random.pick(PARTS)} of ${random.pick(SERVICES)} slow since this morning? ${sentence(random, 0)}`,
    () =>
      `${random.pick(SERVICES)} paged twice tonight. ${sentence(random, 0)} Please look and say what to change.`,
    () =>
      `Can you check what ${random.pick(STEMS)} does in ${random.pick(SERVICES)}, and whether anything still calls it?`,
    () => `Review my branch of ${random.pick(SERVICES)} before I open it. ${sentence(random, 0)}`,
  ])();

/** A call of a tool, with a line in front of it where the agent says what it is after. */
export function call(random: Random, input?: Readonly<Record<string, unknown>>): Message {
  const use: Block = {
    type: 'tool_use',
    id: `toolu_${random.hex(20)}`,
    name: random.pick(CALLS),
    input: input ?? { target: `${random.pick(SERVICES)}/${random.pick(STEMS)}`, limit: random.int(20, 400) },
  };
  if (random.chance(0.4)) return { role: 'assistant', content: [use] };
  return { role: 'assistant', content: [{ type: 'text', text: sentence(random, 0) }, use] };
}

/** The result of the call in `message`. */
export function resultOf(message: Message, content: string): Message {
  return {
    role: 'user',
    content: message.content
      .filter(block => block.type === 'tool_use')
      .map(block => ({ type: 'tool_result', tool_use_id: block.id ?? '', content })),
  };
}

export function answer(random: Random, sentences: number): Message {
  return say('assistant', Array.from({ length: sentences }, () => sentence(random, 0)).join(' '));
}

/** Bytes of messages as they stand in a request, with the commas between them. */
export const bytesOf = (messages: readonly Message[]): number =>
  messages.reduce((sum, message) => sum + Buffer.byteLength(JSON.stringify(message)) + 1, 0);
