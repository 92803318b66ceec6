import { EventEmitter } from 'node:events';
import { Box, render, Text } from 'ink';
import type { ReactNode } from 'react';
import { describe, expect, it } from 'vitest';

/** What the frame writer relies on in Ink: an update of Ink that breaks it must fail here, not on a screen. */
describe('Ink in debug mode', () => {
  it('writes each commit as one whole frame, as wide and high as asked, without cursor moves', () => {
    const chunks: string[] = [];
    const stdout = Object.assign(Object.create(process.stdout), new EventEmitter(), {
      columns: 12,
      rows: 3,
      isTTY: true,
      write: (chunk: string) => chunks.push(chunk) > 0,
    });
    const tree = (text: string): ReactNode => (
      <Box width={12} height={3} flexDirection="column">
        <Text>{text}</Text>
        <Box flexGrow={1} />
        <Text>{'='.repeat(12)}</Text>
      </Box>
    );
    const ink = render(tree('one'), { stdout, debug: true, patchConsole: false });
    ink.rerender(tree('two'));
    expect(chunks).toEqual([`one\n\n${'='.repeat(12)}`, `two\n\n${'='.repeat(12)}`]);
    ink.unmount();
    for (const chunk of chunks)
      expect(chunk === '' || chunk.startsWith('two\n') || !/\u001B\[(?!\?25)/.test(chunk)).toBe(true);
  });
});
