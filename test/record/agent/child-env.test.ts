import { describe, expect, it } from 'vitest';
import { agentHint } from '../../../src/record/agent/agent-hints.js';
import { childEnvironment, exportLines } from '../../../src/record/agent/child-env.js';
import { resolveUpstreams, type Upstreams } from '../../../src/record/proxy/upstreams.js';

const PROXY = 'http://127.0.0.1:4380';

function upstreamsFor(given: readonly string[], env: Record<string, string> = {}): Upstreams {
  const result = resolveUpstreams(given, env);
  if (!result.ok) throw new Error(result.message);
  return result.upstreams;
}

it('gives the agent a base URL for each API, with the version where clients expect it', () => {
  expect(childEnvironment(PROXY, upstreamsFor([]), { HOME: '/h' })).toEqual({
    HOME: '/h',
    ANTHROPIC_BASE_URL: `${PROXY}/anthropic`,
    ANTHROPIC_API_BASE: `${PROXY}/anthropic`,
    OPENAI_BASE_URL: `${PROXY}/openai/v1`,
    OPENAI_API_BASE: `${PROXY}/openai/v1`,
    GOOGLE_GEMINI_BASE_URL: `${PROXY}/gemini`,
    OLLAMA_HOST: `${PROXY}/ollama`,
    ENABLE_TOOL_SEARCH: 'true',
  });
});

it('leaves an API alone that the agent does not reach by a base URL', () => {
  const env = { GOOGLE_GEMINI_BASE_URL: 'https://gateway.example' };
  const child = childEnvironment(PROXY, upstreamsFor([]), env, ['gemini']);
  expect(child.GOOGLE_GEMINI_BASE_URL).toBe('https://gateway.example');
  expect(childEnvironment(PROXY, upstreamsFor([]), {}, ['gemini']).GOOGLE_GEMINI_BASE_URL).toBeUndefined();
  expect(child.ANTHROPIC_BASE_URL).toBe(`${PROXY}/anthropic`);
});

it('keeps the path of a gateway in the base URL, and has Claude Code treat it as the gateway that it is', () => {
  const env = { ANTHROPIC_BASE_URL: 'https://gateway.example/claude' };
  const child = childEnvironment(PROXY, upstreamsFor([], env), env);
  expect(child.ANTHROPIC_BASE_URL).toBe(`${PROXY}/anthropic/claude`);
  expect(child.ENABLE_TOOL_SEARCH).toBeUndefined();
});

it('leaves a choice about tool search alone', () => {
  expect(childEnvironment(PROXY, upstreamsFor([]), { ENABLE_TOOL_SEARCH: 'auto:5' }).ENABLE_TOOL_SEARCH).toBe(
    'auto:5',
  );
});

describe('behind a company proxy the agent reaches the recorder directly', () => {
  const listsIn = (env: Record<string, string>, proxy = PROXY) => {
    const child = childEnvironment(proxy, upstreamsFor([]), { https_proxy: 'http://p:3128', ...env });
    return [child.NO_PROXY, child.no_proxy];
  };

  it.each([
    [{}, '127.0.0.1,localhost', '127.0.0.1,localhost'],
    [{ NO_PROXY: '.corp' }, '.corp,127.0.0.1,localhost', '.corp,127.0.0.1,localhost'],
    [
      { NO_PROXY: '', no_proxy: 'corp,.int' },
      'corp,.int,127.0.0.1,localhost',
      'corp,.int,127.0.0.1,localhost',
    ],
    [{ NO_PROXY: 'a', no_proxy: 'b' }, 'a,127.0.0.1,localhost', 'b,127.0.0.1,localhost'],
    [{ NO_PROXY: '*' }, '*', '*'],
    [{ NO_PROXY: ' * ', no_proxy: 'b' }, '*', 'b,127.0.0.1,localhost'],
    [{ no_proxy: 'localhost, 127.0.0.1' }, 'localhost, 127.0.0.1', 'localhost, 127.0.0.1'],
  ])('%j', (env, upper, lower) => {
    expect(listsIn(env)).toEqual([upper, lower]);
  });

  it('by the name that its base URL has', () => {
    expect(listsIn({}, 'http://192.168.1.5:4380')[0]).toBe('192.168.1.5,127.0.0.1,localhost');
  });

  it('and is left alone where there is none', () => {
    expect(listsIn({ https_proxy: '', NO_PROXY: 'corp' })).toEqual(['corp', undefined]);
  });
});

it('has a line to paste for each API', () => {
  expect(exportLines(PROXY, upstreamsFor(['https://openrouter.ai/api/v1']))).toEqual([
    `export ANTHROPIC_BASE_URL=${PROXY}/anthropic/api/v1`,
    `export OPENAI_BASE_URL=${PROXY}/openai/api/v1`,
    `export GOOGLE_GEMINI_BASE_URL=${PROXY}/gemini/api/v1`,
    `export OLLAMA_HOST=${PROXY}/ollama/api/v1`,
  ]);
});

it('knows how to lead agents through that read no variable', () => {
  const hint = (program: string) => agentHint([program], PROXY, upstreamsFor([]));
  expect(hint('pi')).toContain('{"providers":{"anthropic":{"baseUrl":"http://127.0.0.1:4380/anthropic"}}}');
  expect(hint('codex')).toContain(`codex -c openai_base_url=${PROXY}/openai/v1`);
  expect(hint('openclaw')).toContain('~/.openclaw/openclaw.json');
  expect(hint('gemini')).toContain('"selectedType":"gemini-api-key"');
  expect([hint('claude'), hint('constructor')]).toEqual([null, null]);
});
