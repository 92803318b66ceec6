import { describe, expect, test } from 'vitest';
import { createEngine } from '../../../src/engine.js';
import type { JsonObject } from '../../../src/log/record.js';
import { type Ask, request, usage } from '../../agent.js';

const MARK = { cache_control: { type: 'ephemeral' } };
const RULES = 'Weigh each parcel twice. '.repeat(300);
const NEVER = { read: 0, write: 3_000 };

/** A question in a session of its own. */
function ask(n: number, system: string, more: Partial<Ask> = {}): Ask {
  const body: JsonObject = {
    model: 'claude-sonnet-4-6',
    system: [{ type: 'text', text: system, ...MARK }],
    messages: [{ role: 'user', content: `Parcel ${n}` }],
  };
  return { body, at: n * 60_000, session: `s${n}`, ...more };
}

/** The hints of the newest of these calls, each of which was answered. */
function hintsOf(asks: readonly Ask[], bill: Parameters<typeof usage>[2] = NEVER) {
  const engine = createEngine();
  asks.forEach((one, index) => {
    engine.accept(request(`r${index}`, 2 * index + 1, one));
    engine.accept(usage(`r${index}`, 2 * index + 2, bill));
  });
  return (engine.model().requests.at(-1)?.hints ?? []).map(({ id, summary, path }) => ({
    id,
    summary,
    path,
  }));
}

describe('one-turn-apart', () => {
  const named = (n: number) => ask(n, `${RULES}Clerk: clerk-${'abcdef'[n]}.\n${RULES}`);

  test('calls of one turn, in sessions of their own, whose system differs in one value and never hits', () => {
    expect(hintsOf([named(1), named(2)])).toEqual([]);
    const summary =
      'Calls of one turn share about 3 000 tokens of tools and system but for a value, and none reads them: they part at system[0].text, character 7 507.';
    const said = { id: 'one-turn-apart', summary, path: 'system[0].text' };
    expect(hintsOf([named(1), named(2), named(3)])).toEqual([said]);
    // Word for word the same of the next one, so that a report says it once.
    expect(hintsOf([named(1), named(2), named(3), named(4)])).toEqual([said]);
  });

  test('not those of which one says much more than another: that is no value', () => {
    const grown = (n: number) => ask(n, `${RULES}Clerk: ${'clerk '.repeat(n * 400)}.\n${RULES}`);
    expect(hintsOf([grown(1), grown(2), grown(3)])).toEqual([]);
    const shrunk = (n: number) => grown(4 - n);
    expect(hintsOf([shrunk(1), shrunk(2), shrunk(3)])).toEqual([]);
  });

  test('where minima are in doubt, what was written was long enough', () => {
    const three = [named(1), named(2), named(3)];
    expect(hintsOf(three, { read: 0, write: 1_500 })).toMatchObject([{ id: 'one-turn-apart' }]);
    expect(hintsOf(three, { read: 0, write: 0, input: 1_500 })).toEqual([]);
  });

  test('where only their messages differ, nothing marks the end of what they share', () => {
    const tail = (n: number): Ask => {
      const content = [{ type: 'text', text: `Parcel ${n}`, ...MARK }];
      const { body, ...rest } = ask(n, RULES);
      return {
        ...rest,
        body: { ...body, system: [{ type: 'text', text: RULES }], messages: [{ role: 'user', content }] },
      };
    };
    expect(hintsOf([tail(1), tail(2), tail(3)])).toMatchObject([{ id: 'one-turn-apart', path: null }]);
    const together = [tail(1), tail(2), tail(3)].map(one => ({ ...one, session: 's' }));
    expect(hintsOf(together)).toMatchObject([{ id: 'one-turn-apart', path: null }]);
    const late = [1, 2, 3].map(n => ask(n, RULES, { at: n * 600_000 }));
    expect(hintsOf(late)).toEqual([]);
  });

  test('a hit, siblings that leave together, other instructions, a conversation, a short prompt: no case', () => {
    expect(hintsOf([named(1), named(2), named(3)], { read: 2_990, write: 10 })).toEqual([]);
    const started = (n: number) => ({ ...named(n), at: n });
    expect(hintsOf([1, 2, 3].map(started), { ...NEVER, firstByteAt: 900 })).toEqual([]);
    const other = (n: number) => ask(n, `${RULES}${`Clerk ${n} counts. `.repeat(100)}`);
    expect(hintsOf([other(1), other(2), other(3)])).toEqual([]);
    expect(hintsOf([named(1), named(2), named(3)], { read: 0, write: 0, input: 900 })).toEqual([]);
    const again: Ask = {
      ...named(2),
      body: {
        ...named(2).body,
        messages: [
          { role: 'user', content: 'Parcel 2' },
          { role: 'assistant', content: 'Heavy.' },
          { role: 'user', content: 'And this?' },
        ],
      },
    };
    expect(hintsOf([named(1), named(2), again, named(3)])).toEqual([]);
  });
});
