import type { CameIn } from './incident.js';
import { CAME_WITH, FIRST_SEEN, NEWS_KEPT } from './parameters.js';
import type { Recent } from './scope.js';
import type { JudgedAt } from './sum.js';
import { type FirstSeen, kindText, seenOf, type Trait, type TraitKind, textOf, traitsOf } from './traits.js';

/** What requests of each version, model and setting did since the onset of an incident. */
export interface News {
  /** A judged request, whether it broke or not. */
  hear(recent: Recent): void;
  /** What came in at the onset: a version, a model, settings; what is shown to have brought it first. */
  cameIn(onset: JudgedAt): readonly CameIn[];
}

/** Settings that are named at most. */
const MOST_SETTINGS = 3;

interface Share {
  requests: number;
  lost: number;
  prompt: number;
  breaks: number;
  readonly sessions: Set<string>;
  readonly broken: Set<string>;
}

/** What requests of each value of a kind did. */
interface OfKind {
  readonly kind: TraitKind;
  readonly values: Map<string, Share>;
}

export function createNews(firstSeen: FirstSeen): News {
  const shares = new Map<string, OfKind>();
  /** Of all requests of which it is known what they have of it. */
  const whole = new Map<TraitKind['what'], Share>();

  function cameWith(trait: Trait, share: Share): CameIn | null {
    const all = whole.get(trait.what);
    if (all === undefined || share.broken.size < CAME_WITH.brokenSessions) return null;
    const requests = all.requests - share.requests;
    const sessions = [...all.sessions].filter(session => !share.sessions.has(session)).length;
    if (requests < CAME_WITH.otherRequests || sessions < CAME_WITH.otherSessions) return null;
    const others = (all.lost - share.lost) / (all.prompt - share.prompt);
    if (share.lost / share.prompt < CAME_WITH.times * others + CAME_WITH.points) return null;
    return { how: 'came-with', ...named(trait) };
  }

  /** The newest of its kind, if all that breaks has it. */
  function firstOf({ kind, values }: OfKind, onset: JudgedAt): CameIn | null {
    const seen = seenOf(firstSeen, kind);
    if (onset.at === null || seen.length < 2) return null;
    const newest = seen.reduce((a, b) => (b.at > a.at ? b : a));
    const breaks = values.get(newest.value)?.breaks ?? 0;
    const all = whole.get(kind.what)?.breaks ?? 0;
    const beforeMs = onset.at - newest.at;
    if (breaks === 0 || breaks < all || beforeMs < 0 || beforeMs >= FIRST_SEEN) return null;
    return { how: 'first-seen', ...named(newest), beforeMs };
  }

  /** A model that was there all along may lose more than others, and brought nothing. Versions are told apart by their sessions alone. */
  function isNew(trait: Trait, onset: JudgedAt): boolean {
    if (trait.what === 'version') return true;
    const seen = firstSeen.get(textOf(trait))?.at;
    return seen !== undefined && onset.at !== null && onset.at - seen < FIRST_SEEN;
  }

  function ofKind(known: OfKind, onset: JudgedAt): CameIn | null {
    for (const [value, share] of known.values) {
      const trait = { ...known.kind, value };
      const found = isNew(trait, onset) ? cameWith(trait, share) : null;
      if (found !== null) return found;
    }
    return firstOf(known, onset);
  }

  return {
    hear(recent) {
      const heard = new Set<TraitKind['what']>();
      for (const { value, ...kind } of traitsOf(recent, firstSeen)) {
        const { values } = shares.get(kindText(kind)) ?? { values: new Map<string, Share>() };
        shares.set(kindText(kind), { kind, values });
        if (values.size < NEWS_KEPT || values.has(value)) add(values, value, recent);
        heard.add(kind.what);
      }
      for (const what of heard) add(whole, what, recent);
    },
    cameIn(onset) {
      const found = [...shares.values()].flatMap(known => ofKind(known, onset) ?? []);
      const settings = found.filter(({ what }) => what === 'setting').slice(0, MOST_SETTINGS);
      const told = [...found.filter(({ what }) => what !== 'setting'), ...settings];
      return told.toSorted((a, b) => RANK[a.how] - RANK[b.how]);
    },
  };
}

const RANK: Readonly<Record<CameIn['how'], number>> = { 'came-with': 0, 'first-seen': 1 };

function add<Name>(shares: Map<Name, Share>, name: Name, { lost, prompt, session, losses }: Recent): void {
  const known = shares.get(name);
  const share = known ?? {
    ...{ requests: 0, lost: 0, prompt: 0, breaks: 0 },
    ...{ sessions: new Set<string>(), broken: new Set<string>() },
  };
  if (known === undefined) shares.set(name, share);
  share.requests += 1;
  share.lost += lost;
  share.prompt += prompt;
  share.sessions.add(session);
  if (losses.length === 0) return;
  share.breaks += 1;
  share.broken.add(session);
}

/** What a value is called; one that is long is known by its hash alone. */
const named = ({ what, name, value }: Trait): Pick<CameIn, 'what' | 'name' | 'value'> => ({
  ...{ what, name },
  value: what === 'setting' && value.startsWith('#') ? null : value,
});
