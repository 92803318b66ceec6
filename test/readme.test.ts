import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { TABLES, withTables } from '../docs/readme-tables.js';
import { cachequake } from './cli/captured-io.js';

const readme = readFileSync('README.md', 'utf8');

describe('the README', () => {
  test.each(Object.keys(TABLES))('leaves the table of %s to its page (npm run docs writes it)', name => {
    const page = readFileSync(`docs/${name}.md`, 'utf8');
    expect(page).toBe(withTables(page, [name]));
    expect(readme).toContain(`docs/${name}.md`);
  });

  test('is one screen to read, and says what a word means before it uses it', () => {
    expect(readme.trimEnd().split('\n').length).toBeLessThanOrEqual(100);
    expect(readme.split(/\s+/).length).toBeLessThan(1100);
    const order = [
      'records any agent',
      '## Try it',
      'A **break** is',
      '## Record your agent',
      '## Watch a log',
      '## Read the screen',
      '## Explain a log',
      '## Hold it',
      '## Privacy',
      '## What it does not know',
    ].map(part => readme.indexOf(part));
    expect(order).not.toContain(-1);
    expect(order).toEqual(order.toSorted((a, b) => a - b));
  });

  test('leaves to its page the table that the report prints', async () => {
    const { out } = await cachequake('report', 'demo-logs/six-requests.jsonl');
    const shown = /```text\n([\s\S]*?)```/.exec(readFileSync('docs/sharing.md', 'utf8'))?.[1] ?? 'none';
    expect(out).toContain(shown);
  });

  test('calls the program by one name, in commands that it has', async () => {
    expect(readme).not.toContain('node bin/cachequake');
    const { out } = await cachequake('--help');
    const known = [...out.matchAll(/^ {2}([a-z]+) /gm)].map(([, name]) => name);
    const used = [...readme.matchAll(/^cachequake ([a-z]+) /gm)].map(([, name]) => name);
    expect(used.length).toBeGreaterThan(10);
    expect(used.filter(name => !known.includes(name))).toEqual([]);
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

describe('the pages', () => {
  test('lead to files that exist', () => {
    const pages = readdirSync('docs').filter(name => name.endsWith('.md'));
    const lost = [...pages.map(name => `docs/${name}`), 'README.md', 'CONTRIBUTING.md'].flatMap(page =>
      [...readFileSync(page, 'utf8').matchAll(/\]\((?!https?:|#)([^)#\s]+)/g)]
        .map(([, link = '']) => join(dirname(page), link))
        .filter(link => !existsSync(link))
        .map(link => `${page} -> ${link}`),
    );
    expect(lost).toEqual([]);
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
