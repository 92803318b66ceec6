import { describe, expect, it } from 'vitest';
import { VENDORS } from '../../../src/record/proxy/routes.js';
import {
  clientBaseUrl,
  providerOf,
  resolveUpstreams,
  upstreamPath,
} from '../../../src/record/proxy/upstreams.js';

function upstreams(given: readonly string[], env: Record<string, string> = {}) {
  const result = resolveUpstreams(given, env);
  if (!result.ok) throw new Error(result.message);
  return Object.fromEntries(
    VENDORS.map(vendor => [vendor, result.upstreams[vendor].origin + result.upstreams[vendor].path]),
  );
}

describe('the upstream of an API', () => {
  it('is the vendor', () => {
    expect(upstreams([])).toEqual({
      anthropic: 'https://api.anthropic.com',
      openai: 'https://api.openai.com/v1',
      gemini: 'https://generativelanguage.googleapis.com',
    });
  });

  it('is the gateway that the environment already names', () => {
    const env = {
      ANTHROPIC_BASE_URL: 'https://gateway.example/claude/',
      OPENAI_API_BASE: 'http://localhost:8080',
    };
    expect(upstreams([], env)).toMatchObject({
      anthropic: 'https://gateway.example/claude',
      openai: 'http://localhost:8080',
    });
  });

  it('is what --upstream says, for all APIs or for one', () => {
    expect(
      upstreams(['https://openrouter.ai/api/v1'], { ANTHROPIC_BASE_URL: 'https://other.example' }),
    ).toEqual({
      anthropic: 'https://openrouter.ai/api/v1',
      openai: 'https://openrouter.ai/api/v1',
      gemini: 'https://openrouter.ai/api/v1',
    });
    expect(upstreams(['openai=http://localhost:11434'])).toMatchObject({
      anthropic: 'https://api.anthropic.com',
      openai: 'http://localhost:11434/v1',
    });
  });

  it('is not a URL that would leak or lose something', () => {
    for (const bad of [
      'localhost:8080',
      'ftp://x',
      'https://user:pass@x',
      'https://x/?key=1',
      'mistral=https://x',
    ]) {
      const result = resolveUpstreams([bad], {});
      expect(result.ok, bad).toBe(false);
    }
  });
});

describe('the path on the upstream', () => {
  const cases: readonly (readonly [Parameters<typeof upstreamPath>, string])[] = [
    // The client has the base URL that `record` sets: nothing changes.
    [['anthropic', '', '/v1/messages'], '/v1/messages'],
    [['openai', '/v1', '/v1/chat/completions'], '/v1/chat/completions'],
    [['openai', '/api/paas/v4', '/api/paas/v4/chat/completions'], '/api/paas/v4/chat/completions'],
    [['anthropic', '/anthropic', '/anthropic/v1/messages?beta=true'], '/anthropic/v1/messages?beta=true'],
    [['openai', '', '/chat/completions'], '/chat/completions'],
    [['openai', '', '/v1/chat/completions'], '/v1/chat/completions'],
    // It has a base URL set by hand.
    [['openai', '/v1', '/chat/completions'], '/v1/chat/completions'],
    [['openai', '/api/paas/v4', '/v1/chat/completions'], '/api/paas/v4/chat/completions'],
    [['anthropic', '/anthropic', '/v1/messages'], '/anthropic/v1/messages'],
    [['anthropic', '/api/v1', '/v1/messages'], '/api/v1/messages'],
    // The AI SDK leaves the version to the base URL.
    [['anthropic', '', '/messages'], '/v1/messages'],
    [['anthropic', '/api/v1', '/messages'], '/api/v1/messages'],
    [['gemini', '', '/models/g:generateContent'], '/v1beta/models/g:generateContent'],
    [['anthropic', '', '/api/hello'], '/api/hello'],
  ];
  for (const [from, to] of cases) {
    it(`of ${from[2]} at ${from[0]} base "${from[1]}" is ${to}`, () => {
      expect(upstreamPath(...from)).toBe(to);
    });
  }

  it('is what the client would have called itself, for every base URL', () => {
    for (const base of ['', '/v1', '/anthropic', '/api/paas/v4', '/v1/acc/gw/openai']) {
      for (const vendor of VENDORS) {
        const client = clientBaseUrl('http://p', vendor, { origin: 'https://u', path: base });
        const sent = `${client}/v1/messages`.slice(`http://p/${vendor}`.length);
        expect(upstreamPath(vendor, base, sent)).toBe(`${base}/v1/messages`);
      }
    }
  });
});

it('names a provider only where the host tells', () => {
  expect(providerOf('https://api.anthropic.com')).toBe('anthropic');
  expect(providerOf('https://x.openai.azure.com')).toBe('azure');
  expect(providerOf('https://openrouter.ai')).toBe('openrouter');
  expect(providerOf('https://notanthropic.com')).toBeNull();
  expect(providerOf('http://127.0.0.1:8080')).toBeNull();
});
