import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import type { Json } from '../../src/log/record.js';
import { readPrompt } from '../../src/prompt/index.js';

const read = (
  body: Readonly<Record<string, Json>>,
  api: 'anthropic-messages' | 'openai-chat' = 'anthropic-messages',
) => readPrompt({ api, body, model: null, betas: [], redacted: [] });

const circular = { type: 'text', text: 'one', cache_control: '[Circular]' };
const picture = { type: 'image', source: { type: 'base64', data: 'aaaa' } };
const message = { role: 'user', content: [circular, picture] };

it('says of a message that it knows what it said before', () => {
  const [first, again] = [read({ messages: [message] }), read({ messages: [message] })];
  expect(again).toEqual(first);
  expect(again?.redaction.paths).toEqual(['messages[0].content[0].cache_control']);
  expect(again?.parameters.images).toBe('true');
  expect(again?.blocks[0]).toBe(first?.blocks[0]);
});

it('reads it anew where it stands at another place', () => {
  read({ messages: [message] });
  const moved = read({ messages: [{ role: 'user', content: 'before' }, message] });
  expect(moved?.blocks.map(({ path, message: index }) => [path, index])).toEqual([
    ['messages[0].content', 0],
    ['messages[1].content[0]', 1],
    ['messages[1].content[1]', 1],
  ]);
  expect(moved?.redaction.paths).toEqual(['messages[1].content[0].cache_control']);
});

it('joins the messages of a list that begins as an earlier one did', () => {
  const [one, two, other] = ['one', 'two', 'other'].map(text => ({
    role: 'user',
    content: [
      { type: 'text', text },
      { type: 'text', text: 'more' },
    ],
  }));
  if (one === undefined || two === undefined || other === undefined) throw new Error('three messages');
  const md5 = (value: unknown): string => createHash('md5').update(JSON.stringify(value)).digest('hex');
  for (const messages of [[one, two], [one, two, other], [one, other, two], [one], [one, two, other, two]]) {
    const prompt = read({ messages });
    expect(prompt?.hashes.messages).toBe(md5(messages));
    expect(prompt?.blocks.map(({ canonical }) => JSON.parse(canonical))).toEqual(
      messages.flatMap(({ content }) => content),
    );
    expect(prompt?.blocks.map(({ message }) => message)).toEqual(messages.flatMap((_, i) => [i, i]));
  }
});

it('reads it anew for another API, and as an instruction where it is one', () => {
  const system = { role: 'system', content: 'be brief' };
  const asked = { role: 'user', content: 'why?' };
  expect(read({ messages: [system, asked] }, 'openai-chat')?.starts.messages).toBe(1);
  expect(read({ messages: [asked, system] }, 'openai-chat')?.starts.messages).toBe(0);
  expect(read({ messages: [system, asked] })?.starts.messages).toBe(0);
  expect(read({ messages: [system, asked] }, 'openai-chat')?.blocks[0]?.section).toBe('system');
});
