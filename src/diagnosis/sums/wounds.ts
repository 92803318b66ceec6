import { ruleOf } from '../causes/index.js';
import type { Break, CauseId, Shortfall, Wound } from '../model.js';

/** The wounds of a lane while it is watched. */
export interface Wounds {
  /** The wound a break belongs to: an open one at the same floor, or one at the same site, healed or not. */
  join(requestId: string, shortfall: Shortfall, site: string): Joined;
  /** The wound that a break joined before, now that more is known of it. */
  again(wound: string, shortfall: Shortfall, site: string): Joined;
  /** The wound that a break would join; null: it would open one. */
  find(shortfall: Shortfall, site: string): Joined | null;
  /**
   * The price and the rewritten tokens of a break that joined; asked again for the same request, they take the place of the first.
   * @param saved tokens that a compaction took out; null: not one
   * @param readPrice US dollars for reading one token, which every later request saves; null: no rate
   */
  charge(requestId: string, broken: Break, saved: number | null, readPrice: number | null): void;
  /** A request turned out not to have broken. */
  leave(requestId: string): void;
  /** A request read `tokens`: an open wound whose floor it passes is healed. */
  read(tokens: number): void;
  all(): readonly Wound[];
}

/** The wound of a break, and the break's site: that of the wound, where it turns out only later what changes there. */
export interface Joined {
  readonly id: string;
  readonly site: string;
}

interface Open {
  wound: Wound;
  /** Of the cause that opened it. */
  readonly kind: string | null;
  /** What each of its breaks added. */
  readonly charges: Map<string, Charge>;
  /** Tokens that its breaks still read; null: a predicted break. */
  floor: number | null;
}

/** Floors are exact counts of one entry; estimates of a healing read may be off by this. */
const PAST_FLOOR = 256;

export function createWounds(session: string, lane: string): Wounds {
  const kept: Open[] = [];
  let opened = 0;
  const known = (shortfall: Shortfall, site: string): Open | undefined =>
    kept.find(open => !open.wound.healed && sameFloor(open, shortfall)) ??
    // A cause without a place is no place: two pauses are two wounds.
    kept.find(open => (shortfall.causes[0]?.path ?? null) !== null && open.wound.site === site) ??
    kept.find(open => isNamedLater(open, shortfall));
  return {
    find(shortfall, site) {
      const found = known(shortfall, site);
      return found === undefined ? null : joined(found, shortfall, site);
    },
    join(requestId, shortfall, site) {
      const [first] = shortfall.causes;
      const path = first?.path ?? null;
      const found = known(shortfall, site);
      if (found !== undefined) {
        found.wound = { ...found.wound, healed: false, requests: [...found.wound.requests, requestId] };
        found.floor = shortfall.actualRead;
        return joined(found, shortfall, site);
      }
      opened += 1;
      const id = `${lane}/w${opened}`;
      const cause: CauseId = first?.id ?? 'unknown';
      kept.push({
        charges: new Map(),
        floor: shortfall.actualRead,
        kind: first?.kind ?? null,
        wound: emptyWound({ id, session, lane, requests: [requestId], cause, path, site }),
      });
      return { id, site };
    },
    again(id, shortfall, site) {
      const open = kept.find(({ wound }) => wound.id === id);
      return open === undefined ? { id, site } : joined(open, shortfall, site);
    },
    charge(requestId, broken, saved, readPrice) {
      const open = kept.find(({ wound }) => wound.id === broken.wound);
      if (open === undefined) return;
      const { rewritten, lostTokens, cost, expectedExact, costApproximate } = broken;
      const charge = { rewritten, lostTokens, cost, expectedExact, costApproximate };
      open.charges.set(requestId, { broken: charge, saved, readPrice });
      open.wound = summed(open.wound, [...open.charges.values()]);
      if (open.wound.requests.at(-1) === requestId) open.floor = broken.actualRead;
    },
    leave(requestId) {
      const open = kept.find(({ charges }) => charges.delete(requestId));
      if (open === undefined) return;
      if (open.charges.size === 0) kept.splice(kept.indexOf(open), 1);
      const requests = open.wound.requests.filter(id => id !== requestId);
      open.wound = summed({ ...open.wound, requests }, [...open.charges.values()]);
    },
    read(tokens) {
      for (const open of kept) {
        if (!open.wound.healed && open.floor !== null && tokens > open.floor + PAST_FLOOR) {
          open.wound = { ...open.wound, healed: true };
        }
      }
    },
    all: () => kept.map(open => open.wound),
  };
}

interface Charge {
  readonly broken: Pick<Break, 'rewritten' | 'lostTokens' | 'cost' | 'expectedExact' | 'costApproximate'>;
  readonly saved: number | null;
  readonly readPrice: number | null;
}

function summed(wound: Wound, charges: readonly Charge[]): Wound {
  const breaks = charges.map(({ broken }) => broken);
  const known = (values: readonly (number | null)[]): number | null => {
    const counts = values.filter(value => value !== null);
    return counts.length === 0 ? null : sumOf(counts);
  };
  const costs = known(breaks.map(({ cost }) => cost));
  const cost = breaks.some(broken => broken.cost === null) ? null : costs;
  const savedTokens = known(charges.map(({ saved }) => saved));
  const perRequest = (savedTokens ?? 0) * (charges.at(-1)?.readPrice ?? 0);
  return {
    ...wound,
    rewritten: known(breaks.map(({ rewritten }) => rewritten)),
    lostTokens: sumOf(breaks.map(({ lostTokens }) => lostTokens)),
    cost,
    costExact: breaks.every(({ expectedExact }) => expectedExact),
    costApproximate: breaks.some(({ costApproximate }) => costApproximate),
    savedTokens,
    paysBackAfter: cost === null || perRequest <= 0 ? null : Math.ceil(cost / perRequest),
  };
}

const sumOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);

/** A value by no more than that its place has changed before: it is what changed there before. */
function isNamedLater({ kind, wound }: Open, { causes: [first] }: Shortfall): boolean {
  if (first === undefined || first.path !== wound.path) return false;
  const { isFirstName, openKinds } = ruleOf({ id: wound.cause });
  return has(ruleOf(first).laterKinds, first.kind) && (isFirstName === true || has(openKinds, kind));
}

const has = (kinds: readonly string[] | undefined, kind: string | null): boolean =>
  kind !== null && kinds?.includes(kind) === true;

const joined = (open: Open, shortfall: Shortfall, site: string): Joined => ({
  id: open.wound.id,
  site: isNamedLater(open, shortfall) ? open.wound.site : site,
});

/** Same floor: the same older entry is all that is left. A floor of 0 is no entry; there only the site tells. */
function sameFloor(open: Open, { actualRead }: Shortfall): boolean {
  return open.floor !== null && open.floor > 0 && open.floor === actualRead;
}

type Opened = Pick<Wound, 'id' | 'session' | 'lane' | 'requests' | 'cause' | 'path' | 'site'>;

function emptyWound({ id, session, lane, requests, cause, path, site }: Opened): Wound {
  return {
    id,
    session,
    lane,
    requests,
    cause,
    path,
    site,
    rewritten: null,
    lostTokens: 0,
    cost: 0,
    costExact: true,
    costApproximate: false,
    healed: false,
    savedTokens: null,
    paysBackAfter: null,
  };
}
