import { expect, test } from 'vitest';
import { isSummaryOf } from '../../../src/diagnosis/lanes/summary.js';
import type { JsonObject } from '../../../src/log/record.js';
import { type Prompt, readPrompt } from '../../../src/prompt/index.js';
import { prose, request } from '../../agent.js';

const user = (content: string): JsonObject => ({ role: 'user', content });
const answer = (content: string): JsonObject => ({ role: 'assistant', content });
const SUMMARY = user(`Summary of the conversation so far: ${prose('s', 40)}`);

function prompt(...messages: readonly JsonObject[]): Prompt {
  const read = readPrompt(request('a', 1, { body: { model: 'claude-sonnet-4-6', messages } }));
  if (read === null) throw new Error('no prompt');
  return read;
}

const rounds = (count: number): readonly JsonObject[] =>
  Array.from({ length: count }, (_, n) => [user(`question ${n}`), answer(`answer ${n}`)]).flat();

test.each([
  ['in front', [SUMMARY, user('go on')], true],
  [
    'behind what the user said, which is kept',
    [user('question 0'), user('question 1'), user('question 2'), SUMMARY],
    true,
  ],
  [
    'the same, with an answer to it',
    [user('question 0'), user('question 1'), user('question 2'), SUMMARY, answer('so')],
    true,
  ],
  ['behind an answer', [user('question 0'), answer('another'), user('and'), SUMMARY], false],
  ['none', [user('question 0'), user('go on')], false],
])('a conversation is taken up from a summary: %s', (_, messages, isSummary) => {
  expect(isSummaryOf(prompt(...messages), prompt(...rounds(8)))).toBe(isSummary);
});
