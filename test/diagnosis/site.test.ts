import { describe, expect, it } from 'vitest';
import type { Cause } from '../../src/diagnosis/model.js';
import { normalisedPath, siteOf } from '../../src/diagnosis/site.js';
import { type Prompt, readPrompt } from '../../src/prompt/index.js';
import { conversation, request, TOOLS } from '../agent.js';

function promptOf(body: ReturnType<typeof conversation>): Prompt {
  const prompt = readPrompt(request('a', 1, { body }));
  if (prompt === null) throw new Error('no prompt');
  return prompt;
}

const prompt = promptOf(conversation(2));

const cause = (change: Partial<Cause>): Cause => ({
  ...{ id: 'history-edited', kind: null, confidence: 'certain', summary: '', fix: '', expected: false },
  ...{ path: null, divergence: null, restorable: null, lostTokens: null, cost: null },
  ...change,
});

describe('a path without its numbers', () => {
  it.each([
    ['tools[1].description', 'tools[write_file].description'],
    ['tools[1].input_schema.anyOf[3].type', 'tools[write_file].input_schema.anyOf[*].type'],
    ['tools[1]', 'tools[write_file]'],
    ['system[0].text', 'system[0].text'],
    ['messages[2].content[0].content', 'messages[*].tool_result'],
    ['messages[1].content[0].input', 'messages[*].tool_use'],
    ['messages[0].content[0].text', 'messages[*].text'],
    ['messages[77].content[0].text', 'messages[*].content[*].text'],
    ['tool_choice', 'tool_choice'],
  ])('of %s is %s', (path, shown) => {
    expect(normalisedPath(path, [prompt, null])).toBe(shown);
  });

  it('names a tool that is gone by the parent', () => {
    const without = promptOf(conversation(2, { tools: TOOLS.slice(0, 1) }));
    expect(normalisedPath('tools[2]', [without, prompt])).toBe('tools[run]');
  });
});

describe('a site', () => {
  it('is cause, class of the value, path and agent', () => {
    const edited = cause({ kind: 'compacted', path: 'messages[2].content[0].content' });
    expect(siteOf(edited, [prompt, null], null)).toBe(
      'history-edited (compacted) at messages[*].tool_result in main',
    );
    expect(siteOf(cause({ id: 'expired' }), [prompt, null], 'search')).toBe('expired in search');
  });

  it('is the same for the same code in another message, and another for another agent', () => {
    const at = (path: string, agent: string | null): string => siteOf(cause({ path }), [prompt, null], agent);
    const [one, other] = ['messages[2].content[0].content', 'messages[4].content[0].content'];
    expect(at(one, null)).toBe(at(other, null));
    expect(at(one, 'search')).not.toBe(at(one, null));
  });
});
