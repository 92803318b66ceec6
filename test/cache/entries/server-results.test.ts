import { describe, expect, it } from 'vitest';
import type { Json, JsonObject } from '../../../src/log/record.js';
import { conversation, prose } from '../../agent.js';
import { play } from '../../diagnosis/others-play.js';

const MARK = { cache_control: { type: 'ephemeral' } };

/** The next request: the answer to the first one, and a question. */
function next(answer: readonly Json[]): JsonObject {
  const first = conversation(0);
  const messages = (first.messages as readonly JsonObject[]).map(message => ({
    ...message,
    content: (message.content as readonly JsonObject[]).map(({ cache_control: _, ...block }) => block),
  }));
  const asked = { role: 'user', content: [{ type: 'text', text: 'And then?', ...MARK }] };
  return { ...first, messages: [...messages, { role: 'assistant', content: answer }, asked] };
}

const SEARCHED = [
  { type: 'server_tool_use', id: 's1', name: 'web_search', input: { query: 'tides' } },
  {
    type: 'web_search_tool_result',
    tool_use_id: 's1',
    content: [
      { type: 'web_search_result', title: 'Tides', url: 'https://tides.example', text: prose('page', 600) },
    ],
  },
];

function foreseen(answer: readonly Json[], gapMs = 60_000): number {
  const [, entry] = play([
    { body: conversation(0), read: 0, write: 5_000 },
    { body: next(answer), read: 5_000, write: 2_000, gapMs },
  ]);
  return entry?.predicted?.cacheRead ?? -1;
}

describe("the results of the provider's own tools", () => {
  it('were kept by the request that ran them: the next one is foreseen to read them', () => {
    const text = { type: 'text', text: 'High water at noon.' };
    expect(foreseen([text])).toBe(5_000);
    const read = foreseen([...SEARCHED, text]);
    // The answer behind the results was not kept.
    expect(read).toBeGreaterThan(6_000);
    expect(read).toBe(foreseen([...SEARCHED, { type: 'text', text: prose('longer', 200) }]));
  });

  it('are kept for five minutes', () => {
    expect(foreseen(SEARCHED, 301_000)).toBe(0);
  });
});
