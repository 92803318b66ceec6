/** What converters get wrong: each is said with its line and what is expected, and costs nothing else. */
import { describe, expect, it } from 'vitest';
import type { Json, JsonObject, LogRecord } from '../../../../src/log/record.js';
import { body, recordsOf, requestsOf, usagesOf } from '../../read-lines.js';

const request: JsonObject = {
  cachequake: 1,
  kind: 'request',
  id: 'r1',
  at: '2026-11-22T10:00:00.000Z',
  body,
};
const counts = { input: 3, cacheRead: 900, cacheWrite: 40, cacheWrite5m: 40, cacheWrite1h: 0, output: 9 };
const usage: JsonObject = { cachequake: 1, kind: 'usage', id: 'r1', outcome: 'ok', usage: counts };
const said = (records: readonly LogRecord[]): string[] =>
  records.flatMap(record => (record.kind === 'skipped' ? [`${record.origin.line}: ${record.reason}`] : []));

describe('a record', () => {
  it('without a mistake has none said', () => {
    expect(said(recordsOf(request, usage))).toEqual([]);
    const own = { ...request, mine: 1, betas: [], purpose: 'other', bodyBytes: 3, url: null };
    expect(said(recordsOf(own, { ...usage, usage: null, endedAt: null }))).toEqual([]);
  });

  it.each([
    [{ at: undefined }, '1: the request has no `at`: the time'],
    [{ at: 'noon' }, '1: `at` is no time: ISO 8601'],
    [{ body: JSON.stringify(body) }, '1: `body` is text: the JSON object'],
    [{ body: 7 }, '1: `body` is a number: the JSON object'],
    [{ body: undefined }, '1: the request has no `body`: the JSON object that was sent is expected, or null'],
    [{ api: 'anthropic' }, '1: `api` is not known: anthropic-messages, openai-chat'],
    [{ purpose: 'title' }, '1: `purpose` is not known: generate'],
    [{ betas: 'a,b' }, '1: `betas` is no list'],
    [{ usage: counts }, '1: `usage` stands in the request, where it is not read: a record of its own'],
    [{ provder: 'anthropic' }, '1: `provder` is not known: `provider` is expected'],
    [{ sessionId: 's' }, '1: `sessionId` is not known: `session` is expected'],
    [{ body: undefined, request: {} }, '1: `request` is not known: `body` is expected'],
    [{ Session: 's' }, '1: `Session` is not known: `session` is expected'],
    [{ session: { id: 's' } }, '1: `session` is an object: a text is expected'],
    [{ turn: true }, '1: `turn` is a boolean: a text is expected'],
    [{ model: 4 }, '1: `model` is a number: a text is expected'],
    [{ client: 'crew/1.0' }, '1: `client` is text: an object with name, version is expected'],
    [{ client: { name: 'crew', version: 2 } }, '1: `client.version` is a number: a text is expected'],
    [{ client: { name: 'crew', versoin: '2' } }, '1: `client.versoin` is not known: `client.version`'],
    [
      { client: { name: 'crew', build: '2' } },
      '1: `client.build` is not known: name, version can stand there',
    ],
    [{ cachequake: '1' }, '1: `cachequake` is no number: the version, 1, is expected'],
    [{ kind: 'reqest' }, '1: `kind` "reqest" is not known: request, usage or notice is expected'],
    [{ kind: undefined }, '1: the record has no `kind`: request, usage or notice is expected'],
  ] as const)('of a request: %j', (change, sentence) => {
    const line: Json = JSON.parse(JSON.stringify({ ...request, ...change }));
    expect(said(recordsOf(line))).toEqual([expect.stringContaining(sentence)]);
  });

  it.each([{ body: null }, { body: undefined, bodyNote: 'too large' }, { body: undefined, bodyBytes: 7 }])(
    'may say that its body was not kept: %j',
    change => {
      const line: Json = JSON.parse(JSON.stringify({ ...request, ...change }));
      expect(said(recordsOf(line, usage))).toEqual([]);
    },
  );

  it.each([
    [{ id: 'r2' }, '2: no request in front of it has the `id` "r2": a usage is expected behind its request'],
    [{ usage: { ...counts, cacheRead: '900' } }, '2: `usage.cacheRead` is text: a number is expected'],
    [
      { usage: { ...counts, cacheRead: 900.5 } },
      '2: `usage.cacheRead` is 900.5: no such number of tokens can be counted, so it is taken for not known',
    ],
    [{ usage: { ...counts, output: -4 } }, '2: `usage.output` is -4: no such number of tokens'],
    [
      { usage: { ...counts, cacheWrite1h: 5 } },
      '2: `usage.cacheWrite5m` and `usage.cacheWrite1h` make 45, `usage.cacheWrite` is 40',
    ],
    [
      { usage: { ...counts, input: 943, promptTotal: 943 } },
      '2: `usage.input` (943) includes the 940 tokens that were cached',
    ],
    [
      { usage: { input: 3, cache_read: 900, output: 9 } },
      '2: `usage.cache_read` is not known: `usage.cacheRead` is expected',
    ],
    [
      { usage: { input: 3, cacheRaed: 900, output: 9 } },
      '2: `usage.cacheRaed` is not known: `usage.cacheRead` is expected',
    ],
    [
      { usage: { input: 3, cache_read_input_tokens: 900, output: 9 } },
      '2: `usage.cache_read_input_tokens` is not known: `usage.cacheRead` is expected',
    ],
    [
      { usage: { input: 3, cachedTokens: 900, output: 9 } },
      '2: `usage.cachedTokens` is not known: `usage.cacheRead` is expected',
    ],
    [
      { usage: { ...counts, promptTotal: 10 } },
      '2: `usage.promptTotal` is 10, less than its parts, which make 943',
    ],
    [{ usage: 'none' }, '2: `usage` is text: an object of counts is expected'],
    [{ outcome: 'success' }, '2: `outcome` is not known: ok, aborted, error is expected'],
    [{ status: '200' }, '2: `status` is no number'],
    [{ endedAt: 'later' }, '2: `endedAt` is no time'],
    [
      { endedAt: '2026-11-22T09:59:59.000Z' },
      '2: `endedAt` is earlier than the `at` of its request: a later time is expected, so it is taken for not known',
    ],
    [{ firstByteAt: '2026-11-22T09:59:59Z' }, '2: `firstByteAt` is earlier than the `at` of its request'],
    [
      { firstByteAt: '2026-11-22T10:00:09Z', endedAt: '2026-11-22T10:00:08Z' },
      '2: `endedAt` is earlier than `firstByteAt`',
    ],
    [{ end: '2026-11-22T10:00:09Z' }, '2: `end` is not known: `endedAt` is expected'],
    [
      { usage: null, input: 3, cacheRead: 900 },
      '2: `input`, `cacheRead` stand beside `usage`: they are expected in it',
    ],
    [{ usage: null, input_tokens: 3 }, '2: `input_tokens` stands beside `usage`: it is expected in it'],
    [{ usage: { ...counts, reasoning: 4 } }, '2: `usage.reasoning` is not known: input, cacheRead'],
    [{ usage: { ...counts, prefillMs: -4 } }, '2: `usage.prefillMs` is -4: no such number of milliseconds'],
    [{ limits: { window: '5h' } }, '2: `limits` is an object: a list of windows is expected'],
    [{ limits: ['5h'] }, '2: `limits[0]` is text: a list of windows is expected'],
    [{ limits: [{ window: 5, usedPercent: 3 }] }, '2: `limits[0].window` is no text'],
    [{ limits: [{ window: '5h', usedPercent: '3%' }] }, '2: `limits[0].usedPercent` is no number'],
    [
      { limits: [{ window: '5h', usedPercent: 3, left: 97 }] },
      '2: `limits[0].left` is not known: window, minutes, usedPercent, resetsAt can stand there',
    ],
    [{ billing: 'batch' }, '2: `billing` is text: an object with tier, speed, geo is expected'],
    [{ vendor: { by: 'me', reason: 4 } }, '2: `vendor.reason` is a number: a text is expected'],
  ] as const)('of a usage: %j', (change, sentence) => {
    const records = recordsOf(request, { ...usage, ...change });
    expect(said(records)).toEqual([expect.stringContaining(sentence)]);
    expect(requestsOf(records)).toHaveLength(1);
  });

  it('is said to be too early where its request comes behind it', () => {
    const records = recordsOf(usage, request);
    expect(said(records)).toEqual([
      expect.stringContaining('1: no request in front of it has the `id` "r1"'),
    ]);
    expect(usagesOf(records)).toEqual([]);
  });

  it("with a field that is nobody's costs nothing, unlike one that is misspelt", () => {
    const harmless = (records: readonly LogRecord[]): (boolean | undefined)[] =>
      records.flatMap(record => (record.kind === 'skipped' ? [record.isHarmless] : []));
    const own = { ...counts, reasoning: 4 };
    expect(harmless(recordsOf(request, { ...usage, usage: own }))).toEqual([true]);
    const misspelt = { input: 3, cacheRaed: 900, output: 9 };
    expect(harmless(recordsOf(request, { ...usage, usage: misspelt }))).toEqual([undefined]);
  });

  it('has an id of its own', () => {
    const twin = { ...request, at: '2026-11-22T10:05:00.000Z' };
    expect(said(recordsOf(request, usage, twin))).toEqual([
      '3: its `id` is that of the request on line 1: an id of its own is expected, or their usages are mixed up',
    ]);
    // The same line again is the same request: a file that was written again.
    expect(said(recordsOf(request, usage, request, usage))).toEqual([]);
    const other = { ...usage, usage: { ...counts, cacheRead: 7 } };
    expect(said(recordsOf(request, usage, other))).toEqual([
      '3: a second usage with this `id`, which says something else: one is expected for each request',
    ]);
  });

  it('may have numbers for session and turn', () => {
    const records = recordsOf({ ...request, session: 12, turn: 3 }, usage);
    expect(said(records)).toEqual([]);
    expect(requestsOf(records)).toMatchObject([{ session: '12', turn: '3' }]);
  });

  it('keeps no time that cannot be', () => {
    const records = recordsOf(request, { ...usage, firstByteAt: '2026-11-22T09:00:00Z', endedAt: 1 });
    expect(usagesOf(records)).toMatchObject([{ firstByteAt: null, endedAt: null }]);
  });

  it('that counts cached tokens twice is told by the bytes of its body', () => {
    const long = { ...body, messages: [{ role: 'user', content: 'the tide came in. '.repeat(2000) }] };
    const twice = { ...counts, input: 9_100, cacheRead: 9_000, cacheWrite: 50, cacheWrite5m: 50 };
    expect(said(recordsOf({ ...request, body: long }, { ...usage, usage: twice }))).toEqual([
      expect.stringContaining('`usage.input` (9100) includes the 9050 tokens that were cached'),
    ]);
    // As much new text behind as much that was read is no mistake.
    const honest = { ...twice, input: 4_500, cacheRead: 4_400 };
    expect(said(recordsOf({ ...request, body: long }, { ...usage, usage: honest }))).toEqual([]);
  });

  it('whose whole is less than its parts is read by the parts', () => {
    const records = recordsOf(request, { ...usage, usage: { ...counts, promptTotal: 10 } });
    expect(usagesOf(records)).toMatchObject([{ usage: { promptTotal: 943 } }]);
  });

  it('may have a number for an id', () => {
    const records = recordsOf({ ...request, id: 7 }, { ...usage, id: 7 });
    expect(said(records)).toEqual([]);
    expect(usagesOf(records)).toMatchObject([{ of: { key: '7' } }]);
  });

  it('is read by the names of its provider without a word', () => {
    const named = { input_tokens: 3, cache_read_input_tokens: 900, cache_creation_input_tokens: 0 };
    const records = recordsOf(request, { ...usage, usage: named });
    expect(said(records)).toEqual([]);
    expect(usagesOf(records)).toMatchObject([{ usage: { cacheRead: 900 } }]);
  });
});

it('adds up what was written for the two lifetimes where nobody did', () => {
  const apart = { input: 3, cacheRead: 900, cacheWrite5m: 30, cacheWrite1h: 10, output: 9 };
  for (const usageOf of [apart, { ...apart, cacheWrite: null }]) {
    const records = recordsOf(request, { ...usage, usage: usageOf });
    expect(said(records)).toEqual([]);
    expect(usagesOf(records)[0]?.usage).toMatchObject({ cacheWrite: 40, promptTotal: 943 });
  }
});

it.each([3, 900, 942])('does not believe a prompt of %i tokens, less than its parts', promptTotal => {
  const records = recordsOf(request, { ...usage, usage: { ...counts, promptTotal } });
  expect(said(records)).toEqual([
    expect.stringContaining(`2: \`usage.promptTotal\` is ${promptTotal}, less than`),
  ]);
  expect(usagesOf(records)[0]?.usage).toMatchObject({ input: 3, promptTotal: 943 });
});

it('takes a prompt that is less than what was read for not known, where not all its parts are', () => {
  const part = { ...counts, cacheWrite: null, cacheWrite5m: null, cacheWrite1h: null, promptTotal: 800 };
  const records = recordsOf(request, { ...usage, usage: part });
  expect(said(records)).toEqual([expect.stringContaining('`usage.promptTotal` is 800, less than its parts')]);
  expect(usagesOf(records)[0]?.usage?.promptTotal).toBeNull();
});

it('says that counts stand under another name than `usage`', () => {
  const records = recordsOf(request, {
    cachequake: 1,
    kind: 'usage',
    id: 'r1',
    outcome: 'ok',
    tokens: counts,
  });
  expect(said(records)).toEqual(['2: `tokens` is not known: `usage` is expected']);
});
