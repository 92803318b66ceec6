import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { noticeLine, requestLine, usageLine } from '../../src/record/lines.js';

const FIELDS = {
  id: 'r1',
  at: Date.UTC(2026, 10, 22, 10),
  session: null,
  turn: null,
  agent: null,
  betas: [],
  provider: null,
  api: 'openai-chat',
  model: null,
  url: '/v1/chat/completions',
  purpose: 'generate',
} as const;
const HEAD = '{"cachequake":1,"kind":"request","id":"r1","at":"2026-11-22T10:00:00.000Z"';

function text(parts: readonly Buffer[]): string {
  return Buffer.concat([...parts]).toString();
}

function withBody(json: string): string {
  return text(requestLine(FIELDS, { json: [Buffer.from(json)] }));
}

describe('the line of a request', () => {
  it('holds the body as it was sent: spaces, escapes, key order and numbers untouched', () => {
    const body = '{ "z":1.50,"a":"\\u00e9 \\/",\t"n":10000000000000000001 }';
    expect(withBody(body)).toBe(`${HEAD},"api":"openai-chat","url":"/v1/chat/completions","body":${body}}\n`);
  });

  it('is one line, with a space for every newline between tokens', () => {
    expect(withBody('{\n  "a": "x\\ny",\r\n  "b": 1\n}')).toContain(
      '"body":{   "a": "x\\ny",    "b": 1 }}\n',
    );
  });

  it('has the body at the same length and value for every JSON text', () => {
    fc.assert(
      fc.property(fc.json(), fc.constantFrom(0, 2), (value, indent) => {
        const sent = JSON.stringify(JSON.parse(value), null, indent);
        const line = withBody(sent);
        expect(line.indexOf('\n')).toBe(line.length - 1);
        expect(JSON.parse(line).body).toEqual(JSON.parse(sent));
        expect(Buffer.byteLength(line)).toBe(Buffer.byteLength(withBody('0')) - 1 + Buffer.byteLength(sent));
      }),
    );
  });

  it('says what is known and leaves out what is not', () => {
    const fields = {
      ...FIELDS,
      session: 's1',
      betas: ['a', 'b'],
      model: 'm',
      purpose: 'count-tokens',
    } as const;
    const line = requestLine(fields, { json: null, size: 70_000_000, note: 'larger than --max-body' });
    expect(JSON.parse(text(line))).toEqual({
      cachequake: 1,
      kind: 'request',
      id: 'r1',
      at: '2026-11-22T10:00:00.000Z',
      session: 's1',
      api: 'openai-chat',
      model: 'm',
      url: '/v1/chat/completions',
      betas: ['a', 'b'],
      purpose: 'count-tokens',
      body: null,
      bodyBytes: 70_000_000,
      bodyNote: 'larger than --max-body',
    });
  });
});

it('writes unknown usage as null and never as 0', () => {
  const line = usageLine({
    id: 'r1',
    firstByteAt: null,
    endedAt: FIELDS.at,
    status: null,
    outcome: 'error',
    error: 'ECONNREFUSED',
    model: null,
    responseId: null,
    usage: null,
    billing: null,
    vendor: null,
  });
  expect(text(line)).toBe(
    '{"cachequake":1,"kind":"usage","id":"r1","firstByteAt":null,"endedAt":"2026-11-22T10:00:00.000Z",' +
      '"status":null,"outcome":"error","error":"ECONNREFUSED","model":null,"responseId":null,"usage":null,' +
      '"billing":null,"vendor":null}\n',
  );
});

it('writes a notice', () => {
  expect(text(noticeLine({ at: FIELDS.at, session: null, text: 'x' }))).toBe(
    '{"cachequake":1,"kind":"notice","at":"2026-11-22T10:00:00.000Z","text":"x"}\n',
  );
});
