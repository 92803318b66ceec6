import { describe, expect, it } from 'vitest';
import type { Break, CauseId } from '../../src/diagnosis/model.js';
import { createEngine } from '../../src/engine.js';
import type { Json, JsonObject, RequestRecord } from '../../src/log/record.js';
import { type Bill, conversation, prose, request, SYSTEM, TOOLS, usage } from '../agent.js';

const MINUTE = 60_000;

interface Step {
  readonly body: JsonObject;
  readonly bill?: Bill;
  readonly at?: number;
}

/** What the last of some requests, a minute apart unless told, is said to have broken by. */
function breakOf(...steps: readonly Step[]): Break | null {
  const engine = createEngine();
  steps.forEach(({ body, bill, at }, i) => {
    engine.accept(request(`r${i}`, 2 * i + 1, { body, at: at ?? i * MINUTE }));
    engine.accept(usage(`r${i}`, 2 * i + 2, bill ?? { read: 0, write: 9_000 }));
  });
  return engine.model().requests.at(-1)?.break ?? null;
}

const named = (broken: Break | null): readonly (CauseId | string)[] =>
  (broken?.causes ?? []).map(cause => (cause.kind === null ? cause.id : `${cause.id}:${cause.kind}`));

const LOST: Bill = { read: 0, write: 10_000 };
/** Tools and system are read, the messages are written again. */
const KEPT_SYSTEM: Bill = { read: 5_400, write: 5_000 };

function messagesOf(body: JsonObject): readonly JsonObject[] {
  return body.messages as readonly JsonObject[];
}

function withMessages(
  body: JsonObject,
  change: (messages: readonly JsonObject[]) => readonly JsonObject[],
): JsonObject {
  return { ...body, messages: change(messagesOf(body)) };
}

/** Replaces one block of one message. */
function withBlock(body: JsonObject, message: number, block: Json): JsonObject {
  return withMessages(body, all => all.map((m, i) => (i === message ? { ...m, content: [block] } : m)));
}

const system = (text: string): JsonObject => conversation(2, { system: text });

describe('causes in the tools', () => {
  const before: Step = { body: conversation(1) };
  const change = (tools: readonly JsonObject[]): Break | null =>
    breakOf(before, { body: conversation(2, { tools }), bill: LOST });
  const [first, second, third] = TOOLS;
  if (first === undefined || second === undefined || third === undefined) throw new Error('three tools');

  it.each<[string, readonly JsonObject[], string[]]>([
    ['a tool more', [...TOOLS, { name: 'late', description: 'x', input_schema: {} }], ['tools-added']],
    ['a tool less', [first, third], ['tools-removed']],
    ['another order', [third, first, second], ['tools-reordered']],
    ['another description', [first, { ...second, description: 'other words' }, third], ['tool-changed']],
    [
      'keys in another order',
      [
        first,
        {
          description: second.description ?? '',
          name: 'write_file',
          input_schema: second.input_schema ?? {},
        },
        third,
      ],
      ['key-order'],
    ],
    [
      'white space',
      [first, { ...second, description: `${String(second.description)} ` }, third],
      ['whitespace'],
    ],
    ['one for another', [first, second, { ...third, name: 'shell' }], ['tools-added', 'tools-removed']],
  ])('%s', (_, tools, causes) => {
    const broken = change(tools);
    expect(named(broken)).toEqual(causes);
    expect(broken?.divergence?.section).toBe('tools');
    expect(broken?.ringing).toBe(true);
  });

  it('takes no name for a value where tools move there and back', () => {
    const tools = ['read', 'grep'].map(name => ({ name, description: prose('same', 300), input_schema: {} }));
    const back = breakOf(
      { body: conversation(1, { tools }) },
      { body: conversation(2, { tools: [...tools].reverse() }), bill: LOST },
      { body: conversation(3, { tools }), bill: LOST },
    );
    expect(named(back)).toEqual(['tools-reordered']);
  });

  it('names the changed tool and its field', () => {
    const broken = change([first, second, { ...third, input_schema: { type: 'object', properties: {} } }]);
    expect(broken?.divergence).toMatchObject({ path: 'tools[2].input_schema', how: 'changed' });
    expect(broken?.causes[0]?.summary).toContain('`run`');
  });
});

describe('causes in the system text', () => {
  const change = (from: string, to: string): Break | null =>
    breakOf({ body: conversation(1, { system: from }) }, { body: system(to), bill: LOST });
  const around = (value: string): string => `${SYSTEM}\n${value}\n${SYSTEM}`;

  it.each<[string, string, string, string[]]>([
    ['a clock', 'Current time: 10:05:01', 'Current time: 10:06:12', ['volatile-value:time']],
    ['a date', 'Today is 2026-11-21.', 'Today is 2026-11-22.', ['volatile-value:date']],
    [
      'a unique id',
      'session 0b8f2c1e-1111-4a4a-9c9c-000000000001',
      'session 5d1f7a77-2222-4b4b-8d8d-000000000002',
      ['volatile-value:uuid'],
    ],
    ['a counter', 'message_id: 41', 'message_id: 42', ['volatile-value:counter']],
    ['other words', 'Answer in short sentences.', 'Write at length, with many examples.', ['system-changed']],
    ['white space', 'two  spaces', 'two spaces', ['whitespace']],
  ])('%s', (_, from, to, causes) => {
    expect(named(change(around(from), around(to)))).toEqual(causes);
  });

  it('counts the tokens in front of the change, those in the changed block by its bytes', () => {
    const engine = createEngine();
    const middle = Math.floor(SYSTEM.length / 2);
    const text = `${SYSTEM.slice(0, middle)} + ${SYSTEM.slice(middle)}`;
    engine.accept(request('a', 1, { body: conversation(1), at: 0 }));
    engine.accept(usage('a', 2, { read: 0, write: 9_000 }));
    engine.accept(request('b', 3, { body: system(text), at: MINUTE }));
    engine.accept(usage('b', 4, LOST));
    const entry = engine.model().requests[1];
    const { tools, system: instructions } = entry?.sectionTokens ?? { tools: 0, system: 0 };
    const half = tools + instructions / 2;
    expect(Math.abs((entry?.break?.divergence?.tokens ?? 0) - half)).toBeLessThan(0.01 * instructions);
  });

  it('names the header that Claude Code makes from the first message, unless the read shows that it is left out', () => {
    const headed = (rounds: number, version: string): JsonObject => ({
      ...conversation(rounds),
      system: [
        { type: 'text', text: `x-anthropic-billing-header: cc_version=${version}; cc_entrypoint=cli;` },
        { type: 'text', text: SYSTEM, cache_control: { type: 'ephemeral' } },
      ],
    });
    const broken = breakOf({ body: headed(1, '2.1.0.a1b') }, { body: headed(2, '2.1.0.c3d'), bill: LOST });
    expect(named(broken)).toEqual(['system-changed:attribution']);
    expect(broken?.causes[0]?.fix).toContain('CLAUDE_CODE_ATTRIBUTION_HEADER=0');
    const left = breakOf(
      { body: headed(1, '2.1.0.a1b') },
      { body: headed(2, '2.1.0.c3d'), bill: KEPT_SYSTEM },
    );
    expect(named(left)).toEqual(['provider-side']);
  });

  it('tells another order of the same lines from other lines', () => {
    const lines = ['alpha rules', 'beta rules', 'gamma rules'];
    const text = (order: readonly string[]): string => `${SYSTEM}\n${order.join('\n')}`;
    expect(named(change(text(lines), text([...lines].reverse())))).toEqual(['system-reordered']);
  });

  it('calls words that change once an edit, and a value when they change again in the same place', () => {
    const steps = ['red', 'blue', 'green'].map((colour, i): Step => {
      const body = conversation(i + 1, { system: around(`The gate is ${colour} now.`) });
      return { body, bill: LOST };
    });
    expect(named(breakOf(...steps.slice(0, 2)))).toEqual(['system-changed']);
    expect(named(breakOf(...steps))).toEqual(['volatile-value:other']);
    expect(breakOf(...steps)?.causes[0]?.confidence).toBe('likely');
  });

  it('knows the place again where a string became a list of one block, which carries a marker', () => {
    const place = (word: string): string => `The watch stands at the ${word} gate. ${prose('t', 300)}`;
    const first = (rounds: number, content: Json): JsonObject =>
      withMessages(conversation(rounds), all => [{ role: 'user', content }, ...all.slice(1)]);
    const broken = breakOf(
      { body: first(1, [{ type: 'text', text: place('north') }]) },
      { body: first(2, [{ type: 'text', text: place('ferry') }]), bill: KEPT_SYSTEM },
      { body: first(3, place('canal')), bill: KEPT_SYSTEM },
    );
    expect(named(broken)).toEqual(['volatile-value:other']);
  });

  it('is certain of a clock, and guesses at a number that changed once', () => {
    const confidence = (from: string, to: string): string | undefined =>
      change(around(from), around(to))?.causes[0]?.confidence;
    expect(confidence('It is 10:05:01.', 'It is 10:06:12.')).toBe('certain');
    expect(confidence('You have 12,345 tokens left', 'You have 9,870 tokens left')).toBe('guess');
  });
});

describe('causes in the parameters', () => {
  const change = (extra: JsonObject, bill: Bill = KEPT_SYSTEM): Break | null =>
    breakOf({ body: conversation(1) }, { body: { ...conversation(2), ...extra }, bill });

  it.each<[string, JsonObject, string[]]>([
    ['tool choice', { tool_choice: { type: 'any' } }, ['parameters-changed:tool_choice']],
    ['thinking', { thinking: { type: 'enabled', budget_tokens: 2048 } }, ['parameters-changed:thinking']],
    ['effort', { output_config: { effort: 'low' } }, ['parameters-changed:effort']],
    ['speed', { speed: 'fast' }, ['model-changed:speed']],
    ['model', { model: 'claude-opus-4-5' }, ['model-changed']],
  ])('%s', (_, extra, causes) => {
    const bill = 'model' in extra || 'speed' in extra ? LOST : KEPT_SYSTEM;
    expect(named(change(extra, bill))).toEqual(causes);
  });

  it('provider: the same model elsewhere, unless the log does not say where', () => {
    const between = (from: string | null, to: string): readonly string[] => {
      const engine = createEngine();
      const sent = (key: string, line: number, rounds: number, provider: string | null): RequestRecord => ({
        ...request(key, line, { body: conversation(rounds), at: line * 1_000 }),
        provider,
      });
      engine.accept(sent('a', 1, 1, from));
      engine.accept(usage('a', 2, { read: 0, write: 9_000 }));
      engine.accept(sent('b', 3, 2, to));
      engine.accept(usage('b', 4, LOST));
      return named(engine.model().requests[1]?.break ?? null);
    };
    expect(between('anthropic', 'bedrock')).toEqual(['model-changed:provider']);
    expect(between(null, 'bedrock')).toEqual(['provider-side']);
  });

  it('images: the first one, or the last one, makes another prompt of all messages', () => {
    const picture: JsonObject = {
      role: 'user',
      content: [{ type: 'image', source: { type: 'base64', media_type: 'image/png', data: 'AAAA' } }],
    };
    const pictured = (rounds: number): JsonObject =>
      withMessages(conversation(rounds), all => [...all, picture]);
    const added = breakOf({ body: conversation(1) }, { body: pictured(2), bill: KEPT_SYSTEM });
    expect(named(added)).toEqual(['image-changed:added']);
    expect(added?.causes[0]?.summary).toContain('first image joined');
    const removed = breakOf({ body: pictured(1) }, { body: conversation(2), bill: KEPT_SYSTEM });
    expect(named(removed)).toEqual(['image-changed:removed']);
    expect(removed?.causes[0]?.summary).toContain('last image left');
  });

  it('is quoted as it was sent, also where it is the default', () => {
    const effort = (rounds: number, effort: string): Step => ({
      body: { ...conversation(rounds), output_config: { effort } },
      bill: KEPT_SYSTEM,
    });
    expect(breakOf(effort(1, 'medium'), effort(2, 'high'))?.causes[0]?.summary).toBe(
      'Changed: effort "medium" -> "high".',
    );
  });

  it('is blamed for beta flags only where nothing else explains the loss, and then says which came and went', () => {
    const flagged = (...betas: readonly string[]): JsonObject => ({
      betas: ['claude-code', 'effort', ...betas],
    });
    const sent = (body: JsonObject, flags: JsonObject): Step => ({
      body: { ...body, ...flags },
      bill: KEPT_SYSTEM,
    });
    const alone = breakOf(sent(conversation(1), flagged('credit')), sent(conversation(2), flagged('away')));
    expect(alone?.causes.map(({ kind, confidence }) => [kind, confidence])).toEqual([['betas', 'guess']]);
    expect(alone?.causes[0]?.summary).toBe('Changed: betas +away -credit.');
    const text = `The conversation was compacted. Summary: ${prose('summary', 60)}`;
    const summary = withMessages(conversation(3), () => [
      { role: 'user', content: [{ type: 'text', text }] },
    ]);
    const compacted = breakOf(sent(conversation(3), flagged()), sent(summary, flagged('credit')));
    expect(named(compacted)).toEqual(['history-summarised']);
    expect(compacted?.ringing).toBe(false);
  });

  it('is not blamed for what it cannot have cost: temperature, or a default said aloud', () => {
    expect(named(change({ temperature: 0.5 }))).toEqual(['provider-side']);
    expect(named(change({ output_config: { effort: 'high' } }))).toEqual(['provider-side']);
  });
});

describe('causes in the history', () => {
  const base = conversation(3);
  const grown = conversation(4);
  const change = (body: JsonObject, bill: Bill = KEPT_SYSTEM): Break | null =>
    breakOf({ body: base, bill: { read: 0, write: 12_000 } }, { body, bill });
  const result = (content: string): JsonObject => ({ type: 'tool_result', tool_use_id: 't0', content });

  it('compacted: an old result became a placeholder', () => {
    const broken = change(withBlock(grown, 2, result('[compacted: removed to free context]')));
    expect(named(broken)).toEqual(['history-edited:compacted']);
    expect(broken?.divergence).toMatchObject({
      path: 'messages[2].content[0].content',
      char: 0,
    });
  });

  it('error-scrubbed: an old error was taken out', () => {
    const failed = withBlock(base, 2, result(`Error: permission denied ${prose('e', 400)}`));
    const scrubbed = withBlock(grown, 2, result(`fine ${prose('e', 400)}`));
    const broken = breakOf(
      { body: failed, bill: { read: 0, write: 12_000 } },
      { body: scrubbed, bill: KEPT_SYSTEM },
    );
    expect(named(broken)).toEqual(['history-edited:error-scrubbed']);
  });

  it('error-scrubbed: what is left of a marked error is not marked, whatever it says', () => {
    const marked = (content: string): JsonObject => ({ ...result(content), is_error: true });
    const kindOf = (before: JsonObject, after: JsonObject): readonly string[] =>
      named(
        breakOf(
          { body: withBlock(base, 2, before), bill: { read: 0, write: 12_000 } },
          { body: withBlock(grown, 2, after), bill: KEPT_SYSTEM },
        ),
      );
    const [text, other] = [prose('e', 400), prose('f', 400)];
    expect(kindOf(marked(text), result('[tool call failed]'))).toEqual(['history-edited:error-scrubbed']);
    expect(kindOf(marked(text), marked(other))).toEqual(['history-edited:edited']);
    expect(kindOf(result(text), marked(text))).toEqual(['history-edited:edited']);
  });

  it('error-scrubbed: what stands in the place of an error says no more of it than that there was one', () => {
    const becomes = (text: string): readonly string[] =>
      named(
        breakOf(
          {
            body: withBlock(base, 2, result(`Error: permission denied ${prose('e', 400)}`)),
            bill: { read: 0, write: 12_000 },
          },
          { body: withBlock(grown, 2, result(text)), bill: KEPT_SYSTEM },
        ),
      );
    expect(becomes('[tool call failed]')).toEqual(['history-edited:error-scrubbed']);
    expect(becomes('<error hidden>')).toEqual(['history-edited:error-scrubbed']);
    expect(becomes('Error: permission denied')).toEqual(['history-edited:edited']);
  });

  it('edited: an old message has other words', () => {
    expect(named(change(withBlock(grown, 2, result(prose('other', 400)))))).toEqual([
      'history-edited:edited',
    ]);
  });

  it('moved: a block stands elsewhere now', () => {
    const note: JsonObject = { role: 'user', content: [{ type: 'text', text: prose('note', 100) }] };
    const early = withMessages(base, all => [...all.slice(0, 1), note, ...all.slice(1)]);
    const late = withMessages(grown, all => [...all.slice(0, 5), note, ...all.slice(5)]);
    const broken = breakOf(
      { body: early, bill: { read: 0, write: 12_000 } },
      { body: late, bill: KEPT_SYSTEM },
    );
    expect(named(broken)).toEqual(['history-moved']);
  });

  it('truncated: the oldest messages were dropped', () => {
    expect(named(change(withMessages(grown, all => all.slice(2))))).toEqual(['history-truncated']);
  });

  it.each<[string, number, number, number, string]>([
    ['one of three blocks is left', 1, 0, 2, 'history-truncated'],
    ['behind the second of seven blocks', 3, 2, 2, 'history-truncated'],
    ['behind the third of seven blocks: no longer the oldest', 3, 3, 2, 'history-moved'],
    ['in the first quarter of seventeen blocks', 8, 4, 4, 'history-truncated'],
    ['behind the first quarter of seventeen blocks', 8, 5, 4, 'history-moved'],
  ])('dropped messages: %s', (_, rounds, at, count, cause) => {
    const shorter = withMessages(conversation(rounds + 1), all => [
      ...all.slice(0, at),
      ...all.slice(at + count),
    ]);
    const before = { body: conversation(rounds), bill: { read: 0, write: 20_000 } };
    expect(named(breakOf(before, { body: shorter, bill: KEPT_SYSTEM }))).toEqual([cause]);
  });

  it('truncated: all that is left was there before', () => {
    expect(named(change(withMessages(base, all => all.slice(2))))).toEqual(['history-truncated']);
  });

  it('moved: one of two equal messages was taken out behind the first', () => {
    const note: JsonObject = { role: 'user', content: [{ type: 'text', text: prose('note', 100) }] };
    const noted = (body: JsonObject, notes: number): JsonObject =>
      withMessages(body, all => [...all.slice(0, 1), ...Array(notes).fill(note), ...all.slice(1)]);
    const broken = breakOf(
      { body: noted(base, 2), bill: { read: 0, write: 12_000 } },
      { body: noted(grown, 1), bill: KEPT_SYSTEM },
    );
    expect(named(broken)).toEqual(['history-moved']);
  });

  it('moved: a message stands earlier, and what followed it did not come with it', () => {
    const note = (name: string): JsonObject => ({
      role: 'user',
      content: [{ type: 'text', text: prose(name, 100) }],
    });
    const noting = (body: JsonObject, ...names: string[]): JsonObject =>
      withMessages(body, all => [...all.slice(0, 1), ...names.map(note), ...all.slice(1)]);
    const broken = breakOf(
      { body: noting(base, 'a', 'b', 'c'), bill: { read: 0, write: 12_000 } },
      { body: noting(grown, 'b', 'd', 'e'), bill: KEPT_SYSTEM },
    );
    expect(named(broken)).toEqual(['history-moved']);
  });

  it('moved: says which block was taken out or put in, not that what stands behind it moved', () => {
    const note: JsonObject = { type: 'text', text: prose('note', 60) };
    const noted = (body: JsonObject): JsonObject =>
      withMessages(body, all =>
        all.map((m, i) => (i === 2 ? { ...m, content: [...(m.content as Json[]), note] } : m)),
      );
    const summary = (from: JsonObject, to: JsonObject): string | undefined =>
      breakOf({ body: from, bill: { read: 0, write: 12_000 } }, { body: to, bill: KEPT_SYSTEM })?.causes[0]
        ?.summary;
    expect(summary(noted(base), grown)).toBe(
      'The block at messages[2].content[1] was taken out; what stood behind it moved up.',
    );
    expect(summary(base, noted(grown))).toBe(
      'A block was put in at messages[2].content[1]; what stood there now stands at messages[3].content[0].',
    );
  });

  it('edited: a message became the same as the one in front of it', () => {
    const say = (text: string): JsonObject => ({ role: 'user', content: [{ type: 'text', text }] });
    const saying = (body: JsonObject, ...texts: string[]): JsonObject =>
      withMessages(body, all => [...all.slice(0, 1), ...texts.map(say), ...all.slice(1)]);
    const [note, other] = [prose('note', 100), prose('other', 100)];
    const broken = breakOf(
      { body: saying(base, note, other), bill: { read: 0, write: 12_000 } },
      { body: saying(grown, note, note), bill: KEPT_SYSTEM },
    );
    expect(named(broken)).toEqual(['history-edited:edited']);
  });

  it('says how many tokens a compaction took out', () => {
    const engine = createEngine();
    const body = withBlock(grown, 2, result('[compacted: removed to free context]'));
    engine.accept(request('a', 1, { body: base, at: 0 }));
    engine.accept(usage('a', 2, { read: 0, write: 12_000 }));
    engine.accept(request('b', 3, { body, at: MINUTE }));
    engine.accept(usage('b', 4, KEPT_SYSTEM));
    expect(
      engine
        .model()
        .sessions.flatMap(session => session.wounds)
        .map(wound => wound.savedTokens),
    ).toEqual([1_441]);
  });

  it('summarised: expected, and quiet', () => {
    const text = `This session is continued from a previous conversation. Summary: ${prose('sum', 200)}`;
    const summary = withMessages(base, () => [{ role: 'user', content: [{ type: 'text', text }] }]);
    const broken = change(summary);
    expect(named(broken)).toEqual(['history-summarised']);
    expect(broken?.causes[0]?.confidence).toBe('likely');
    expect(broken?.ringing).toBe(false);
  });

  it('rewound: expected, and quiet', () => {
    const text = { role: 'user', content: [{ type: 'text', text: prose('again', 50) }] };
    const back = withMessages(base, all => [...all.slice(0, 3), text]);
    const broken = change(back, { read: 5_400, write: 1_000 });
    expect(named(broken)).toEqual(['rewound']);
    expect(broken?.ringing).toBe(false);
  });

  it('rewound: also where the client says again, beside the new question, what it said beside the old one', () => {
    const note = { type: 'text', text: prose('reminder', 20) };
    const asked = (...words: readonly string[]): JsonObject => ({
      role: 'user',
      content: [...words.map(text => ({ type: 'text', text })), note],
    });
    const went = (...words: readonly string[]): JsonObject =>
      withMessages(base, all => [...all.slice(0, 3), asked(...words), ...all.slice(3)]);
    const back = withMessages(base, all => [...all.slice(0, 3), asked('another way', 'and short')]);
    const broken = breakOf({ body: went('this way') }, { body: back, bill: { read: 5_400, write: 1_000 } });
    expect(named(broken)).toEqual(['rewound']);
    expect(broken?.ringing).toBe(false);
  });

  it('thinking-dropped: a thinking block is gone on replay', () => {
    const calls = (messagesOf(base)[1]?.content ?? []) as readonly JsonObject[];
    const thought: JsonObject = { type: 'thinking', thinking: prose('hm', 100), signature: 'abc' };
    const thinking = (body: JsonObject, keep: boolean): JsonObject =>
      withMessages(body, all =>
        all.map((m, i) => (i === 1 ? { ...m, content: [...(keep ? [thought] : []), ...calls] } : m)),
      );
    const broken = breakOf(
      { body: thinking(base, true), bill: { read: 0, write: 12_000 } },
      { body: thinking(grown, false), bill: KEPT_SYSTEM },
    );
    expect(named(broken)).toEqual(['thinking-dropped:dropped']);
  });

  it('thinking-dropped: a thinking block appears on replay; no other block, and not one in place of another', () => {
    const calls = (messagesOf(base)[1]?.content ?? []) as readonly JsonObject[];
    const thought: JsonObject = { type: 'thinking', thinking: prose('hm', 100), signature: 'abc' };
    const saying = (body: JsonObject, ...content: readonly JsonObject[]): JsonObject =>
      withMessages(body, all => all.map((m, i) => (i === 1 ? { ...m, content } : m)));
    const causes = (...content: readonly JsonObject[]): readonly string[] =>
      named(change(saying(grown, ...content)));
    expect(causes(thought, ...calls)).toEqual(['thinking-dropped:added']);
    expect(causes({ type: 'text', text: prose('well', 100) }, ...calls)).toEqual(['history-moved']);
    expect(causes(thought)).toEqual(['history-edited:edited']);
  });

  it('thinking-dropped: a thinking block is another one on replay', () => {
    const calls = (messagesOf(base)[1]?.content ?? []) as readonly JsonObject[];
    const thinking = (body: JsonObject, text: string): JsonObject =>
      withMessages(body, all =>
        all.map((m, i) =>
          i === 1 ? { ...m, content: [{ type: 'thinking', thinking: text, signature: text }, ...calls] } : m,
        ),
      );
    const broken = breakOf(
      { body: thinking(base, prose('hm', 100)), bill: { read: 0, write: 12_000 } },
      { body: thinking(grown, prose('well', 100)), bill: KEPT_SYSTEM },
    );
    expect(named(broken)).toEqual(['thinking-dropped:rewritten']);
    expect(broken?.causes[0]?.summary).toBe(
      'The thinking block at messages[1].content[0] was rewritten when the message was replayed.',
    );
  });

  it('image-changed: an old image has other bytes', () => {
    const image = (data: string): JsonObject => ({
      type: 'image',
      source: { type: 'base64', media_type: 'image/png', data },
    });
    const broken = breakOf(
      { body: withBlock(base, 2, image('AAAA')), bill: { read: 0, write: 12_000 } },
      { body: withBlock(grown, 2, image('BBBB')), bill: KEPT_SYSTEM },
    );
    expect(named(broken)).toEqual(['image-changed:re-encoded']);
  });

  it('key-order: a replayed tool call has its keys in another order', () => {
    const use = (input: JsonObject): JsonObject => ({ type: 'tool_use', id: 't0', name: 'run', input });
    const broken = breakOf(
      { body: withBlock(base, 1, use({ a: 1, b: 2 })), bill: { read: 0, write: 12_000 } },
      { body: withBlock(grown, 1, use({ b: 2, a: 1 })), bill: KEPT_SYSTEM },
    );
    expect(named(broken)).toEqual(['key-order']);
    expect(broken?.divergence?.path).toBe('messages[1].content[0].input');
  });

  it('is quiet about a tail that was never kept: the last message behind the last breakpoint', () => {
    const carrier = (text: string): JsonObject => ({ role: 'user', content: [{ type: 'text', text }] });
    const withTail = (body: JsonObject, text: string): JsonObject =>
      withMessages(body, all => [...all, carrier(text)]);
    const broken = breakOf(
      { body: withTail(base, 'state one'), bill: { read: 0, write: 12_000 } },
      { body: withTail(grown, 'state two'), bill: { read: 12_000, write: 1_000 } },
    );
    expect(broken).toBeNull();
  });
});

describe('causes of breakpoints and circumstance', () => {
  const unmarked = (body: JsonObject): JsonObject =>
    JSON.parse(JSON.stringify(body).replaceAll(',"cache_control":{"type":"ephemeral"}', '')) as JsonObject;

  it('breakpoint-missing, again while it lasts, and well when it is back', () => {
    const steps: Step[] = [
      { body: conversation(1) },
      { body: unmarked(conversation(2)), bill: { read: 0, write: 0, input: 10_200 } },
      { body: unmarked(conversation(3)), bill: { read: 0, write: 0, input: 11_400 } },
      { body: conversation(4), bill: { read: 9_000, write: 3_600 } },
    ];
    expect(named(breakOf(...steps.slice(0, 2)))).toEqual(['breakpoint-missing']);
    expect(named(breakOf(...steps.slice(0, 3)))).toEqual(['breakpoint-missing']);
    expect(breakOf(...steps)).toBeNull();
  });

  it('breakpoint-missing: the last one stands in front of what was cached, and the sentence says where', () => {
    const marked = { ...conversation(2), messages: messagesOf(unmarked(conversation(2))) };
    const messages = marked.messages.map((message, i) =>
      i === 0
        ? { ...message, content: [{ type: 'text', text: 'go', cache_control: { type: 'ephemeral' } }] }
        : message,
    );
    const first = {
      ...conversation(1),
      messages: [messages[0] ?? {}, ...messagesOf(conversation(1)).slice(1)],
    };
    const broken = breakOf(
      { body: first },
      { body: { ...marked, messages }, bill: { read: 5_400, write: 0, input: 5_000 } },
    );
    expect(named(broken)).toEqual(['breakpoint-missing']);
    expect(broken?.causes[0]?.summary).toContain('stands at messages[0].content[0], in front of the end');
    // It does mark: no gateway strips anything.
    expect(broken?.causes[0]?.fix).not.toContain('gateway');
  });

  it('breakpoint-missing: they are in the request, and nothing is ever written', () => {
    const none = { read: 0, write: 0, input: 9_000 };
    const steps = [1, 2].map((rounds): Step => ({ body: conversation(rounds), bill: none }));
    expect(named(breakOf(...steps))).toEqual(['breakpoint-missing:ignored']);
  });

  it('unknown: the provider may have edited the history itself', () => {
    const edits = (keep: Json): JsonObject => ({
      ...conversation(2),
      context_management: { edits: [{ type: 'clear_thinking_20251015', keep }] },
    });
    const first = (keep: Json): Step => ({ body: { ...edits(keep), messages: messagesOf(conversation(1)) } });
    const turns: Json = { type: 'thinking_turns', value: 1 };
    expect(named(breakOf(first(turns), { body: edits(turns), bill: LOST }))).toEqual([
      'unknown:context-editing',
    ]);
    expect(named(breakOf(first('all'), { body: edits('all'), bill: LOST }))).toEqual(['provider-side']);
    const [before, after] = [1, 2].map(rounds => ({
      ...conversation(rounds),
      context_management: { edits: [null] },
    }));
    if (before === undefined || after === undefined) throw new Error('two requests');
    expect(named(breakOf({ body: before }, { body: after, bill: LOST }))).toEqual(['provider-side']);
  });

  it('breakpoint-volatile: the breakpoint stands on a message that comes anew each time', () => {
    const marked = (text: string): JsonObject => ({
      role: 'user',
      content: [{ type: 'text', text, cache_control: { type: 'ephemeral' } }],
    });
    const between: readonly JsonObject[] = [
      { role: 'user', content: 'go on' },
      { role: 'assistant', content: 'done' },
    ];
    const ending = (text: string, ...more: readonly JsonObject[]): JsonObject =>
      withMessages(unmarked(conversation(0)), all => [...all, ...more, marked(text)]);
    const change = (body: JsonObject): readonly string[] =>
      named(
        breakOf({ body: ending(`State of the board: ${prose('s', 50)} red`) }, { body, bill: KEPT_SYSTEM }),
      );
    expect(change(ending(`State of the board: ${prose('s', 50)} blue`, ...between))).toEqual([
      'breakpoint-volatile',
    ]);
    expect(change(ending(prose('another', 50), ...between))).toEqual(['history-edited:edited']);
    // What it said stands in the history as well, word for word.
    const [said] = unmarked({ messages: [marked('State of the board: red')] }).messages as JsonObject[];
    const before = [said ?? {}, { role: 'assistant', content: 'ok' }];
    const after = ending('State of the board: blue', ...before, ...between);
    expect(
      named(
        breakOf({ body: ending('State of the board: red', ...before) }, { body: after, bill: KEPT_SYSTEM }),
      ),
    ).toEqual(['breakpoint-volatile']);
  });

  it('concurrent: two agents leave together with one prefix, unless the first had been answered by then', () => {
    const second = (firstByteAt: number | null): readonly string[] => {
      const engine = createEngine();
      engine.accept(request('a', 1, { body: conversation(1), at: 0, agent: 'a' }));
      engine.accept(request('b', 2, { body: conversation(1), at: 100, agent: 'b' }));
      engine.accept(usage('a', 3, { read: 0, write: 9_000, firstByteAt }));
      engine.accept(usage('b', 4, { read: 0, write: 9_000, firstByteAt: 1_000 }));
      return named(engine.model().requests[1]?.break ?? null);
    };
    expect(second(101)).toEqual(['concurrent']);
    expect(second(100)).toEqual([]);
    expect(second(null)).toEqual(['concurrent']);
  });

  it.each([
    ['wire', 'certain'],
    ['reserialised', 'likely'],
  ] as const)(
    'concurrent: what a %s log lacks in front is not known to be shared, so %s',
    (fidelity, sure) => {
      const engine = createEngine();
      const worker = (task: string, at: number): RequestRecord => ({
        ...request(task, at, {
          body: withMessages(conversation(0), () => [{ role: 'user', content: task }]),
          at,
        }),
        agent: task,
        fidelity,
      });
      engine.accept(worker('first', 1));
      engine.accept(worker('second', 2));
      engine.accept({ ...usage('first', 3, { read: 0, write: 9_000 }), firstByteAt: 900, endedAt: 1_000 });
      engine.accept({ ...usage('second', 4, { read: 0, write: 9_000 }), firstByteAt: 900, endedAt: 1_000 });
      const [cause] = engine.model().requests[1]?.break?.causes ?? [];
      expect(cause).toMatchObject({ id: 'concurrent', confidence: sure });
    },
  );

  it('concurrent: the same again in less time than an answer takes to begin, where the log does not say when it began', () => {
    const second = (at: number): Break | null => {
      const engine = createEngine();
      engine.accept(request('a', 1, { body: conversation(1), at: 0 }));
      engine.accept(usage('a', 2, { read: 0, write: 9_000 }));
      engine.accept(request('b', 3, { body: conversation(1), at }));
      engine.accept(usage('b', 4, { read: 0, write: 9_000 }));
      return engine.model().requests[1]?.break ?? null;
    };
    expect(second(40)?.causes).toMatchObject([
      { id: 'concurrent', confidence: 'likely', summary: expect.stringMatching(/^It left 40 ms after/) },
    ]);
    expect(named(second(999))).toEqual(['concurrent']);
    expect(named(second(1_000))).toEqual(['provider-side']);
  });

  it('a cache that promises no hit: it left soon is no cause, it left before the answer began is a likely one', () => {
    const second = (at: number, firstByteAt: number | null): Break | null => {
      const engine = createEngine();
      const openai = (key: string, line: number, sentAt: number): RequestRecord => ({
        ...request(key, line, { body: conversation(1, { model: 'gpt-5.1' }), at: sentAt }),
        provider: 'openai',
      });
      engine.accept(openai('a', 1, 0));
      engine.accept(usage('a', 2, { read: 0, write: null, input: 9_000, firstByteAt }));
      engine.accept(openai('b', 3, at));
      engine.accept(usage('b', 4, { read: 0, write: null, input: 9_000 }));
      return engine.model().requests[1]?.break ?? null;
    };
    expect(second(40, null)).toMatchObject({ ringing: false, causes: [{ id: 'provider-side' }] });
    expect(second(40, 30)).toMatchObject({ ringing: false, causes: [{ id: 'provider-side' }] });
    expect(second(40, 41)).toMatchObject({
      ringing: true,
      causes: [{ id: 'concurrent', confidence: 'likely' }],
    });
  });

  it('is no concurrent request where the log has no start of it, or it left in time', () => {
    const second = (at: number | null): readonly string[] => {
      const engine = createEngine();
      engine.accept(request('a', 1, { body: conversation(1), at: at === null ? null : 0 }));
      engine.accept(usage('a', 2, { read: 0, write: 9_000, firstByteAt: 900 }));
      engine.accept(request('b', 3, { body: conversation(2), at }));
      engine.accept(usage('b', 4, { read: 0, write: 10_200, firstByteAt: 2_000 }));
      return named(engine.model().requests[1]?.break ?? null);
    };
    expect(second(899)).toEqual(['concurrent']);
    expect(second(900)).toEqual(['provider-side']);
    expect(second(null)).toEqual(['unknown:times']);
  });

  it('unknown: the log replaced text of the last block that was to be kept', () => {
    const redacting = (place: string): readonly string[] => {
      const engine = createEngine();
      engine.accept(request('a', 1, { body: conversation(1), at: 0 }));
      engine.accept(usage('a', 2, { read: 0, write: 9_000 }));
      engine.accept({
        ...request('b', 3, { body: conversation(2), at: MINUTE }),
        redacted: [`${place}.content`],
      });
      engine.accept(usage('b', 4, LOST));
      return named(engine.model().requests[1]?.break ?? null);
    };
    expect(redacting('messages[2].content[0]')).toEqual(['unknown:redacted']);
    expect(redacting('messages[4].content[0]')).toEqual(['provider-side']);
  });

  it('below-minimum: too short a prefix, of which nothing was read or written', () => {
    const short = (rounds: number): JsonObject =>
      withMessages(conversation(0, { tools: [], system: 'Be brief.' }), () =>
        Array.from({ length: 2 * rounds + 1 }, (_, i) => ({
          role: i % 2 === 0 ? 'user' : 'assistant',
          content: [
            {
              type: 'text',
              text: prose(`m${i}`, 90),
              ...(i === 2 * rounds ? { cache_control: { type: 'ephemeral' } } : {}),
            },
          ],
        })),
      );
    const none: Bill = { read: 0, write: 0, input: 700 };
    const second = (bill: Bill): Break | null =>
      breakOf({ body: short(1), bill: { read: 0, write: 700, input: 0 } }, { body: short(1), bill });
    expect(named(second(none))).toEqual(['below-minimum']);
    expect(second(none)?.ringing).toBe(false);
    expect(second(none)?.causes[0]?.confidence).toBe('certain');
    expect(named(second({ read: 0, write: 700, input: 0 }))).toEqual(['provider-side']);
  });

  it('lookback-exceeded: too many blocks since the last entry', () => {
    const many = withMessages(conversation(1), all => [
      ...all.map(m => JSON.parse(JSON.stringify(unmarked({ m })).slice(5, -1)) as JsonObject),
      ...Array.from({ length: 22 }, (_, i) => ({
        role: i % 2 === 0 ? 'assistant' : 'user',
        content: [
          {
            type: 'text',
            text: prose(`m${i}`, 40),
            ...(i === 21 ? { cache_control: { type: 'ephemeral' } } : {}),
          },
        ],
      })),
    ]);
    expect(named(breakOf({ body: conversation(1) }, { body: many, bill: KEPT_SYSTEM }))).toEqual([
      'lookback-exceeded',
    ]);
  });

  it('concurrent: it left before the writer of the entry had begun to answer', () => {
    const engine = createEngine();
    engine.accept(request('a', 1, { body: conversation(1), at: 0 }));
    engine.accept(request('b', 2, { body: conversation(2), at: 100 }));
    engine.accept(usage('a', 3, { read: 0, write: 9_000, firstByteAt: 900 }));
    engine.accept(usage('b', 4, { read: 0, write: 10_200, firstByteAt: 1_000 }));
    expect(named(engine.model().requests[1]?.break ?? null)).toEqual(['concurrent']);
  });

  it('lifetime-changed: five minutes became an hour', () => {
    const lasting = JSON.parse(
      JSON.stringify(conversation(2)).replaceAll('"ephemeral"', '"ephemeral","ttl":"1h"'),
    ) as JsonObject;
    expect(named(breakOf({ body: conversation(1) }, { body: lasting, bill: LOST }))).toEqual([
      'lifetime-changed:5m->1h',
    ]);
  });

  it('says both where the bytes changed and the entry had expired as well', () => {
    const broken = breakOf(
      { body: conversation(1) },
      { body: conversation(2, { system: `New. ${SYSTEM}` }), bill: LOST, at: 20 * MINUTE },
    );
    expect(named(broken)).toEqual(['system-changed', 'expired']);
  });

  it('unsafe-compaction: the call that summarises has no tools and other instructions', () => {
    const asking = withMessages(
      { ...unmarked(conversation(3)), tools: [], system: 'You summarise conversations.' },
      all => [...all, { role: 'user', content: 'Please summarise the conversation so far.' }],
    );
    const sent = (body: JsonObject): Break | null =>
      breakOf(
        { body: conversation(3), bill: { read: 0, write: 12_000 } },
        { body, bill: { read: 0, write: 0, input: 9_000 } },
      );
    const broken = sent(asking);
    expect(named(broken)).toEqual(['unsafe-compaction:tools,system']);
    expect(broken?.ringing).toBe(true);
    const other = sent({ ...asking, model: 'claude-haiku-4-5' });
    expect(named(other)).toEqual(['unsafe-compaction:model,tools,system']);
  });

  it('is no unsafe-compaction where nobody asks for a summary, or the agent itself does', () => {
    const asking = (text: string, change: JsonObject): JsonObject =>
      withMessages({ ...unmarked(conversation(3)), ...change }, all => [
        ...all,
        { role: 'user', content: text },
      ]);
    const before: Step = { body: conversation(3), bill: { read: 0, write: 12_000 } };
    const judging = asking('Is this safe? Answer yes or no.', { tools: [], system: 'You judge commands.' });
    expect(breakOf(before, { body: judging, bill: { read: 0, write: 0, input: 9_000 } })).toBeNull();
    const own = asking('Please summarise the conversation so far.', { model: 'claude-opus-4-5' });
    expect(named(breakOf(before, { body: own, bill: LOST }))).toContain('model-changed');
  });
});
