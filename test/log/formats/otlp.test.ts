import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../../src/log/record.js';
import { recordsOf, requestsOf, usagesOf } from '../read-lines.js';

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
