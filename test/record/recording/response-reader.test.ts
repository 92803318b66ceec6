import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { createResponseReader } from '../../../src/record/recording/response-reader.js';
import { ANTHROPIC_BILL, anthropicMessage, anthropicStream } from '../fake-upstream.js';

/** `zstd -19 --no-check` of an Anthropic answer that bills 3 + 175662 + 1044 tokens. */
const ZSTD =
  'KLUv/QBozQQAAooeGWCvDmPV9AX01V/JHqXDsINoonYLBBoEZwXXJSg90S+BIEcCDUMY2qSxHUuvsfPc+xbsdfJDu/UUzXiLTV/mOkClZOds3xS3tbD35J70fY8ERtA8J60Bw8nJd3bJkELf93RdY63u7Cyp9D03rlbmqOrvh9ZU6Oww3goKADoPFAq5FwSjCLKh8iWMUKQQrsI1PIFMCaYd';

async function read(body: Buffer, type: string | null, encoding: string | null, pieces = 7) {
  const reader = createResponseReader(200, type, encoding);
  for (let at = 0; at < body.length; at += pieces) reader.feed(body.subarray(at, at + pieces));
  return reader.end();
}

const JSON_BYTES = Buffer.from(JSON.stringify(anthropicMessage));
const SSE_BYTES = Buffer.from(anthropicStream);
const SSE = 'text/event-stream';

describe('usage of a compressed answer', () => {
  const codings = [
    ['gzip', gzipSync],
    ['br', brotliCompressSync],
    ['deflate', deflateSync],
  ] as const;
  for (const [name, compress] of codings) {
    it(`is read from ${name}, JSON and stream`, async () => {
      for (const [bytes, type] of [
        [JSON_BYTES, 'application/json'],
        [SSE_BYTES, SSE],
      ] as const) {
        const { facts, note, isWhole } = await read(compress(bytes), type, name);
        expect([facts.outcome, note, isWhole]).toEqual(['ok', null, true]);
        expect(facts.usage).toMatchObject(ANTHROPIC_BILL);
      }
    });

    it(`is read as far as it came where ${name} breaks off`, async () => {
      const noise = Array.from({ length: 2000 }, (_, i) => `: ${(i * 2654435761) % 4294967296}\n\n`).join('');
      const cut = anthropicStream.replace('event: ping', `${noise}event: ping`);
      const whole = compress(Buffer.from(cut));
      const { facts, isWhole } = await read(whole.subarray(0, whole.length >> 1), SSE, name, 512);
      expect([facts.outcome, isWhole]).toEqual(['aborted', false]);
      expect(facts.usage).toMatchObject({ cacheRead: 175_662, output: null });
    });
  }

  it('is read from zstd', async () => {
    const { facts, note } = await read(Buffer.from(ZSTD, 'base64'), 'application/json', 'zstd');
    expect(note).toBeNull();
    expect(facts.usage).toMatchObject({ input: 3, cacheRead: 175_662, cacheWrite: 1044 });
  });

  it('is unknown, with the reason, where the encoding is unknown or broken', async () => {
    expect(await read(SSE_BYTES, SSE, 'compress')).toMatchObject({
      facts: { usage: null },
      note: 'usage not readable: content-encoding compress',
    });
    for (const encoding of ['gzip', 'br', 'zstd']) {
      const { facts, note } = await read(SSE_BYTES, SSE, encoding);
      expect(facts.usage).toBeNull();
      expect(note).toMatch(/^usage not readable: /);
    }
  });
});

it('knows a stream by its first bytes where the type does not say so', async () => {
  const { facts } = await read(SSE_BYTES, null, null, 1000);
  expect(facts.usage).toMatchObject(ANTHROPIC_BILL);
});

it('is not whole where JSON breaks off', async () => {
  const { facts, isWhole } = await read(JSON_BYTES.subarray(0, 100), 'application/json', null);
  expect([facts.usage, isWhole]).toEqual([null, false]);
});
