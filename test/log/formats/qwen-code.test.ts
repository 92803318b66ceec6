import { expect, it } from 'vitest';
import type { JsonObject } from '../../../src/log/record.js';
import { recordsOf, requestsOf, usagesOf } from '../read-lines.js';

const at = (second: number): string => `2026-10-01T10:00:0${second}.000Z`;
const record = (n: number, type: string, more: JsonObject): JsonObject => ({
  ...{ uuid: `u${n}`, parentUuid: n === 0 ? null : `u${n - 1}`, sessionId: 'S', timestamp: at(n), type },
  ...{ cwd: '/srv/shop', version: '0.9.0' },
  ...more,
});
const said = { role: 'user', parts: [{ text: 'hi' }] };
const answered = { role: 'model', parts: [{ functionCall: { name: 'run', args: {} } }] };

it('reads a chat of Qwen Code, whose records look like those of Claude Code', () => {
  const usageMetadata = {
    ...{
      promptTokenCount: 9000,
      cachedContentTokenCount: 8192,
      candidatesTokenCount: 20,
      totalTokenCount: 9020,
    },
  };
  const records = recordsOf(
    record(0, 'user', { message: said }),
    record(1, 'assistant', {
      model: 'qwen-x',
      message: answered,
      usageMetadata: { promptTokenCount: 70, cachedContentTokenCount: 0 },
    }),
    record(1, 'system', { subtype: 'ui_telemetry', systemPayload: {} }),
    record(2, 'assistant', { model: 'qwen-x', message: answered, usageMetadata }),
    record(3, 'tool_result', { message: said, toolCallResult: {} }),
    record(4, 'assistant', { model: 'qwen-x', message: answered }),
    record(5, 'assistant', {
      model: 'qwen-x',
      message: answered,
      usageMetadata: { promptTokenCount: 9100, cachedContentTokenCount: 0 },
    }),
  );
  expect(records.filter(({ kind }) => kind === 'skipped')).toEqual([]);
  expect(requestsOf(records)).toMatchObject([
    { key: 'u1' },
    {
      ...{ key: 'u2', session: 'S', turn: 'u0', model: 'qwen-x', fidelity: 'usage-only' },
      ...{ at: Date.parse(at(0)), client: { name: 'qwen-code', version: '0.9.0' } },
    },
    { key: 'u5', turn: 'u0', at: Date.parse(at(3)) },
  ]);
  expect(usagesOf(records)).toMatchObject([
    { usage: { cacheRead: null, input: null, promptTotal: 70 } },
    { endedAt: Date.parse(at(2)), usage: { input: 808, cacheRead: 8192, cacheWrite: null, output: 20 } },
    { usage: { cacheRead: 0, input: 9100 } },
  ]);
});
