import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { at, isArray, isObject } from '../../../src/log/json/json.js';
import { locate } from '../../../src/log/json/locate.js';
import { bytesOf, type Json, type PathStep, type RawLine } from '../../../src/log/record.js';

function rawOf(text: string, bodyAt: readonly PathStep[] = [], bodyIsText = false): RawLine {
  return { bytes: Buffer.from(text), bodyAt, bodyIsText };
}

/** What stands in the line from the located byte on. */
function seen(raw: RawLine, path: readonly PathStep[], char: number, length = 3): string | null {
  const byte = locate(raw, path, char);
  return byte === null
    ? null
    : Buffer.from(bytesOf(raw) ?? [])
        .subarray(byte, byte + length)
        .toString();
}

describe('place of a character in the line', () => {
  it('counts characters, not bytes, in front of it', () => {
    const raw = rawOf('{"payload":{"system":"é😀abc"}}', ['payload']);
    expect(locate(raw, ['system'], 0)).toBe(22);
    expect(seen(raw, ['system'], 2)).toBe('abc');
  });

  it('takes an escape for one character, and a pair of surrogate escapes too', () => {
    const raw = rawOf('{"a":"\\n\\u00e9\\ud83d\\ude00\\ud83dxyz"}');
    expect(seen(raw, ['a'], 1, 6)).toBe('\\u00e9');
    expect(seen(raw, ['a'], 2, 12)).toBe('\\ud83d\\ude00');
    expect(seen(raw, ['a'], 4)).toBe('xyz');
  });

  it('is the closing quote behind the last character, and nothing behind that', () => {
    const raw = rawOf('{"a":"xy"}');
    expect(locate(raw, ['a'], 2)).toBe(8);
    expect(locate(raw, ['a'], 3)).toBeNull();
    expect(locate(raw, ['b'], 0)).toBeNull();
    expect(locate(raw, ['a', 0], 0)).toBeNull();
  });

  it('takes the last of two members of the same name, as JSON.parse does', () => {
    expect(locate(rawOf('{"a":"x","a":"y"}'), ['a'], 0)).toBe(14);
  });

  it('is not misled by structure inside strings', () => {
    const raw = rawOf('{"x":"},{\\"b\\":[","b":[ "]", {"c":"here"} ]}');
    expect(seen(raw, ['b', 1, 'c'], 0, 4)).toBe('here');
  });

  it('goes through a body that is text in a string', () => {
    const body = JSON.stringify({ messages: [{ content: 'a "é" 😀 end' }] });
    const raw = rawOf(JSON.stringify({ request: { body_raw: body } }), ['request', 'body_raw'], true);
    expect(seen(raw, ['messages', 0, 'content'], 8)).toBe('end');
    expect(seen(raw, ['messages', 0, 'content'], 2, 4)).toBe('\\\\\\"');
  });

  it('counts compact JSON in a value that is no string', () => {
    const raw = rawOf('{"schema": { "type" : "object",\n "n": [1, 22] } }');
    expect(seen(raw, ['schema'], 0, 1)).toBe('{');
    expect(seen(raw, ['schema'], '{"type":"obj'.length)).toBe('ect');
    expect(seen(raw, ['schema'], '{"type":"object","n":[1,2'.length, 2)).toBe('2]');
  });

  it('finds every character of every string, however the JSON is written', () => {
    const text = fc.string({
      unit: fc.constantFrom('a', '"', '\\', '\n', 'é', '✓', '😀', '\ud83d', '{', ','),
    });
    const value = fc.letrec<{ json: Json }>(tie => ({
      json: fc.oneof(
        { maxDepth: 3 },
        text,
        fc.integer(),
        fc.constantFrom(null, true, false),
        fc.array(tie('json'), { maxLength: 4 }),
        fc.dictionary(text, tie('json'), { maxKeys: 4 }),
      ),
    })).json;
    const style = fc.record({ space: fc.constantFrom(0, 2), escaped: fc.boolean(), nested: fc.boolean() });
    fc.assert(
      fc.property(value, style, (body, { space, escaped, nested }) => {
        const inner = written(body, space, escaped);
        const raw = rawOf(written({ at: [nested ? inner : body] }, space, escaped), ['at', 0], nested);
        for (const path of leaves(body)) {
          const leaf = at(body, ...path);
          if (typeof leaf !== 'string') continue;
          const points = [...leaf];
          for (let char = 0; char <= points.length; char += 1) {
            const byte = locate(raw, path, char);
            expect(byte).not.toBeNull();
            const next = locate(raw, path, char + 1);
            const slice = Buffer.from(bytesOf(raw) ?? [])
              .subarray(byte ?? 0, next ?? (byte ?? 0) + 1)
              .toString();
            const decode = (piece: string): string => String(JSON.parse(`"${piece}"`));
            if (char === points.length) expect(slice === '"' || slice === '\\').toBe(true);
            else expect(nested ? decode(decode(slice)) : decode(slice)).toBe(points[char]);
          }
        }
      }),
      { numRuns: 300 },
    );
  });

  it('finds every character of the compact form of every value without numbers', () => {
    const text = fc.string({ unit: fc.constantFrom('a', '"', '\\', '\n', '\u0001', 'é', '😀', '\ud83d') });
    const value = fc.letrec<{ json: Json }>(tie => ({
      json: fc.oneof(
        { maxDepth: 3 },
        text,
        fc.constantFrom(null, true, false),
        fc.array(tie('json'), { maxLength: 4 }),
        fc.dictionary(fc.constantFrom('b', 'c"', 'é'), tie('json'), { maxKeys: 3 }),
      ),
    })).json;
    fc.assert(
      fc.property(value, fc.constantFrom(0, 2), (leaf, space) => {
        const raw = rawOf(JSON.stringify({ leaf: [leaf] }, null, space));
        const compact = [...JSON.stringify([leaf])];
        // Compact output: byte for byte the same text, so offsets must agree exactly.
        const flat = rawOf(JSON.stringify({ leaf: [leaf] }));
        let before = -1;
        for (const [index, character] of compact.entries()) {
          const byte = locate(raw, ['leaf'], index) ?? -1;
          expect(byte).toBeGreaterThanOrEqual(before);
          before = byte;
          const exact = locate(flat, ['leaf'], index) ?? -1;
          const slice = Buffer.from(bytesOf(flat) ?? [])
            .subarray(exact)
            .toString();
          expect(slice.startsWith(character) || slice.startsWith('\\')).toBe(true);
        }
      }),
      { numRuns: 300 },
    );
  });
});

function written(value: Json, space: number, escaped: boolean): string {
  const text = JSON.stringify(value, null, space);
  if (!escaped) return text;
  return text.replace(/[^\x00-\x7e]/g, unit => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

function leaves(value: Json, path: readonly PathStep[] = []): PathStep[][] {
  if (isArray(value)) return value.flatMap((item, index) => leaves(item, [...path, index]));
  if (isObject(value)) return Object.entries(value).flatMap(([key, item]) => leaves(item, [...path, key]));
  return [[...path]];
}
