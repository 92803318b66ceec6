import { expect, test } from 'vitest';
import { openSplit, splitCommand } from '../../../src/record/agent/split.js';

const placed = (columns: number, rows: number): readonly string[] =>
  splitCommand(['watch'], '%7', { columns, rows }).slice(2, -1);

test.each([
  // Side by side where both have the width that programs expect,
  [200, 50, ['-h', '-l', '99']],
  [161, 24, ['-h', '-l', '80']],
  // else below: the half, or as much as shows a list and its detail, if that leaves the agent a screen.
  [160, 50, ['-v', '-l', '24']],
  [120, 36, ['-v', '-l', '18']],
  [120, 31, ['-v', '-l', '18']],
  [120, 30, ['-v', '-l', '14']],
  [80, 24, ['-v', '-l', '11']],
])('a pane of %d x %d is split where both halves are of use', (columns, rows, where) => {
  expect(placed(columns, rows)).toEqual([...where, '-t', '%7']);
});

test('without tmux it says what is missing, whatever is wrong', async () => {
  expect(await openSplit(['watch'], {})).toBe(
    '--split opens a pane of tmux, and this terminal is not inside tmux',
  );
  expect(await openSplit(['watch'], { TMUX: '/nowhere,1,0', PATH: '/nowhere' })).toContain('ENOENT');
});
