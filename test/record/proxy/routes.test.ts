import { describe, expect, it } from 'vitest';
import { findRoute } from '../../../src/record/proxy/routes.js';

const post = (url: string, headers: Record<string, string> = {}) => {
  const { vendor, path, api, purpose } = findRoute('POST', url, headers);
  return [vendor, path, api, purpose];
};

describe('a route', () => {
  it('is told by the endpoint, with a prefix and without one', () => {
    expect(post('/v1/messages?beta=true')).toEqual([
      'anthropic',
      '/v1/messages?beta=true',
      'anthropic-messages',
      'generate',
    ]);
    expect(post('/anthropic/v1/messages/count_tokens')).toEqual([
      'anthropic',
      '/v1/messages/count_tokens',
      'anthropic-messages',
      'count-tokens',
    ]);
    expect(post('/v1/chat/completions')).toEqual([
      'openai',
      '/v1/chat/completions',
      'openai-chat',
      'generate',
    ]);
    expect(post('/openai/responses')).toEqual(['openai', '/responses', 'openai-responses', 'generate']);
    expect(post('/v1beta/models/gemini-3-pro:streamGenerateContent?alt=sse')).toEqual([
      'gemini',
      '/v1beta/models/gemini-3-pro:streamGenerateContent?alt=sse',
      'gemini',
      'generate',
    ]);
  });

  it('counts what only counts, and runs what compacts', () => {
    expect(post('/v1/responses/input_tokens').slice(2)).toEqual(['openai-responses', 'count-tokens']);
    expect(post('/v1beta/models/gemini-x:countTokens')).toEqual([
      ...['gemini', '/v1beta/models/gemini-x:countTokens', 'gemini', 'count-tokens'],
    ]);
    expect(post('/v1/responses/compact').slice(2)).toEqual(['openai-responses', 'generate']);
    expect(post('/api/chat')).toEqual(['ollama', '/api/chat', 'openai-chat', 'generate']);
  });

  it('leads to the upstream that its prefix names, whatever the endpoint', () => {
    expect(post('/openai/api/v1/messages').slice(0, 3)).toEqual([
      'openai',
      '/api/v1/messages',
      'anthropic-messages',
    ]);
  });

  it('is not recorded unless it posts to an endpoint that is known', () => {
    expect(findRoute('GET', '/v1/responses/resp_1', {}).api).toBeNull();
    expect(findRoute('GET', '/v1/messages', {}).api).toBeNull();
    expect(post('/v1/embeddings')[2]).toBeNull();
    expect(post('/v1/messages/batches')[2]).toBeNull();
    expect(post('/model/claude-x/converse')[2]).toBeNull();
    expect(post('/model/claude-x/invoke')[2]).toBeNull();
  });

  it('of a path that two APIs share is told by the headers of one', () => {
    expect(post('/v1/models', { 'anthropic-version': '2023-06-01' })[0]).toBe('anthropic');
    expect(post('/v1/models', { authorization: 'Bearer x' })[0]).toBe('openai');
    expect(post('/v1beta/models')[0]).toBe('gemini');
    expect(post('/v1/models', { 'x-goog-api-key': 'x' })[0]).toBe('gemini');
  });

  it('takes only a whole path segment for a prefix', () => {
    expect(post('/openai')).toEqual(['openai', '/', null, 'other']);
    expect(post('/anthropic?x=1').slice(0, 2)).toEqual(['anthropic', '/?x=1']);
    expect(post('/anthropicx/v1/messages')[1]).toBe('/anthropicx/v1/messages');
  });
});
