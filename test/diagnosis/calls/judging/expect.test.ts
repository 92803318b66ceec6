import { describe, expect, it } from 'vitest';
import { createEngine } from '../../../../src/engine.js';
import type { JsonObject, UsageRecord } from '../../../../src/log/record.js';
import { conversation, request, usage } from '../../../agent.js';

const MINUTE = 60_000;

/** A usage that leaves out what was written. @param total null: the size of the prompt as well */
function unwritten(key: string, line: number, read: number, total: number | null): UsageRecord {
  const made = usage(key, line, { read, write: null });
  return { ...made, usage: made.usage && { ...made.usage, promptTotal: total } };
}

/** Tokens of a body of a model that makes so many of a byte. */
const sizeOf = (body: JsonObject, rate: number): number => Math.round(JSON.stringify(body).length * rate);

/** A conversation that reads all that it sent before, but for `missed` of the last. */
function played(rate: number, isTotalKnown: boolean, missed: (held: number) => number = () => 0) {
  const engine = createEngine();
  let held = 0;
  for (let i = 0; i < 4; i += 1) {
    const body = conversation(i + 1);
    const total = sizeOf(body, rate);
    const read = i === 3 ? held - missed(held) : held;
    engine.accept(request(`r${i}`, 2 * i + 1, { body, at: i * MINUTE }));
    engine.accept(unwritten(`r${i}`, 2 * i + 2, read, isTotalKnown ? total + 3 : null));
    held = total;
  }
  return engine.model().requests.map(entry => entry.break);
}

describe('what is expected where no usage says what was written', () => {
  it.each([0.15, 0.2, 0.28, 0.35])('is no more than there was, at %f tokens a byte', rate => {
    expect(played(rate, true)).toEqual([null, null, null, null]);
  });

  it.each([0.2, 0.24])('makes no break of a healthy log without any size, at %f tokens a byte', rate => {
    expect(played(rate, false)).toEqual([null, null, null, null]);
  });

  it('is an estimate, of which only likely something was lost at the provider', () => {
    const [, , , broken] = played(0.2, true, held => held);
    expect(broken).toMatchObject({
      extent: 'full',
      expectedExact: false,
      causes: [{ id: 'provider-side', confidence: 'likely' }],
    });
    const held = sizeOf(conversation(3), 0.2);
    expect(Math.abs((broken?.expectedRead ?? 0) - held)).toBeLessThan(0.02 * held);
  });

  it('still tells a full break where no size is known', () => {
    expect(played(0.2, false, held => held).at(-1)).toMatchObject({ extent: 'full', expectedExact: false });
  });

  it('is of a prefix that another request is writing no more than its share of this prompt', () => {
    const engine = createEngine();
    const body = conversation(1);
    const other = JSON.parse(JSON.stringify(body).replace(/task0 /g, 'other '));
    const total = sizeOf(body, 0.15);
    engine.accept(request('a', 1, { body, at: 0 }));
    engine.accept(request('b', 2, { body: other, at: 0, session: 's2' }));
    engine.accept(usage('b', 3, { read: 0, write: total }));
    const { tools, system } = body;
    const shared = sizeOf({ tools, system } as JsonObject, 0.15);
    const expected = engine.model().requests[1]?.break?.expectedRead ?? 0;
    expect(Math.abs(expected - shared)).toBeLessThan(0.05 * shared);
  });
});
