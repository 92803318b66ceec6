import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { cachequake } from '../cli/captured-io.js';

/** Names of all fields of a value; keys that are no names (lifetimes) are left out. */
function fieldsOf(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.flatMap(fieldsOf);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) => [name, ...fieldsOf(inner)]);
}

test('the page on the report JSON names every field of a report', async () => {
  const { out } = await cachequake('report', 'demo-logs/six-requests.jsonl', '--format', 'json');
  const fields = [...new Set(fieldsOf(JSON.parse(out)))];
  expect(fields.length).toBeGreaterThan(80);
  const page = readFileSync(new URL('../../docs/report-json.md', import.meta.url), 'utf8');
  const named = new Set([...page.matchAll(/`(?:[a-z]+\.)?([\w]+)(?:\[\])?`/g)].map(match => match[1]));
  expect(fields.filter(field => !named.has(field))).toEqual([]);
});
