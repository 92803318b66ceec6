import { expect, it } from 'vitest';
import { whyNotInteractive } from '../../../src/ui/terminal/capability.js';

const terminal = { stdinIsTTY: true, stdoutIsTTY: true, env: { TERM: 'xterm' } };

it('draws a screen on a terminal only, and says why not', () => {
  expect(whyNotInteractive(terminal)).toBeNull();
  expect(whyNotInteractive({ ...terminal, stdoutIsTTY: false })).toBe('standard output is not a terminal');
  expect(whyNotInteractive({ ...terminal, stdinIsTTY: false })).toBe('standard input is not a terminal');
  expect(whyNotInteractive({ ...terminal, env: { TERM: 'dumb' } })).toBe('TERM is dumb');
  expect(whyNotInteractive({ ...terminal, env: { INK_SCREEN_READER: 'true' } })).toBe(
    'a screen reader is in use',
  );
  expect(whyNotInteractive({ ...terminal, env: { CI: '1' } })).toBe('CI is set');
  expect(whyNotInteractive({ ...terminal, env: { CI: 'false' } })).toBeNull();
});
