import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { commandsPage, endingOf } from '../../docs/commands.js';
import { COMMAND_NAMES } from '../../src/cli/similar.js';
import { cachequake } from '../cli/captured-io.js';

test('every refusal begins with the name of the program', async () => {
  const refused = [
    ['report', '--bogus'],
    ['report', 'nowhere.jsonl'],
    ['check', 'nowhere.jsonl', '--max-breaks', 'many'],
    ['diff', '5'],
    ['demo', 'nothing'],
  ];
  for (const line of refused) {
    const { code, err } = await cachequake(...line);
    expect([line, code, err]).toEqual([line, 2, expect.stringMatching(/^cachequake: /)]);
  }
});

describe('the help of each command', () => {
  test.each(COMMAND_NAMES)('%s has examples that begin with its name, and says how it ends', async name => {
    const { code, out } = await cachequake(name, '--help');
    expect(code).toBe(0);
    const [, examples = ''] = /^Examples:\n([\s\S]*?)\n\n/m.exec(out) ?? [];
    expect(examples.split('\n').length).toBeGreaterThan(1);
    expect(examples).toContain(name === 'watch' ? 'cachequake payload.jsonl' : `cachequake ${name}`);
    expect(endingOf(out)).toMatch(/^(?:0\b|the exit code)/);
  });

  test.each(['', ...COMMAND_NAMES])('%s fits 80 columns', async name => {
    const { out } = await cachequake(...[name].filter(Boolean), '--help');
    expect(out.split('\n').filter(line => line.length > 80)).toEqual([]);
  });

  test('is the page on commands (npm run docs writes it)', async () => {
    expect(readFileSync('docs/commands.md', 'utf8')).toBe(await commandsPage());
  });
});
