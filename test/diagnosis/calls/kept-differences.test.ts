import { expect, it } from 'vitest';
import { createKeptDifferences, type Differing } from '../../../src/diagnosis/calls/kept-differences.js';
import { createEngine } from '../../../src/engine.js';
import { request, usage } from '../../agent.js';

it('keeps all that differs of a request whose kept prefix differs, and nothing of one that only grew', () => {
  const engine = createEngine();
  const long = 'fact. '.repeat(2_000);
  const bodies = [`10 ${long} 10`, `10 ${long} 10`, `20 ${long} 20`].map(system => ({
    model: 'claude-sonnet-4-6',
    max_tokens: 1,
    system,
    tools: [{ name: 'send', input_schema: {} }],
    messages: ['Hi', 'Hello', 'Go'].map((content, i) => ({
      role: i % 2 === 0 ? 'user' : 'assistant',
      content,
    })),
    cache_control: { type: 'ephemeral' },
  }));
  for (const [i, each] of bodies.entries()) {
    engine.accept(request(`k${i}`, i + 1, { body: each, at: i * 1000 }));
    engine.accept(usage(`k${i}`, i + 1, { read: i === 1 ? 3000 : 0, write: i === 1 ? 0 : 3000 }));
  }
  const [, same, broken] = engine.model().requests;
  expect(same?.differences).toBeNull();
  expect(broken?.differences?.list.map(({ path, char, place }) => [path, char, place.line])).toEqual([
    ['system', 0, 3],
    ['system', 12_004, 3],
  ]);
});

it('lets the oldest go when there are too many', () => {
  const text = (characters: number): Differing => {
    const side = { text: 'x'.repeat(characters), at: 0, length: characters };
    return { differences: { list: [{ before: side, after: null }] }, entry: null };
  };
  const kept = createKeptDifferences(10);
  const [first, second, third] = [text(6), text(4), text(5)];
  const gone = (): boolean[] => [first, second, third].map(call => call.differences === null);
  for (const call of [first, { differences: null, entry: null }, second]) kept.keep(call);
  expect(gone()).toEqual([false, false, false]);
  kept.keep(third);
  expect(gone()).toEqual([true, false, false]);
  // The newest stays, whatever its size.
  const large = text(99);
  kept.keep(large);
  expect(gone()).toEqual([true, true, true]);
  expect(large.differences).not.toBeNull();
});
