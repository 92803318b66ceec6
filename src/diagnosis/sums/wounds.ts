import type { Break, CauseId, Shortfall, Wound } from '../model.js';

/** The wounds of a lane while it is watched. */
export interface Wounds {
  /** The wound a break belongs to: an open one at the same floor, or one at the same site, healed or not. */
  join(requestId: string, shortfall: Shortfall, site: string): string;
  /**
   * The price and the rewritten tokens of a break that joined.
   * @param saved tokens that a compaction took out; null: not one
   * @param readPrice US dollars for reading one token, which every later request saves; null: no rate
   */
  charge(wound: string, broken: Break, saved: number | null, readPrice: number | null): void;
  /** A request read `tokens`: an open wound whose floor it passes is healed. */
  read(tokens: number): void;
  all(): readonly Wound[];
}

interface Open {
  wound: Wound;
  /** Tokens that its breaks still read; null: a predicted break. */
  floor: number | null;
}

/** Floors are exact counts of one entry; estimates of a healing read may be off by this. */
const PAST_FLOOR = 256;

export function createWounds(session: string, lane: string): Wounds {
  const kept: Open[] = [];
  return {
    join(requestId, shortfall, site) {
      const [first] = shortfall.causes;
      const path = first?.path ?? null;
      const found =
        kept.find(open => !open.wound.healed && sameFloor(open, shortfall)) ??
        // A cause without a place is no place: two pauses are two wounds.
        kept.find(open => path !== null && open.wound.site === site);
      if (found !== undefined) {
        found.wound = { ...found.wound, healed: false, requests: [...found.wound.requests, requestId] };
        found.floor = shortfall.actualRead;
        return found.wound.id;
      }
      const id = `${lane}/w${kept.length + 1}`;
      const cause: CauseId = first?.id ?? 'unknown';
      kept.push({
        floor: shortfall.actualRead,
        wound: emptyWound({ id, session, lane, requests: [requestId], cause, path, site }),
      });
      return id;
    },
    charge(id, broken, saved, readPrice) {
      const open = kept.find(candidate => candidate.wound.id === id);
      if (open === undefined) return;
      const { wound } = open;
      const rewritten =
        broken.rewritten === null ? wound.rewritten : (wound.rewritten ?? 0) + broken.rewritten;
      const lostTokens = wound.lostTokens + broken.lostTokens;
      const cost = broken.cost === null || wound.cost === null ? null : wound.cost + broken.cost;
      const savedTokens = saved === null ? wound.savedTokens : (wound.savedTokens ?? 0) + saved;
      const perRequest = savedTokens === null || readPrice === null ? 0 : savedTokens * readPrice;
      const paysBackAfter = cost === null || perRequest <= 0 ? null : Math.ceil(cost / perRequest);
      const costExact = wound.costExact && broken.expectedExact;
      const costApproximate = wound.costApproximate || broken.costApproximate;
      open.wound = {
        ...wound,
        rewritten,
        lostTokens,
        cost,
        costExact,
        costApproximate,
        savedTokens,
        paysBackAfter,
      };
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

/** Same floor: the same older entry is all that is left. A floor of 0 is no entry; there only the site tells. */
function sameFloor(open: Open, { actualRead }: Shortfall): boolean {
  return open.floor !== null && open.floor > 0 && open.floor === actualRead;
}

type Opened = Pick<Wound, 'id' | 'session' | 'lane' | 'requests' | 'cause' | 'path' | 'site'>;

function emptyWound(opened: Opened): Wound {
  return {
    ...opened,
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
