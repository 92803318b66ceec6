import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { Json, JsonObject } from '../../../../src/log/record.js';
import { recordsOf, requestsOf, usagesOf } from '../../read-lines.js';

const at = (second: number): string => `2026-10-01T10:00:0${second}.000Z`;
const time = (second: number): number => Date.UTC(2026, 9, 1, 10, 0, second);
const user = {
  type: 'user',
  sessionId: 'S',
  uuid: 'u1',
  timestamp: at(0),
  message: { role: 'user', content: 'hi' },
};

function answer(fields: JsonObject, message: JsonObject): JsonObject {
  const usage = {
    input_tokens: 3,
    cache_read_input_tokens: 40,
    cache_creation_input_tokens: 5,
    output_tokens: 9,
  };
  return {
    type: 'assistant',
    sessionId: 'S',
    requestId: 'req_1',
    timestamp: at(5),
    isSidechain: false,
    ...fields,
    message: {
      id: 'msg_1',
      role: 'assistant',
      model: 'claude-x',
      content: [],
      stop_reason: 'end_turn',
      usage,
      ...message,
    },
  };
}

describe('Claude Code transcript without requests', () => {
  it('makes one request of usage only from all the lines of a response', () => {
    const stub = {
      input_tokens: 3,
      cache_read_input_tokens: 40,
      cache_creation_input_tokens: 5,
      output_tokens: 1,
    };
    const records = recordsOf(
      user,
      answer({}, { stop_reason: null, usage: stub }),
      answer({}, { stop_reason: null }),
      answer({}, { stop_reason: null, usage: stub }),
      { type: 'file-history-snapshot', messageId: 'm', snapshot: {} },
      answer({}, {}),
    );
    expect(records.filter(record => record.kind === 'skipped')).toEqual([]);
    expect(requestsOf(records)).toMatchObject([
      {
        fidelity: 'usage-only',
        body: null,
        at: time(0),
        session: 'S',
        turn: 'u1',
        agent: 'main',
        model: 'claude-x',
        api: 'anthropic-messages',
      },
    ]);
    expect(usagesOf(records)).toMatchObject([
      {
        of: { key: requestsOf(records)[0]?.key },
        usage: { input: 3, cacheRead: 40, cacheWrite: 5, output: 1 },
        endedAt: time(5),
        responseId: 'msg_1',
      },
      { of: { key: requestsOf(records)[0]?.key }, usage: { output: 9 } },
    ]);
  });

  it('gives the usage with the first line of a response, and again only if a later one counts more', () => {
    const stubs = { input_tokens: 3, cache_read_input_tokens: 40, cache_creation_input_tokens: 5 };
    const part = (output_tokens: number): JsonObject =>
      answer({}, { stop_reason: null, usage: { ...stubs, output_tokens } });
    const told = usagesOf(recordsOf(user, part(1), part(1), user, part(2_500), part(2)));
    expect(told.map(({ usage }) => usage?.output)).toEqual([1, 2_500]);
  });

  it('knows a response again across lines of other kinds and of other responses', () => {
    const other = answer({ requestId: 'req_2' }, { id: 'msg_2' });
    const snapshot = { type: 'file-history-snapshot', messageId: 'm', snapshot: {} };
    const records = recordsOf(user, answer({}, {}), snapshot, other, user, answer({}, {}));
    expect(requestsOf(records)).toHaveLength(2);
    expect(usagesOf(records)).toHaveLength(2);
  });

  it('counts an answer once that a conversation beside the main one repeats', () => {
    const repeated = answer({ requestId: 'req_9', isSidechain: true }, {});
    expect(requestsOf(recordsOf(user, answer({}, {}), repeated))).toHaveLength(1);
    // A gateway may give one id to all of its answers.
    expect(requestsOf(recordsOf(user, answer({}, {}), answer({ requestId: 'req_9' }, {})))).toHaveLength(2);
  });

  it('tells side chains without an id apart by the root of what they follow', () => {
    const side = (uuid: string, parentUuid: string | null, second: number): JsonObject => ({
      ...user,
      ...{ uuid, parentUuid, isSidechain: true, timestamp: at(second) },
    });
    const says = (n: number, uuid: string, parentUuid: string): JsonObject =>
      answer({ requestId: `req_${n}`, uuid, parentUuid, isSidechain: true }, { id: `msg_${n}` });
    const records = recordsOf(
      user,
      side('s1', null, 1),
      side('s2', null, 2),
      says(1, 's1a', 's1'),
      says(2, 's2a', 's2'),
      side('s1b', 's1a', 4),
      says(3, 's1c', 's1b'),
      answer({ requestId: 'req_4' }, { id: 'msg_4' }),
    );
    expect(requestsOf(records).map(({ agent, turn, at: left }) => [agent, turn, left])).toEqual([
      ['sidechain', 'u1', time(1)],
      ['sidechain 2', 'u1', time(2)],
      ['sidechain', 'u1', time(4)],
      ['main', 'u1', time(0)],
    ]);
  });

  it('keeps turns and side chains apart, and tool results in their turn', () => {
    const result = {
      ...user,
      uuid: 'u2',
      message: { role: 'user', content: [{ type: 'tool_result', tool_use_id: 't', content: 'x' }] },
    };
    const records = recordsOf(
      user,
      answer({}, {}),
      result,
      answer({ requestId: 'req_2', isSidechain: true }, { id: 'msg_2' }),
      { ...user, uuid: 'u3' },
      answer({ requestId: 'req_3', agentId: 'a7' }, { id: 'msg_3' }),
    );
    expect(requestsOf(records).map(({ turn, agent }) => [turn, agent])).toEqual([
      ['u1', 'main'],
      ['u1', 'sidechain'],
      ['u3', 'a7'],
    ]);
  });

  it('reads the vendor verdict, notes compactions, and leaves out messages that the client wrote', () => {
    const miss = { cache_miss_reason: { type: 'tools_changed', cache_missed_input_tokens: 7 } };
    const records = recordsOf(
      user,
      answer({}, { diagnostics: miss }),
      answer({ isApiErrorMessage: true }, { id: 'msg_2', model: '<synthetic>' }),
      { type: 'system', subtype: 'compact_boundary', sessionId: 'S', timestamp: at(7) },
    );
    expect(usagesOf(records)).toMatchObject([{ vendor: { by: 'anthropic', reason: 'tools_changed' } }]);
    expect(records.at(-1)).toMatchObject({
      kind: 'notice',
      text: 'conversation compacted',
      at: time(7),
      isCompaction: true,
    });
  });
});

describe('Claude Code transcript with requests', () => {
  const hash = (sortedJson: string): string => createHash('sha256').update(sortedJson).digest('hex');
  const question = { role: 'user', content: [{ type: 'text', text: 'hi' }] };
  const block = { type: 'tool_use', id: 't1', name: 'run', input: { b: 1, a: 2 } };
  const spoken = { type: 'text', text: 'ok' };
  const answerHash = hash(
    '{"content":[{"text":"ok","type":"text"},{"id":"t1","input":{"a":2,"b":1},"name":"run","type":"tool_use"}],"role":"assistant"}',
  );
  const shape = {
    type: 'api-request-shape',
    sessionId: 'S',
    shapeHash: 'shape1',
    shape: { system: [{ type: 'text', text: 'S' }], tools: [{ name: 'run', input_schema: {} }] },
  };
  const blob = { type: 'api-request-blob', sessionId: 'S', hash: 'h1', message: question };
  const request = {
    type: 'api-request',
    sessionId: 'S',
    id: 'q1',
    timestamp: at(1),
    querySource: 'repl_main_thread',
    shapeHash: 'shape1',
    params: { model: 'claude-x', max_tokens: 10, betas: ['b', 'a'] },
    keep: 0,
    tail: ['h1'],
    cacheControl: [{ path: ['messages', 0, 'content', 0], value: { type: 'ephemeral' } }],
  };
  const result = { role: 'user', content: [{ type: 'tool_result', tool_use_id: 't1', content: 'done' }] };
  const second = {
    ...request,
    id: 'q2',
    timestamp: at(3),
    base: 'q1',
    keep: 1,
    tail: [answerHash, 'h2'],
    cacheControl: [],
  };

  it('puts the request together from shape, messages, parameters and markers', () => {
    const records = recordsOf(user, shape, blob, request, answer({ requestRef: 'q1' }, {}));
    expect(requestsOf(records)).toMatchObject([
      {
        key: 'q1',
        fidelity: 'reserialised',
        at: time(1),
        agent: 'main',
        turn: 'u1',
        betas: ['a', 'b'],
        redacted: [],
      },
    ]);
    expect(requestsOf(records)[0]?.body).toEqual({
      model: 'claude-x',
      max_tokens: 10,
      system: [{ type: 'text', text: 'S' }],
      tools: [{ name: 'run', input_schema: {} }],
      messages: [
        { role: 'user', content: [{ type: 'text', text: 'hi', cache_control: { type: 'ephemeral' } }] },
      ],
    });
    expect(usagesOf(records)).toMatchObject([{ of: { key: 'q1' }, usage: { cacheRead: 40 } }]);
  });

  it('finds the answer of the model by its hash, from the lines of its blocks', () => {
    const records = recordsOf(
      shape,
      blob,
      request,
      answer({ requestRef: 'q1' }, { content: [spoken] }),
      answer({ requestRef: 'q1' }, { content: [block] }),
      { type: 'api-request-blob', sessionId: 'S', hash: 'h2', message: result },
      second,
    );
    expect(requestsOf(records)[1]).toMatchObject({ key: 'q2', fidelity: 'reserialised' });
    expect(requestsOf(records)[1]?.body?.messages).toEqual([
      question,
      { role: 'assistant', content: [spoken, block] },
      result,
    ]);
  });

  it('says of a message that is not in the log that it is not', () => {
    const records = recordsOf(shape, blob, request, second);
    expect(requestsOf(records)[1]).toMatchObject({
      fidelity: 'redacted',
      redacted: ['messages[1].content[0]', 'messages[2].content[0]'],
    });
  });

  it('finds by their hashes what tools and the user said: results in a line each, a question in either form', () => {
    const sha = (message: JsonObject): string => hash(JSON.stringify(message));
    const results = ['t1', 't2'].map(id => ({ content: 'done', tool_use_id: id, type: 'tool_result' }));
    const together = { content: results, role: 'user' };
    const asString = { content: 'go on', role: 'user' };
    const asBlock = { content: [{ text: 'go on', type: 'text' }], role: 'user' };
    const said = (content: Json): JsonObject => ({
      type: 'user',
      sessionId: 'S',
      message: { role: 'user', content },
    });
    const ask = (id: string, ...tail: readonly string[]): JsonObject => ({
      ...request,
      id,
      tail,
      cacheControl: [],
    });
    const records = recordsOf(
      shape,
      blob,
      request,
      answer({ requestRef: 'q1' }, { content: [block] }),
      ...results.map(result => said([result])),
      ask('q2', 'h1', sha(together)),
      answer({ requestRef: 'q2' }, { id: 'm2', content: [spoken] }),
      said('go on'),
      ask('q3', sha(asBlock), sha(asString)),
    );
    expect(requestsOf(records).map(({ redacted }) => redacted)).toEqual([[], [], []]);
    expect(requestsOf(records)[1]?.body?.messages).toEqual([question, together]);
    expect(requestsOf(records)[2]?.body?.messages).toMatchObject([asBlock, asString]);
  });

  it('leaves a marker on a message that is not in the log: the request had it', () => {
    const marker = { type: 'ephemeral' };
    const marked = { ...second, cacheControl: [{ path: ['messages', 2, 'content', 3], value: marker }] };
    const messages = requestsOf(recordsOf(shape, blob, request, marked))[1]?.body?.messages;
    expect(messages).toMatchObject([{}, {}, { content: [{ cache_control: marker }] }]);
  });

  it('tells only the usage of a request whose shape is not in the log', () => {
    const records = recordsOf(user, blob, request, answer({ requestRef: 'q1' }, {}));
    expect(requestsOf(records)).toMatchObject([{ fidelity: 'usage-only', body: null }]);
    expect(usagesOf(records)).toMatchObject([{ of: { key: requestsOf(records)[0]?.key } }]);
  });

  it('names the lane of a call beside the conversation by its source', () => {
    const records = recordsOf(shape, blob, { ...request, querySource: 'generate_title' });
    expect(requestsOf(records)).toMatchObject([{ agent: 'generate_title' }]);
  });
});
