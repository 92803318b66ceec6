import { describe, expect, it } from 'vitest';
import { isCompacted } from '../../src/diagnosis/causes/history-edited.js';
import { type Block, readPrompt } from '../../src/prompt/index.js';
import { request } from '../agent.js';

/** A text block whose JSON has so many bytes. */
function block(words: string, bytes: number): Block {
  const of = (text: string): Block => {
    const body = { messages: [{ role: 'user', content: [{ type: 'text', text }] }] };
    const made = readPrompt(request('a', 1, { body }))?.blocks.at(-1);
    if (made === undefined) throw new Error('no block');
    return made;
  };
  return of(words + '.'.repeat(bytes - of(words).bytes));
}

describe('a placeholder', () => {
  const compacted = (before: number, after: number): boolean =>
    isCompacted(block('The whole result', before), block('[removed]', after));

  it('has fewer than 400 characters, or less than half of what stood there', () => {
    expect([399, 400].map(bytes => compacted(700, bytes))).toEqual([true, false]);
    expect([499, 500].map(bytes => compacted(1_000, bytes))).toEqual([true, false]);
  });

  it('is shorter than what stood there', () => {
    expect([100, 101].map(bytes => compacted(bytes, 100))).toEqual([false, true]);
  });
});
