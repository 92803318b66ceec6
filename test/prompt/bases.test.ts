import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../src/log/record.js';
import { read } from './sample.js';

function body(tools: readonly string[], messages: readonly string[]): JsonObject {
  return {
    tools: tools.map(name => ({ name, input_schema: {} })),
    messages: messages.map(content => ({ role: 'user', content })),
  };
}

describe('a prompt that may go on from several', () => {
  const one = read(body(['a', 'b'], ['task one', 'step', 'one more']));
  const other = read(body(['a'], ['task two', 'step', 'another']));

  test('shares each section with the one that begins like it for longest', () => {
    const { blocks, starts } = read(body(['a', 'b'], ['task two', 'step', 'end']), undefined, [other, one]);
    expect(blocks.slice(0, 2)).toEqual(one.blocks.slice(0, 2));
    [0, 1].forEach(i => void expect(blocks[i]).toBe(one.blocks[i]));
    [0, 1].forEach(
      i => void expect(blocks[starts.messages + i]).toBe(other.blocks[other.starts.messages + i]),
    );
  });

  test('shares with the first of the list where none begins like it', () => {
    for (const [first, second] of [
      [one, other],
      [other, one],
    ] as const) {
      const grown = body(['a'], ['another task', 'step', 'another']);
      const { blocks, starts } = read(grown, undefined, [first, second]);
      expect(blocks[starts.messages + 1]).toBe(first.blocks[first.starts.messages + 1]);
    }
  });
});
