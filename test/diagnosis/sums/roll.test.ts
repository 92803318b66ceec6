import { describe, expect, it } from 'vitest';
import type { RequestEntry } from '../../../src/diagnosis/model.js';
import { createRoll, type Rolled } from '../../../src/diagnosis/sums/roll.js';
import { totalsOf } from '../../../src/diagnosis/sums/totals.js';
import { createRandom } from '../../corpus/sessions/random.js';
import { request, sixRequestsModel } from '../../ui/fixture.js';

interface Item extends Rolled {
  entry: RequestEntry | null;
}

const [broken] = sixRequestsModel.requests.flatMap(({ break: found }) => found ?? []);
if (broken === undefined) throw new Error('one of the six breaks');

/** Requests that differ in all that is summed. */
function entry(n: number, random: ReturnType<typeof createRandom>): RequestEntry {
  const known = request(n);
  return {
    ...known,
    outcome: random.chance(0.2) ? 'pending' : random.chance(0.2) ? 'error' : 'ok',
    usage:
      random.chance(0.2) || known.usage === null ? null : { ...known.usage, cacheRead: random.int(0, 9_999) },
    cost: random.chance(0.2) ? null : { amount: random.int(1, 999) / 7, approximate: random.chance(0.01) },
    break: random.chance(0.3)
      ? { ...broken, cost: random.int(1, 99) / 3, ringing: random.chance(0.5) }
      : null,
    limits: random.chance(0.1)
      ? [{ window: '5h', minutes: 300, usedPercent: random.int(1, 99), resetsAt: null }]
      : [],
  } as RequestEntry;
}

describe('a roll', () => {
  it('sums what it lists and what it has folded as if each were added anew, to the last bit', () => {
    const random = createRandom('roll');
    const roll = createRoll<Item>();
    const all: Item[] = [];
    for (let step = 0; step < 3_000; step += 1) {
      const chosen = roll.list[random.int(0, Math.max(0, roll.list.length - 1))];
      if (random.chance(0.6) || chosen === undefined) {
        // Orders of one lane have gaps.
        const item = { order: step, entry: random.chance(0.05) ? null : entry(step, random) };
        all.push(item);
        roll.add(item);
      } else if (random.chance(0.9)) {
        chosen.entry = entry(chosen.order, random);
        roll.changed(chosen);
      } else if (random.chance(0.3)) {
        expect(roll.take(chosen)).toBe(true);
        all.splice(all.indexOf(chosen), 1);
      } else roll.fold(random.int(0, Math.min(200, roll.list.length)));
      if (!random.chance(0.1)) continue;
      expect(roll.totals()).toEqual(totalsOf(all.flatMap(item => item.entry ?? [])));
      expect(roll.entries()).toEqual(roll.list.flatMap(item => item.entry ?? []));
      expect(roll.folded() + roll.list.length).toBe(all.length);
    }
    expect(roll.folded()).toBeGreaterThan(500);
  });

  it('looks at the newest alone when the newest changes', () => {
    const roll = createRoll<Item>();
    let asked = 0;
    const counted = (n: number): Item => ({
      order: n,
      get entry() {
        asked += 1;
        return request(n);
      },
    });
    for (let n = 0; n < 10_000; n += 1) roll.add(counted(n));
    roll.totals();
    const newest = roll.list.at(-1);
    if (newest === undefined) throw new Error('ten thousand were added');
    asked = 0;
    roll.changed(newest);
    roll.totals();
    expect(asked).toBeLessThanOrEqual(64);
  });

  it('keeps the sums of what is not listed any more, whatever is said of it later', () => {
    const roll = createRoll<Item>();
    const [first, second] = [1, 2].map((n): Item => ({ order: n, entry: request(n) }));
    if (first === undefined || second === undefined) throw new Error('two were made');
    roll.add(first);
    roll.add(second);
    const before = roll.totals();
    roll.fold(1);
    first.entry = null;
    roll.changed(first);
    expect(roll.totals()).toEqual(before);
    expect(roll.entries()).toEqual([second.entry]);
  });
});
