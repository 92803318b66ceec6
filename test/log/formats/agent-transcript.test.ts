import { describe, expect, it } from 'vitest';
import { createEngine } from '../../../src/engine.js';
import type { JsonObject } from '../../../src/log/record.js';
import { recordsOf, requestsOf, usagesOf } from '../read-lines.js';

const at = (second: number): string => `2026-10-01T10:00:0${second}.000Z`;
const time = (second: number): number => Date.UTC(2026, 9, 1, 10, 0, second);

function entry(id: string, second: number, message: JsonObject): JsonObject {
  return { type: 'message', id, parentId: null, timestamp: at(second), message };
}

const answer = {
  role: 'assistant',
  api: 'anthropic-messages',
  provider: 'anthropic',
  model: 'claude-x',
  content: [],
  usage: { input: 3, output: 4, cacheRead: 50, cacheWrite: 6, totalTokens: 63, cost: { total: 0 } },
  stopReason: 'stop',
  responseId: 'msg_1',
  timestamp: time(2),
};

describe('pi or OpenClaw transcript', () => {
  it('takes each answer for a request that left after the line before it', () => {
    const records = recordsOf(
      { type: 'session', version: 3, id: 'S', timestamp: at(0), cwd: '/w' },
      { type: 'model_change', id: 'c', timestamp: at(0), provider: 'anthropic', modelId: 'claude-x' },
      entry('u1', 1, { role: 'user', content: 'hi' }),
      entry('a1', 3, { ...answer, stopReason: 'toolUse' }),
      entry('t1', 4, { role: 'toolResult', toolCallId: 'x', content: [] }),
      entry('a2', 5, answer),
      { type: 'compaction', id: 'k', timestamp: at(6), summary: 'S', tokensBefore: 900 },
    );
    expect(requestsOf(records)).toMatchObject([
      {
        key: 'a1',
        fidelity: 'usage-only',
        at: time(1),
        session: 'S',
        turn: 'u1',
        provider: 'anthropic',
        api: 'anthropic-messages',
        model: 'claude-x',
      },
      { key: 'a2', at: time(4), turn: 'u1' },
    ]);
    expect(usagesOf(records)).toMatchObject([
      { of: { key: 'a1' }, outcome: 'ok', endedAt: time(3), responseId: 'msg_1', usage: { cacheRead: 50 } },
      { of: { key: 'a2' } },
    ]);
    expect(records.at(-1)).toMatchObject({
      kind: 'notice',
      text: 'conversation compacted at 900 tokens',
      isCompaction: true,
    });
    expect(records.filter(record => record.kind === 'skipped')).toEqual([]);
  });

  it('goes on from the answer to which a session went back, or from none', () => {
    const usage = (cacheRead: number, cacheWrite: number): JsonObject => ({
      input: 3,
      output: 4,
      cacheRead,
      cacheWrite,
    });
    const below = (parentId: string | null, id: string, second: number, counts?: JsonObject): JsonObject => {
      const message =
        counts === undefined ? { role: 'user', content: 'hi' } : { ...answer, responseId: id, usage: counts };
      return { ...entry(id, second, message), parentId };
    };
    const records = recordsOf(
      { type: 'session', version: 3, id: 'S', timestamp: at(0), cwd: '/w' },
      below(null, 'u1', 1),
      below('u1', 'a1', 1, usage(0, 20_000)),
      below('a1', 'u2', 2),
      below('u2', 'a2', 2, usage(20_000, 5000)),
      below('a1', 'u3', 3),
      below('u3', 'a3', 3, usage(20_000, 3000)),
      below('a3', 'u4', 4),
      below('u4', 'a4', 4, usage(23_000, 500)),
      below(null, 'u5', 5),
      below('u5', 'a5', 5, usage(0, 8000)),
    );
    expect(requestsOf(records).map(({ key, follows }) => [key, follows])).toEqual([
      ['a1', undefined],
      ['a2', undefined],
      ['a3', { log: 'test.jsonl', key: 'a1' }],
      ['a4', undefined],
      ['a5', null],
    ]);
    const engine = createEngine();
    const events = records.flatMap(record => engine.accept(record));
    expect(events.filter(({ type }) => type === 'break')).toEqual([]);
  });

  it('reads version 1, whose lines have no id', () => {
    const records = recordsOf(
      { type: 'session', id: 'S', timestamp: at(0), cwd: '/w', provider: 'zai', modelId: 'glm-x' },
      { type: 'message', timestamp: at(1), message: { role: 'user', content: 'hi', timestamp: time(1) } },
      { type: 'message', timestamp: at(2), message: { ...answer, stopReason: 'toolUse' } },
      { type: 'thinking_level_change', timestamp: at(3), thinkingLevel: 'high' },
      { type: 'model_change', timestamp: at(3), provider: 'zai', modelId: 'glm-y' },
      { type: 'message', timestamp: at(4), message: answer },
      { type: 'compaction', timestamp: at(5), summary: 'S', firstKeptEntryIndex: 2, tokensBefore: 900 },
    );
    expect(requestsOf(records)).toMatchObject([
      { key: '3', session: 'S', turn: '2', at: time(1) },
      { key: '6', session: 'S', turn: '2' },
    ]);
    expect(usagesOf(records)).toMatchObject([{ usage: { cacheRead: 50 } }, { usage: { cacheRead: 50 } }]);
    expect(records.at(-1)).toMatchObject({ kind: 'notice', isCompaction: true });
    expect(records.filter(record => record.kind === 'skipped')).toEqual([]);
  });

  it('takes no line for an entry because of its type alone', () => {
    const records = recordsOf(
      { type: 'message', timestamp: at(1), message: 'started' },
      { type: '__proto__', timestamp: at(1) },
    );
    expect(records).toMatchObject([{ kind: 'skipped' }, { kind: 'skipped' }]);
    expect(JSON.stringify(records)).not.toContain('fault');
  });

  it('tells aborted and failed requests', () => {
    const zero = { input: 0, output: 0, cacheRead: 0, cacheWrite: 0, totalTokens: 0 };
    const records = recordsOf(
      entry('a1', 1, { ...answer, usage: zero, stopReason: 'aborted' }),
      entry('a2', 2, { ...answer, usage: zero, stopReason: 'error', errorMessage: '529 overloaded' }),
      entry('a3', 3, { ...answer, usage: zero }),
    );
    expect(usagesOf(records).map(({ outcome, error }) => [outcome, error])).toEqual([
      ['aborted', null],
      ['error', '529 overloaded'],
      ['aborted', null],
    ]);
  });
});
