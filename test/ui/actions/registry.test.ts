import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { keyName, keyTable } from '../../../src/ui/actions/key-table.js';
import { ACTIONS, TERMINAL_KEYS } from '../../../src/ui/actions/registry.js';
import { plain } from '../../../src/ui/line.js';
import { helpContent } from '../../../src/ui/panels/over/help.js';

describe('ACTIONS', () => {
  it('gives each key one meaning', () => {
    const keys = [...ACTIONS, ...TERMINAL_KEYS].flatMap(action => action.keys);
    expect(keys.filter((key, i) => keys.indexOf(key) !== i)).toEqual([]);
  });

  it('gives each action its own id and a key', () => {
    expect(new Set(ACTIONS.map(({ id }) => id)).size).toBe(ACTIONS.length);
    for (const { id, keys } of ACTIONS) expect([id, keys.length > 0]).toEqual([id, true]);
  });

  it('names only keys of its own in the footer', () => {
    const known = new Set(
      ACTIONS.flatMap(({ keys }) => keys.map(key => keyName(key)).flatMap(key => [key, key.toLowerCase()])),
    );
    for (const hint of ACTIONS.flatMap(action => [action.hint, action.hintWhileStopped])) {
      for (const key of hint?.keys === '/' ? ['/'] : (hint?.keys.split('/') ?? [])) {
        expect(key).toSatisfy((name: string) => known.has(name) || known.has(NAMES[name] ?? ''));
      }
    }
  });

  it('stands in help with every key and title', () => {
    const text = helpContent(200, 'requests').map(plain).join('\n');
    for (const { keys, title } of [...ACTIONS, ...TERMINAL_KEYS]) {
      expect(text).toContain(title);
      for (const key of keys) expect(text).toContain(keyName(key));
    }
  });
});

const NAMES: Readonly<Record<string, string>> = { enter: 'enter', esc: 'esc', tab: 'tab' };

describe('keyTable', () => {
  it('has a row for each action', () => {
    expect(keyTable().trim().split('\n')).toHaveLength(2 + ACTIONS.length + TERMINAL_KEYS.length);
    expect(keyTable()).toContain('| `j` `↓` | next request, or scroll down in the diff |');
  });

  it.runIf(
    existsSync('docs/keys.md') && readFileSync('docs/keys.md', 'utf8').includes('| Key | What it does |'),
  )('is the table in its page', () => {
    expect(readFileSync('docs/keys.md', 'utf8')).toContain(keyTable().trim());
  });
});
