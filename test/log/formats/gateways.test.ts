import { describe, expect, it } from 'vitest';
import { bytesOf, type JsonObject } from '../../../src/log/record.js';
import { recordsOf, requestsOf, usagesOf } from '../read-lines.js';

const time = Date.UTC(2026, 9, 1, 10);
const iso = (second: number): string => new Date(time + second * 1000).toISOString();

describe('a spend log of LiteLLM', () => {
  const row = {
    request_id: 'chatcmpl-1',
    call_type: 'acompletion',
    spend: 0.01,
    total_tokens: 12_050,
    prompt_tokens: 12_000,
    completion_tokens: 50,
    startTime: iso(0),
    endTime: iso(3),
    model: 'claude-x',
    custom_llm_provider: 'anthropic',
    session_id: 's1',
    cache_hit: 'False',
    metadata: {
      usage_object: {
        prompt_tokens: 12_000,
        completion_tokens: 50,
        total_tokens: 12_050,
        prompt_tokens_details: { cached_tokens: 11_000 },
        cache_read_input_tokens: 11_000,
        cache_creation_input_tokens: 900,
      },
    },
    messages: {},
    response: {},
  };

  it('keeps callers apart who name no session, and never shows their keys', () => {
    const rows = ['k-a', 'k-b', 'k-a'].map((api_key, i) => ({
      ...row,
      session_id: null,
      api_key,
      request_id: `r${i}`,
    }));
    const records = requestsOf(recordsOf(...rows));
    expect(records.map(({ session }) => session)).toEqual([null, 'caller 2', null]);
    expect(JSON.stringify(records.map(({ session, agent }) => [session, agent]))).not.toContain('k-b');
  });
  const bill = { input: 100, cacheRead: 11_000, cacheWrite: 900, output: 50, promptTotal: 12_000 };

  it('is read row by row, from an array or from lines', () => {
    const records = recordsOf([row]);
    expect(requestsOf(records)).toMatchObject([
      { key: 'chatcmpl-1', at: time, session: 's1', provider: 'anthropic', model: 'claude-x' },
    ]);
    expect(usagesOf(records)).toMatchObject([{ usage: bill, endedAt: time + 3000 }]);
    expect(usagesOf(recordsOf({ ...row, metadata: JSON.stringify(row.metadata) }))).toMatchObject([
      { usage: bill },
    ]);
  });

  it('is put into the order of its times, as the proxy gives the newest first', () => {
    const at = (id: string, second: number): typeof row => {
      return { ...row, request_id: id, startTime: iso(second), endTime: iso(second + 3) };
    };
    const records = recordsOf([at('d', 60), at('c', 60), at('b', 30), at('a', 0)]);
    expect(requestsOf(records).map(({ key }) => key)).toEqual(['a', 'b', 'c', 'd']);
    expect(records.map(({ kind }) => kind).slice(0, 4)).toEqual(['request', 'usage', 'request', 'usage']);
    // What stands in the order of time but for one row keeps the order of rows of one time.
    const mixed = recordsOf([at('a', 0), at('c', 60), at('d', 60), at('b', 30)]);
    expect(requestsOf(mixed).map(({ key }) => key)).toEqual(['a', 'b', 'c', 'd']);
    // Where a row has no time, nothing is known of its place.
    const untimed = recordsOf([at('b', 30), { ...at('x', 0), startTime: '' }, at('a', 0)]);
    expect(requestsOf(untimed).map(({ key }) => key)).toEqual(['b', 'x', 'a']);
  });

  it('is read from a page, which says how many rows it lacks', () => {
    const page = (total: number, data: (typeof row)[]): JsonObject => ({
      ...{ data, total, page: 1, page_size: 2, total_pages: Math.ceil(total / 2) },
    });
    const data = [{ ...row, request_id: 'b', startTime: iso(30) }, row];
    expect(requestsOf(recordsOf(page(2, data))).map(({ key }) => key)).toEqual(['chatcmpl-1', 'b']);
    expect(recordsOf(page(2, data)).filter(({ kind }) => kind === 'skipped')).toEqual([]);
    expect(recordsOf(page(7, data)).at(-1)).toMatchObject({
      kind: 'skipped',
      isHarmless: true,
      reason: expect.stringMatching(/^2 of 7 rows/),
    });
    expect(recordsOf(page(0, []))).toEqual([]);
    expect(recordsOf({ data: [{ id: 'x' }], total: 1, page: 1, total_pages: 1 })).toMatchObject([
      { kind: 'skipped', reason: expect.stringContaining('no known log') },
    ]);
  });

  it('does not know what was cached where only the sums were kept', () => {
    expect(usagesOf(recordsOf({ ...row, metadata: {} }))).toMatchObject([
      { usage: { cacheRead: null, input: null, promptTotal: 12_000 } },
    ]);
  });

  it('leaves out what LiteLLM answered itself, and what runs no model', () => {
    const records = recordsOf({ ...row, cache_hit: 'True' }, { ...row, call_type: 'aembedding' });
    expect(records).toEqual([]);
  });

  it('tells what failed', () => {
    const metadata = { status: 'failure', error_information: { error_message: 'rate limit' } };
    expect(usagesOf(recordsOf({ ...row, status: 'failure', metadata }))).toMatchObject([
      { outcome: 'error', error: 'rate limit' },
    ]);
  });
});

describe('an invocation log of Bedrock', () => {
  const record = {
    schemaType: 'ModelInvocationLog',
    schemaVersion: '1.0',
    timestamp: iso(0),
    accountId: '1',
    region: 'us-east-1',
    requestId: 'r1',
    operation: 'ConverseStream',
    modelId: 'arn:aws:bedrock:us-east-1:1:inference-profile/us.anthropic.claude-x-v1:0',
    input: {
      inputContentType: 'application/json',
      inputBodyJson: {
        system: [{ text: 'S' }, { cachePoint: { type: 'default' } }],
        messages: [{ role: 'user', content: [{ text: 'hi' }] }],
      },
      inputTokenCount: 9,
      cacheReadInputTokenCount: 4000,
      cacheWriteInputTokenCount: 120,
    },
    output: { outputContentType: 'application/json', outputBodyJson: {}, outputTokenCount: 7 },
  };

  it('has the body, and counts that exclude each other', () => {
    const records = recordsOf(record);
    expect(requestsOf(records)).toMatchObject([
      {
        key: 'r1',
        at: time,
        api: 'bedrock-converse',
        provider: 'amazon-bedrock',
        model: 'us.anthropic.claude-x-v1:0',
        fidelity: 'reserialised',
        raw: { bodyAt: ['input', 'inputBodyJson'] },
      },
    ]);
    expect(usagesOf(records)).toMatchObject([
      { usage: { input: 9, cacheRead: 4000, cacheWrite: 120, output: 7, promptTotal: 4129 } },
    ]);
  });

  it.each([
    [
      'get-log-events',
      (text: string) => ({ events: [{ timestamp: time, message: text, ingestionTime: time }] }),
    ],
    [
      'a subscription',
      (text: string) => ({
        messageType: 'DATA_MESSAGE',
        logGroup: 'bedrock',
        logEvents: [
          { id: '0', timestamp: time, message: 'started' },
          { id: '1', timestamp: time, message: text },
        ],
      }),
    ],
    [
      'Logs Insights',
      (text: string) => ({
        results: [
          [
            { field: '@timestamp', value: '2026-10-01 10:00:00.000' },
            { field: '@message', value: text },
          ],
        ],
        status: 'Complete',
      }),
    ],
    [
      'its download',
      (text: string) => ({ '@timestamp': '2026-10-01 10:00:00.000', '@message': JSON.parse(text) }),
    ],
  ])('stands as text in what CloudWatch gives: %s', (_, wrap) => {
    const records = recordsOf(wrap(JSON.stringify(record)));
    expect(records.map(({ kind }) => kind)).toEqual(['request', 'usage']);
    const [request] = requestsOf(records);
    expect(request).toMatchObject({ key: 'r1', at: time, body: record.input.inputBodyJson });
    expect(bytesOf(request?.raw ?? null)?.toString()).toBe(JSON.stringify(record));
    expect(usagesOf(records)).toMatchObject([{ usage: { cacheRead: 4000, promptTotal: 4129 } }]);
  });

  it('is none of other events of CloudWatch', () => {
    expect(recordsOf({ events: [{ timestamp: time, message: 'boat in' }] })).toMatchObject([
      { kind: 'skipped' },
    ]);
  });

  it('tells the usage alone where the body is too large to stand in it', () => {
    const input = {
      ...record.input,
      inputBodyJson: undefined,
      inputBodyS3Path: 's3://b/data/r1_input.json.gz',
    };
    expect(requestsOf(recordsOf({ ...record, input: JSON.parse(JSON.stringify(input)) }))).toMatchObject([
      { fidelity: 'usage-only', body: null },
    ]);
  });

  it('finds the usage of a stream of events where the record counts nothing', () => {
    const events = [{ messageStart: {} }, { metadata: { usage: { inputTokens: 9, outputTokens: 7 } } }];
    const { inputBodyJson } = record.input;
    const records = recordsOf({ ...record, input: { inputBodyJson }, output: { outputBodyJson: events } });
    expect(usagesOf(records)).toMatchObject([{ usage: { input: 9, output: 7, cacheRead: null } }]);
  });

  it('takes what was read and written from the answer where the record counts only the rest', () => {
    const { inputBodyJson, inputTokenCount } = record.input;
    const usage = { inputTokens: 9, outputTokens: 7, cacheReadInputTokens: 4000, cacheWriteInputTokens: 120 };
    const records = recordsOf({
      ...record,
      input: { inputBodyJson, inputTokenCount },
      output: { outputBodyJson: { usage }, outputTokenCount: 7 },
    });
    expect(usagesOf(records)).toMatchObject([
      { usage: { input: 9, cacheRead: 4000, cacheWrite: 120, promptTotal: 4129 } },
    ]);
  });

  it('reads InvokeModel by its body', () => {
    const inputBodyJson = {
      anthropic_version: 'bedrock-2023-05-31',
      max_tokens: 9,
      messages: [{ role: 'user', content: 'hi' }],
    };
    const outputBodyJson = {
      id: 'msg_1',
      usage: { input_tokens: 9, cache_read_input_tokens: 40, output_tokens: 1 },
    };
    const records = recordsOf({
      ...record,
      operation: 'InvokeModel',
      input: { inputBodyJson },
      output: { outputBodyJson },
    });
    expect(requestsOf(records)).toMatchObject([{ api: 'anthropic-messages', purpose: 'generate' }]);
    expect(usagesOf(records)).toMatchObject([{ usage: { cacheRead: 40 } }]);
  });
});
