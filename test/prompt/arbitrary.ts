/** Random bodies for the Messages API, as JSON.parse would return them. */
import fc from 'fast-check';
import { isObject } from '../../src/log/json/json.js';
import type { Json, JsonObject } from '../../src/log/record.js';

// The same bodies in every run.
fc.configureGlobal({ seed: 20_261_122 });

/** Characters that break naive code: outside the basic plane, combining, halves of pairs, escapes, DEL, line ends. */
const character = fc.constantFrom(
  ...[
    'a',
    'b',
    ' ',
    '\n',
    '"',
    '\\',
    'é',
    'e\u0301',
    '漢',
    '😀',
    '😁',
    '\ud83d',
    '\ude00',
    '\u007f',
    '\u0000',
    '\u2028',
  ],
);

const text: fc.Arbitrary<string> = fc.array(character, { maxLength: 12 }).map(list => list.join(''));

const json: fc.Arbitrary<Json> = fc
  .jsonValue({ maxDepth: 2 })
  .map(value => JSON.parse(JSON.stringify(value)));

const input = fc.dictionary(fc.constantFrom('path', 'cache_control', 'text', 'constructor'), json, {
  maxKeys: 3,
});
const id = fc.constantFrom('t1', 't2', 't3');
const textBlock = text.map(value => ({ type: 'text', text: value }));
const image = text.map(data => ({
  type: 'image',
  source: { type: 'base64', media_type: 'image/png', data },
}));
const inner = fc.oneof(textBlock, image);

const block: fc.Arbitrary<JsonObject> = fc.oneof(
  textBlock,
  image,
  fc.record({ type: fc.constant('thinking'), thinking: text, signature: fc.constantFrom('s1', 's2') }),
  fc.record({ type: fc.constant('tool_use'), id, name: fc.constantFrom('read', 'write'), input }),
  fc.record({
    type: fc.constant('tool_result'),
    tool_use_id: id,
    content: fc.oneof(text, fc.array(inner, { maxLength: 3 })),
  }),
);

const tool = fc.record({ name: fc.constantFrom('read', 'write'), description: text, input_schema: input });
const content = fc.oneof(text, fc.array(block, { minLength: 1, maxLength: 3 }));
const message = fc.record({ role: fc.constantFrom('user', 'assistant'), content });

export const body: fc.Arbitrary<JsonObject> = fc
  .record(
    {
      tools: fc.array(tool, { maxLength: 3 }),
      system: fc.oneof(text, fc.array(textBlock, { maxLength: 3 })),
      messages: fc.array(message, { maxLength: 4 }),
    },
    { requiredKeys: ['messages'] },
  )
  .map(value => JSON.parse(JSON.stringify(value)));

function listOf(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? value : [];
}

type Change = (a: JsonObject, b: JsonObject, at: number) => JsonObject;

/** Ways in which agents make the next body from the last one, healthy and not. */
const CHANGES: readonly Change[] = [
  (a, b) => ({ ...a, messages: [...listOf(a.messages), ...listOf(b.messages)] }),
  (a, b, at) => ({ ...a, messages: [...listOf(a.messages).slice(0, at), ...listOf(b.messages)] }),
  (a, _, at) => ({ ...a, messages: listOf(a.messages).slice(0, at) }),
  (a, _, at) => ({ ...a, messages: listOf(a.messages).slice(at) }),
  (a, b, at) => ({ ...a, messages: listOf(a.messages).with(at, listOf(b.messages)[0] ?? null) }),
  (a, _, at) => ({ ...a, messages: listOf(a.messages).with(at, turned(listOf(a.messages)[at])) }),
  (a, _, at) => ({ ...a, messages: listOf(a.messages).with(at, reformed(listOf(a.messages)[at])) }),
  (a, b) => ({ ...a, tools: b.tools ?? [] }),
  (a, b) => ({ ...a, system: b.system ?? '' }),
];

/** The same message, said by the other side. */
function turned(value: Json | undefined): Json {
  if (!isObject(value)) return null;
  return { ...value, role: value.role === 'user' ? 'assistant' : 'user' };
}

/** The same message, its string as a block or its first block as a string. */
function reformed(value: Json | undefined): Json {
  if (!isObject(value)) return null;
  const { content } = value;
  if (typeof content === 'string') return { ...value, content: [{ type: 'text', text: content }] };
  const [first] = listOf(content);
  return isObject(first) && typeof first.text === 'string' ? { ...value, content: first.text } : value;
}

/** A body and one that was made from it, so that they have much in common. */
export const related: fc.Arbitrary<readonly [JsonObject, JsonObject]> = fc
  .tuple(body, body, fc.constantFrom(...CHANGES), fc.nat(100))
  .filter(([a]) => listOf(a.messages).length > 0)
  .map(([a, b, change, seed]) => [a, change(a, b, seed % listOf(a.messages).length)] as const);

const marker = fc.constantFrom<Json>({ type: 'ephemeral' }, { type: 'ephemeral', ttl: '1h' }, '[Circular]');

/** Whether to mark the next place, and how. */
export const markers: fc.Arbitrary<() => Json | null> = fc
  .infiniteStream(fc.option(marker))
  .map(stream => () => stream.next().value ?? null);

/** Puts markers wherever the API accepts them, as `choose` says. */
export function mark(value: JsonObject, choose: () => Json | null): JsonObject {
  const put = (item: Json): Json => {
    const chosen = choose();
    return chosen === null || !isObject(item) ? item : { ...item, cache_control: chosen };
  };
  const putOnBlock = (item: Json): Json =>
    isObject(item) && item.type === 'tool_result' && Array.isArray(item.content)
      ? put({ ...item, content: listOf(item.content).map(put) })
      : put(item);
  const putOnMessage = (item: Json): Json =>
    isObject(item) && Array.isArray(item.content)
      ? { ...item, content: listOf(item.content).map(putOnBlock) }
      : item;
  const marked: Record<string, Json> = { ...value, messages: listOf(value.messages).map(putOnMessage) };
  if (Array.isArray(value.tools)) marked.tools = listOf(value.tools).map(put);
  if (Array.isArray(value.system)) marked.system = listOf(value.system).map(put);
  return marked;
}
