import { describe, expect, it } from 'vitest';
import type { Break } from '../../src/diagnosis/model.js';
import { createEngine } from '../../src/engine.js';
import { bytesOf, type RawLine, type RequestRecord } from '../../src/log/record.js';
import { type Bill, conversation, request, TOOLS, usage } from '../agent.js';

const LOST: Bill = { read: 0, write: 10_000 };
const [tool] = TOOLS;

/** A request whose tool has this schema, written in these characters. */
function asking(key: string, line: number, rounds: number, schema: string): RequestRecord {
  const tools = [{ ...tool, input_schema: JSON.parse(schema) }];
  const made = request(key, line, { body: conversation(rounds, { tools }), at: line * 10_000 });
  const text = JSON.stringify(made.body).replace(JSON.stringify(JSON.parse(schema)), schema);
  return { ...made, raw: { bytes: Buffer.from(`{"body":${text}}`), bodyAt: ['body'], bodyIsText: false } };
}

function breakOf(
  before: string,
  after: string,
  {
    bill = LOST,
    raw,
  }: { readonly bill?: Bill; readonly raw?: (line: RawLine | null) => RawLine | null } = {},
): Break | null {
  const engine = createEngine();
  [before, after].forEach((schema, i) => {
    const asked = asking(`r${i}`, 2 * i + 1, i + 1, schema);
    engine.accept(raw === undefined ? asked : { ...asked, raw: raw(asked.raw) });
    engine.accept(usage(`r${i}`, 2 * i + 2, i === 0 ? { read: 0, write: 9_000 } : bill));
  });
  return engine.model().requests.at(-1)?.break ?? null;
}

describe('a measured miss of equal JSON that is written differently', () => {
  it('is blamed on the number, at its byte', () => {
    const broken = breakOf('{"default":1.0}', '{"default":1}');
    expect(broken).toMatchObject({
      ringing: true,
      causes: [
        { id: 'content-form', kind: 'number', confidence: 'likely', path: 'tools[0].input_schema.default' },
      ],
      divergence: {
        path: 'tools[0].input_schema.default',
        section: 'tools',
        char: 1,
        byte: 1,
        line: 3,
        before: { text: '1.0', at: 1 },
        after: { text: '1', at: 1 },
      },
    });
    expect(broken?.causes[0]?.summary).toContain('is written "1", in the request before "1.0"');
    const text = bytesOf(asking('r1', 3, 2, '{"default":1}').raw) ?? [];
    expect(
      Buffer.from(text)
        .subarray(0, broken?.divergence?.lineByte ?? 0)
        .toString(),
    ).toMatch(/"default":1$/);
  });

  it('is blamed on the order of keys that are integers', () => {
    const broken = breakOf('{"properties":{"2":{},"1":{}}}', '{"properties":{"1":{},"2":{}}}');
    expect(broken).toMatchObject({
      causes: [{ id: 'key-order', kind: 'integer-keys', confidence: 'likely' }],
      divergence: { path: 'tools[0].input_schema.properties', char: 2, before: { text: '{"2":{},"1":{}}' } },
    });
  });

  it('is blamed on a key that is written twice', () => {
    expect(breakOf('{"a":1,"a":2}', '{"a":2}')?.causes).toMatchObject([
      { id: 'content-form', kind: 'repeated-key' },
    ]);
  });

  it('is not, if more was read than stands in front of the place', () => {
    const broken = breakOf('{"default":1.0}', '{"default":1}', { bill: { read: 5_000, write: 5_200 } });
    expect(broken?.causes).toMatchObject([{ id: 'provider-side', confidence: 'certain' }]);
  });

  it('is not, without a line to see it in; then nothing is certain', () => {
    expect(breakOf('{"default":1.0}', '{"default":1}', { raw: () => null })?.causes).toMatchObject([
      {
        id: 'provider-side',
        confidence: 'likely',
        summary: expect.stringContaining('Whether its JSON was written alike is not in this log.'),
      },
    ]);
  });

  it('is found in a body that is text inside a string', () => {
    const raw = (line: RawLine | null): RawLine => {
      const body = Buffer.from(bytesOf(line) ?? [])
        .toString()
        .slice('{"body":'.length, -1);
      return { bytes: Buffer.from(JSON.stringify({ raw: body })), bodyAt: ['raw'], bodyIsText: true };
    };
    const broken = breakOf('{"default":1.0}', '{"default":1}', { raw });
    expect(broken?.causes).toMatchObject([{ id: 'content-form', kind: 'number' }]);
    const text = Buffer.from(bytesOf(raw(asking('r1', 3, 2, '{"default":1}').raw)) ?? []);
    expect(text.subarray(0, broken?.divergence?.lineByte ?? 0).toString()).toMatch(/\\"default\\":1$/);
  });
});

describe('is not looked for', () => {
  const miss = (bodies: readonly [string, string], redacted: readonly string[] = []): Break | null => {
    const engine = createEngine();
    bodies.forEach((text, i) => {
      const made = request(`r${i}`, 2 * i + 1, { body: JSON.parse(text), at: i * 10_000 });
      engine.accept({ ...made, redacted, raw: { bytes: Buffer.from(text), bodyAt: [], bodyIsText: false } });
      engine.accept(usage(`r${i}`, 2 * i + 2, i === 0 ? { read: 0, write: 9_000 } : LOST));
    });
    return engine.model().requests.at(-1)?.break ?? null;
  };
  const written = conversation(1);
  const numbered = (text: string, digits: string): string => text.replace('"p0"', digits);

  it('behind what was to be kept', () => {
    const text = JSON.stringify({ ...written, messages: conversation(2).messages }).replace(
      ',"cache_control":{"type":"ephemeral"}}]}]',
      '}]}]',
    );
    const causes = miss([numbered(text, '1.0'), numbered(text, '1')])?.causes;
    expect(causes).toMatchObject([{ id: 'provider-side' }]);
  });

  it('behind a text that the log replaced by another', () => {
    const tools = [{ ...tool, description: '[cut]' }, ...TOOLS.slice(1)];
    const text = JSON.stringify(conversation(1, { tools }));
    const after = numbered(text, '1').replace('[cut]', '[cut out]');
    expect(miss([numbered(text, '1.0'), after], ['tools[0].description'])?.causes).toMatchObject([
      { id: 'unknown', kind: 'redacted' },
    ]);
  });
});

it('no miss is foretold from it', () => {
  expect(breakOf('{"default":1.0}', '{"default":1}', { bill: { read: 9_000, write: 1_200 } })).toBeNull();
});
