import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { withTables } from '../docs/readme-tables.js';
import { cachequake } from './cli/captured-io.js';

const readme = readFileSync('README.md', 'utf8');

describe('the README', () => {
  test('has the tables that the code says (npm run docs writes them)', () => {
    expect(readme).toBe(withTables(readme));
  });

  test('shows the table that the report prints', async () => {
    const { out } = await cachequake('report', 'demo-logs/six-requests.jsonl');
    const shown = /```text\n([\s\S]*?)```/.exec(readme)?.[1] ?? 'none';
    expect(out).toContain(shown);
  });

  test('names commands and files that exist', () => {
    const scripts: { readonly scripts: Readonly<Record<string, string>> } = JSON.parse(
      readFileSync('package.json', 'utf8'),
    );
    for (const [, script = ''] of readme.matchAll(/npm run ([\w-]+)/g))
      expect(Object.keys(scripts.scripts)).toContain(script);
    for (const [, path = ''] of readme.matchAll(/\]\(([\w./-]+)\)/g))
      expect([path, existsSync(path)]).toEqual([path, true]);
  });
});
