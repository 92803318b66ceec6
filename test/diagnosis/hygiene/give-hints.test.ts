import { expect, test } from 'vitest';
import { HYGIENE } from '../../../src/diagnosis/hygiene/index.js';
import { createEngine } from '../../../src/engine.js';
import { type Ask, request, usage } from '../../agent.js';

const MARK = { cache_control: { type: 'ephemeral' } };
const BILL = { read: 0, write: 3_000 };

function ask(...said: readonly string[]): Ask {
  const system = [{ type: 'text', text: `Current time: 10:05:33. ${'rule '.repeat(2_000)}`, ...MARK }];
  const messages = said.map((words, n) => ({ role: n % 2 === 0 ? 'user' : 'assistant', content: words }));
  return { body: { model: 'claude-sonnet-4-6', system, messages } };
}

test('hints come with the verdict, and usage that comes later leaves them as they are', () => {
  const engine = createEngine();
  const hints = () => engine.model().requests.map(entry => entry.hints.map(({ id }) => id));
  engine.accept(request('a', 1, ask('Hello')));
  expect(hints()).toEqual([[]]);
  engine.accept(request('b', 2, ask('Hello', 'Yes', 'Go on')));
  expect(hints()).toEqual([['volatile-ahead'], []]);
  engine.accept(usage('a', 3, BILL));
  engine.accept(usage('b', 4, BILL));
  expect(hints()).toEqual([['volatile-ahead'], []]);
});

test('a failed request has no hints', () => {
  const engine = createEngine();
  engine.accept(request('a', 1, ask('Hello')));
  engine.accept(usage('a', 2, { ...BILL, outcome: 'error' }));
  expect(engine.model().requests[0]?.hints).toEqual([]);
});

test('hints that rest on what a text does not say are the ones not asked where the log replaced text', () => {
  expect(HYGIENE.filter(rule => rule.readsAbsence).map(({ id }) => id)).toEqual([
    'prefix-unmarked',
    'tail-unmarked',
    'tail-volatile',
    'one-turn-apart',
    'summary-unshared',
    'summary-untraced',
    'content-unrecoverable',
    'errors-scrubbed',
  ]);
});
