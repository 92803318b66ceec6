/** Random bodies for the Messages API, as JSON.parse would return them. */
import fc from 'fast-check';
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

export const text: fc.Arbitrary<string> = fc.array(character, { maxLength: 12 }).map(list => list.join(''));

export const json: fc.Arbitrary<Json> = fc
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

/** A body and one that was made from it by a few random replacements, so that they share a prefix. */
export const related: fc.Arbitrary<readonly [JsonObject, JsonObject]> = fc
  .tuple(body, body, fc.nat(), fc.nat(2))
  .map(([a, b, seed, how]) => {
    const list = Array.isArray(a.messages) ? a.messages : [];
    const other = Array.isArray(b.messages) ? b.messages : [];
    const cut = seed % (list.length + 1);
    if (how === 0) return [a, { ...a, messages: [...list, ...other] }] as const;
    if (how === 1) return [a, { ...a, messages: [...list.slice(0, cut), ...other] }] as const;
    return [a, { ...a, messages: list.slice(0, cut) }] as const;
  });
