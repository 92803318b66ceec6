import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createBodyScan } from '../../../../src/record/recording/body/scan.js';
import { createScanMemory } from '../../../../src/record/recording/body/scan-memory.js';

function pieces(text: string, length: number): Buffer[] {
  const bytes = Buffer.from(text);
  const parts: Buffer[] = [];
  for (let at = 0; at < bytes.length; at += length) parts.push(bytes.subarray(at, at + length));
  return parts;
}

function scannedAfresh(text: string): unknown {
  const scan = createBodyScan();
  scan.feed(Buffer.from(text));
  return scan.end();
}

const unit = fc.oneof(
  fc.constantFrom('"', '\\', '\n'),
  fc.string({ minLength: 1, maxLength: 1, unit: 'binary' }),
);

/** A body and what an agent makes of it: it grows at the end, or a byte of it changes. */
const nextBody = fc.oneof(
  fc.record({ how: fc.constant('grow' as const), content: fc.string({ maxLength: 20, unit }) }),
  fc.record({
    how: fc.constant('put' as const),
    at: fc.nat(),
    byte: fc.constantFrom('"', '\\', '{', ']', ',', 'x', ''),
  }),
);

describe('a scan memory', () => {
  it('finds in every body of a conversation what a scan of all its bytes finds', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(nextBody, fc.integer({ min: 1, max: 40 })), { minLength: 2, maxLength: 12 }),
        fc.integer({ min: 1, max: 20 }),
        async (steps, step) => {
          const memory = createScanMemory(step);
          const contents: string[] = [];
          for (const [change, length] of steps) {
            if (change.how === 'grow') contents.push(change.content);
            const whole = JSON.stringify({
              model: 'm',
              messages: contents.map(content => ({ content })),
              stream: true,
            });
            const at = change.how === 'put' ? change.at % whole.length : whole.length;
            const text =
              change.how === 'put' ? whole.slice(0, at) + change.byte + whole.slice(at + 1) : whole;
            expect(await memory.scan(pieces(text, length))).toEqual(scannedAfresh(text));
          }
        },
      ),
      { numRuns: 500, seed: 11 },
    );
  });

  it('does not read again what the last body already held', async () => {
    const memory = createScanMemory(100);
    const text = JSON.stringify({ a: 'x'.repeat(10_000), b: 1 });
    const first = pieces(text, 50);
    await memory.scan(first);
    // Bytes that say they are the same are taken at their word: broken ones pass.
    for (const chunk of first) chunk.compare = () => 0;
    const broken = `]${text.slice(1)}`;
    expect(await memory.scan(pieces(broken, 50))).toHaveLength(2);
    expect(await createScanMemory(100).scan(pieces(broken, 50))).toBeNull();
  });

  it('remembers several conversations side by side', async () => {
    const memory = createScanMemory(100);
    const bodies = ['x', 'y', 'z'].map(letter => pieces(JSON.stringify({ a: letter.repeat(10_000) }), 50));
    for (const body of bodies) await memory.scan(body);
    for (const chunk of bodies[0] ?? []) chunk.compare = () => 0;
    expect(await memory.scan([Buffer.from(`]"a":"${'x'.repeat(10_000)}"}`)])).toHaveLength(1);
  });
});
