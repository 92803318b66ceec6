import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { createEngine } from '../../../src/engine.js';
import { cachequake } from '../../../src/log/formats/cachequake/cachequake.js';
import { NOTHING_BESIDE } from '../../../src/log/formats/format.js';

/** `request number: hint id` of a committed demo log. */
function hintsOf(name: string): readonly string[] {
  const path = `${name}.jsonl`;
  const lines = readFileSync(new URL(`../../../demo-logs/${path}`, import.meta.url), 'utf8').split('\n');
  const reader = cachequake.open(NOTHING_BESIDE);
  const engine = createEngine();
  for (const [index, line] of lines.entries()) {
    if (line === '') continue;
    const bytes = Buffer.from(line);
    const parsed = { origin: { path, line: index + 1 }, bytes, keep: () => bytes, value: JSON.parse(line) };
    for (const record of reader.read(parsed)) engine.accept(record);
  }
  return engine.model().requests.flatMap(({ n, hints }) => hints.map(({ id }) => `${n}: ${id}`));
}

test('a healthy day with subagents, title calls and a replaced tail has no hints', () => {
  expect(hintsOf('healthy-day')).toEqual([]);
});

test('a counter in the system text is told of with the first request, before it breaks anything', () => {
  expect(hintsOf('message-id')).toEqual(['1: volatile-ahead']);
});
