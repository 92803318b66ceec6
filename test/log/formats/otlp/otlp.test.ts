import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../../../src/log/record.js';
import { recordsOf, requestsOf, usagesOf } from '../../read-lines.js';

const NANOS = 1_760_000_000_000_000_000n;

function span(n: number, attributes: Readonly<Record<string, string | number>>): JsonObject {
  return {
    name: 'chat',
    spanId: `s${n}`,
    startTimeUnixNano: String(NANOS + BigInt(n) * 1_000_000_000n),
    endTimeUnixNano: String(NANOS + BigInt(n) * 1_000_000_000n + 500_000_000n),
    attributes: Object.entries(attributes).map(([key, value]) => ({
      key,
      value: typeof value === 'number' ? { intValue: String(value) } : { stringValue: value },
    })),
  };
}

const exported = (...spans: readonly JsonObject[]): JsonObject => ({
  resourceSpans: [{ scopeSpans: [{ spans }] }],
});

describe('cached tokens under every name that exporters give them', () => {
  test.each([
    ['cache_read.input_tokens', 'cache_write.input_tokens'],
    ['cache_read.input_tokens', 'cache_creation.input_tokens'],
    ['cache_read_input_tokens', 'cache_creation_input_tokens'],
    ['input_tokens.cached', 'input_tokens.cache_write'],
    ['details.cache_read_tokens', 'details.cache_write_tokens'],
    ['details.cache_read_input_tokens', 'details.cache_creation_input_tokens'],
  ])('%s and %s', (read, write) => {
    const records = recordsOf(
      exported(
        span(1, {
          'gen_ai.operation.name': 'chat',
          'gen_ai.usage.input_tokens': 1_200,
          [`gen_ai.usage.${read}`]: 1_000,
          [`gen_ai.usage.${write}`]: 150,
        }),
      ),
    );
    expect(usagesOf(records)).toMatchObject([{ usage: { cacheRead: 1_000, cacheWrite: 150, input: 50 } }]);
  });
});

describe("what Vercel's AI SDK passes on of Anthropic's answer", () => {
  const usageWith = (anthropic: JsonObject, cached: number): unknown =>
    usagesOf(
      recordsOf(
        exported(
          span(1, {
            'ai.operationId': 'ai.streamText.doStream',
            'ai.usage.inputTokens': 10,
            'ai.usage.outputTokens': 50,
            'ai.usage.cachedInputTokens': cached,
            'ai.response.providerMetadata': JSON.stringify({ anthropic }),
          }),
        ),
      ),
    )[0]?.usage;

  test('is the usage that was billed', () => {
    const usage = { input_tokens: 10, cache_creation_input_tokens: 22_000, cache_read_input_tokens: 0 };
    expect(usageWith({ usage }, 0)).toMatchObject({ input: 10, cacheWrite: 22_000, promptTotal: 22_010 });
  });

  test('is what was written, where it has no more, though that is less than the input', () => {
    expect(usageWith({ cacheCreationInputTokens: 7 }, 20_000)).toMatchObject({
      input: 10,
      cacheRead: 20_000,
      cacheWrite: 7,
      promptTotal: 20_017,
    });
  });

  test.each([
    ['anthropic.messages', {}, { input: 9_000, cacheRead: 8_000, cacheWrite: null, promptTotal: null }],
    ['openai.responses', {}, { input: 1_000, cacheRead: 8_000, cacheWrite: null, promptTotal: 9_000 }],
    [
      'anthropic.messages',
      { 'ai.usage.inputTokenDetails.cacheWriteTokens': 400 },
      { input: 600, cacheRead: 8_000, cacheWrite: 400, promptTotal: 9_000 },
    ],
  ])(
    'before version 6 an input of %s leaves out what was cached, and what was written is not told: %j',
    (provider, more, counts) => {
      const attributes = {
        ...{ 'ai.operationId': 'ai.generateText.doGenerate', 'ai.model.provider': provider },
        ...{
          'ai.usage.inputTokens': 9_000,
          'ai.usage.outputTokens': 50,
          'ai.usage.cachedInputTokens': 8_000,
        },
        ...more,
      };
      expect(usagesOf(recordsOf(exported(span(1, attributes))))[0]?.usage).toMatchObject(counts);
    },
  );

  test('is nothing where it is no JSON or holds no such count', () => {
    expect(usageWith({}, 0)).toMatchObject({ input: 10, cacheRead: 0, cacheWrite: null });
  });
});

test('the model is the one that answered, where only an alias was asked for', () => {
  const counts = { 'gen_ai.usage.input_tokens': 900, 'gen_ai.request.model': 'opus' };
  const records = recordsOf(
    exported(span(1, { ...counts, 'gen_ai.response.model': 'claude-opus-4-6' }), span(2, counts)),
  );
  expect(requestsOf(records).map(({ model }) => model)).toEqual(['claude-opus-4-6', 'opus']);
});

test('only what ran a model is a request: spans of agents and tools sum up others', () => {
  const usage = { 'gen_ai.usage.input_tokens': 900, 'gen_ai.usage.output_tokens': 9 };
  const records = recordsOf(
    exported(
      span(1, { 'gen_ai.operation.name': 'invoke_agent', ...usage }),
      span(2, { 'gen_ai.operation.name': 'chat', ...usage }),
      span(3, { 'gen_ai.operation.name': 'execute_tool', ...usage }),
      span(4, { ...usage }),
    ),
  );
  expect(requestsOf(records).map(({ key }) => key)).toEqual(['s2', 's4']);
  expect(requestsOf(records)[0]?.at).toBe(1_760_000_002_000);
});

describe('those who name things otherwise', () => {
  test.each([
    [
      'OpenInference',
      {
        'openinference.span.kind': 'LLM',
        'llm.model_name': 'm',
        'llm.provider': 'anthropic',
        'session.id': 's1',
      },
      [
        'llm.token_count.prompt',
        'llm.token_count.prompt_details.cache_read',
        'llm.token_count.prompt_details.cache_write',
      ],
      { 'openinference.span.kind': 'AGENT' },
    ],
    [
      "Vercel's AI SDK",
      {
        'ai.operationId': 'ai.streamText.doStream',
        'ai.model.id': 'm',
        'ai.model.provider': 'anthropic.messages',
        'ai.telemetry.metadata.sessionId': 's1',
      },
      [
        'ai.usage.inputTokens',
        'ai.usage.inputTokenDetails.cacheReadTokens',
        'ai.usage.inputTokenDetails.cacheWriteTokens',
      ],
      { 'ai.operationId': 'ai.streamText' },
    ],
    [
      'Sentry',
      {
        'sentry.op': 'gen_ai.chat',
        'gen_ai.response.model': 'm',
        'gen_ai.system': 'anthropic',
        'session.id': 's1',
      },
      [
        'gen_ai.usage.input_tokens',
        'gen_ai.usage.input_tokens.cached',
        'gen_ai.usage.input_tokens.cache_write',
      ],
      { 'sentry.op': 'gen_ai.invoke_agent' },
    ],
  ])('%s', (_, attributes, [input = '', read = '', write = ''], around) => {
    const counts = { [input]: 1_200, [read]: 1_000, [write]: 150 };
    const records = recordsOf(
      exported(span(1, { ...attributes, ...counts }), span(2, { ...around, ...counts })),
    );
    expect(requestsOf(records)).toMatchObject([
      { key: 's1', model: 'm', provider: 'anthropic', session: 's1' },
    ]);
    expect(usagesOf(records)).toMatchObject([{ usage: { cacheRead: 1_000, cacheWrite: 150, input: 50 } }]);
  });
});

describe('a span around another one that was billed', () => {
  const counts = { 'gen_ai.operation.name': 'chat', 'gen_ai.usage.input_tokens': 900 };
  const below = (value: JsonObject, parent: string): JsonObject => ({
    ...value,
    traceId: 't',
    parentSpanId: parent,
  });
  const around = { ...span(1, counts), traceId: 't' };
  const between = below(span(2, { 'gen_ai.operation.name': 'execute_tool' }), 's1');
  const inner = below(span(3, counts), 's2');

  test('is its sum, in whatever order they come', () => {
    for (const spans of [
      [around, between, inner],
      [inner, between, around],
    ]) {
      expect(requestsOf(recordsOf(exported(...spans))).map(({ key }) => key)).toEqual(['s3']);
    }
  });

  test('is its sum in a later line too', () => {
    const records = recordsOf(exported(inner, between), exported(around));
    expect(requestsOf(records).map(({ key }) => key)).toEqual(['s3']);
  });

  test('is its sum where what stands between them was exported first', () => {
    const far = { ...between, parentSpanId: 's1' };
    const records = recordsOf(exported(far), exported(inner), exported(around));
    expect(requestsOf(records).map(({ key }) => key)).toEqual(['s3']);
  });
});

describe('a span inside another one that was exported in an earlier line', () => {
  const of = (
    n: number,
    parent: string | null,
    more: Readonly<Record<string, string | number>>,
  ): JsonObject => ({
    ...span(n, { 'gen_ai.operation.name': 'chat', 'gen_ai.usage.input_tokens': 900, ...more }),
    traceId: 't',
    ...(parent === null ? {} : { parentSpanId: parent }),
  });
  const between = {
    ...span(2, { 'gen_ai.operation.name': 'execute_tool' }),
    traceId: 't',
    parentSpanId: 's1',
  };
  const keysOf = (...spans: readonly JsonObject[]): string[] =>
    requestsOf(recordsOf(...spans.map(one => exported(one)))).map(({ key }) => key);
  const output = (count: number) => ({ 'gen_ai.usage.output_tokens': count });
  const answer = (id: string) => ({ 'gen_ai.response.id': id });

  test.each([
    ['has its response id', answer('msg_1'), { ...answer('msg_1'), 'gen_ai.usage.input_tokens': 910 }],
    ['counts the same', output(5), output(5)],
    ['counts less, and the same', output(5), {}],
    ['counts the same under an id of its own', answer('msg_1'), answer('chatcmpl-1')],
  ])('is not counted again if it %s', (_, outer, inner) => {
    expect(keysOf(of(1, null, outer), of(3, 's1', inner))).toEqual(['s1']);
    expect(keysOf(of(1, null, outer), between, of(3, 's2', inner))).toEqual(['s1']);
    expect(keysOf(of(1, null, outer), of(3, 's1', inner), of(4, 's3', inner))).toEqual(['s1']);
  });

  test('is counted if it is of another answer, another trace, or stands beside it', () => {
    expect(keysOf(of(1, null, output(5)), of(3, 's1', output(6)))).toEqual(['s1', 's3']);
    expect(keysOf(of(1, null, output(5)), { ...of(3, 's1', output(5)), traceId: 'u' })).toEqual(['s1', 's3']);
    expect(keysOf(of(1, 's0', output(5)), of(3, 's0', output(5)))).toEqual(['s1', 's3']);
  });
});

test('a line may be one ResourceSpans', () => {
  const spans = [span(1, { 'gen_ai.usage.input_tokens': 900, 'gen_ai.response.model': 'm' })];
  const records = recordsOf({ resource: { attributes: [] }, scopeSpans: [{ scope: { name: 'x' }, spans }] });
  expect(requestsOf(records)).toMatchObject([{ key: 's1', model: 'm' }]);
});
