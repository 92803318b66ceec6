import { describe, expect, it } from 'vitest';
import {
  clientBaseUrl,
  providerOf,
  resolveUpstreams,
  type Upstream,
  upstreamPath,
  VENDOR_BASES,
} from '../../../src/record/proxy/upstreams.js';
import { VENDORS, type Vendor } from '../../../src/record/proxy/vendors.js';

function upstreams(given: readonly string[], env: Record<string, string> = {}) {
  const result = resolveUpstreams(given, env);
  if (!result.ok) throw new Error(result.message);
  return Object.fromEntries(
    VENDORS.map(vendor => [vendor, result.upstreams[vendor].origin + result.upstreams[vendor].path]),
  );
}

const at = (path: string, query = ''): Upstream => ({
  origin: 'https://u',
  path,
  query,
  authorization: null,
  isNamed: true,
});

describe('the upstream of an API', () => {
  it('is the vendor', () => {
    expect(upstreams([])).toEqual({
      anthropic: 'https://api.anthropic.com',
      openai: 'https://api.openai.com/v1',
      gemini: 'https://generativelanguage.googleapis.com',
      ollama: 'http://127.0.0.1:11434',
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
      ollama: 'https://openrouter.ai/api/v1',
    });
    expect(upstreams(['openai=http://localhost:11434'])).toMatchObject({
      anthropic: 'https://api.anthropic.com',
      openai: 'http://localhost:11434/v1',
    });
  });

  it('is not a URL that would leak or lose something', () => {
    for (const bad of ['localhost:8080', 'ftp://x', 'x.example/v1', 'mistral=https://x']) {
      const result = resolveUpstreams([bad], {});
      expect(result.ok, bad).toBe(false);
    }
  });

  it('keeps the query and the credentials of a base URL', () => {
    const result = resolveUpstreams(['anthropic=https://team:s%40fe@gw.example/a?tenant=x&k=1'], {});
    expect(result.ok && result.upstreams.anthropic).toEqual({
      origin: 'https://gw.example',
      path: '/a',
      query: '?tenant=x&k=1',
      authorization: `Basic ${Buffer.from('team:s@fe').toString('base64')}`,
      isNamed: true,
    });
    const odd = resolveUpstreams(['https://u:100%@gw.example'], {});
    expect(odd.ok && odd.upstreams.openai.authorization).toBe(
      `Basic ${Buffer.from('u:100%').toString('base64')}`,
    );
  });

  it.each([
    ['box', 'http://box:11434'],
    ['box:8080', 'http://box:8080'],
    [':8080', 'http://127.0.0.1:8080'],
    ['0.0.0.0', 'http://127.0.0.1:11434'],
    ['[::]:8080', 'http://127.0.0.1:8080'],
    ['[::1]', 'http://[::1]:11434'],
    ['box:8080/gate', 'http://box:8080/gate'],
    ['http://0.0.0.0:11434', 'http://127.0.0.1:11434'],
    ['https://box', 'https://box'],
    ['ollama.com', 'https://ollama.com'],
    ['ollama.com:8080', 'http://ollama.com:8080'],
    ['::1', 'http://[::1]:11434'],
    ['::', 'http://127.0.0.1:11434'],
  ])('of Ollama is where OLLAMA_HOST=%s leads its clients', (value, url) => {
    expect(upstreams([], { OLLAMA_HOST: value }).ollama).toBe(url);
  });

  it.each([
    'u:p@127.0.0.1:9801',
    '127.0.0.1:9801?x=1',
    'box:abc',
    'box:99999',
    'a b',
    'box:80:80',
    'ftp://box',
  ])('of Ollama is not replaced where OLLAMA_HOST=%s is no place', value => {
    const result = resolveUpstreams([], { OLLAMA_HOST: value });
    expect(result.ok).toBe(false);
    expect(!result.ok && result.message).toMatch(/^OLLAMA_HOST: (?!.*u:p).*--upstream ollama=URL/);
  });

  describe.each(VENDORS)('of %s is never replaced by another one', vendor => {
    const { variables, url } = VENDOR_BASES[vendor];
    it.each(variables)('where %s cannot be used', name => {
      // Less than a URL is enough for Ollama, as below.
      const partly = vendor === 'ollama' ? [] : ['gateway.internal:8080/x', 'gw.example/v1', '/v1'];
      for (const bad of [...partly, 'ws://gw.example', 'http://']) {
        const result = resolveUpstreams([], { [name]: bad });
        expect(result.ok, bad).toBe(false);
        expect(!result.ok && result.message).toContain(name);
      }
    });

    it.each(variables)('and %s is followed to exactly its place', name => {
      for (const base of ['http://h/anthropic?tenant=a', 'http://u:p@h:81/x', 'http://h', 'https://h/v1/']) {
        const result = resolveUpstreams([], { [name]: base });
        if (!result.ok) throw new Error(result.message);
        const { origin, path, query, authorization } = result.upstreams[vendor];
        const asked = new URL(base);
        expect([origin, path, query, authorization !== null]).toEqual([
          asked.origin,
          asked.pathname.replace(/\/+$/, ''),
          asked.search,
          asked.username !== '',
        ]);
      }
    });

    it('and is the vendor only where nothing is set', () => {
      const empty = Object.fromEntries(variables.map(name => [name, '']));
      const result = resolveUpstreams([], empty);
      expect(result.ok && result.upstreams[vendor].origin).toBe(new URL(url).origin);
    });
  });

  it('is asked for where two variables lead to different places', () => {
    const env = { ANTHROPIC_BASE_URL: 'http://one', ANTHROPIC_API_BASE: 'http://two' };
    const result = resolveUpstreams([], env);
    expect(!result.ok && result.message).toContain('lead to different places');
    expect(resolveUpstreams(['anthropic=http://one'], env).ok).toBe(true);
    expect(resolveUpstreams([], { ...env, ANTHROPIC_API_BASE: 'http://one/' }).ok).toBe(true);
  });

  it('says no credentials aloud', () => {
    for (const bad of [
      'team:hunter2secret@gw.example/v1?key=hunter2secret',
      'ftp://a:hunter2secret@gw',
      'http://u:p/hunter2secret@a:xx/',
      'http://u:p?hunter2secret@a:xx/',
      'http://u:p#hunter2secret@a:xx/',
      'http://u:p@hunter2secret@a:xx/',
      'http://a:xx/#hunter2secret',
      'sk-ant-hunter2secret0123456789abcdef',
    ]) {
      const result = resolveUpstreams([], { OPENAI_BASE_URL: bad });
      expect(!result.ok && result.message).not.toContain('hunter2secret');
    }
  });
});

describe('the path on the upstream', () => {
  const cases: readonly (readonly [[Vendor, string, string], string])[] = [
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
      const [vendor, path, sent] = from;
      expect(upstreamPath(vendor, at(path), sent)).toBe(to);
    });
  }

  it('carries the query of the base URL in front of its own', () => {
    expect(upstreamPath('anthropic', at('/a', '?tenant=x'), '/v1/messages')).toBe('/a/v1/messages?tenant=x');
    expect(upstreamPath('anthropic', at('/a', '?tenant=x'), '/a/v1/messages?beta=true')).toBe(
      '/a/v1/messages?tenant=x&beta=true',
    );
  });

  it('is what the client would have called itself, for every base URL', () => {
    for (const base of ['', '/v1', '/anthropic', '/api/paas/v4', '/v1/acc/gw/openai']) {
      for (const vendor of VENDORS) {
        const client = clientBaseUrl('http://p', vendor, at(base));
        const sent = `${client}/v1/messages`.slice(`http://p/${vendor}`.length);
        expect(upstreamPath(vendor, at(base), sent)).toBe(`${base}/v1/messages`);
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
