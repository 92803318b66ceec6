import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../src/log/record.js';
import { recordsOf, requestsOf, usagesOf } from '../read-lines.js';

const at = (second: number): string => `2026-10-01T10:00:0${second}.000Z`;
const time = (second: number): number => Date.UTC(2026, 9, 1, 10, 0, second);
const meta = (payload: JsonObject): JsonObject => ({
  timestamp: at(0),
  type: 'session_meta',
  payload: { id: 'S', model_provider: 'openai', source: 'cli', ...payload },
});
const context = { timestamp: at(1), type: 'turn_context', payload: { turn_id: 't1', model: 'gpt-x' } };

function count(second: number, total: number): JsonObject {
  const usage = { input_tokens: 5000, cached_input_tokens: 4096, output_tokens: 20, total_tokens: 5020 };
  const info = { total_token_usage: { total_tokens: total }, last_token_usage: usage };
  return { timestamp: at(second), type: 'event_msg', payload: { type: 'token_count', info } };
}

describe('Codex rollout', () => {
  it('takes each new count for a request, and repetitions and rate limits for none', () => {
    const records = recordsOf(
      meta({}),
      context,
      count(3, 5020),
      count(4, 5020),
      { timestamp: at(4), type: 'event_msg', payload: { type: 'token_count', info: null } },
      { timestamp: at(5), type: 'response_item', payload: { type: 'function_call_output', call_id: 'c' } },
      count(6, 10040),
      { timestamp: at(7), type: 'compacted', payload: { message: '' } },
    );
    expect(requestsOf(records)).toMatchObject([
      {
        fidelity: 'usage-only',
        at: time(1),
        session: 'S',
        turn: 't1',
        agent: null,
        provider: 'openai',
        model: 'gpt-x',
        api: 'openai-responses',
      },
      { at: time(5) },
    ]);
    expect(usagesOf(records)).toMatchObject([
      {
        endedAt: time(3),
        usage: { input: 904, cacheRead: 4096, cacheWrite: null, output: 20, promptTotal: 5000 },
      },
      { endedAt: time(6) },
    ]);
    expect(records.at(-1)).toMatchObject({
      kind: 'notice',
      text: 'conversation compacted',
      isCompaction: true,
    });
  });

  it('leaves out what a fork copied, whose lines have new times and old turns', () => {
    const idAt = (second: number): string => {
      const hex = time(second).toString(16).padStart(12, '0');
      return `${hex.slice(0, 8)}-${hex.slice(8)}-7000-8000-000000000001`;
    };
    const turnAt = (made: number, second: number): JsonObject => {
      return {
        timestamp: at(second),
        type: 'turn_context',
        payload: { turn_id: idAt(made), model: 'gpt-x' },
      };
    };
    const lines = [
      meta({ id: idAt(0) }),
      turnAt(-60, 0),
      count(0, 5020),
      // The copy takes longer than the second in which it began.
      turnAt(-30, 1),
      count(1, 10_040),
      turnAt(5, 5),
      count(6, 15_060),
    ];
    const fork = meta({ id: idAt(0), forked_from_id: 'P' });
    expect(requestsOf(recordsOf(fork, ...lines)).map(({ turn }) => turn)).toEqual([idAt(5)]);
    expect(requestsOf(recordsOf(...lines))).toHaveLength(3);
  });

  it.each([
    ['a fork', { forked_from_id: 'P' }],
    ['a subagent', { source: { subagent: { thread_spawn: { depth: 1 } } } }],
  ])('leaves out what %s copied without a pause, whatever its ids tell', (_, payload) => {
    const within = (line: JsonObject, ms: number): JsonObject => ({
      ...line,
      timestamp: new Date(time(0) + ms).toISOString(),
    });
    const lines = [
      within(meta(payload), 980),
      within(meta({ id: 'P' }), 985),
      within(context, 990),
      within(count(0, 5020), 1005),
      within(count(0, 10_040), 1060),
      within({ ...context, payload: { turn_id: 't2', model: 'gpt-x' } }, 1090),
      count(3, 15_060),
    ];
    expect(requestsOf(recordsOf(...lines)).map(({ turn }) => turn)).toEqual(['t2']);
    expect(requestsOf(recordsOf(within(meta({}), 980), ...lines.slice(2)))).toHaveLength(3);
  });

  it('leaves the history out that a subagent replays from its parent', () => {
    const spawned = meta({ source: { subagent: { thread_spawn: { depth: 1 } } }, agent_nickname: 'scout' });
    const records = recordsOf(spawned, meta({ id: 'parent' }), context, count(0, 5020), count(4, 10040));
    expect(requestsOf(records)).toMatchObject([{ session: 'S', agent: 'scout' }]);
    expect(usagesOf(records)).toMatchObject([{ endedAt: time(4) }]);
  });

  it('knows the lines of 0.171: the answer that a count is of, the effort of a turn, kinds still to come', () => {
    const turn = (second: number, settings: JsonObject): JsonObject => ({
      timestamp: at(second),
      ordinal: second,
      type: 'turn_context',
      payload: { turn_id: `t${second}`, model: 'gpt-x', collaboration_mode: { mode: 'default', settings } },
    });
    const record = (second: number, response_id: string): JsonObject => ({
      timestamp: at(second),
      ordinal: second,
      type: 'token_usage_record',
      payload: { turn_id: 't1', response_id, usage: { input_tokens: 5000 } },
    });
    const records = recordsOf(
      meta({}),
      turn(1, { model: 'gpt-x', reasoning_effort: null }),
      record(2, 'resp_1'),
      count(2, 5020),
      { timestamp: at(3), ordinal: 3, type: 'of_a_later_version', payload: { some: 'thing' } },
      turn(4, { model: 'gpt-x', reasoning_effort: 'high' }),
      count(5, 10040),
    );
    expect(records.filter(({ kind }) => kind !== 'request' && kind !== 'usage')).toEqual([]);
    expect(requestsOf(records).map(({ effort }) => effort)).toEqual([null, 'high']);
    expect(usagesOf(records).map(({ responseId }) => responseId)).toEqual(['resp_1', null]);
  });
});
