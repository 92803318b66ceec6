import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { DEMO_LOGS, launchCachequake } from './cachequake.js';
import { endAll } from './terminal.js';

afterEach(endAll);

const SIZES = [
  [200, 60],
  [120, 36],
  [120, 30],
  [100, 30],
  [80, 24],
  [60, 20],
] as const;

/** A key that opens or closes something, and what tells that it has. */
const STEPS = [
  ['s', /the active session/],
  ['escape', /6\/6 v following/],
  [':', /All commands/],
  ['escape', /6\/6 v following/],
  ['?', /Help: /],
  ['escape', /6\/6 v following/],
  ['/', /enter finds/],
  ['escape', /6\/6 v following/],
  ['&', /enter lists|cause:/],
  ['escape', /6\/6 v following/],
  ['2', /6\/6 v following/],
] as const;

it('writes no byte beyond ASCII where the locale is C, at any size, dialogs and zoomed panes among it', {
  timeout: 180_000,
}, async () => {
  const program = launchCachequake([join(DEMO_LOGS, 'six-requests.jsonl')], {
    cols: 200,
    rows: 60,
    env: { LC_ALL: 'C', LANG: 'en_GB.UTF-8' },
  });
  await program.waitFor(/x 3 breaks[\s\S]*6\/6 v following/, { timeout: 60_000 });
  for (const [cols, rows] of SIZES) {
    program.resize(cols, rows);
    await program.waitFor(lines => /6\/6 v following *$/.test(lines[rows - 1] ?? ''));
    for (const [key, shows] of STEPS) {
      program.press(key);
      await program.waitFor(shows);
    }
  }
  program.resize(120, 30);
  await program.waitFor(lines => /6\/6 v following *$/.test(lines[29] ?? ''));
  program.press('tab', 'tab', 'tab', 'enter');
  await program.waitFor(/x messages\[43\]\.content\[0\] .*[0-9a-f]{8} {2}differs here, resent/);
  expect(program.raw()).toMatch(/^[\x00-\x7E]*$/);
});
