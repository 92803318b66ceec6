import chalk from 'chalk';
import { afterEach, describe, expect, it } from 'vitest';
import { colourLevel, setColourLevel } from '../../../src/ui/terminal/colour.js';

const level = (facts: Partial<Parameters<typeof colourLevel>[0]>): number =>
  colourLevel({ flag: undefined, isTTY: true, env: { TERM: 'xterm-256color' }, ...facts });

describe('colourLevel', () => {
  it('asks the flag, then NO_COLOR, then FORCE_COLOR, then the terminal', () => {
    expect(level({ flag: 'always', env: { NO_COLOR: '1', FORCE_COLOR: '0' }, isTTY: false })).toBe(1);
    expect(level({ flag: 'never', env: { FORCE_COLOR: '3' } })).toBe(0);
    expect(level({ env: { NO_COLOR: '1', FORCE_COLOR: '3' } })).toBe(0);
    expect(level({ env: { FORCE_COLOR: '3' }, isTTY: false })).toBe(3);
    expect(level({ env: { FORCE_COLOR: '0', TERM: 'xterm-256color' } })).toBe(0);
    expect(level({ flag: 'auto' })).toBe(2);
    expect(level({ isTTY: false })).toBe(0);
  });

  it('takes an empty NO_COLOR as not set', () => {
    expect(level({ env: { NO_COLOR: '', TERM: 'xterm' } })).toBe(1);
  });

  it('reads what the terminal says of itself', () => {
    expect(level({ env: { TERM: 'xterm', COLORTERM: 'truecolor' } })).toBe(3);
    expect(level({ env: { TERM: 'linux' } })).toBe(1);
    expect(level({ env: { TERM: 'dumb' } })).toBe(0);
  });
});

describe('setColourLevel', () => {
  afterEach(() => setColourLevel(0));
  it('decides how Ink colours', () => {
    setColourLevel(0);
    expect(chalk.red('a')).toBe('a');
    setColourLevel(1);
    expect(chalk.red('a')).toBe('\u001B[31ma\u001B[39m');
  });
});
