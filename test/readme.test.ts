import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { withTables } from '../docs/readme-tables.js';
import { cachequake } from './cli/captured-io.js';

const readme = readFileSync('README.md', 'utf8');

describe('the README', () => {
  test('has the tables that the code says (npm run docs writes them)', () => {
    expect(readme).toBe(withTables(readme));
  });

  test('has the same formats in their own page', () => {
    const page = readFileSync('docs/formats.md', 'utf8');
    expect(page).toBe(withTables(page, ['formats']));
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

describe('the guide for contributors', () => {
  test('names files and folders that exist', () => {
    const guide = readFileSync('CONTRIBUTING.md', 'utf8');
    const paths = [...guide.matchAll(/`([\w.-]+\/[\w./-]*|[\w-]+\.ts)`/g)].map(([, path = '']) => path);
    expect(paths.length).toBeGreaterThan(30);
    // Inside a room's paragraph the room is left out.
    const roots = ['.', 'src', 'src/ui', 'src/log', 'src/diagnosis', 'src/cli'];
    expect(paths.filter(path => !roots.some(root => existsSync(`${root}/${path}`)))).toEqual([]);
  });
});
