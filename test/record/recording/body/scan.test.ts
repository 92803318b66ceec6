import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isObject, parseJson } from '../../../../src/log/json/json.js';
import { createBodyCopy } from '../../../../src/record/recording/body/copy.js';
import { createScanMemory } from '../../../../src/record/recording/body/scan-memory.js';

/** Members that the scan finds when the text comes in pieces of the given size. */
async function scanned(text: string, pieces: number, wanted: readonly string[] = []): Promise<unknown> {
  const copy = createBodyCopy(1e6);
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += pieces) copy.add(bytes.subarray(at, at + pieces));
  return copy.members(wanted, createScanMemory());
}

/** JSON texts, and texts that are nearly JSON: one character of them is changed, doubled or gone. */
const nearlyJson = fc
  .tuple(
    fc.oneof(
      fc.json(),
      fc.object({ maxDepth: 3 }).map(value => JSON.stringify(value, null, 2)),
    ),
    fc.nat(),
    fc.constantFrom('', '"', '{', '}', '[', ']', ',', ':', '\\', '1', 'x', ' ', '\n', '-', 'e', '""'),
    fc.boolean(),
  )
  .map(([text, at, put, isWhole]) =>
    isWhole ? text : text.slice(0, at % text.length) + put + text.slice((at % text.length) + 1),
  );

describe('a scan', () => {
  it('takes for an object exactly what JSON.parse does, however the bytes are cut', async () => {
    await fc.assert(
      fc.asyncProperty(nearlyJson, fc.integer({ min: 1, max: 9 }), async (text, pieces) => {
        // What may differ is said in the scan's own comment: the inside of strings.
        fc.pre(!/\\[^"\\/bfnrtu]|\\u(?![0-9a-fA-F]{4})/.test(text));
        expect((await scanned(text, pieces)) !== null).toBe(isObject(parseJson(text)));
      }),
      { numRuns: 2000, seed: 7 },
    );
  });

  it('finds the members that JSON.parse finds', async () => {
    const values = fc.dictionary(fc.string({ maxLength: 4 }), fc.jsonValue({ maxDepth: 2 }), {
      noNullPrototype: true,
    });
    await fc.assert(
      fc.asyncProperty(
        values,
        fc.integer({ min: 1, max: 9 }),
        fc.constantFrom(0, 1),
        async (value, pieces, indent) => {
          const text = JSON.stringify(value, null, indent);
          expect(await scanned(text, pieces, Object.keys(value))).toEqual(JSON.parse(text));
        },
      ),
      { numRuns: 500, seed: 7 },
    );
  });

  it('is not led astray by backslashes at the end of a chunk', async () => {
    for (const text of ['{"a":"\\\\"}', '{"a":"\\""}', '{"a":"\\\\\\""}', '{"a":"x\\\\\\\\"}']) {
      for (const pieces of [1, 2, 3, 100])
        expect(await scanned(text, pieces, ['a'])).toEqual(JSON.parse(text));
    }
    expect(await scanned('{"a":"\\"}', 100)).toBeNull();
  });

  it('takes the last of two members of one name, and leaves out a long one', async () => {
    expect(await scanned('{"a":1,"a":2}', 3, ['a'])).toEqual({ a: 2 });
    expect(await scanned(`{"a":"${'x'.repeat(20_000)}","b":1}`, 1000, ['a', 'b'])).toEqual({ b: 1 });
  });

  it('refuses a newline inside a string, which would not survive the recording', async () => {
    expect(await scanned('{"a":"x\ny"}', 100)).toBeNull();
    expect(await scanned('{"a":\n"xy"}', 100)).toEqual({});
  });
});
