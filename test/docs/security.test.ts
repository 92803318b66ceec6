/** docs/security.md: each promise names tests, and those are there. */
import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const ROOT = new URL('../../', import.meta.url);
const rows = readFileSync(new URL('docs/security.md', ROOT), 'utf8')
  .split('\n')
  .filter(line => line.startsWith('| ') && line !== '| promise | test |')
  .map(line => line.split(' | '));

test('names what is promised and how it is tested', () => {
  expect(rows.length).toBeGreaterThan(20);
  for (const row of rows) expect(row, row[0]).toHaveLength(2);
});

test.each(rows.map(([promise = '', tests = '']) => [promise.slice(2, 60), tests]))('%s…', (_, tests) => {
  const files = [...tests.matchAll(/`(test\/[^`]+)`/g)].map(([, file = '']) => file);
  expect(files).not.toEqual([]);
  for (const file of files) expect(existsSync(new URL(file, ROOT)), file).toBe(true);
});
