import { expect, test } from 'vitest';
import { lineIn } from '../../../src/cli/live/hands.js';

const body = {
  model: 'm',
  tools: [{ name: 'a', input_schema: { type: 'object' } }, { name: 'b' }],
  none: undefined,
  empty: [],
  messages: [{ role: 'user', content: [{ type: 'text', text: 'here' }] }],
};

test('a path of a pretty-printed body stands in its line, as far as it leads', () => {
  const lines = JSON.stringify(body, null, 2).split('\n');
  const at = (...steps: readonly (string | number)[]): string | undefined =>
    lines[lineIn(body, steps) - 1]?.trim();
  expect(at()).toBe('{');
  expect(at('model')).toBe('"model": "m",');
  expect(at('tools', 1, 'name')).toBe('"name": "b"');
  expect(at('messages', 0, 'content', 0, 'text')).toBe('"text": "here"');
  expect(at('messages', 0, 'content', 0, 'text', 'deeper')).toBe('"text": "here"');
  expect(at('messages', 7)).toBe('"messages": [');
  expect(at('elsewhere')).toBe('{');
});
