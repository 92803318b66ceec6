import { describe, expect, it } from 'vitest';
import type { Lane } from '../../../src/diagnosis/model.js';
import { createEngine, type Engine } from '../../../src/engine.js';
import type { JsonObject } from '../../../src/log/record.js';
import { type Ask, conversation, prose, request, TOOLS, usage } from '../../agent.js';

function watch(...asks: readonly Ask[]): Engine {
  const engine = createEngine();
  asks.forEach((ask, i) => {
    engine.accept(request(`r${i}`, 2 * i + 1, { at: i * 1_000, ...ask }));
    engine.accept(usage(`r${i}`, 2 * i + 2, { read: null, write: null }));
  });
  return engine;
}

const lanes = (engine: Engine): readonly Lane[] => engine.model().sessions.flatMap(session => session.lanes);
const sizes = (engine: Engine): readonly string[] =>
  lanes(engine).map(lane => `${lane.kind} ${lane.requests.length}`);

function title(text: string): JsonObject {
  return {
    model: 'claude-haiku-4-5',
    max_tokens: 40,
    system: [{ type: 'text', text: 'Write a title of at most six words.' }],
    messages: [{ role: 'user', content: text }],
  };
}

function helper(task: string, rounds: number): JsonObject {
  const body = conversation(rounds, { system: prose('helper', 800), tools: TOOLS.slice(0, 2) });
  const words = JSON.stringify(body.messages)
    .replace(/result(?=\d)/g, `${task}-result`)
    .replace(/"([tp])(?=\d)/g, `"${task}$1`);
  const messages = (JSON.parse(words) as readonly JsonObject[]).map((message, i) =>
    i === 0 ? { role: 'user', content: [{ type: 'text', text: prose(task, 100) }] } : message,
  );
  return { ...body, messages };
}

describe('lanes', () => {
  it('has one main lane for a conversation, whatever its tools and system become', () => {
    const engine = watch(
      { body: conversation(1) },
      { body: conversation(2, { tools: TOOLS.slice(1) }) },
      { body: conversation(3, { system: prose('new', 900) }) },
    );
    expect(sizes(engine)).toEqual(['main 3']);
  });

  it('keeps a subagent apart though it stands between two requests of the main loop', () => {
    const engine = watch(
      { body: conversation(1) },
      { body: helper('search', 1) },
      { body: conversation(2) },
      { body: helper('search', 2) },
      { body: conversation(3) },
    );
    expect(sizes(engine)).toEqual(['main 3', 'subagent 2']);
    expect(lanes(engine).map(lane => lane.name)).toEqual(['main', 'subagent 1']);
  });

  it('keeps two subagents of the same kind apart by what they were asked', () => {
    const engine = watch(
      { body: conversation(1) },
      { body: helper('search', 1) },
      { body: helper('write', 1) },
      { body: helper('search', 2) },
      { body: helper('write', 2) },
      { body: conversation(2) },
      { body: conversation(3) },
    );
    expect(sizes(engine)).toEqual(['main 3', 'subagent 2', 'subagent 2']);
  });

  it('keeps workers behind one reminder apart, though another is well under way and their tasks differ in a digit', () => {
    const worker = (digit: number, rounds: number): JsonObject => {
      const body = conversation(rounds);
      const content = [
        { type: 'text', text: prose('reminder', 100) },
        { type: 'text', text: `${prose('task', 60)} Part ${digit}.` },
      ];
      const messages = (body.messages as readonly JsonObject[]).map((message, n) =>
        n === 0 ? { ...message, content } : message,
      );
      return { ...body, messages };
    };
    const engine = watch(
      { body: worker(1, 0) },
      { body: worker(1, 1) },
      { body: worker(1, 2) },
      { body: worker(2, 0) },
      { body: worker(2, 1) },
    );
    expect(sizes(engine)).toEqual(['main 3', 'subagent 2']);
  });

  it('keeps parallel workers apart whose client says something itself behind their task', () => {
    const worker = (task: string, rounds: number): JsonObject => {
      const { messages, ...body } = conversation(rounds);
      const content = [prose('reminder', 100), `Look at the ${task} thing.`];
      const first = { role: 'user', content: content.map(text => ({ type: 'text', text })) };
      const marked = { type: 'text', text: prose('note', 20), cache_control: { type: 'ephemeral' } };
      const note = { role: 'system', content: [marked] };
      const rest = (messages as readonly JsonObject[])
        .slice(1)
        .map(message => JSON.parse(JSON.stringify(message).replaceAll('result', task)) as JsonObject);
      return { ...body, messages: [first, note, ...rest] };
    };
    const engine = watch(
      ...[0, 1, 2].flatMap(rounds =>
        ['first', 'second', 'third'].map(task => ({ body: worker(task, rounds) })),
      ),
    );
    expect(sizes(engine)).toEqual(['main 3', 'subagent 3', 'subagent 3']);
  });

  it('gathers title calls in one auxiliary lane, without parents', () => {
    const engine = watch(
      { body: conversation(1) },
      { body: title('one') },
      { body: conversation(2) },
      { body: title('two') },
    );
    expect(sizes(engine)).toEqual(['main 2', 'auxiliary 2']);
    expect(engine.model().requests.map(entry => entry.parent)).toEqual([null, null, 1, null]);
  });

  it('follows the names that a log gives to its lanes', () => {
    const engine = watch(
      { body: conversation(1), agent: 'main' },
      { body: conversation(1), agent: 'explorer' },
      { body: conversation(2), agent: 'main' },
      { body: conversation(2), agent: 'explorer' },
    );
    expect(sizes(engine)).toEqual(['main 2', 'subagent 2']);
    expect(lanes(engine)[1]?.name).toBe('explorer');
  });

  it('keeps sessions apart', () => {
    const engine = watch(
      { body: conversation(1), session: 'a' },
      { body: conversation(1), session: 'b' },
      { body: conversation(2), session: 'a' },
    );
    expect(engine.model().sessions.map(session => [session.id, session.totals.requests])).toEqual([
      ['a', 2],
      ['b', 1],
    ]);
  });

  it('finds the parent of a conversation taken up at an earlier state', () => {
    const again = (text: string): JsonObject => {
      const body = conversation(2);
      return { ...body, messages: [...(body.messages as JsonObject[]), { role: 'user', content: text }] };
    };
    const engine = watch(
      { body: conversation(1) },
      { body: conversation(2) },
      { body: conversation(3) },
      { body: conversation(4) },
      { body: again('let us try another way') },
    );
    expect(engine.model().requests.map(entry => entry.parent)).toEqual([null, 1, 2, 3, 2]);
    expect(engine.model().requests.at(-1)?.what).toBe('back to #2');
  });

  it('goes on with a conversation whose first message holds a clock', () => {
    const opened = (time: string, rounds: number): JsonObject => {
      const body = conversation(rounds);
      const text = `Time: ${time}. ${prose('task', 300)}`;
      const messages = (body.messages as JsonObject[]).map((message, i) =>
        i === 0 ? { role: 'user', content: [{ type: 'text', text }] } : message,
      );
      return { ...body, messages };
    };
    const engine = watch({ body: opened('10:00:01', 0) }, { body: opened('10:00:07', 1) });
    expect(sizes(engine)).toEqual(['main 2']);
  });

  it('counts turns by what the user says, not by tool results or by what stands behind them', () => {
    const carrier = { role: 'user', content: [{ type: 'text', text: 'runtime state' }] };
    const asked = { role: 'user', content: [{ type: 'text', text: 'and now this' }] };
    const answer = { role: 'assistant', content: [{ type: 'text', text: 'done' }] };
    const extend = (rounds: number, ...more: JsonObject[]): JsonObject => {
      const body = conversation(rounds);
      return { ...body, messages: [...(body.messages as JsonObject[]), ...more] };
    };
    const engine = watch(
      { body: extend(0, carrier) },
      { body: extend(1, carrier) },
      { body: extend(2, carrier) },
      { body: extend(2, answer, asked, carrier) },
    );
    expect(engine.model().requests.map(entry => entry.turn)).toEqual([1, 1, 1, 2]);
  });

  it('takes a judge without tools that is asked again for an aside, whose questions are no turns', () => {
    const judge = (action: string): JsonObject => ({
      model: 'claude-sonnet-4-6',
      max_tokens: 40,
      system: [{ type: 'text', text: prose('policy', 900) }],
      messages: [
        { role: 'user', content: prose('rules', 200) },
        { role: 'user', content: [{ type: 'text', text: action }] },
      ],
    });
    const engine = watch(
      { body: title('one') },
      { body: conversation(1) },
      { body: judge('may it write?') },
      { body: judge('may it write?') },
      { body: judge('may it run?') },
      { body: conversation(2) },
    );
    expect(sizes(engine)).toEqual(['auxiliary 1', 'main 2', 'auxiliary 3']);
    expect(engine.model().requests.map(({ turn }) => turn)).toEqual([1, 1, 1, 1, 1, 1]);
  });

  it('takes a question without tools under other instructions for another errand, not for a changed one', () => {
    const judge = (policy: string, action: string): JsonObject => ({
      model: 'claude-sonnet-4-6',
      max_tokens: 40,
      system: [{ type: 'text', text: `${prose('policy', 900)}\n${policy}` }],
      messages: [
        { role: 'user', content: prose('rules', 200) },
        { role: 'user', content: [{ type: 'text', text: action }] },
      ],
    });
    const engine = watch(
      { body: judge('Say yes or no.', 'may it write?') },
      { body: judge('Say yes or no.', 'may it run?') },
      { body: judge('Give a number.', 'may it run?') },
    );
    expect(lanes(engine).map(({ requests }) => requests.length)).toEqual([2, 1]);
  });

  it('counts no turn for what a subagent with a name is told', () => {
    const told = helper('search', 1);
    const more = { role: 'user', content: [{ type: 'text', text: 'a note' }] };
    const engine = watch(
      { body: conversation(1) },
      { body: told, agent: 'a1' },
      {
        body: {
          ...told,
          messages: [...(told.messages as JsonObject[]), { role: 'assistant', content: 'ok' }, more],
        },
        agent: 'a1',
      },
    );
    expect(engine.model().requests.map(({ turn }) => turn)).toEqual([1, 1, 1]);
  });

  it('lets a whole turn be billed to its last request only', () => {
    const engine = createEngine();
    for (const [i, rounds] of [1, 2, 3].entries()) {
      engine.accept(request(`r${i}`, i + 1, { body: conversation(rounds), at: i * 1_000, turn: 'run-1' }));
    }
    const { of: _of, ...rest } = usage('', 4, { read: 11_000, write: 900 });
    engine.accept({ ...rest, of: { session: 's1', turn: 'run-1' } });
    const { requests, totals } = engine.model();
    expect(requests.map(entry => entry.usage?.cacheRead ?? null)).toEqual([null, null, 11_000]);
    expect(requests.map(entry => entry.outcome)).toEqual(['unknown', 'unknown', 'ok']);
    expect(totals).toMatchObject({ withoutUsage: 2, cacheRead: 11_000, hitRateExact: false, unjudged: 2 });
  });

  it('is the main one where it is one request and nothing else, be it sent again, and auxiliary where it wrote titles', () => {
    expect(sizes(watch({ body: title('berths') }))).toEqual(['main 1']);
    expect(sizes(watch({ body: title('berths') }, { body: title('berths') }))).toEqual(['main 2']);
    expect(sizes(watch({ body: title('berths') }, { body: title('gulls') }))).toEqual(['auxiliary 2']);
  });

  it('is no longer for a task that is given many times over', () => {
    const judged = { body: helper('judge', 0) };
    const engine = watch(
      { body: conversation(0) },
      { body: conversation(1) },
      judged,
      judged,
      judged,
      judged,
    );
    expect(sizes(engine)).toEqual(['main 2', 'subagent 4']);
  });

  it('is one for each of those that were given a task without tools, once they go on', () => {
    const ask = (task: string, rounds: number): { body: JsonObject } => ({
      body: {
        model: 'claude-sonnet-4-6',
        system: [{ type: 'text', text: prose('audit', 800) }],
        messages: [
          { role: 'user', content: `Audit ${task}` },
          ...Array.from({ length: rounds }, (_, i) => [
            { role: 'assistant', content: `${task} answer ${i}` },
            { role: 'user', content: `then ${i}` },
          ]).flat(),
        ],
      },
    });
    const engine = watch(
      ...['rope', 'mast', 'sail'].map(task => ask(task, 0)),
      ...['rope', 'mast', 'sail'].map(task => ask(task, 1)),
      ...['rope', 'mast', 'sail'].map(task => ask(task, 2)),
    );
    const apart = lanes(engine).map(
      ({ name, requests }) => `${name}: ${requests.map(id => id.split('#')[1])}`,
    );
    expect(apart.sort()).toEqual(['main: 1,4,7', 'subagent 1: 2,5,8', 'subagent 2: 3,6,9']);
    for (const entry of engine.model().requests) {
      expect(lanes(engine).find(({ id }) => id === entry.lane)?.requests).toContain(entry.id);
    }
  });

  it('goes on with the newest of lanes that fit equally well', () => {
    const engine = watch(
      { body: conversation(0, { tools: TOOLS.slice(0, 1), system: prose('one', 800) }) },
      { body: conversation(0, { tools: TOOLS.slice(1, 2), system: prose('two', 800) }) },
      { body: conversation(1, { tools: TOOLS.slice(0, 2), system: prose('three', 800) }) },
    );
    expect(lanes(engine).map(lane => lane.requests.length)).toEqual([1, 2]);
  });

  it('goes on with the lane that shares more of the conversation, then with the one of the same tools', () => {
    const other = { tools: TOOLS.slice(2), system: prose('two', 800) };
    const deeper = watch(
      { body: conversation(3, { tools: TOOLS.slice(0, 2) }) },
      { body: conversation(0, other) },
      { body: conversation(4) },
    );
    expect(lanes(deeper).map(lane => lane.requests.length)).toEqual([2, 1]);
    const sameTools = watch(
      { body: conversation(0, { tools: TOOLS.slice(0, 2) }) },
      { body: conversation(0, other) },
      { body: conversation(1, { tools: TOOLS.slice(0, 2), system: prose('three', 800) }) },
    );
    expect(lanes(sameTools).map(lane => lane.requests.length)).toEqual([2, 1]);
  });

  it('never takes a subagent with a name for the conversation that has none, nor for another subagent', () => {
    const engine = watch(
      { body: conversation(1) },
      { body: helper('search', 0), agent: 'a1' },
      { body: helper('search', 0), agent: 'a2' },
      { body: helper('search', 1), agent: 'a1' },
      { body: helper('search', 2), agent: 'a1' },
      { body: conversation(2, { tools: TOOLS.slice(0, 2) }) },
      { body: helper('search', 1), agent: 'a2' },
    );
    expect(lanes(engine).map(({ name, kind, requests }) => [name, kind, requests.length])).toEqual([
      ['main', 'main', 2],
      ['a1', 'subagent', 3],
      ['a2', 'subagent', 2],
    ]);
  });

  it('takes a conversation that one log calls main and another does not name for the same', () => {
    const engine = watch({ body: conversation(1), agent: 'main' }, { body: conversation(2) });
    expect(sizes(engine)).toEqual(['main 2']);
  });

  it('finds the parent of a conversation taken up right behind its first message', () => {
    const other = { role: 'user', content: 'let us try another way' };
    const opening = conversation(0);
    const engine = watch(
      { body: opening },
      { body: conversation(1) },
      { body: conversation(2) },
      { body: { ...opening, messages: [...(opening.messages as JsonObject[]), other] } },
    );
    expect(engine.model().requests.at(-1)).toMatchObject({ parent: 1, what: 'back to #1' });
  });

  it('takes the latest of two equal requests for the parent of a conversation taken up there', () => {
    const body = conversation(1);
    const other = { role: 'user', content: 'let us try another way' };
    const engine = watch(
      { body },
      { body },
      { body: conversation(2) },
      { body: conversation(3) },
      { body: { ...body, messages: [...(body.messages as JsonObject[]), other] } },
    );
    expect(engine.model().requests.map(entry => entry.what)).toEqual([
      'first of its lane',
      'same as #1',
      'growth',
      'growth',
      'back to #2',
    ]);
  });

  it('numbers the turns that a log names in the order in which they came, also when one goes on later', () => {
    const engine = watch(...['a', 'b', 'a', 'c'].map((turn, i): Ask => ({ body: conversation(i), turn })));
    expect(engine.model().requests.map(entry => entry.turn)).toEqual([1, 2, 1, 3]);
  });

  it('says what a request is that asks for no answer', () => {
    const engine = watch(
      { body: conversation(1), purpose: 'count-tokens' },
      { body: conversation(1), purpose: 'other' },
    );
    expect(engine.model().requests.map(entry => entry.what)).toEqual(['counts tokens', 'other call']);
  });

  it('takes a request without the last message for one that goes back', () => {
    const body = conversation(1);
    const engine = watch(
      { body },
      { body: { ...body, messages: (body.messages as JsonObject[]).slice(0, -1) } },
    );
    expect(engine.model().requests.at(-1)?.what).toBe('~rewound');
  });

  it('takes a conversation under other tools and instructions for the same agent, by another model for one beside it', () => {
    const changed = (model: string): JsonObject =>
      conversation(3, {
        model,
        system: prose('unlike', 900),
        tools: [{ name: 'only', description: 'x', input_schema: {} }],
      });
    expect(sizes(watch({ body: conversation(2) }, { body: changed('claude-sonnet-4-6') }))).toEqual([
      'main 2',
    ]);
    expect(sizes(watch({ body: conversation(2) }, { body: changed('claude-opus-4-5') }))).toEqual([
      'main 1',
      'auxiliary 1',
    ]);
  });
});

describe('what a lane holds in the cache', () => {
  it('is its newest entry: until when it lives, and what a next request costs with and without it', () => {
    const engine = createEngine();
    engine.accept(request('a', 1, { body: conversation(1), at: 1_000 }));
    engine.accept(usage('a', 2, { read: 2_000, write: 8_000 }));
    const warm = lanes(engine)[0]?.warm;
    expect(warm).toMatchObject({
      exact: true,
      ttl: '5m',
      expiresAt: 301_000,
      tokens: 10_000,
      path: 'messages[2].content[0]',
    });
    expect(warm?.costWarm).toBeCloseTo((10_000 * 0.3) / 1e6, 9);
    expect(warm?.costCold).toBeCloseTo((10_000 * 3.75) / 1e6, 9);
  });

  it('is an estimate until usage names it', () => {
    const engine = createEngine();
    engine.accept(request('a', 1, { body: conversation(1), at: 1_000 }));
    expect(lanes(engine)[0]?.warm?.exact).toBe(false);
    engine.accept(usage('a', 2, { read: 2_000, write: null }));
    expect(lanes(engine)[0]?.warm?.exact).toBe(false);
    engine.accept(request('b', 3, { body: conversation(1), at: 2_000 }));
    engine.accept(usage('b', 4, { read: 20_000, write: 0 }));
    expect(lanes(engine)[0]?.warm).toMatchObject({ tokens: 20_000, exact: true });
    engine.accept(request('c', 5, { body: conversation(2), at: 3_000 }));
    engine.accept(usage('c', 6, { read: 20_000, write: 1_000 }));
    engine.accept(request('d', 7, { body: conversation(2), at: 4_000 }));
    expect(lanes(engine)[0]?.warm).toMatchObject({ tokens: 21_000, exact: true });
  });

  it('is nothing where no breakpoint was set', () => {
    expect(lanes(watch({ body: title('one') }))[0]?.warm).toBeNull();
  });

  it('is nothing after a request that failed', () => {
    const engine = createEngine();
    engine.accept(request('a', 1, { body: conversation(1), at: 0 }));
    engine.accept({ ...usage('a', 2, { read: 0, write: 0 }), usage: null, outcome: 'error' });
    expect(lanes(engine)[0]?.warm).toBeNull();
  });
});

describe('one beginning, told again', () => {
  const text = (...texts: readonly string[]): JsonObject[] =>
    texts.map(value => ({ type: 'text', text: value }));
  const REMINDERS = ['one', 'two', 'three'].map(name => `<reminder> ${prose(name, 40)} </reminder>`);
  const asking = (task: string, reminders: readonly string[] = REMINDERS): JsonObject => ({
    role: 'user',
    content: text(...reminders, task),
  });
  const body = (messages: readonly JsonObject[]): JsonObject => ({
    ...conversation(0),
    messages: [...messages],
  });
  const rounds = (n: number): JsonObject[] =>
    Array.from({ length: n }, (_, i) => [
      { role: 'assistant', content: text(`answer ${i}`) },
      { role: 'user', content: text(`then ${i}`) },
    ]).flat();
  const marked = (messages: readonly JsonObject[]): JsonObject =>
    body(
      messages.map((message, i) =>
        i < messages.length - 1 || !Array.isArray(message.content)
          ? message
          : {
              ...message,
              content: (message.content as JsonObject[]).map((block, k, all) =>
                k === all.length - 1 ? { ...block, cache_control: { type: 'ephemeral' } } : block,
              ),
            },
      ),
    );

  it.each([
    ['the same task', 'berth 1', 'berth 1'],
    ['a task that differs in a digit', 'berth 1', 'berth 2'],
  ])('is another lane for %s, while the first goes on', (_, task, other) => {
    const engine = watch(
      { body: marked([asking(task)]) },
      { body: marked([asking(task), ...rounds(1)]) },
      { body: marked([asking(other)]) },
      { body: marked([asking(task), ...rounds(2)]) },
      {
        body: marked([
          asking(other),
          { role: 'assistant', content: text('mine') },
          { role: 'user', content: text('on') },
        ]),
      },
    );
    expect(engine.model().requests.map(({ parent }) => parent)).toEqual([null, 1, null, 2, 3]);
    expect(engine.model().requests.filter(entry => entry.break !== null)).toEqual([]);
  });

  it.each([
    ['behind the summary', (summary: string) => asking(summary, []), [0, 1, 2]],
    ['behind it in another order', (summary: string) => asking(summary, []), [2, 0, 1]],
  ])('is a summary where the reminders come again %s', (_, opening, order) => {
    const again = order.map(i => REMINDERS[i] ?? '');
    const engine = watch(
      { body: marked([asking('berth 1')]) },
      { body: marked([asking('berth 1'), ...rounds(6)]) },
      {
        body: marked([
          opening('This session is being continued from a previous conversation. Summary: two berths.'),
          { role: 'assistant', content: text('Understood.') },
          { role: 'user', content: text(...again, 'go on') },
        ]),
      },
    );
    const [, , last] = engine.model().requests;
    expect(last).toMatchObject({ parent: 2, what: expect.stringMatching(/summar/) });
  });
});

describe("items of OpenAI's Responses, which name no role", () => {
  const words = (role: string, text: string): JsonObject => ({
    type: 'message',
    role,
    content: [{ type: 'input_text', text }],
  });
  const called = (name: string, rounds: number): JsonObject[] =>
    Array.from({ length: rounds }, (_, i) => [
      { type: 'reasoning', id: `rs_${name}${i}`, summary: [], encrypted_content: prose(`${name}${i}`, 20) },
      { type: 'function_call', call_id: `${name}${i}`, name: 'run', arguments: `{"path":"${name}${i}"}` },
      { type: 'function_call_output', call_id: `${name}${i}`, output: prose(`${name}${i}x`, 200) },
    ]).flat();
  const responses = (...inputs: readonly (readonly JsonObject[])[]): Engine => {
    const engine = createEngine();
    inputs.forEach((input, i) => {
      const body = { model: 'gpt-5.1-codex', instructions: prose('rules', 900), input };
      engine.accept({
        ...request(`r${i}`, 2 * i + 1, { body, at: i * 5_000 }),
        provider: 'openai',
        api: 'openai-responses',
      });
      engine.accept(usage(`r${i}`, 2 * i + 2, { read: null, write: null }));
    });
    return engine;
  };
  const parents = (engine: Engine): readonly (number | null)[] =>
    engine.model().requests.map(({ parent }) => parent);
  const task = words('user', 'Find the berth.');

  it('keeps the same task, sent twice, in two lanes', () => {
    const engine = responses(
      [task],
      [task, ...called('a', 1)],
      [task],
      [task, ...called('a', 2)],
      [task, ...called('b', 1)],
      [task, ...called('a', 3)],
      [task, ...called('b', 2)],
    );
    expect(sizes(engine)).toEqual(['main 4', 'subagent 3']);
    expect(parents(engine)).toEqual([null, 1, null, 2, 3, 4, 5]);
  });

  it('knows a summary behind the questions so far, though the first request stands whole in front of it', () => {
    const next = words('user', 'And the other one?');
    const summary = words('user', 'Another model produced a summary of its thinking process: two berths.');
    const before = [task, ...called('a', 4), words('assistant', 'Two.'), next, ...called('b', 3)];
    const after = [task, next, summary];
    const engine = responses([task], before, after, [...after, ...called('c', 1)]);
    expect(sizes(engine)).toEqual(['main 4']);
    expect(parents(engine)).toEqual([null, 1, 2, 3]);
    expect(engine.model().requests[2]?.what).not.toMatch(/back to/);
  });
});
