/** "The same" is said only of what was compared and is equal. */
import { describe, expect, test } from 'vitest';
import type { JsonObject, RequestRecord } from '../../src/log/record.js';
import { conversation, prose } from '../agent.js';
import { causesOf, play, type Turn } from './others-play.js';

const MINUTE = 60_000;

/** A conversation behind a line that is another one in each request. */
const headed = (
  line: string,
  rounds: number,
  change: Parameters<typeof conversation>[1] = {},
): JsonObject => {
  const body = conversation(rounds, change);
  const [text] = body.system as readonly JsonObject[];
  return { ...body, system: [{ type: 'text', text: line }, text ?? {}] };
};

const HEADERS: readonly [string, (n: number) => string, string][] = [
  [
    'an attribution header',
    n => `x-anthropic-billing-header: cc_version=2.1.330.a${n}f; cc_entrypoint=cli; cch=${n}0b${n}1;`,
    'system[0].text',
  ],
  ['a line of a gateway', n => `Routed by gateway 7f, ticket ${n * 7919}.`, 'system[0].text'],
];

describe.each(HEADERS)('%s that earlier reads cleared', (_, header, path) => {
  const lane = (last: Partial<Turn>): ReturnType<typeof play> =>
    play([
      { body: headed(header(1), 1), read: 0, write: 9_000 },
      { body: headed(header(2), 2), read: 9_000, write: 1_200 },
      { body: headed(header(3), 3), read: 10_200, write: 1_200 },
      { body: headed(header(4), 4), read: 0, write: 12_600, ...last },
    ]);

  test('stands in the sentence when all is lost at last, and takes the certainty away', () => {
    const [cause] = lane({})[3]?.break?.causes ?? [];
    expect(cause).toMatchObject({ id: 'provider-side', confidence: 'likely' });
    expect(cause?.summary).toBe(
      `Alive, reachable and long enough: it should have been read. Not the same: ${path}; earlier reads of this conversation did not count that.`,
    );
  });

  test('is left out of what is foreseen from then on, and what became of a breakpoint is known', () => {
    const [, second, third, fourth] = lane({ read: 11_400, write: 1_200 });
    expect(second?.predicted?.cacheRead).toBe(0);
    expect(third?.predicted).toMatchObject({ cacheRead: 10_200, certain: false });
    expect(fourth?.predicted).toMatchObject({ cacheRead: 11_400, certain: false });
    expect(fourth?.checkpoints.map(({ outcome }) => outcome)).toEqual(['hit', 'written']);
    expect(fourth?.hashes.system).not.toBe(third?.hashes.system);
  });

  test('does not hide that the conversation was taken up earlier', () => {
    const entries = lane({ body: headed(header(4), 2), read: 10_200, write: 0 });
    expect(entries[3]).toMatchObject({ parent: 2, break: null, what: 'back to #2' });
  });

  test('counts in another lane until that is known of it too', () => {
    const other = { system: prose('other', 1_500), tools: [] };
    const change = { agent: 'helper' };
    const entries = play([
      ...[1, 2, 3].map(n => ({
        body: headed(header(n), n),
        read: n === 1 ? 0 : 7_800 + 1_200 * (n - 1),
        write: n === 1 ? 9_000 : 1_200,
      })),
      { body: headed(header(3), 1, other), read: 0, write: 6_000, change },
      { body: headed(header(1), 2, other), read: 0, write: 7_000, change },
    ]);
    expect(entries[4]).toMatchObject({ parent: 4, predicted: { cacheRead: 0 } });
    expect(causesOf(entries[4])[0]).not.toBe('provider-side');
  });

  test('is named where the log has no times as well', () => {
    const untimed = { change: { at: null } satisfies Partial<RequestRecord> };
    const entries = play(
      [1, 2, 3, 4].map(n => ({
        body: headed(header(n), n),
        read: n === 1 || n === 4 ? 0 : 7_800 + 1_200 * (n - 1),
        write: n === 1 || n === 4 ? 9_000 : 1_200,
        ...untimed,
      })),
    );
    const [cause] = entries[3]?.break?.causes ?? [];
    expect(cause).toMatchObject({ id: 'unknown', kind: 'times' });
    expect(cause?.summary).not.toMatch(/the same, but/);
    expect(cause?.summary).toContain(`Not the same: ${path};`);
  });
});

test('an answer that is not known to have begun is a doubt for as long as one takes to begin', () => {
  const summary = (gapMs: number): string | undefined =>
    play([
      { body: conversation(1), read: 0, write: 9_000, usage: { firstByteAt: null, endedAt: null } },
      { body: conversation(2), read: 0, write: 10_200, gapMs },
    ])[1]?.break?.causes[0]?.summary;
  const doubt = 'The log does not say when the answer before it began.';
  expect(summary(4_999)).toContain(doubt);
  expect(summary(5_000)).not.toContain(doubt);
});

test('of a log without times it is said what is the same: the bytes, or the content where it was written anew', () => {
  const summary = (change: Partial<RequestRecord>): string | undefined =>
    play([
      { body: conversation(1), read: 0, write: 9_000, change },
      { body: conversation(2), read: 0, write: 10_200, change },
    ])[1]?.break?.causes[0]?.summary;
  expect(summary({ at: null, fidelity: 'wire' })).toMatch(
    /^The bytes are the same, but the log has no times/,
  );
  expect(summary({ at: null, fidelity: 'reserialised' })).toMatch(
    /^The content is the same, but the log has/,
  );
});

describe('what earlier reads cleared hides nothing that comes to stand in the same place', () => {
  test('a word beside a ticket', () => {
    const line = (ticket: number, mode: string): string => `Ticket ${ticket * 7919}; Mode: ${mode}.`;
    const lane = (mode: string): ReturnType<typeof play> =>
      play([
        { body: headed(line(1, 'plan'), 1), read: 0, write: 9_000 },
        { body: headed(line(2, 'plan'), 2), read: 9_000, write: 1_200 },
        { body: headed(line(3, 'plan'), 3), read: 10_200, write: 1_200 },
        { body: headed(line(4, mode), 4), read: 0, write: 12_600 },
      ]);
    expect(causesOf(lane('act')[3])).toEqual(['system-changed']);
    expect(causesOf(lane('plan')[3])).toEqual(['provider-side']);
  });

  test('words at an edge of white space', () => {
    const body = (rounds: number, task: string): JsonObject => {
      const { messages, ...rest } = conversation(rounds);
      const [, ...others] = messages as readonly JsonObject[];
      return {
        ...rest,
        messages: [
          { role: 'user', content: [{ type: 'text', text: `${prose('task', 300)} ${task}` }] },
          ...others,
        ],
      };
    };
    const lane = (last: string): ReturnType<typeof play> =>
      play([
        { body: body(3, 'of today.'), read: 0, write: 12_000 },
        { body: body(4, 'of today.\n'), read: 12_000, write: 1_200 },
        { body: body(5, 'of today.'), read: 13_200, write: 1_200 },
        { body: body(6, last), read: 5_400, write: 10_200 },
      ]);
    expect(causesOf(lane('of today indeed.\n')[3])).toEqual(['history-edited (edited)']);
    expect(causesOf(lane('of today.\n\n')[3])).toEqual(['provider-side']);
  });
});

test('a place that a cache without promises did not count is no sameness either', () => {
  const change: Partial<RequestRecord> = { api: 'openai-chat', provider: 'openai', model: 'gpt-5' };
  const body = (n: number): JsonObject => ({
    model: 'gpt-5',
    messages: [
      { role: 'system', content: `Ticket ${n * 7919}. ${prose('s', 2_000)}` },
      ...Array.from({ length: n }, (_, i) => [
        { role: 'user', content: prose(`q${i}x`, 500) },
        { role: 'assistant', content: 'seen' },
      ]).flat(),
    ],
  });
  const entries = play([
    { body: body(1), read: 0, write: null, input: 8_000, change },
    { body: body(2), read: 7_936, write: null, input: 2_000, change },
    { body: body(3), read: 9_856, write: null, input: 2_000, change },
    { body: body(4), read: 0, write: null, input: 13_900, change },
  ]);
  const [cause] = entries[3]?.break?.causes ?? [];
  expect(cause?.id).toBe('provider-side');
  expect(cause?.summary).toMatch(/^This cache promises no hit\. Not the same: messages\[0\]/);
});

describe('an older entry that was read instead', () => {
  const lane = (gapMs: number): ReturnType<typeof play> =>
    play([
      { body: conversation(1), read: 0, write: 9_000 },
      { body: conversation(2), read: 9_000, write: 1_200, gapMs: MINUTE },
      { body: conversation(3), read: 10_200, write: 1_200, gapMs: MINUTE },
      { body: conversation(4), read: 9_000, write: 3_600, gapMs },
    ]);

  test('within the lifetime says nothing of an idle time', () => {
    const [cause] = lane(MINUTE)[3]?.break?.causes ?? [];
    expect(cause?.id).toBe('provider-side');
    expect(cause?.summary).not.toContain('idle');
  });

  test('after it says that both should have been gone', () => {
    const [cause] = lane(6 * MINUTE)[3]?.break?.causes ?? [];
    expect(cause?.id).toBe('provider-side');
    expect(cause?.summary).toContain('It was idle for longer than its lifetime');
  });
});

test('what was lost in front of an edit is not the fault of the edit, though a header that does not count hides it', () => {
  const [, header] = HEADERS[0] ?? [];
  if (header === undefined) throw new Error('a header');
  const system = prose('s', 6_000);
  const edit = { round: 2, result: 'another answer' };
  const entries = play([
    { body: headed(header(1), 3, { system }), read: 0, write: 26_000 },
    { body: headed(header(2), 4, { system, edit }), read: 5_000, write: 20_000 },
  ]);
  const causes = entries[1]?.break?.causes ?? [];
  expect(causesOf(entries[1])).toEqual(['history-edited (edited)', 'provider-side']);
  expect(causes[1]?.lostTokens).toBeGreaterThan(10_000);
  expect(causes[1]?.summary).toContain('Not the same: system[0].text');
  expect(causes.reduce((sum, { lostTokens }) => sum + (lostTokens ?? 0), 0)).toBe(
    entries[1]?.break?.lostTokens,
  );
});

describe('a system text that changed while another process had the new one in the cache', () => {
  const grown = prose('system', 1_490);
  const lane = (read: number): ReturnType<typeof play> =>
    play([
      { body: conversation(1), read: 0, write: 9_000 },
      { body: conversation(2), read: 9_000, write: 1_200 },
      { body: conversation(3), read: 10_200, write: 1_200 },
      { body: conversation(4, { system: `${grown} and a passage` }), read, write: 12_400 - read },
    ]);

  test('is what the rest was lost to, though more was read than lies in front of it', () => {
    expect(causesOf(lane(8_417)[3])).toEqual(['system-changed']);
  });

  test('is not, where an entry of this conversation was read behind it', () => {
    expect(causesOf(lane(9_000)[3])).toEqual(['provider-side']);
  });
});
