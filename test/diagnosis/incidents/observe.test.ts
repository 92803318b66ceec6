/** Which calls incidents judge, and what they hear of them (docs/incidents.md). */
import { describe, expect, test } from 'vitest';
import type { Observation } from '../../../src/diagnosis/incidents/observation.js';
import { createEngine } from '../../../src/engine.js';
import type { RequestRecord } from '../../../src/log/record.js';
import { type Ask, type Bill, conversation, request, usage } from '../../agent.js';

const MINUTE = 60_000;

interface Step extends Partial<Ask> {
  readonly bill: Bill;
  readonly change?: Partial<RequestRecord>;
}

/** What is judged of each request when its usage comes. */
function judged(...steps: readonly Step[]): readonly (Observation | null)[] {
  const engine = createEngine();
  return steps.map(({ bill, change = {}, ...ask }, i) => {
    const asked = request(`r${i}`, 2 * i + 1, { body: conversation(i), at: i * MINUTE, ...ask });
    engine.accept({ ...asked, ...change });
    const update = engine
      .accept(usage(`r${i}`, 2 * i + 2, bill))
      .find(event => event.type === 'update' && event.request.id.endsWith(`#${i + 1}`));
    if (update?.type !== 'update') throw new Error(`request ${i} got no verdict`);
    return update.judged;
  });
}

const WRITTEN: Step = { bill: { read: 0, write: 9_000, input: 0 } };
const READ: Step = { bill: { read: 9_000, write: 500, input: 0 } };

describe('a request is judged', () => {
  test('where it goes on from another one: not the first of its lane, and each once', () => {
    const [first, second] = judged(WRITTEN, READ);
    expect(first).toBeNull();
    expect(second).toMatchObject({
      at: MINUTE,
      prompt: 9_500,
      unread: 0,
      losses: [],
      model: 'claude-sonnet-4-6',
    });
    const engine = createEngine();
    const again = [0, 1].flatMap(i => {
      engine.accept(request(`r${i}`, 2 * i + 1, { body: conversation(i), at: i * MINUTE }));
      const bill = i === 0 ? WRITTEN.bill : READ.bill;
      return [bill, { ...bill, output: 20 }].map(each => engine.accept(usage(`r${i}`, 2 * i + 2, each)));
    });
    const heard = again.flat().filter(event => event.type === 'update' && event.judged !== null);
    expect(heard).toHaveLength(1);
  });

  test('within the longest lifetime that its agent asks for, and whenever one of the two times is not known', () => {
    const isJudged = (at: number | null, from: number | null = 0): boolean =>
      judged({ ...WRITTEN, at: from }, { ...READ, at })[1] !== null;
    expect([isJudged(5 * MINUTE), isJudged(5 * MINUTE + 1)]).toEqual([true, false]);
    expect([isJudged(null), isJudged(9 * MINUTE, null), isJudged(null, null)]).toEqual([true, true, true]);
  });

  test('within the longest lifetime that its agent has ever asked for', () => {
    const short = conversation(0);
    const long = JSON.parse(JSON.stringify(short).replaceAll('"ephemeral"', '"ephemeral","ttl":"1h"'));
    const isJudged = (body: typeof short, at: number): boolean =>
      judged({ ...WRITTEN, body }, { ...READ, at })[1] !== null;
    expect([isJudged(short, 30 * MINUTE), isJudged(long, 30 * MINUTE)]).toEqual([false, true]);
    expect(isJudged(long, 61 * MINUTE)).toBe(false);
  });

  test('not where it runs nothing, counts beside it, or its read is not known', () => {
    const counts = judged(WRITTEN, { ...READ, purpose: 'count-tokens' })[1];
    const unread = judged(WRITTEN, { bill: { read: null, write: null, input: 9_500 } })[1];
    const empty = judged(WRITTEN, { bill: { read: 0, write: 0, input: 0 } })[1];
    expect([counts, unread, empty]).toEqual([null, null, null]);
  });

  test('not where it went back or where its loss was expected', () => {
    const rewound = judged(
      WRITTEN,
      { ...READ, body: conversation(3) },
      { ...READ, body: conversation(1) },
    )[2];
    expect(rewound).toBeNull();
  });
});

describe('incidents hear', () => {
  test('whose request it was: the program, its subagents apart, and its version', () => {
    const client = { name: 'quayside', version: '1.2' };
    const named = (agent: string | null, change: Partial<RequestRecord>): Observation | null | undefined =>
      judged({ ...WRITTEN, agent, change }, { ...READ, agent, change })[1];
    expect(named(null, {})).toMatchObject({ agent: 'agent', version: null });
    expect(named('main', { client })).toMatchObject({ agent: 'quayside', version: '1.2' });
    expect(named('search', { client })).toMatchObject({ agent: 'quayside/sub' });
  });

  test('what each cause lost, at its site', () => {
    const edit = { round: 0, result: 'another answer' };
    const [, , broken] = judged(
      { ...WRITTEN, body: conversation(1) },
      { ...READ, body: conversation(2) },
      { body: conversation(3, { edit }), bill: { read: 6_000, write: 4_000, input: 0 } },
    );
    expect(broken).toMatchObject({ prompt: 10_000, unread: 3_500 });
    expect(broken?.losses).toEqual([
      {
        cause: 'history-edited',
        site: expect.stringContaining('messages[*].tool_result'),
        tokens: 3_500,
        cost: expect.any(Number),
      },
    ]);
  });

  test('how much repeats and was not read, at most the prompt, and nothing of a cache that promises no hit', () => {
    const shrunk = judged(WRITTEN, { bill: { read: 2_000, write: 1_000, input: 0 } })[1];
    expect(shrunk?.unread).toBe(1_000);
    const change: Partial<RequestRecord> = { provider: 'openai', api: 'openai-chat', model: 'gpt-5.4' };
    const best = judged(
      { ...WRITTEN, change },
      { bill: { read: 2_048, write: null, input: 7_000 }, change },
    )[1];
    expect(best?.unread ?? 0).toBe(0);
  });
});
