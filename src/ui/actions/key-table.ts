import type { Key } from './action.js';
import { ACTIONS, TERMINAL_KEYS } from './registry.js';

const NAMES: Readonly<Record<string, string>> = {
  up: '↑',
  down: '↓',
  left: '←',
  right: '→',
  home: 'Home',
  end: 'End',
  pageup: 'PgUp',
  pagedown: 'PgDn',
  space: 'Space',
  tab: 'Tab',
  'shift+tab': 'Shift-Tab',
  return: 'Enter',
  escape: 'Esc',
  f1: 'F1',
};

/** A key as people call it: `j`, `Ctrl-d`, `PgDn`. */
export const keyName = (key: Key): string => NAMES[key] ?? key.replace(/^ctrl\+/, 'Ctrl-');

/** The keys as a Markdown table, for the README. */
export function keyTable(): string {
  const rows = [...ACTIONS, ...TERMINAL_KEYS].map(
    ({ keys, title }) => `| ${keys.map(key => `\`${keyName(key)}\``).join(' ')} | ${title} |`,
  );
  return ['| Key | What it does |', '|---|---|', ...rows, ''].join('\n');
}
