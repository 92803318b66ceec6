import { expect, it } from 'vitest';
import { supportsUnicode, whyNotInteractive } from '../../../src/ui/terminal/capability.js';

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

it('shows more than ASCII where the locale does: the first of LC_ALL, LC_CTYPE and LANG that is set', () => {
  const shows = (env: Record<string, string>): boolean => supportsUnicode(env, 'linux');
  expect(shows({ LANG: 'en_GB.UTF-8' })).toBe(true);
  expect(shows({ LANG: 'C', LC_CTYPE: 'de_DE.utf8' })).toBe(true);
  expect(shows({ LANG: 'en_GB.UTF-8', LC_ALL: 'C' })).toBe(false);
  expect(shows({ LC_ALL: '', LANG: 'de_DE@euro' })).toBe(false);
  expect(shows({})).toBe(false);
  expect(supportsUnicode({}, 'win32')).toBe(true);
});
