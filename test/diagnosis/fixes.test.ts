/** Each change of a request is named for what it is, with a fix that fits it. */
import { describe, expect, test } from 'vitest';
import type { RequestEntry } from '../../src/diagnosis/model.js';
import type { JsonObject } from '../../src/log/record.js';
import { conversation, prose } from '../agent.js';
import { play } from './others-play.js';

const messagesOf = (body: JsonObject): readonly JsonObject[] => body.messages as readonly JsonObject[];
const blocksOf = ({ content }: JsonObject): readonly JsonObject[] => content as readonly JsonObject[];

/** The blocks of one message, edited. */
function withBlocks(
  body: JsonObject,
  at: number,
  edit: (blocks: readonly JsonObject[]) => readonly JsonObject[],
): JsonObject {
  const messages = messagesOf(body).map((message, i) =>
    i === at ? { ...message, content: [...edit(blocksOf(message))] } : message,
  );
  return { ...body, messages };
}

/** What is said of the last request, which reads nothing behind the first message. */
function said(
  last: JsonObject,
  before: JsonObject = conversation(3),
): readonly { summary: string; fix: string }[] {
  const entries = play([
    { body: before, read: 0, write: 9_000 },
    { body: last, read: 4_000, write: 6_000 },
  ]);
  return (entries[1]?.break?.causes ?? []).map(({ summary, fix }) => ({ summary, fix }));
}

const withContent = (content: JsonObject['content']) => (blocks: readonly JsonObject[]) =>
  blocks.map(block => ({ ...block, content }));

describe('in one section', () => {
  const contentAt = (body: JsonObject, at: number): JsonObject['content'] =>
    blocksOf(messagesOf(body)[at] ?? {})[0]?.content ?? null;

  const swapped = (body: JsonObject): JsonObject =>
    withBlocks(withBlocks(body, 2, withContent(contentAt(body, 4))), 4, withContent(contentAt(body, 2)));

  test('two results that changed places are one change, and no edit', () => {
    expect(said(swapped(conversation(4)))).toEqual([
      {
        summary:
          'The contents of two old tool results changed places: messages[2].content[0] and messages[4].content[0].',
        fix: 'Give each call its own result, as it was first sent.',
      },
    ]);
  });

  test('another change in front of them is named beside it', () => {
    const body = withBlocks(swapped(conversation(4)), 0, blocks =>
      blocks.map(block => ({ ...block, text: `${block.text} Mind the tide.` })),
    );
    expect(said(body).map(({ summary }) => summary)).toEqual([
      'An old user message changed in place at messages[0].content[0].text.',
      'The contents of two old tool results changed places: messages[2].content[0] and messages[4].content[0].',
    ]);
  });

  test('a result that changed is named beside a message that did, and twice the same is counted', () => {
    const body = [0, 2, 4].reduce(
      (edited, at) =>
        withBlocks(edited, at, blocks =>
          blocks.map(block => {
            const [key, text] = at === 0 ? ['text', block.text] : ['content', block.content];
            return { ...block, [String(key)]: `${text} Mind the tide.` };
          }),
        ),
      conversation(4),
    );
    expect(said(body).map(({ summary }) => summary)).toEqual([
      'An old user message changed in place at messages[0].content[0].text.',
      'An old tool result changed in place at messages[2].content[0].content. The same in another place.',
    ]);
  });
});

test.each([['gone'], ['[cut]'], [''], ['(dropped)'], ['nothing left of it', 'edited']])(
  'a long result of which only "%s" is left was compacted, unless that says something itself',
  (left, kind = 'compacted') => {
    const entries = play([
      { body: conversation(3), read: 0, write: 9_000 },
      { body: withBlocks(conversation(4), 2, withContent(left)), read: 4_000, write: 6_000 },
    ]);
    expect(entries[1]?.break?.causes).toMatchObject([
      { id: 'history-edited', kind, restorable: kind === 'edited' ? null : false },
    ]);
  },
);

describe('the fix', () => {
  test('of new ids for old calls speaks of ids', () => {
    const text = JSON.stringify(conversation(4)).replaceAll('"t1"', '"new1"');
    expect(said(JSON.parse(text))).toEqual([
      {
        summary:
          'The id of an old tool call changed at messages[3].content[0].id. The same in another place.',
        fix: 'Replay the ids of calls as the model gave them; do not make new ones.',
      },
    ]);
  });

  const IMAGE: JsonObject = {
    type: 'image',
    source: { type: 'base64', media_type: 'image/png', data: 'iVBORw0KGgo=' },
  };

  test('of a first image does not say to keep it as it was', () => {
    const [first] = said(withBlocks(conversation(4), 8, blocks => [...blocks, IMAGE]));
    expect(first?.fix).toBe(
      'The first image costs the messages once: send it early, or let a subagent look at it and answer in words.',
    );
  });

  test('of an image put into an old message says to send it in a new one', () => {
    const before = withBlocks(conversation(3), 0, blocks => [IMAGE, ...blocks]);
    const after = withBlocks(
      withBlocks(conversation(4), 0, blocks => [IMAGE, ...blocks]),
      2,
      blocks => [...blocks, IMAGE],
    );
    expect(said(after, before)[0]?.fix).toBe(
      'Send an image in a new message at the end; one that was sent without it stays as it is.',
    );
  });

  test('of an answer of which a part was taken out speaks of answers', () => {
    const answered = (rounds: number): JsonObject =>
      withBlocks(conversation(rounds), 1, blocks => [
        { type: 'text', text: prose('answer', 200) },
        ...blocks,
      ]);
    const [first] = said(conversation(4), answered(3));
    expect(first?.fix).toBe('Replay what the model answered as it came, all of its blocks.');
  });

  test.each<readonly [string, JsonObject, string]>([
    [
      'tool_choice',
      { tool_choice: { type: 'any' } },
      'Keep `tool_choice` constant: leave the tools as they are, and refuse in the tool or say so in a message.',
    ],
    [
      'a parameter, where system ends at a breakpoint',
      { output_config: { effort: 'low' } },
      'Keep the parameter constant for the conversation.',
    ],
    ['speed', { speed: 'fast' }, 'Keep one speed for the conversation, or change it where a new one begins.'],
  ])('of %s is one that helps', (_, change, fix) => {
    expect(said({ ...conversation(4), ...change })[0]?.fix).toBe(fix);
  });
});

test('a block put in front of the system text is added: what stood there is no former version of it', () => {
  const body = conversation(4);
  const lead: JsonObject = { type: 'text', text: 'Mind the tide.' };
  const entries = play([
    { body: conversation(3), read: 0, write: 9_000 },
    { body: { ...body, system: [lead, ...(body.system as readonly JsonObject[])] }, read: 0, write: 9_900 },
  ]);
  expect(entries[1]?.break?.causes.map(({ summary }) => summary)).toEqual([
    'system[0].text was added: everything behind it is written again.',
  ]);
  expect(entries[1]?.break?.divergence?.before).toBeNull();
});

test('a section whose hash differs is marked as changed, also where earlier reads did not count that', () => {
  const headed = (n: number): JsonObject => {
    const body = conversation(n);
    const line = `Routed by gateway 7f, ticket ${n * 7919}.`;
    return { ...body, system: [{ type: 'text', text: line }, ...(body.system as readonly JsonObject[])] };
  };
  const entries: readonly RequestEntry[] = play(
    [1, 2, 3, 4].map(n => ({
      body: headed(n),
      read: n === 1 ? 0 : 7_800 + 1_200 * (n - 1),
      write: n === 1 ? 9_000 : 1_200,
    })),
  );
  expect(entries.map(({ changed }) => changed)).toEqual([[], ['system'], ['system'], ['system']]);
});
