import { describe, expect, it } from 'vitest';
import { createCache } from '../../../src/cache/cache.js';
import { shapeOf } from '../../../src/diagnosis/calls/entry.js';
import type { RequestEntry } from '../../../src/diagnosis/model.js';
import { createEngine } from '../../../src/engine.js';
import type { Api, JsonObject } from '../../../src/log/record.js';
import { readPrompt } from '../../../src/prompt/index.js';
import { type Bill, conversation, request, usage } from '../../agent.js';

const USER = { role: 'user', content: 'x' };
const GEMINI = { role: 'user', parts: [{ text: 'x' }] };

function billed(bill: Bill): RequestEntry | undefined {
  const engine = createEngine();
  engine.accept(request('a', 1, { body: conversation(1), at: 0 }));
  engine.accept(usage('a', 2, bill));
  return engine.model().requests[0];
}

describe('the hit rate of a request', () => {
  it('is what was read over all that was sent', () => {
    expect(billed({ read: 6_000, write: 1_000, input: 1_000 })?.hitRate).toBe(0.75);
  });

  it('is unknown where the request failed, no read was counted, or nothing was sent', () => {
    expect(billed({ read: 6_000, write: 1_000, outcome: 'aborted' })?.hitRate).toBeNull();
    expect(billed({ read: null, write: 1_000 })?.hitRate).toBeNull();
    expect(billed({ read: 0, write: 0, input: 0 })?.hitRate).toBeNull();
  });
});

it.each([
  ['three tools', conversation(1), { tools: 30, system: 10, messages: 30 }, [40, 70]],
  ['no tools', { ...conversation(1), tools: [] }, { tools: 0, system: 10, messages: 30 }, [10, 40]],
])(
  'says how many tokens each section has, and each prefix up to a breakpoint: %s',
  (_, body, sections, upTo) => {
    const prompt = readPrompt(request('a', 1, { body }));
    if (prompt === null) throw new Error('no prompt');
    const meter = { observations: 1, estimate: (): number => 10 };
    const arrival = { id: 'a', prompt, provider: null, at: null, meter, thinking: 'kept' } as const;
    const cache = createCache().arriveAutomatic(arrival, { minimum: null, rounding: 1 }, () => 0);
    const { sectionTokens, breakpoints } = shapeOf({ prompt, cache, evidence: null, parent: null });
    expect(sectionTokens).toEqual(sections);
    expect(breakpoints.map(({ tokens }) => tokens)).toEqual(upTo);
  },
);

it.each<readonly [Api, JsonObject, string]>([
  ['anthropic-messages', { system: 'S', messages: [{ role: 'user', content: 'x' }] }, 'messages[0].content'],
  ['openai-chat', { messages: [{ role: 'system', content: 'S' }, USER] }, 'messages[1].content'],
  ['openai-responses', { instructions: 'S', input: [USER] }, 'input[0].content'],
  ['openai-responses', { instructions: 'S', input: 'x' }, 'input'],
  [
    'gemini',
    { systemInstruction: { parts: [{ text: 'S' }] }, contents: [GEMINI] },
    'contents[0].parts[0].text',
  ],
])('gives no hash to a section of which the log replaced text: %s %#', (api, body, path) => {
  const prompt = readPrompt({ ...request('a', 1, { body }), api, redacted: [path] });
  const { hashes } = shapeOf({ prompt, cache: null, evidence: null, parent: null });
  expect(hashes.messages).toBeNull();
  expect(hashes.system).not.toBeNull();
});

it('gives none to instructions that were replaced, in the words of their API', () => {
  const body = { instructions: '<redacted>', input: [USER] };
  const prompt = readPrompt({
    ...request('a', 1, { body }),
    api: 'openai-responses',
    redacted: ['instructions'],
  });
  const { hashes } = shapeOf({ prompt, cache: null, evidence: null, parent: null });
  expect([hashes.system, hashes.messages]).toEqual([null, expect.stringMatching(/^[0-9a-f]{8}$/)]);
});
