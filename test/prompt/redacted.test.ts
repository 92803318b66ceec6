import { expect, test } from 'vitest';
import type { JsonObject } from '../../src/log/record.js';
import { isRedactedIn, isWhole, readPrompt, redactedSections, redactedUpTo } from '../../src/prompt/index.js';
import type { Prompt } from '../../src/prompt/prompt.js';

function read(body: JsonObject, redacted: readonly string[], api: Prompt['api'] = 'openai-chat'): Prompt {
  const prompt = readPrompt({ api, body, model: null, betas: [], redacted });
  if (prompt === null) throw new Error('no prompt');
  return prompt;
}

const CALLS: JsonObject = {
  messages: [
    { role: 'user', content: 'List the kayaks.' },
    {
      role: 'assistant',
      content: 'I look.',
      tool_calls: [
        { id: 'a', type: 'function', function: { name: 'list', arguments: '{"of":"kayaks"}' } },
        { id: 'b', type: 'function', function: { name: 'list', arguments: '<redacted>' } },
      ],
    },
  ],
};

const pathsOf = (prompt: Prompt): readonly string[] =>
  prompt.blocks.filter(isRedactedIn(prompt)).map(({ path }) => path);

test('only the block that holds the replaced text is redacted, not its message', () => {
  const prompt = read(CALLS, ['messages[1].tool_calls[1].function.arguments']);
  expect(pathsOf(prompt)).toEqual(['messages[1].tool_calls[1]']);
  expect([...redactedSections(prompt)]).toEqual(['messages']);
});

test('a path that holds several blocks redacts each of them', () => {
  expect(pathsOf(read(CALLS, ['messages[1]']))).toEqual([
    'messages[1].content',
    'messages[1].tool_calls[0]',
    'messages[1].tool_calls[1]',
  ]);
  expect(pathsOf(read(CALLS, ['messages']))).toHaveLength(4);
});

test('`messages[1]` is not `messages[10]`', () => {
  const messages = Array.from({ length: 11 }, (_, n) => ({ role: 'user', content: `${n}` }));
  expect(pathsOf(read({ messages }, ['messages[1].content']))).toEqual(['messages[1].content']);
});

test('what lies in no block is no part of a section, but the request is not whole', () => {
  const prompt = read(CALLS, ['metadata.user']);
  expect([pathsOf(prompt), redactedSections(prompt).size, isWhole(prompt)]).toEqual([[], 0, false]);
  expect(isWhole(read(CALLS, []))).toBe(true);
});

test('of a prefix only what lies in it is named, each path once', () => {
  const prompt = read(CALLS, ['messages[1].tool_calls[1].function.arguments', 'messages[0].content']);
  expect(redactedUpTo(prompt, 1)).toEqual(['messages[0].content']);
  expect(redactedUpTo(read(CALLS, ['messages[1]']), 3)).toEqual(['messages[1]']);
});
