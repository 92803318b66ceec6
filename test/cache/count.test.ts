import { expect, it } from 'vitest';
import { countTokens, createAnchors } from '../../src/cache/count.js';
import { readPrompt } from '../../src/prompt/index.js';
import { request } from '../agent.js';

it('counts by the nearest known prefixes: in proportion between two of them, by the meter behind the last', () => {
  const messages = Array.from({ length: 5 }, (_, i) => ({ role: 'user', content: `message ${i}` }));
  const prompt = readPrompt(request('a', 1, { body: { messages } }));
  if (prompt === null) throw new Error('no prompt');
  const anchors = createAnchors();
  anchors.set('m', prompt.chain[0] ?? '', 100);
  anchors.set('m', prompt.chain[3] ?? '', 190);
  const count = countTokens(prompt, 'm', anchors, { observations: 1, estimate: () => 10 });
  expect(count.upTo).toEqual([100, 130, 160, 190, 200]);
  expect([0, 1, 2, 3, 4].filter(count.isExact)).toEqual([0, 3]);
});

it('keeps a bounded number of counts, and forgets the oldest first', () => {
  const anchors = createAnchors();
  for (let i = 0; i <= 16_384; i += 1) anchors.set('m', `chain ${i}`, i);
  expect([0, 1, 16_384].map(i => anchors.get('m', `chain ${i}`))).toEqual([undefined, 1, 16_384]);
});
