import { describe, expect, test } from 'vitest';
import { rulesOf } from '../../../src/cache/models.js';
import { HYGIENE } from '../../../src/diagnosis/hygiene/index.js';
import type { JsonObject } from '../../../src/log/record.js';
import { call, LONG_MARK, lastIds, MARK, result, send, text, tool, usage } from './session.js';

const SYSTEM = [{ type: 'text', text: 'Be brief.', ...MARK }];
const HELLO = text('user', 'Hello', MARK);

describe('volatile-ahead', () => {
  const clock = (words: string, more: JsonObject = MARK) => [{ type: 'text', text: words, ...more }];

  test('a clock in the system text, in front of the breakpoint', () => {
    const [hints] = send({ body: { system: clock('Current time: 10:05:33'), messages: [HELLO] } });
    expect(hints).toEqual([
      {
        id: 'volatile-ahead',
        summary: expect.stringContaining('system[0] holds a clock ("10:05:33")'),
        fix: expect.any(String),
        path: 'system[0]',
      },
    ]);
  });

  test('a date alone is no case, nor is a clock behind the last breakpoint, or in a later request', () => {
    const late = [
      { type: 'text', text: 'Be brief.', ...MARK },
      { type: 'text', text: 'Current time: 10:05:33' },
    ];
    const body = { system: clock('Current time: 10:05:33'), messages: [HELLO] };
    expect(send({ body: { system: clock('Today is 2026-11-22.'), messages: [HELLO] } })).toEqual([[]]);
    expect(send({ body: { system: late, messages: [text('user', 'Hello')] } })).toEqual([[]]);
    expect(send({ body: { system: SYSTEM, messages: [HELLO] } }, { body })).toEqual([[], []]);
  });

  test('a prompt without breakpoints has no cached prefix; a replaced text elsewhere changes nothing', () => {
    const body = { system: clock('Current time: 10:05:33', {}), messages: [text('user', 'Hello')] };
    expect(send({ body })).toEqual([[]]);
    const marked = { system: clock('Current time: 10:05:33'), messages: [HELLO] };
    expect(lastIds(send({ body: marked, redacted: ['messages[0].content[0].text'] }))).toEqual([
      'volatile-ahead',
    ]);
  });

  test('where caching is automatic: in a request with tools, not in a title call', () => {
    const rules = rulesOf('gpt-5', 'openai-chat', null);
    const body = { system: clock('Current time: 10:05:33', {}), messages: [text('user', 'Hello')] };
    expect(send({ body, rules })).toEqual([[]]);
    expect(lastIds(send({ body: { ...body, tools: [tool('read')] }, rules }))).toEqual(['volatile-ahead']);
  });
});

describe('breakpoints-illegal', () => {
  test('five breakpoints', () => {
    const system = [1, 2, 3, 4].map(n => ({ type: 'text', text: `Part ${n}`, ...MARK }));
    const hints = send({ body: { system, messages: [HELLO] } });
    expect(lastIds(hints)).toEqual(['breakpoints-illegal']);
    expect(hints[0]?.[0]?.summary).toBe('5 breakpoints; the provider refuses more than four.');
  });

  test('an hour behind five minutes; the other way round is right', () => {
    const hour = text('user', 'Hello', LONG_MARK);
    const system = [{ type: 'text', text: 'Be brief.', ...LONG_MARK }];
    expect(lastIds(send({ body: { system: SYSTEM, messages: [hour] } }))).toEqual(['breakpoints-illegal']);
    expect(send({ body: { system, messages: [HELLO] } })).toEqual([[]]);
  });
});

describe('tail-volatile', () => {
  const body = (turn: number) => ({
    system: SYSTEM,
    messages: [
      ...Array.from({ length: turn }, (_, n) => text('user', `Said ${n}`)),
      text('user', `It is step ${turn}`, MARK),
    ],
  });

  test('a marked block that the next request replaces, twice in a row', () => {
    const ids = send({ body: body(1) }, { body: body(2) }, { body: body(3) }).map(hints =>
      hints.map(({ id }) => id),
    );
    expect(ids).toEqual([[], [], ['tail-volatile']]);
  });

  test('a second breakpoint on a message that stays makes it harmless', () => {
    const safe = (turn: number) => {
      const { system, messages } = body(turn);
      return {
        system,
        messages: messages.map((message, n) => (n === turn - 1 ? text('user', `Said ${n}`, MARK) : message)),
      };
    };
    expect(send({ body: safe(1) }, { body: safe(2) }, { body: safe(3) }, { body: safe(4) }).flat()).toEqual(
      [],
    );
  });

  test('a retry with another last message is none', () => {
    const grown = { system: SYSTEM, messages: [text('user', 'Said 0'), text('user', 'Other', MARK)] };
    const on = {
      system: SYSTEM,
      messages: [...grown.messages, text('assistant', 'Yes'), text('user', 'Go on', MARK)],
    };
    expect(send({ body: body(1) }, { body: grown }, { body: on }).flat()).toEqual([]);
  });
});

describe('prefix-unmarked', () => {
  const long = text('user', 'word '.repeat(4_000));
  const first = { messages: [long] };
  const second = { messages: [long, text('assistant', 'Yes'), text('user', 'Go on')] };
  const billed = usage({ input: 5_000 });

  test('a long prefix sent again without a breakpoint', () => {
    const hints = send({ body: first, usage: billed }, { body: second, usage: billed });
    expect(lastIds(hints)).toEqual(['prefix-unmarked']);
    expect(hints[1]?.[0]?.summary).toMatch(/^About 4 9\d\d tokens were sent again/);
  });

  test.each([
    ['the bill shows a cache', { usage: usage({ input: 10, cacheRead: 4_990 }) }],
    ['there is no bill', { usage: null }],
    ['something was written', { usage: usage({ input: 4_990, cacheWrite: 10 }) }],
    ['it is not told whether something was read', { usage: usage({ input: 5_000, cacheRead: null }) }],
    ['the request has a breakpoint', { usage: billed, body: { messages: [long, HELLO] } }],
    ['the prefix is short', { usage: usage({ input: 2_040 }) }],
    ['the model caches by itself', { usage: billed, rules: rulesOf('gpt-5', 'openai-chat', null) }],
    ['the minimum is not known', { usage: billed, rules: rulesOf('claude-opus-9', null, null) }],
    ['the break says it', { usage: billed, causes: ['breakpoint-missing'] as const }],
  ])('silent where %s', (_, special) => {
    expect(send({ body: first, usage: billed }, { body: second, ...special }).flat()).toEqual([]);
  });

  test('silent where the parent had a breakpoint: a break says that', () => {
    const marked = { messages: [text('user', 'word '.repeat(4_000), MARK)] };
    expect(send({ body: marked, usage: billed }, { body: second, usage: billed }).flat()).toEqual([]);
  });

  test.each([
    ['request', [], ['messages[0].content[0].text']],
    ['parent', ['messages[0].content[0].text'], []],
    ['request and its parent', ['messages[0].content[0].text'], ['messages[0].content[0].text']],
  ])('silent where the log replaced text of the %s', (_, old, now) => {
    const before = { body: first, usage: billed, redacted: old };
    expect(send(before, { body: second, usage: billed, redacted: now }).flat()).toEqual([]);
  });
});

describe('below-minimum', () => {
  const step = (turn: number) => ({
    body: {
      messages: Array.from({ length: turn }, (_, n) => text('user', `Said ${n}`, n === turn - 1 ? MARK : {})),
    },
    usage: usage({ input: 100 + turn }),
  });

  test('three requests below the minimum, with a breakpoint', () => {
    const hints = send(step(1), step(2), step(3), step(4));
    expect(hints.map(one => one.length)).toEqual([0, 0, 1, 0]);
    expect(hints[2]?.[0]).toMatchObject({ id: 'below-minimum', path: 'messages[2].content[0]' });
  });

  test('not above the documented minimum, where measurements differ', () => {
    expect(send(...[1, 2, 3].map(n => ({ ...step(n), usage: usage({ input: 1_024 }) }))).flat()).toEqual([]);
  });

  test('not once something was cached', () => {
    const cached = { ...step(1), usage: usage({ input: 10, cacheWrite: 2_000 }) };
    expect(send(cached, step(2), step(3), step(4)).flat()).toEqual([]);
  });
});

describe('tools', () => {
  const [read, edit, plan] = [tool('read'), tool('edit'), tool('plan')];
  const body = (...tools: JsonObject[]) => ({ body: { tools, messages: [HELLO] } });

  test('the same tools in another order', () => {
    expect(lastIds(send(body(read, edit), body(edit, read)))).toEqual(['tools-unordered']);
    expect(send(body(read, edit), { ...body(edit, read), causes: ['tools-reordered'] }).flat()).toEqual([]);
  });

  test('a tool more is neither another order nor a swap', () => {
    expect(send(body(read, edit), body(read, edit, plan), body(read, edit, plan)).flat()).toEqual([]);
  });

  test('a tool list that comes back', () => {
    const hints = send(body(read, edit), body(read, plan), body(read, edit), body(read, plan));
    expect(hints.map(one => one.map(({ id }) => id))).toEqual([[], [], ['toolset-swapped'], []]);
    expect(hints[2]?.[0]?.summary).toContain('(`plan` left, `edit` came)');
  });
});

describe('compaction', () => {
  const history = [text('user', 'Mend it'), text('assistant', 'I read it'), text('user', 'Well?')];
  const ask = text('user', 'Write a summary of the conversation so far.');
  const talk = { body: { tools: [tool('read')], system: SYSTEM, messages: history } };

  test('a call for a summary with other tools and system', () => {
    const summarise = {
      body: { system: 'You summarise.', messages: [...history, ask] },
      relation: 'aside' as const,
    };
    const hints = send(talk, summarise);
    expect(lastIds(hints)).toEqual(['summary-unshared']);
    expect(hints[1]?.[0]?.summary).toContain('other tools and system');
    expect(send(talk, { ...summarise, causes: ['unsafe-compaction'] }).flat()).toEqual([]);
  });

  test('a call for a summary that shares them, and a title call that does not', () => {
    const shared = { body: { ...talk.body, messages: [...history, ask] }, relation: 'aside' as const };
    const title = { body: { messages: [text('user', 'Name this talk.')] }, relation: 'aside' as const };
    expect(send(talk, shared).flat()).toEqual([]);
    expect(send(talk, title).flat()).toEqual([]);
  });

  const worked = {
    body: {
      messages: [
        text('user', 'Mend it'),
        ...['src/a.ts', 'src/b.ts', 'docs/c.md'].flatMap((path, n) => [
          call(`toolu_${n}`, { path }),
          result(`toolu_${n}`, 'done'),
        ]),
      ],
    },
  };
  const taken = (words: string) => ({
    body: { messages: [text('user', words)] },
    relation: 'summarises' as const,
  });

  test('a summary that names none of the files', () => {
    expect(lastIds(send(worked, taken('Summary: three places were mended.')))).toEqual(['summary-untraced']);
    expect(send(worked, taken('Summary: src/a.ts and two more were mended.')).flat()).toEqual([]);
  });

  const full = (input: JsonObject) => ({
    body: {
      messages: [
        text('user', 'Look'),
        call('toolu_1', input),
        result('toolu_1', 'line\n'.repeat(600)),
        text('user', 'Well?'),
      ],
    },
  });
  const cut = (input: JsonObject, note: string) => ({
    body: {
      messages: [
        text('user', 'Look'),
        call('toolu_1', input),
        result('toolu_1', note),
        text('user', 'Well?'),
        HELLO,
      ],
    },
  });

  test('a result taken out without a trace of where it was from', () => {
    const hints = send(full({}), cut({}, '[removed]'));
    expect(hints[1]).toMatchObject([{ id: 'content-unrecoverable', path: 'messages[2].content[0]' }]);
    // 600 lines, less the note; each line break is two bytes of JSON.
    expect(hints[1]?.[0]?.summary).toContain('3 591 bytes of the tool result at messages[2].content[0]');
  });

  test.each([
    ['the note names it', {}, '[removed, see /tmp/out.txt]'],
    ['the call names a file', { path: 'src/a.ts' }, '[removed]'],
    ['the call can be made again', { command: 'make' }, '[removed]'],
    ['most of it is left', {}, 'line\n'.repeat(300)],
  ])('silent where %s', (_, input, note) => {
    expect(send(full(input), cut(input, note)).flat()).toEqual([]);
  });

  test('silent where little was taken out', () => {
    const short = {
      body: {
        messages: [text('user', 'Look'), call('toolu_1', {}), result('toolu_1', 'x'.repeat(1_800)), HELLO],
      },
    };
    expect(send(short, cut({}, '[removed]')).flat()).toEqual([]);
  });

  test('silent where the log replaced text', () => {
    expect(
      send(full({}), { ...cut({}, '[removed]'), redacted: ['messages[2].content[0].content'] }).flat(),
    ).toEqual([]);
  });
});

describe('errors-scrubbed', () => {
  const failed = result('toolu_1', 'no such file', { is_error: true });
  const tried = [text('user', 'Look'), call('toolu_1', { path: 'a' })];
  const then = [text('assistant', 'I try again'), text('user', 'Do')];

  test('a failed call that was taken out, or made to look well', () => {
    const start = { body: { messages: [...tried, failed, ...then] } };
    const without = { body: { messages: [text('user', 'Look'), ...then, HELLO] } };
    const painted = { body: { messages: [...tried, result('toolu_1', 'ok'), ...then, HELLO] } };
    expect(lastIds(send(start, without))).toEqual(['errors-scrubbed']);
    expect(lastIds(send(start, painted))).toEqual(['errors-scrubbed']);
    expect(send(start, { ...painted, causes: ['history-edited'] }).flat()).toEqual([]);
  });

  test('one of two failed calls that was taken out; not in a rewind', () => {
    const again = [call('toolu_2', { path: 'b' }), result('toolu_2', 'no such file', { is_error: true })];
    const start = { body: { messages: [...tried, failed, ...again, ...then] } };
    const without = { messages: [text('user', 'Look'), ...again, ...then, HELLO] };
    expect(lastIds(send(start, { body: without }))).toEqual(['errors-scrubbed']);
    expect(send(start, { body: without, relation: 'rewinds' }).flat()).toEqual([]);
  });

  test('where the last message was replaced as well, and not where another message went', () => {
    const start = { body: { messages: [...tried, failed, ...then] } };
    const replaced = [text('user', 'Look'), text('assistant', 'I try again'), text('user', 'Stop')];
    expect(lastIds(send(start, { body: { messages: replaced } }))).toEqual(['errors-scrubbed']);
    const cut = [text('user', 'Look'), text('user', 'Do'), HELLO];
    expect(
      send({ body: { messages: [...start.body.messages, HELLO] } }, { body: { messages: cut } }).flat(),
    ).toEqual([]);
  });

  test('the first of all messages, behind a system text that stays', () => {
    const [, ...rest] = [...tried, failed, ...then];
    const start = { body: { system: SYSTEM, messages: rest } };
    const without = { messages: [...then, HELLO] };
    expect(lastIds(send(start, { body: { ...without, system: SYSTEM } }))).toEqual(['errors-scrubbed']);
    expect(send(start, { body: { ...without, system: 'Be long.' } }).flat()).toEqual([]);
  });

  test('none, where of all behind it only the answer to a call beside it is left', () => {
    const beside = { type: 'tool_result', tool_use_id: 'toolu_2', content: 'ok' };
    const both = { role: 'user', content: [...(failed.content as readonly JsonObject[]), beside] };
    const start = { body: { messages: [...tried, both, text('assistant', 'I try again')] } };
    const left = [...tried, { role: 'user', content: [beside] }, text('assistant', 'I stop')];
    expect(send(start, { body: { messages: left } }).flat()).toEqual([]);
  });

  test('a failed call that stays, or goes with all behind it, is none', () => {
    const start = { body: { messages: [...tried, failed, ...then] } };
    expect(send(start, { body: { messages: [...start.body.messages, HELLO] } }).flat()).toEqual([]);
    expect(send(start, { body: { messages: [text('user', 'Look'), text('user', 'Stop')] } }).flat()).toEqual(
      [],
    );
  });
});

describe('input-heavy', () => {
  const requests = (counts: Parameters<typeof usage>[0], times: number) =>
    Array.from({ length: times }, () => ({ body: { messages: [HELLO] }, usage: usage(counts) }));

  test('a hundred tokens in for one out, most of them not from the cache', () => {
    const hints = send(...requests({ input: 600, cacheRead: 400, output: 10 }, 10));
    expect(lastIds(hints)).toEqual(['input-heavy']);
    expect(hints[9]?.[0]?.summary).toBe(
      '100 tokens were sent for each one received, and only 40 % of them came from the cache.',
    );
  });

  test('not where half is read, where more is written back, or early', () => {
    expect(send(...requests({ input: 500, cacheRead: 500, output: 10 }, 12)).flat()).toEqual([]);
    expect(send(...requests({ input: 600, cacheRead: 400, output: 11 }, 12)).flat()).toEqual([]);
    expect(send(...requests({ input: 600, cacheRead: 400, output: 10 }, 9)).flat()).toEqual([]);
  });

  test('writes are sent tokens too; what the log replaced does not matter', () => {
    const heavy = requests({ input: 10, cacheRead: 400, cacheWrite: 590, output: 10 }, 10);
    const redacted = heavy.map(step => ({ ...step, redacted: ['messages[0].content[0].text'] }));
    expect(lastIds(send(...redacted))).toEqual(['input-heavy']);
  });
});

test('a lane has each hint once', () => {
  const body = { tools: [tool('a'), tool('b')], messages: [HELLO] };
  const turned = { tools: [tool('b'), tool('a')], messages: [HELLO] };
  const ids = send({ body }, { body: turned }, { body }, { body: turned }).flatMap(hints =>
    hints.map(({ id }) => id),
  );
  expect(ids).toEqual(['tools-unordered']);
});

test('hint ids are unique, and each says what to do in one sentence', () => {
  expect(new Set(HYGIENE.map(({ id }) => id)).size).toBe(HYGIENE.length);
  for (const { fix } of HYGIENE) expect(fix).toMatch(/^[A-Z][^.]*(?:\.|[^.]*`\.)$/);
});
