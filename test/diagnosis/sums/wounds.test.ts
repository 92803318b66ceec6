import { describe, expect, it } from 'vitest';
import type { Break, CauseId, Shortfall } from '../../../src/diagnosis/model.js';
import { createWounds } from '../../../src/diagnosis/sums/wounds.js';

function shortfall(change: {
  readonly cause?: CauseId;
  readonly path?: string | null;
  readonly read?: number;
}): Shortfall {
  const { cause, path, read } = {
    cause: 'system-changed' as const,
    path: 'system[1].text',
    read: 0,
    ...change,
  };
  return {
    extent: read === 0 ? 'full' : 'partial',
    predicted: false,
    magnitude: 4,
    expectedRead: 10_000,
    expectedExact: true,
    actualRead: read,
    lostTokens: 10_000 - read,
    rewritten: 9_000,
    causes: [
      {
        id: cause,
        kind: null,
        confidence: 'certain',
        summary: '',
        fix: '',
        expected: false,
        restorable: null,
        lostTokens: null,
        cost: null,
        path,
        divergence: null,
      },
    ],
    divergence: null,
    hitEntryOf: null,
    ringing: true,
  };
}

const broken = (cost: number | null, wound = 'l/w1'): Break => ({
  ...shortfall({}),
  cost,
  costApproximate: false,
  writePerRead: 12.5,
  site: 's',
  wound,
});

/** A break joins with its site: here its cause and its path as they are. */
const siteOf = ({ causes: [first] }: Shortfall): string => `${first?.id} at ${first?.path}`;

function woundsOf(): {
  join(request: string, found: Shortfall, site?: string): string;
} & Omit<ReturnType<typeof createWounds>, 'join'> {
  const wounds = createWounds('s', 'l');
  return { ...wounds, join: (request, found, site = siteOf(found)) => wounds.join(request, found, site).id };
}

describe('wounds', () => {
  it('keeps breaks without a site apart: two pauses are two wounds', () => {
    const wounds = woundsOf();
    const pause = shortfall({ cause: 'expired', path: null });
    expect(wounds.join('a', pause)).toBe('l/w1');
    expect(wounds.join('b', pause)).toBe('l/w2');
  });

  it('opens a healed wound again when its site breaks again', () => {
    const wounds = woundsOf();
    expect(wounds.join('a', shortfall({}))).toBe('l/w1');
    wounds.read(5_000);
    expect(wounds.all()[0]?.healed).toBe(true);
    expect(wounds.join('b', shortfall({}))).toBe('l/w1');
    expect(wounds.all()).toMatchObject([{ healed: false, requests: ['a', 'b'] }]);
  });

  it('says of its price that it is an estimate once one of its breaks was', () => {
    const wounds = woundsOf();
    wounds.join('a', shortfall({}));
    wounds.charge('a', broken(1), null, null);
    expect(wounds.all()[0]).toMatchObject({ cost: 1, costExact: true });
    wounds.charge('b', { ...broken(2), expectedExact: false }, null, null);
    wounds.charge('c', broken(4), null, null);
    expect(wounds.all()[0]).toMatchObject({ cost: 7, costExact: false, costApproximate: false });
    wounds.charge('d', { ...broken(1), costApproximate: true }, null, null);
    expect(wounds.all()[0]).toMatchObject({ costApproximate: true, cause: 'system-changed' });
  });

  it('takes a full break for no floor: another site that reads nothing is another wound', () => {
    const wounds = woundsOf();
    wounds.join('a', shortfall({}));
    expect(wounds.join('b', shortfall({ cause: 'tool-changed', path: 'tools[3]' }))).toBe('l/w2');
  });

  it('takes another floor for another wound, the same floor for the same', () => {
    const wounds = woundsOf();
    wounds.join('a', shortfall({ path: 'messages[3]', read: 4_000 }));
    expect(wounds.join('b', shortfall({ path: 'messages[5]', read: 4_000 }))).toBe('l/w1');
    expect(wounds.join('c', shortfall({ path: 'messages[7]', read: 6_000 }))).toBe('l/w2');
  });

  it('knows its floor once its newest break is billed', () => {
    const wounds = woundsOf();
    wounds.join('a', shortfall({ path: 'messages[3]' }));
    wounds.charge('a', { ...broken(1), actualRead: 4_000 }, null, null);
    expect(wounds.join('b', shortfall({ path: 'messages[5]', read: 4_000 }))).toBe('l/w1');
    // What is learned later of an older one is no floor any more.
    wounds.charge('a', { ...broken(1), actualRead: 9_000 }, null, null);
    expect(wounds.join('c', shortfall({ path: 'messages[7]', read: 9_000 }))).toBe('l/w2');
  });

  it('goes on with the older of two whose floor is the same', () => {
    const wounds = woundsOf();
    wounds.join('a', shortfall({ path: 'messages[3]' }));
    wounds.join('b', shortfall({ path: 'messages[5]' }));
    wounds.charge('a', { ...broken(1), actualRead: 4_000 }, null, null);
    wounds.charge('b', { ...broken(1, 'l/w2'), actualRead: 4_000 }, null, null);
    expect(wounds.join('c', shortfall({ path: 'messages[7]', read: 4_000 }))).toBe('l/w1');
  });

  it('joins breaks of one site whatever their numbers, and tells the site', () => {
    const wounds = woundsOf();
    const site = 'history-edited at messages[*].tool_result in main';
    wounds.join('a', shortfall({ path: 'messages[3]', read: 4_000 }), site);
    expect(wounds.join('b', shortfall({ path: 'messages[7]', read: 6_000 }), site)).toBe('l/w1');
    expect(wounds.all()).toMatchObject([{ site, requests: ['a', 'b'] }]);
  });

  it('is healed only by a read past its floor, not by one at it', () => {
    const wounds = woundsOf();
    wounds.join('a', shortfall({ read: 4_000 }));
    wounds.read(4_256);
    expect(wounds.all()[0]?.healed).toBe(false);
    wounds.read(4_257);
    expect(wounds.all()[0]?.healed).toBe(true);
  });

  it('adds up tokens and money, and says unknown once a price is unknown', () => {
    const wounds = woundsOf();
    wounds.join('a', shortfall({}));
    wounds.charge('a', broken(0.5), null, null);
    wounds.charge('b', broken(0.25), null, null);
    expect(wounds.all()).toMatchObject([
      { rewritten: 18_000, cost: 0.75, savedTokens: null, paysBackAfter: null },
    ]);
    wounds.charge('c', broken(null), null, null);
    expect(wounds.all()[0]?.cost).toBeNull();
  });

  it('says after how many requests a compaction pays back what it rewrote', () => {
    const wounds = woundsOf();
    wounds.join('a', shortfall({}));
    wounds.charge('a', broken(0.5), 1_000, 0.3e-6);
    expect(wounds.all()[0]).toMatchObject({ savedTokens: 1_000, paysBackAfter: 1_667 });
  });

  it('counts a request once whose usage comes again, and takes the newer price', () => {
    const wounds = woundsOf();
    for (const request of ['a', 'b']) {
      wounds.join(request, shortfall({}));
      wounds.charge(request, broken(0.5), null, null);
    }
    wounds.charge('a', broken(0.75), null, null);
    expect(wounds.all()).toMatchObject([{ rewritten: 18_000, lostTokens: 20_000, cost: 1.25 }]);
  });

  it('leaves out a request that turned out not to have broken, and is none without requests', () => {
    const wounds = woundsOf();
    for (const request of ['a', 'b']) {
      wounds.join(request, shortfall({}));
      wounds.charge(request, broken(0.5), null, null);
    }
    wounds.leave('a');
    expect(wounds.all()).toMatchObject([{ requests: ['b'], rewritten: 9_000, cost: 0.5 }]);
    wounds.leave('b');
    expect(wounds.all()).toEqual([]);
    expect(wounds.join('c', shortfall({}))).toBe('l/w2');
  });
});
