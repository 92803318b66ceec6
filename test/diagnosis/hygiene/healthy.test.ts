import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { JsonObject } from '../../../src/log/record.js';
import { LONG_MARK, MARK, type Step, send, text, tool, usage } from './session.js';

/** What an agent does in one step of a turn. */
type Deed = 'answer' | 'read' | 'run' | 'fail' | 'fan-out' | 'think' | 'picture';

const deed = fc.constantFrom<Deed>('answer', 'read', 'run', 'fail', 'fan-out', 'think', 'picture');

function messagesOf(kind: Deed, n: number, words: string): readonly JsonObject[] {
  const use = (part: number, input: JsonObject) => ({
    type: 'tool_use',
    id: `toolu_${n}_${part}`,
    name: 'work',
    input,
  });
  const back = (part: number, content: string, more: JsonObject = {}) => ({
    type: 'tool_result',
    tool_use_id: `toolu_${n}_${part}`,
    content,
    ...more,
  });
  const round = (uses: JsonObject[], results: JsonObject[]): JsonObject[] => [
    { role: 'assistant', content: uses },
    { role: 'user', content: results },
  ];
  switch (kind) {
    case 'answer':
      return [text('assistant', words), text('user', `Since 2026-11-22 10:05 it says: ${words}`)];
    case 'read':
      return round([use(0, { path: `src/${n}.ts` })], [back(0, words.repeat(200))]);
    case 'run':
      return round([use(0, {})], [back(0, `Now: 10:0${n % 10}:33\n${words}`)]);
    case 'fail':
      return round([use(0, { command: 'make' })], [back(0, words, { is_error: true })]);
    case 'fan-out':
      return round(
        [0, 1, 2].map(part => use(part, { query: words })),
        [0, 1, 2].map(part => back(part, words)),
      );
    case 'think':
      return round(
        [{ type: 'thinking', thinking: words, signature: `sig${n}` }, use(0, { path: 'a.md' })],
        [back(0, words)],
      );
    case 'picture':
      return round(
        [use(0, {})],
        [
          {
            ...back(0, ''),
            content: [{ type: 'image', source: { type: 'base64', media_type: 'image/png', data: `A${n}` } }],
          },
        ],
      );
  }
}

/** Marks the last block of a message. */
function marked(message: JsonObject | undefined): JsonObject[] {
  if (message === undefined || !Array.isArray(message.content)) return [];
  const content: JsonObject[] = message.content;
  return [
    {
      ...message,
      content: content.map((block, n) => (n === content.length - 1 ? { ...block, ...MARK } : block)),
    },
  ];
}

/** A session as agents send it: it only grows, the last breakpoint moves along, and a note behind it is replaced each time. */
function session(
  deeds: readonly (readonly [Deed, string])[],
  hasNote: boolean,
  isLong: boolean,
): readonly Step[] {
  const system = [
    { type: 'text', text: 'Today is Sunday, 22 November 2026. Pass times as 2026-11-22T10:05:00Z.' },
    { type: 'text', text: 'rule '.repeat(2_000), ...(isLong ? LONG_MARK : MARK) },
  ];
  const tools = ['read', 'edit', 'run'].map(tool);
  const history: JsonObject[] = [text('user', 'Mend the build')];
  let cached = 0;
  return deeds.map(([kind, words], n) => {
    if (n > 0) history.push(...messagesOf(kind, n, words));
    const note = hasNote ? [text('user', `Current time: 10:${10 + n}. message_id: ${n}`)] : [];
    const messages = [...history.slice(0, -1), ...marked(history.at(-1)), ...note];
    const total = 4_000 + history.length * 200;
    const step = {
      body: { tools, system, messages },
      usage: usage({ input: 20, cacheRead: cached, cacheWrite: total - cached }),
    };
    cached = total;
    return step;
  });
}

test('a healthy growing session has no hints', () => {
  const deeds = fc.array(fc.tuple(deed, fc.lorem({ maxCount: 8 })), { minLength: 2, maxLength: 24 });
  fc.assert(
    fc.property(deeds, fc.boolean(), fc.boolean(), (done, hasNote, isLong) => {
      expect(send(...session(done, hasNote, isLong)).flat()).toEqual([]);
    }),
    { numRuns: 60 },
  );
});
