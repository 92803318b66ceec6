/** Sessions of agents that tell what was billed: shapes as their programs write them, oddities included. */
import { describe, expect, it } from 'vitest';
import type { Json, JsonObject } from '../../../src/log/record.js';
import { recordsOf, requestsOf, usagesOf } from '../read-lines.js';

const time = Date.UTC(2026, 9, 1, 10);

describe('Cline and Roo Code', () => {
  const started = (ts: number, info: JsonObject, rest: JsonObject = {}): JsonObject => ({
    ts,
    type: 'say',
    say: 'api_req_started',
    text: JSON.stringify({ request: 'the task', ...info }),
    ...rest,
  });
  const counts = { tokensIn: 10, tokensOut: 20, cacheWrites: 400, cacheReads: 12_000, cost: 0.01 };
  const modelInfo = { providerId: 'anthropic', modelId: 'claude-x', mode: 'act' };

  it('are read from one array, whose requests are among what was said', () => {
    const records = recordsOf([
      { ts: time, type: 'say', say: 'task', text: 'mind the harbour' },
      started(time + 1, counts, { modelInfo }),
      { ts: time + 2, type: 'ask', ask: 'tool', text: '{}' },
      { ts: time + 3, type: 'say', say: 'user_feedback', text: 'go on' },
      started(time + 4, { ...counts, cacheReads: 12_400, cacheWrites: 90 }, { modelInfo }),
      { ts: time + 5, type: 'say', say: 'condense_context', text: '' },
      // Still running.
      started(time + 6, {}),
    ]);
    expect(requestsOf(records)).toMatchObject([
      { key: String(time + 1), at: time + 1, turn: String(time), provider: 'anthropic', model: 'claude-x' },
      { key: String(time + 4), turn: String(time + 3) },
    ]);
    expect(usagesOf(records)).toMatchObject([
      { outcome: 'ok', usage: { input: 10, cacheRead: 12_000, cacheWrite: 400, output: 20 } },
      { usage: { cacheRead: 12_400, cacheWrite: 90 } },
    ]);
    expect(records.at(-1)).toMatchObject({ kind: 'notice', isCompaction: true });
    expect(records).toHaveLength(5);
  });

  it('count what was cached within the input where a protocol is named (Roo Code)', () => {
    const roo = {
      tokensIn: 12_410,
      tokensOut: 5,
      cacheWrites: 400,
      cacheReads: 12_000,
      apiProtocol: 'anthropic',
    };
    const old = { ...roo, tokensIn: 10 };
    expect(usagesOf(recordsOf([started(time, roo), started(time + 1, old)]))).toMatchObject([
      { usage: { input: 10, cacheRead: 12_000, promptTotal: 12_410 } },
      { usage: { input: 10, cacheRead: 12_000, promptTotal: 12_410 } },
    ]);
  });

  it('write 0 where a provider does not say what was cached, which is not known then', () => {
    const none = { tokensIn: 9000, tokensOut: 5, cacheWrites: 0, cacheReads: 0 };
    const records = recordsOf([started(time, none), started(time + 1, none, { modelInfo })]);
    expect(usagesOf(records)).toMatchObject([
      { usage: { input: null, cacheRead: null, cacheWrite: null, promptTotal: 9000 } },
      { usage: { input: 9000, cacheRead: 0, cacheWrite: 0 } },
    ]);
  });

  it('say how a request ended that was cut off', () => {
    const records = recordsOf([
      started(time, { cancelReason: 'user_cancelled' }),
      started(time + 1, { cancelReason: 'streaming_failed', streamingFailedMessage: 'overloaded' }),
    ]);
    expect(usagesOf(records)).toMatchObject([
      { outcome: 'aborted', usage: null },
      { outcome: 'error', error: 'overloaded' },
    ]);
  });
});

describe('Gemini CLI', () => {
  const iso = (second: number): string => new Date(time + second * 1000).toISOString();
  const header = { sessionId: 'g1', projectHash: 'abc', startTime: iso(0), lastUpdated: iso(9) };
  const user = { id: 'm1', timestamp: iso(1), type: 'user', content: 'hi' };
  const tokens = { input: 12_000, output: 10, cached: 8000, thoughts: 5, tool: 0, total: 12_015 };
  const answer = { id: 'm2', timestamp: iso(4), type: 'gemini', content: 'hello', model: 'gemini-x', tokens };
  const expected = [
    {
      key: 'm2',
      session: 'g1',
      turn: 'm1',
      at: time + 1000,
      provider: 'google',
      api: 'gemini',
      model: 'gemini-x',
    },
  ];
  const bill = { input: 4000, cacheRead: 8000, cacheWrite: 0, output: 15, promptTotal: 12_000 };

  it('is read from one object', () => {
    const info = { id: 'm0', timestamp: iso(0), type: 'info', content: 'update available' };
    const records = recordsOf({ ...header, messages: [info, user, answer] });
    expect(requestsOf(records)).toMatchObject(expected);
    expect(usagesOf(records)).toMatchObject([{ usage: bill, endedAt: time + 4000 }]);
  });

  it('is read from lines, of which later ones tell more of the same message', () => {
    const records = recordsOf(
      { ...header, kind: 'main' },
      user,
      { ...answer, tokens: null },
      answer,
      { ...answer, toolCalls: [] },
      { $set: { lastUpdated: iso(5) } },
      { ...answer, tokens: { ...tokens, output: 12 } },
    );
    expect(requestsOf(records)).toMatchObject(expected);
    expect(usagesOf(records)).toMatchObject([{ usage: bill }, { of: { key: 'm2' }, usage: { output: 17 } }]);
    expect(records.filter(({ kind }) => kind === 'skipped')).toEqual([]);
  });

  it('goes on from the answer before the message to which it went back', () => {
    const asked = (id: string, second: number) => ({ ...user, id, timestamp: iso(second) });
    const answered = (id: string, second: number) => ({ ...answer, id, timestamp: iso(second) });
    const [first, second, third, fourth] = [1, 3, 5, 7].map(n => [
      asked(`u${n}`, n),
      answered(`g${n}`, n + 1),
    ]);
    const records = recordsOf(
      { ...header, kind: 'main' },
      ...(first ?? []),
      ...(second ?? []),
      { $rewindTo: 'u3' },
      ...(third ?? []),
      { $rewindTo: 'u1' },
      ...(fourth ?? []),
    );
    expect(requestsOf(records).map(({ key, follows }) => [key, follows])).toEqual([
      ['g1', undefined],
      ['g3', undefined],
      ['g5', { log: 'test.jsonl', key: 'g1' }],
      ['g7', null],
    ]);
  });
});

describe('opencode', () => {
  const tokens = { input: 3, output: 20, reasoning: 4, cache: { read: 12_000, write: 400 } };
  const answer = {
    id: 'msg_2',
    role: 'assistant',
    parentID: 'msg_1',
    sessionID: 'ses_1',
    modelID: 'claude-x',
    providerID: 'anthropic',
    tokens,
    time: { created: time, completed: time + 3000 },
  };
  const session = { info: { id: 'ses_1', title: 't', directory: '/w', version: '1.1.0' } };
  const asked = {
    info: { id: 'msg_1', role: 'user', sessionID: 'ses_1', time: { created: time - 1 } },
    parts: [],
  };
  const bill = { input: 3, cacheRead: 12_000, cacheWrite: 400, output: 24, promptTotal: 12_403 };

  it('is read from an export', () => {
    const records = recordsOf({
      ...session,
      messages: [asked, { info: answer, parts: [{ type: 'text', text: 'a' }] }],
    });
    expect(requestsOf(records)).toMatchObject([
      { key: 'msg_2', session: 'ses_1', turn: 'msg_1', at: time, provider: 'anthropic', model: 'claude-x' },
    ]);
    expect(usagesOf(records)).toMatchObject([{ usage: bill, endedAt: time + 3000, outcome: 'ok' }]);
  });

  it('takes each step of an answer for a request', () => {
    const step = (read: number): Json => ({
      type: 'step-finish',
      cost: 0,
      tokens: { ...tokens, cache: { read, write: 9 } },
    });
    const parts = [{ type: 'step-start' }, step(100), { type: 'tool', callID: 'x' }, step(200)];
    const records = recordsOf({ ...session, messages: [asked, { info: answer, parts }] });
    expect(requestsOf(records).map(({ key }) => key)).toEqual(['msg_2', 'msg_2/2']);
    expect(usagesOf(records)).toMatchObject([{ usage: { cacheRead: 100 } }, { usage: { cacheRead: 200 } }]);
  });

  it('is read from its storage, a message a file', () => {
    expect(usagesOf(recordsOf(answer))).toMatchObject([{ usage: bill }]);
    const others = recordsOf(
      asked.info,
      { id: 'prt_1', messageID: 'msg_2', sessionID: 'ses_1', type: 'text', text: 'a' },
      { id: 'ses_1', projectID: 'p', directory: '/w', time: { created: time } },
    );
    expect(others).toEqual([]);
  });

  it('does not know what was cached where neither count says anything', () => {
    const none = { ...answer, providerID: 'local', tokens: { ...tokens, cache: { read: 0, write: 0 } } };
    expect(usagesOf(recordsOf(none))).toMatchObject([
      { usage: { cacheRead: null, input: null, promptTotal: 3 } },
    ]);
  });

  it('tells what was cut off, what failed, and what still runs', () => {
    const failed = (name: string): Json => ({ ...answer, error: { name, data: { message: 'no' } } });
    const running = { ...answer, time: { created: time } };
    const records = recordsOf(failed('MessageAbortedError'), failed('APIError'), running);
    expect(usagesOf(records)).toMatchObject([{ outcome: 'aborted' }, { outcome: 'error', error: 'no' }]);
  });
});

describe('Kimi CLI', () => {
  const line = (second: number, type: string, payload: JsonObject = {}): JsonObject => ({
    timestamp: time / 1000 + second,
    message: { type, payload },
  });
  const status = (read: number, id: string): JsonObject => ({
    token_usage: { input_other: 50, output: 9, input_cache_read: read, input_cache_creation: 0 },
    message_id: id,
  });

  it('is read step by step, those of subagents apart', () => {
    const records = recordsOf(
      { type: 'metadata', protocol_version: '1.2' },
      line(0, 'TurnBegin', { user_input: 'hi' }),
      line(1, 'StepBegin', { n: 1 }),
      line(2, 'ContentPart', { type: 'text', text: 'ok' }),
      line(3, 'StatusUpdate', { context_usage: 0.1 }),
      line(4, 'StatusUpdate', status(4000, 'c1')),
      line(5, 'SubagentEvent', {
        task_tool_call_id: 't1',
        event: { type: 'StatusUpdate', payload: status(700, 'c2') },
      }),
      line(6, 'CompactionBegin'),
    );
    expect(requestsOf(records)).toMatchObject([
      { key: 'c1', at: time + 1000, turn: '1', agent: null },
      { key: 'c2', agent: 't1' },
    ]);
    expect(usagesOf(records)).toMatchObject([
      { endedAt: time + 4000, usage: { input: 50, cacheRead: 4000, cacheWrite: 0, output: 9 } },
      { usage: { cacheRead: 700 } },
    ]);
    expect(records.at(-1)).toMatchObject({ kind: 'notice', isCompaction: true });
    expect(records.filter(({ kind }) => kind === 'skipped')).toEqual([]);
  });
});
