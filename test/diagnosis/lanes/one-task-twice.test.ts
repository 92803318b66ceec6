/** Two samples of one task take turns in one session, and one of them changes what it has sent. */
import { expect, test } from 'vitest';
import type { JsonObject } from '../../../src/log/record.js';
import { conversation, prose } from '../../agent.js';
import { causesOf, play, type Turn } from '../others-play.js';

type Edit = (messages: readonly JsonObject[]) => readonly JsonObject[];

/** A sample answers with calls of its own ids. */
function sample(name: string, rounds: number, edit: Edit = messages => messages): JsonObject {
  const body = conversation(rounds);
  const text = JSON.stringify(body.messages).replace(/"t(?=\d)/g, `"${name}t`);
  return { ...body, messages: [...edit(JSON.parse(text) as readonly JsonObject[])] };
}

const withResult =
  (content: string, id = 'at0'): Edit =>
  messages =>
    messages.map((message, i) =>
      i === 2 ? { role: 'user', content: [{ type: 'tool_result', tool_use_id: id, content }] } : message,
    );

/** What both begin with has 5 000 tokens, each round has 1 000 more. */
const healthy = (rounds: number): Turn[] =>
  Array.from({ length: rounds }, (_, i): Turn[] => {
    const bill = i === 0 ? { read: 5_000, write: 0 } : { read: 4_000 + i * 1_000, write: 1_000 };
    return [
      { body: sample('a', i), ...(i === 0 ? { read: 0, write: 5_000 } : bill) },
      { body: sample('b', i), ...bill },
    ];
  }).flat();

test.each<readonly [string, Edit, string]>([
  ['clears a result', withResult('[cleared]'), 'history-edited (compacted)'],
  ['puts text into a result', withResult(prose('result0x', 300)), 'history-edited (edited)'],
  [
    'says an answer in other words',
    messages =>
      messages.map((message, i) =>
        i !== 1
          ? message
          : {
              role: 'assistant',
              content: [{ type: 'text', text: 'I look.' }, ...(message.content as JsonObject[])],
            },
      ),
    'history-moved',
  ],
  [
    'drops its oldest round',
    messages => [...messages.slice(0, 1), ...messages.slice(3)],
    'history-truncated',
  ],
])('one of them %s: that is no going back to what both began with', (_, edit, cause) => {
  const entries = play([
    ...healthy(4),
    { body: sample('a', 4, edit), read: 5_000, write: 3_500 },
    { body: sample('b', 4), read: 8_000, write: 1_000 },
  ]);
  expect(entries.slice(0, 8).map(entry => entry.break)).toEqual(Array(8).fill(null));
  expect(entries[8]?.parent).toBe(7);
  expect(causesOf(entries[8])).toEqual([cause]);
  expect(entries[8]?.break).toMatchObject({ expectedRead: 8_000, lostTokens: 3_000, ringing: true });
  expect(entries[9]).toMatchObject({ parent: 8, break: null });
});

test('and going back to a state of one of them stays a rewind', () => {
  const entries = play([...healthy(4), { body: sample('a', 2), read: 6_000, write: 0 }]);
  expect(entries[8]).toMatchObject({ parent: 5, break: null });
});
