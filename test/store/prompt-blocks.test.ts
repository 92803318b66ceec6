import { expect, it } from 'vitest';
import type { Section } from '../../src/prompt/prompt.js';
import { placedBlocks } from '../../src/store/prompt-blocks.js';

const block = (section: Section, path: string, textBytes: number) => ({
  ...{ section, path, textBytes },
  name: null,
  digest: `hash of ${path}`,
});

it('gives each block its share of the tokens of its section, by the bytes of its text, one behind the other', () => {
  const blocks = [
    block('tools', 'tools[0]', 300),
    block('tools', 'tools[1]', 100),
    block('messages', 'messages[0].content', 0),
    block('messages', 'messages[1].content', 50),
  ];
  const placed = placedBlocks(blocks, { tools: 1000, system: 0, messages: 70 });
  expect(placed.map(({ tokens, start, end }) => [tokens, start, end])).toEqual([
    [750, 0, 750],
    [250, 750, 1000],
    [0, 1000, 1000],
    [70, 1000, 1070],
  ]);
  expect(placed[1]).toMatchObject({ path: 'tools[1]', hash: 'hash of tools[1]' });
});
