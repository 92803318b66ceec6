import { describe, expect, test } from 'vitest';
import { rulesOf } from '../../../src/cache/models.js';
import { lastIds, MARK, type Step, send, text, usage } from './session.js';

const SYSTEM = [{ type: 'text', text: 'Be brief.', ...MARK }];

/** A conversation of so many questions; about 1 300 tokens each. */
function talk(questions: number, more: Partial<Step> = {}): Step {
  const messages = Array.from({ length: 2 * questions - 1 }, (_, n) =>
    text(n % 2 === 0 ? 'user' : 'assistant', `Said ${n}. ${'word '.repeat(n % 2 === 0 ? 1_000 : 2)}`),
  );
  const bill = usage({ input: 1_300 * questions, cacheRead: 4_000 });
  return { body: { system: SYSTEM, messages }, usage: bill, ...more };
}

describe('tail-unmarked', () => {
  test('the conversation grows behind breakpoints that stand in front of it', () => {
    const hints = send(talk(1), talk(2), talk(3), talk(4));
    expect(hints.map(one => one.map(({ id }) => id))).toEqual([[], [], ['tail-unmarked'], []]);
    expect(hints[2]).toEqual([
      {
        id: 'tail-unmarked',
        summary:
          'No message is marked, only what stands in front of them: about 2 596 tokens of the conversation were sent again at the full price, and they become more with each request.',
        fix: expect.any(String),
        path: 'messages[4].content[0]',
      },
    ]);
  });

  const marked = talk(3);
  const messages = marked.body.messages.map((message, n) =>
    n === 4 ? text('user', 'Go on', MARK) : message,
  );
  const edited = talk(3).body.messages.map((message, n) => (n === 0 ? text('user', 'Else') : message));

  test.each<[string, Partial<Step>]>([
    ['a message is marked', { body: { system: SYSTEM, messages } }],
    ['nothing is marked at all', { body: { messages: marked.body.messages } }],
    ['the history was edited: no breakpoint would help', { body: { system: SYSTEM, messages: edited } }],
    ['what was sent again is short', { usage: usage({ input: 1_200, cacheRead: 4_000 }) }],
    ['the bill is not known', { usage: null }],
    ['the model caches by itself', { rules: rulesOf('gpt-5', 'openai-chat', null) }],
    ['the minimum is not known', { rules: rulesOf('claude-opus-9', null, null) }],
    ['the break says it', { causes: ['breakpoint-missing'] }],
  ])('silent where %s', (_, special) => {
    expect(lastIds(send(talk(1), talk(2), talk(3, special)))).not.toContain('tail-unmarked');
  });

  test('silent where the request before marked one', () => {
    expect(send(talk(1), talk(2, { body: { system: SYSTEM, messages } }), talk(3)).flat()).toEqual([]);
  });
});
