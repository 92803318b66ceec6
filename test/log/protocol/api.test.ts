import { describe, expect, it } from 'vitest';
import {
  betasOf,
  inferApi,
  inferProvider,
  inferPurpose,
  modelAskedFor,
  sessionOf,
} from '../../../src/log/protocol/api.js';
import type { JsonObject } from '../../../src/log/record.js';

const user = { role: 'user', content: 'hi' };

describe('protocol of a call', () => {
  it.each([
    ['https://api.anthropic.com/v1/messages?beta=true', 'anthropic-messages'],
    ['/v1/messages/count_tokens', 'anthropic-messages'],
    ['https://openrouter.ai/api/v1/chat/completions', 'openai-chat'],
    ['https://chatgpt.com/backend-api/codex/responses', 'openai-responses'],
    ['https://host/v1beta/models/gemini-x:streamGenerateContent?alt=sse', 'gemini'],
    ['https://h.amazonaws.com/model/anthropic.claude-x/converse-stream', 'bedrock-converse'],
    ['https://h/projects/p/publishers/anthropic/models/claude-x:streamRawPredict', 'anthropic-messages'],
  ])('is told by the address %s', (url, api) => {
    expect(inferApi({ url, body: null })).toBe(api);
  });

  it.each<[string, JsonObject, string | null]>([
    ['a system field', { system: 'S', messages: [user] }, 'anthropic-messages'],
    ['a tool with input_schema', { tools: [{ input_schema: {} }], messages: [user] }, 'anthropic-messages'],
    ['a tool with a function', { tools: [{ function: {} }], messages: [user] }, 'openai-chat'],
    ['a developer message', { messages: [{ role: 'developer', content: 'S' }] }, 'openai-chat'],
    [
      'a tool_result block',
      { messages: [{ role: 'user', content: [{ type: 'tool_result' }] }] },
      'anthropic-messages',
    ],
    [
      'blocks without a type',
      { messages: [{ role: 'user', content: [{ text: 'hi' }] }] },
      'bedrock-converse',
    ],
    ['contents', { contents: [] }, 'gemini'],
    ['input', { model: 'gpt-x', input: 'hi' }, 'openai-responses'],
    ['messages alone', { model: 'm', messages: [user] }, 'openai-chat'],
    ['nothing', { model: 'm' }, null],
  ])('is told by a body with %s', (_, body, api) => {
    expect(inferApi({ body })).toBe(api);
  });

  it('is told by the name that the log gives it', () => {
    expect(inferApi({ apiName: 'openai-completions', body: null })).toBe('openai-chat');
    expect(inferApi({ apiName: 'openai-codex-responses', body: null })).toBe('openai-responses');
  });
});

describe('what else a call tells', () => {
  it('names the provider of a public address and none of a proxy', () => {
    expect(inferProvider('https://api.anthropic.com/v1/messages')).toBe('anthropic');
    expect(inferProvider('https://bedrock-runtime.eu-west-1.amazonaws.com/x')).toBe('aws');
    expect(inferProvider('http://127.0.0.1:8080/v1/messages')).toBeNull();
    expect(inferProvider('https://notopenrouter.ai/v1')).toBeNull();
  });

  it('tells calls that do not generate', () => {
    expect(inferPurpose({ url: '/v1/messages/count_tokens', body: null })).toBe('count-tokens');
    expect(inferPurpose({ url: 'https://x/v1beta/cachedContents', body: null })).toBe('other');
    expect(inferPurpose({ url: '/v1/messages', method: 'GET', body: null })).toBe('other');
    expect(inferPurpose({ url: '/v1/messages', method: 'post', body: null })).toBe('generate');
    expect(inferPurpose({ body: null })).toBe('generate');
  });

  it('reads the model from the body, or from the address', () => {
    expect(modelAskedFor({ body: { model: 'models/gemini-x' } })).toBe('gemini-x');
    expect(modelAskedFor({ url: 'https://h/v1beta/models/gemini-x:generateContent', body: {} })).toBe(
      'gemini-x',
    );
    expect(modelAskedFor({ url: 'https://h/model/anthropic.claude-x%3A0/converse', body: {} })).toBe(
      'anthropic.claude-x:0',
    );
    expect(modelAskedFor({ url: '/v1/messages', body: {} })).toBeNull();
  });

  it('finds the session that Claude Code and Codex put into the body', () => {
    const id = '26561061-bbd2-45ec-98dd-4116c1ca7136';
    expect(sessionOf({ metadata: { user_id: `user_ab_account__session_${id}` } })).toBe(id);
    expect(sessionOf({ metadata: { user_id: `{"device_id":"d","session_id":"${id}"}` } })).toBe(id);
    expect(sessionOf({ prompt_cache_key: id })).toBe(id);
    expect(sessionOf({ prompt_cache_key: 'my-app' })).toBeNull();
    expect(sessionOf(null)).toBeNull();
  });

  it('sorts and merges beta flags', () => {
    expect(betasOf('b, a', { betas: ['c', 'a'] })).toEqual(['a', 'b', 'c']);
    expect(betasOf(undefined, null)).toEqual([]);
  });
});
