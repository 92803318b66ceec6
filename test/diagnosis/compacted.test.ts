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

  it('is any short line that says where a long result lies, in whatever form', () => {
    const lies = (pointer: string): boolean => {
      const result = (content: string): Block => {
        const body = {
          messages: [
            { role: 'assistant', content: [{ type: 'tool_use', id: 't', name: 'run', input: {} }] },
            { role: 'user', content: [{ type: 'tool_result', tool_use_id: 't', content }] },
          ],
        };
        const made = readPrompt(request('a', 1, { body }))?.blocks.at(-1);
        if (made === undefined) throw new Error('no block');
        return made;
      };
      return isCompacted(result('error: none. '.repeat(300)), result(pointer));
    };
    const pointers = [
      'Saved as /tmp/agent/r1.txt',
      'See .cache/results/r1.txt',
      '{"at":"artifacts/r1.json"}',
      'Now at https://files.example/r1',
    ];
    expect(pointers.map(lies)).toEqual([true, true, true, true]);
    expect(['and/or', 'Done.', '3/4 of the run', 'v1.2'].map(lies)).toEqual([false, false, false, false]);
  });

  it('is shorter than what stood there', () => {
    expect([100, 101].map(bytes => compacted(bytes, 100))).toEqual([false, true]);
  });
});
