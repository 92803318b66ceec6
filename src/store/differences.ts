/** The differences that the screen steps through. */
import type { PlacedDifference, RequestEntry, Site } from '../diagnosis/model.js';
import { SECTIONS } from '../prompt/prompt.js';
import { breakOrComing } from './live/coming.js';
import type { State, View } from './state.js';

/** A difference as it is shown. Of one that only a cause has told, it is not known how far it reaches. */
export type ShownDifference = Omit<PlacedDifference, 'removed' | 'added'> & {
  readonly removed: number | null;
  readonly added: number | null;
};

export interface ShownDifferences {
  /** In prefix order. */
  readonly list: readonly ShownDifference[];
  /** Index of the one that the break is about. */
  readonly own: number;
  readonly leftOut: number;
  readonly notCompared: number;
  /** True if all were looked for: only then what lies between them is known to be alike. */
  readonly isComplete: boolean;
  /** True if it was billed that what lies behind them did not come from the cache. */
  readonly isResent: boolean;
}

/** All that differs from the parent; a cause that found what the comparison of blocks does not see (JSON written otherwise) stands first. */
export function differencesFromParent(request: RequestEntry): ShownDifferences {
  const found = shownOf.get(request) ?? differencesFor(request);
  shownOf.set(request, found);
  return found;
}

/** Those from the parent, or from the request that the reader compares this one with. */
export function differencesIn({ view }: Pick<State, 'view'>, request: RequestEntry): ShownDifferences {
  const { against } = view;
  if (against?.newer !== request.id) return differencesFromParent(request);
  const found = against.differences;
  if (found === null || typeof found === 'string') return NOTHING;
  return {
    list: found.list,
    own: 0,
    leftOut: found.leftOut,
    notCompared: SECTIONS.reduce((sum, section) => sum + found.notCompared[section], 0),
    isComplete: true,
    // The cache compared it with its parent, not with this one.
    isResent: false,
  };
}

const NOTHING: ShownDifferences = {
  ...{ list: [], own: 0, leftOut: 0, notCompared: 0 },
  ...{ isComplete: false, isResent: false },
};

/** Every frame asks several times. */
const shownOf = new WeakMap<RequestEntry, ShownDifferences>();

function differencesFor(request: RequestEntry): ShownDifferences {
  const known = request.differences;
  const list: readonly ShownDifference[] = known?.list ?? [];
  const sites = sitesOf(request);
  const others = sites.filter(site => known === null || !list.some(each => isOfBlock(each, site)));
  const all = [...others.map(site => shownSite(site, request)), ...list].sort(
    (a, b) => orderOf(a) - orderOf(b),
  );
  const [first] = sites;
  return {
    list: all,
    own: first === undefined ? 0 : Math.max(0, ownIndex(all, first)),
    leftOut: known?.leftOut ?? 0,
    notCompared: SECTIONS.reduce((sum, section) => sum + (known?.notCompared[section] ?? 0), 0),
    isComplete: known !== null,
    isResent: (request.break?.actualRead ?? null) !== null,
  };
}

const ORDER: readonly ShownDifference['section'][] = [...SECTIONS, 'parameters'];
const orderOf = ({ section }: ShownDifference): number => ORDER.indexOf(section);

/** The one on the screen: that of the break until the reader steps to another. null: there is none. */
export function differenceShown(
  { list, own }: ShownDifferences,
  { difference }: Pick<View, 'difference'>,
): { readonly index: number; readonly shown: ShownDifference } | null {
  const index = Math.min(difference ?? own, list.length - 1);
  const shown = list[index];
  return shown === undefined ? null : { index, shown };
}

/** The places that the causes of a break name, each once. */
function sitesOf(request: RequestEntry): readonly Site[] {
  const broken = breakOrComing(request);
  if (broken === null) return [];
  const sites = broken.causes.flatMap(({ divergence }) => divergence ?? []);
  const all = broken.divergence === null ? sites : [broken.divergence, ...sites];
  return all.filter((site, i) => all.findIndex(other => isSamePlace(other, site)) === i);
}

type Placed = Pick<Site, 'path' | 'char'>;

const isSamePlace = (a: Placed, b: Placed): boolean => a.path === b.path && a.char === b.char;

const isOfBlock = (a: Placed, b: Placed): boolean => a.path === b.path || blockOf(a.path) === blockOf(b.path);

/** The block that a path leads into: `messages[41].content[0]`, `tools[3]`. */
const blockOf = (path: string): string =>
  /^\w+(\[\d+\])?(\.(content|parts|tools)\[\d+\])?/.exec(path)?.[0] ?? path;

function ownIndex(all: readonly Placed[], site: Placed): number {
  const exact = all.findIndex(each => isSamePlace(each, site));
  if (exact >= 0) return exact;
  const leaf = all.findIndex(({ path }) => path === site.path);
  return leaf >= 0 ? leaf : all.findIndex(each => isOfBlock(each, site));
}

function shownSite(site: Site, { path }: RequestEntry): ShownDifference {
  const { section, how, char, byte, before, after } = site;
  return {
    section,
    path: site.path,
    beforePath: null,
    how,
    blocks: 1,
    char,
    byte,
    removed: null,
    added: null,
    before,
    after,
    hunk: 1,
    hunks: 1,
    alikeAfter: 0,
    place: { path, line: site.line, byte: site.lineByte },
  };
}
