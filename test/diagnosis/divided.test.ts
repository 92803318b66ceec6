/** A cause explains what lies behind it, and no more: how a loss is divided, and what may be called the same. */
import { describe, expect, test } from 'vitest';
import type { RequestEntry } from '../../src/diagnosis/model.js';
import type { JsonObject } from '../../src/log/record.js';
import { conversation, prose } from '../agent.js';
import { causesOf, play } from './others-play.js';

const MINUTE = 60_000;

const losses = (entry: RequestEntry | undefined): readonly (readonly [string, number | null])[] =>
  (entry?.break?.causes ?? []).map(({ id, lostTokens }) => [id, lostTokens]);

/** The messages of a conversation, one of them changed. */
function withMessage(body: JsonObject, at: number, edit: (message: JsonObject) => JsonObject): JsonObject {
  const messages = body.messages as readonly JsonObject[];
  return { ...body, messages: messages.map((message, i) => (i === at ? edit(message) : message)) };
}

const blocksOf = ({ content }: JsonObject): readonly JsonObject[] => content as readonly JsonObject[];

describe('content in another form', () => {
  /** The one text of a message as a string. */
  const asString = (message: JsonObject): JsonObject => ({
    ...message,
    content: blocksOf(message)[0]?.text ?? '',
  });
  /** The content of a result as a list of one text block. */
  const asBlocks = (message: JsonObject): JsonObject => ({
    ...message,
    content: blocksOf(message).map(block => ({
      ...block,
      content: [{ type: 'text', text: block.content ?? '' }],
    })),
  });
  const before = [
    { body: conversation(0), read: 0, write: 5_000 },
    { body: conversation(1), read: 5_000, write: 1_500 },
  ];

  test('is named also of the block that carried the breakpoint', () => {
    const entries = play([
      ...before,
      { body: withMessage(conversation(2), 2, asBlocks), read: 5_000, write: 3_000 },
    ]);
    expect(entries[2]?.break?.causes).toMatchObject([
      { id: 'content-form', confidence: 'likely', path: 'messages[2].content[0]', lostTokens: 1_500 },
    ]);
  });

  test('is named of a text that carried it, unless earlier reads did not count such a change', () => {
    const first = { body: withMessage(conversation(1), 0, asString), write: 1_500 };
    expect(
      causesOf(
        play([
          { body: conversation(0), read: 0, write: 5_000 },
          { ...first, read: 3_500, write: 3_000 },
        ])[1],
      ),
    ).toEqual(['content-form']);
    const entries = play([
      { body: conversation(0), read: 0, write: 5_000 },
      { ...first, read: 5_000 },
      { body: conversation(2), read: 6_500, write: 1_500 },
      { body: withMessage(conversation(3), 0, asString), read: 0, write: 9_500 },
    ]);
    const [cause] = entries[3]?.break?.causes ?? [];
    expect(cause).toMatchObject({ id: 'provider-side', confidence: 'likely' });
    expect(cause?.summary).toBe(
      'Same content, alive, reachable and long enough: it should have been read. In another form (string or blocks): messages[0].content; earlier reads of this conversation did not count that.',
    );
  });

  test('explains nothing that was lost in front of it', () => {
    const entries = play([
      ...before,
      { body: conversation(2), read: 6_500, write: 1_500 },
      { body: withMessage(conversation(3), 4, asBlocks), read: 0, write: 9_500 },
    ]);
    expect(losses(entries[3])).toEqual([
      ['content-form', 1_500],
      ['provider-side', 6_500],
    ]);
    expect(entries[3]?.break?.causes[1]?.summary).toMatch(
      /^6 500 of the 8 000 tokens lie in front of messages\[4\]/,
    );
  });

  test('is cleared by a read that goes on behind it', () => {
    const entries = play([
      ...before,
      { body: conversation(2), read: 6_500, write: 1_500 },
      { body: withMessage(conversation(3), 2, asBlocks), read: 6_500, write: 3_000 },
    ]);
    expect(losses(entries[3])).toEqual([['provider-side', 1_500]]);
    expect(entries[3]?.break?.causes[0]).toMatchObject({ confidence: 'likely' });
    expect(entries[3]?.break?.causes[0]?.summary).toContain('Not the same: messages[2].content[0];');
  });
});

describe('going back to a state that was sent', () => {
  const turns = [
    { body: conversation(1), read: 0, write: 5_000 },
    { body: conversation(2), read: 5_000, write: 1_000 },
    { body: conversation(3), read: 6_000, write: 1_000 },
  ];

  test('loses nothing by itself: a read of nothing rings as the provider’s', () => {
    const entries = play([...turns, { body: conversation(1), read: 0, write: 5_000 }]);
    expect(entries[3]).toMatchObject({ parent: 1, break: { lostTokens: 5_000, ringing: true } });
    expect(causesOf(entries[3])).toEqual(['provider-side']);
  });

  test('nor does it when that state had outlived its lifetime', () => {
    const entries = play([...turns, { body: conversation(1), read: 0, write: 5_000, gapMs: 15 * MINUTE }]);
    expect(losses(entries[3])).toEqual([['expired', 5_000]]);
  });
});

test('of what a pause and an edit lost, each has its part: in front of the edit the pause, behind it the edit', () => {
  const entries = play([
    { body: conversation(1), read: 0, write: 5_000 },
    { body: conversation(2), read: 5_000, write: 1_500 },
    { body: conversation(3), read: 6_500, write: 1_500 },
    {
      body: conversation(4, { edit: { round: 1, result: prose('other', 400) } }),
      read: 0,
      write: 9_500,
      gapMs: 12 * MINUTE,
    },
  ]);
  expect(losses(entries[3])).toEqual([
    ['history-edited', 3_000],
    ['expired', 5_000],
  ]);
  expect(entries[3]?.break).toMatchObject({ lostTokens: 8_000, ringing: true });
});
