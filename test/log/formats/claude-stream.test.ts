import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../src/log/record.js';
import { recordsOf, requestsOf, usagesOf } from '../read-lines.js';

const init = {
  type: 'system',
  subtype: 'init',
  cwd: '/w',
  session_id: 'S1',
  tools: ['Bash'],
  model: 'claude-x',
};
const counters = (read: number, output: number): JsonObject => ({
  input_tokens: 1,
  cache_creation_input_tokens: 300,
  cache_read_input_tokens: read,
  output_tokens: output,
});
const assistant = (id: string, usage: JsonObject, agent: string | null = null): JsonObject => ({
  type: 'assistant',
  message: {
    id,
    type: 'message',
    role: 'assistant',
    model: 'claude-x',
    content: [],
    stop_reason: null,
    usage,
  },
  parent_tool_use_id: agent,
  session_id: 'S1',
});
const result = (output: number): JsonObject => ({
  type: 'result',
  subtype: 'success',
  session_id: 'S1',
  usage: counters(0, output),
});
const user = {
  type: 'user',
  message: { role: 'user', content: [] },
  parent_tool_use_id: null,
  session_id: 'S1',
};
const outputs = (records: ReturnType<typeof recordsOf>): (number | null | undefined)[] =>
  usagesOf(records).map(({ usage }) => usage?.output);

describe('claude -p stream-json', () => {
  it('is read response by response, each line of one counting once, whatever stands between', () => {
    const records = recordsOf(
      init,
      assistant('a', counters(0, 2)),
      user,
      assistant('a', counters(0, 2)),
      assistant('b', counters(300, 2)),
    );
    expect(requestsOf(records)).toMatchObject([
      { key: 'a', session: 'S1', agent: 'main', fidelity: 'usage-only', at: null, model: 'claude-x' },
      { key: 'b' },
    ]);
    expect(usagesOf(records)).toMatchObject([
      { usage: { input: 1, cacheRead: 0, cacheWrite: 300 } },
      { usage: { cacheRead: 300 } },
    ]);
    expect(records.filter(({ kind }) => kind === 'skipped')).toEqual([]);
  });

  it('says of a sum alone what it is, and what to give instead', () => {
    expect(recordsOf(result(9), result(9))).toMatchObject([
      {
        kind: 'skipped',
        origin: { line: 1 },
        reason: expect.stringMatching(/output-format json.*stream-json/),
      },
    ]);
  });

  it.each([
    ['breaks off before the first answer', [init]],
    ['breaks off before the first answer', [{ ...init, subtype: 'hook_started' }, init, user]],
    ['ended without an answer', [init, result(0)]],
  ])('says that a run %s', (reason, lines) => {
    expect(recordsOf(...lines)).toMatchObject([
      { kind: 'skipped', origin: { line: lines.length }, reason: expect.stringContaining(reason) },
    ]);
  });

  it('says nothing of a run without an answer beside one that has some', () => {
    const records = recordsOf(init, assistant('a', counters(0, 2)), result(2), init, result(0));
    expect(records.filter(({ kind }) => kind === 'skipped')).toEqual([]);
  });

  it('does not know the output, whose count is a stub, unless the end confirms the counts', () => {
    const lines = [init, assistant('a', counters(0, 2)), assistant('b', counters(300, 3))];
    expect(outputs(recordsOf(...lines, result(900)))).toEqual([null, null]);
    expect(outputs(recordsOf(...lines, result(5)))).toEqual([null, null, 2, 3]);
  });

  it('takes the output from the events of the stream, where they are printed', () => {
    const event = (value: JsonObject): JsonObject => ({
      type: 'stream_event',
      event: value,
      session_id: 'S1',
      parent_tool_use_id: null,
    });
    const { message } = assistant('a', counters(40, 2));
    const records = recordsOf(
      init,
      event({ type: 'message_start', message: message ?? null }),
      assistant('a', counters(40, 2)),
      event({ type: 'message_delta', delta: { stop_reason: 'end_turn' }, usage: { output_tokens: 90 } }),
      result(90),
    );
    expect(requestsOf(records)).toHaveLength(1);
    expect(usagesOf(records).at(-1)).toMatchObject({ usage: { cacheRead: 40, output: 90 } });
  });

  it('keeps subagents apart, and says where the conversation was compacted', () => {
    const records = recordsOf(assistant('a', counters(0, 2)), assistant('b', counters(0, 2), 'toolu_1'), {
      type: 'system',
      subtype: 'compact_boundary',
      session_id: 'S1',
      compact_metadata: { pre_tokens: 900 },
    });
    expect(requestsOf(records).map(({ agent }) => agent)).toEqual(['main', 'toolu_1']);
    expect(records.at(-1)).toMatchObject({
      isCompaction: true,
      text: 'conversation compacted at 900 tokens',
    });
  });
});

describe('codex exec --json', () => {
  it('is named for what it is: sums, of which no request can be told', () => {
    const usage = { input_tokens: 24_000, cached_input_tokens: 20_000, output_tokens: 120 };
    const records = recordsOf(
      { type: 'thread.started', thread_id: 'T1' },
      { type: 'turn.started' },
      { type: 'item.completed', item: { id: 'i1', type: 'agent_message', text: 'done' } },
      { type: 'turn.completed', usage },
      { type: 'turn.completed', usage },
    );
    expect(records).toMatchObject([
      {
        kind: 'skipped',
        origin: { line: 4 },
        reason: expect.stringMatching(/only the sum .*rollout-…-T1\.jsonl/),
      },
    ]);
  });
});
