import { expect, test } from 'vitest';
import { mayBeRedacted } from '../../../src/log/protocol/redaction.js';
import type { JsonObject } from '../../../src/log/record.js';

const asked = (body: JsonObject): boolean => mayBeRedacted(body, Buffer.from(JSON.stringify(body)));

test('a placeholder is found wherever it stands, also in what was asked before', () => {
  const clean = { role: 'user', content: [{ type: 'text', text: 'nothing' }] };
  const replaced = { role: 'user', content: [{ type: 'image', source: { data: '<redacted>' } }] };
  expect(asked({ messages: [clean] })).toBe(false);
  expect(asked({ messages: [clean, replaced] })).toBe(true);
  expect(asked({ messages: [replaced] })).toBe(true);
  expect(asked({ messages: [clean] })).toBe(false);
  expect(asked({ system: [{ cache_control: '[Circular]' }] })).toBe(true);
});

test('what is nested too deep to be walked is searched as it is written', () => {
  const nest = (inner: string): JsonObject =>
    JSON.parse(`{"messages":${'['.repeat(5_000)}${JSON.stringify(inner)}${']'.repeat(5_000)}}`);
  const line = (inner: string): Buffer => Buffer.from(JSON.stringify(inner));
  expect(mayBeRedacted(nest('[Truncated]'), line('[Truncated]'))).toBe(true);
  expect(mayBeRedacted(nest('plain'), line('plain'))).toBe(false);
});

test('is asked of what a list has beyond an earlier one that begins alike', () => {
  const [first, second] = [{ content: 'a' }, { content: 'b' }];
  expect(asked({ messages: [first, second] })).toBe(false);
  expect(asked({ messages: [first, second, { content: 'c' }] })).toBe(false);
  expect(asked({ messages: [first, second, { content: '<redacted>' }] })).toBe(true);
  expect(asked({ messages: [first, { content: '[Circular]' }, second] })).toBe(true);
  expect(asked({ messages: [first] })).toBe(false);
});
