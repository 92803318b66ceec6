import { expect, test } from 'vitest';
import { createEngine } from '../../../src/engine.js';
import { type Ask, request, usage } from '../../agent.js';

const MARK = { cache_control: { type: 'ephemeral' } };
const REFUSAL = { read: null, write: null, outcome: 'error' } as const;

/** A question behind as many marked instructions, the clock in front of them. */
function ask(markers: number): Ask {
  const system = Array.from({ length: markers }, (_, n) => ({
    type: 'text',
    text: `Current time: 10:05:3${n}. Part ${n}. ${'rule '.repeat(800)}`,
    ...MARK,
  }));
  return { body: { model: 'claude-sonnet-4-6', system, messages: [{ role: 'user', content: 'Hello' }] } };
}

function hintsOf(markers: readonly number[], status: number | null): readonly (readonly string[])[] {
  const engine = createEngine();
  markers.forEach((count, n) => {
    engine.accept(request(`r${n}`, 2 * n + 1, ask(count)));
    engine.accept({ ...usage(`r${n}`, 2 * n + 2, REFUSAL), status });
  });
  return engine.model().requests.map(({ hints }) => hints.map(({ id }) => id));
}

test('each request that was refused for its breakpoints says so, and nothing else', () => {
  expect(hintsOf([5, 4, 5], 400)).toEqual([['breakpoints-illegal'], [], ['breakpoints-illegal']]);
  expect(hintsOf([5], null)).toEqual([['breakpoints-illegal']]);
});

test('a request that failed for another reason is not told about its breakpoints', () => {
  expect(hintsOf([5], 429)).toEqual([[]]);
  expect(hintsOf([5], 529)).toEqual([[]]);
});
