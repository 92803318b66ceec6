import { describe, expect, it } from 'vitest';
import { clientOf, clientOfAgent, clientOfBody } from '../../../src/log/protocol/client.js';
import type { JsonObject } from '../../../src/log/record.js';
import { readHints } from '../../../src/record/recording/hints.js';
import { body, recordsOf, requestsOf } from '../read-lines.js';

describe('the program that a User-Agent names', () => {
  it.each([
    ['claude-cli/2.1.3 (external, cli)', 'claude-code', '2.1.3'],
    ['codex_cli_rs/0.44.0 (Mac OS 15.1; arm64) iTerm.app/3.5', 'codex_cli_rs', '0.44.0'],
    ['GeminiCLI/0.9.0/gemini-x (linux; x64)', 'gemini-cli', '0.9.0'],
    ['opencode/0.14.1 ai-sdk/provider-utils/3.0.9 runtime/bun/1.2.21', 'opencode', '0.14.1'],
    ['OpenAI/Python 1.51.0', 'OpenAI/Python', '1.51.0'],
    ['Anthropic/JS 0.60.0', 'Anthropic/JS', '0.60.0'],
    ['python-requests/v2.32.3', 'python-requests', '2.32.3'],
  ])('%s', (agent, name, version) => {
    expect(clientOfAgent(agent)).toEqual({ name, version });
  });

  it.each(['', 'Mozilla/5.0 (X11) AppleWebKit/537.36', 'node', '(a/1)', 'x'.repeat(50)])(
    'none in %j',
    agent => {
      expect(clientOfAgent(agent)).toBeNull();
    },
  );

  it('takes the first of several headers, and no version that nobody could read', () => {
    expect(clientOfAgent(['a/1.0', 'b/2.0'])).toEqual({ name: 'a', version: '1.0' });
    expect(clientOf('a', '1'.repeat(61))).toEqual({ name: 'a', version: null });
    expect(clientOf(null, '')).toBeNull();
  });
});

const attribution = 'x-anthropic-billing-header: cc_version=2.1.15.c5a; cc_entrypoint=cli; cch=00000;';

it('reads the version that Claude Code puts in front of its system text, without the suffix that changes', () => {
  const sent: JsonObject = { system: [{ type: 'text', text: attribution }] };
  expect(clientOfBody(sent)).toEqual({ name: 'claude-code', version: '2.1.15' });
  expect(clientOfBody({ system: [{ type: 'text', text: `Note. ${attribution}` }] })).toBeNull();
  expect(clientOfBody({ system: attribution })).toBeNull();
  expect(clientOfBody(null)).toBeNull();
});

it('is written into a recording, and no more of the header than the first product', () => {
  const headers = ['User-Agent', 'claude-cli/2.1.3 (external, sdk-secret)', 'x-api-key', 'k'];
  expect(readHints(headers, null).client).toEqual({ name: 'claude-code', version: '2.1.3' });
});

describe('logs that name it', () => {
  const clientIn = (...lines: readonly JsonObject[]): unknown =>
    requestsOf(recordsOf(...lines)).map(({ client }) => client && [client.name, client.version]);
  const answer = { id: 'm1', role: 'assistant', model: 'claude-x', content: [], usage: { input_tokens: 1 } };
  const transcript = (id: string, version: string | null): JsonObject => ({
    type: 'assistant',
    sessionId: 'S',
    timestamp: '2026-10-01T10:00:00.000Z',
    ...(version === null ? {} : { version }),
    message: { ...answer, id },
  });

  it('a transcript of Claude Code in each line, and the line before tells where one does not', () => {
    expect(clientIn(transcript('a', '2.1.3'), transcript('b', null), transcript('c', '2.1.4'))).toEqual([
      ['claude-code', '2.1.3'],
      ['claude-code', '2.1.3'],
      ['claude-code', '2.1.4'],
    ]);
  });

  it('stream-json in its first line', () => {
    const init = { type: 'system', subtype: 'init', session_id: 'S', claude_code_version: '2.1.5' };
    const said = { type: 'assistant', session_id: 'S', message: answer };
    expect(clientIn(init, said)).toEqual([['claude-code', '2.1.5']]);
  });

  it('a rollout of Codex in its header', () => {
    const meta = { id: 'S', originator: 'codex_exec', cli_version: '0.44.0' };
    const usage = { input_tokens: 50, cached_input_tokens: 4, output_tokens: 2, total_tokens: 52 };
    const info = { total_token_usage: usage, last_token_usage: usage };
    expect(
      clientIn(
        { type: 'session_meta', payload: meta },
        { type: 'event_msg', payload: { type: 'token_count', info } },
      ),
    ).toEqual([['codex_exec', '0.44.0']]);
  });

  it('an export of spans in its resource, unless nobody named the service', () => {
    const text = (key: string, stringValue: string): JsonObject => ({ key, value: { stringValue } });
    const spans = [
      {
        spanId: '1',
        attributes: [
          text('gen_ai.operation.name', 'chat'),
          { key: 'gen_ai.usage.input_tokens', value: { intValue: '50' } },
        ],
      },
    ];
    const exported = (service: string, version: string): JsonObject => ({
      resource: { attributes: [text('service.name', service), text('service.version', version)] },
      scopeSpans: [{ spans }],
    });
    expect(clientIn({ resourceSpans: [exported('planner', '3.2')] })).toEqual([['planner', '3.2']]);
    expect(clientIn(exported('unknown_service:node', '3.2'))).toEqual([[null, '3.2']]);
  });

  it('our own format, a proxy that writes headers, and the tags of LiteLLM', () => {
    const at = '2026-10-01T10:00:00.000Z';
    const client = { name: 'my-agent', version: '7' };
    expect(clientIn({ cachequake: 1, kind: 'request', id: 'r', at, client, body })).toEqual([
      ['my-agent', '7'],
    ]);
    const headers = { 'User-Agent': 'claude-cli/2.1.3 (external, cli)' };
    const request = {
      timestamp: 1_790_000_000,
      method: 'POST',
      url: 'https://api.anthropic.com/v1/messages',
      headers,
      body,
    };
    expect(clientIn({ request, response: { status_code: 200, body: {} } })).toEqual([
      ['claude-code', '2.1.3'],
    ]);
    expect(
      clientIn({
        call_type: 'completion',
        model_parameters: {},
        messages: [{ role: 'user', content: 'hi' }],
        model: 'm',
        request_tags: ['team', 'User-Agent: claude-cli', 'User-Agent: claude-cli/2.1.3 (external, cli)'],
      }),
    ).toEqual([['claude-code', '2.1.3']]);
  });
});
