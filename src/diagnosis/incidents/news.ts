import type { CameIn } from './incident.js';
import { CAME_WITH, FIRST_SEEN, NEWS_KEPT } from './parameters.js';
import type { Recent } from './scope.js';
import type { JudgedAt } from './sum.js';

/** When a version, a model and a value of each setting was first seen of one agent, milliseconds since 1970; by its trait. */
export type FirstSeen = Map<string, number>;

/** What requests of each version, model and setting did since the onset of an incident. */
export interface News {
  /** A judged request, whether it broke or not. */
  hear(recent: Recent): void;
  /** What came in at the onset: a version, a model, settings; what is shown to have brought it first. */
  cameIn(onset: JudgedAt): readonly CameIn[];
}

/** What of a request may have brought an incident. A version that is not known is none. */
export type Traits = Pick<Recent, 'version' | 'model' | 'settings'>;

const SETTING = 'setting ';
/** A setting that a request does not make, though others of its agent do. */
const UNSET = 'unset';
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

/** Notes what is seen for the first time. Settings that this request does not make are unset, from the first request on. */
export function noteTraits(known: FirstSeen, traits: Traits, at: number): void {
  const fresh = traitsOf(traits, known).filter(([kind, value]) => !known.has(`${kind}\n${value}`));
  if (fresh.length === 0) return;
  const begun = Math.min(at, ...known.values());
  for (const [kind, value] of fresh) {
    if (kind.startsWith(SETTING) && begun < at && valuesOf(known, kind).length === 0)
      known.set(`${kind}\n${UNSET}`, begun);
    known.set(`${kind}\n${value}`, at);
  }
  while (known.size > NEWS_KEPT) {
    const oldest = known.keys().next();
    if (oldest.done) return;
    known.delete(oldest.value);
  }
}

export function createNews(firstSeen: FirstSeen): News {
  const shares = new Map<string, Map<string, Share>>();
  /** Of all requests of which it is known what they have of a kind. */
  const whole = new Map<string, Share>();

  function cameWith(kind: string, value: string, share: Share): CameIn | null {
    const all = whole.get(kind.startsWith(SETTING) ? SETTING : kind);
    if (all === undefined || share.broken.size < CAME_WITH.brokenSessions) return null;
    const requests = all.requests - share.requests;
    const sessions = [...all.sessions].filter(session => !share.sessions.has(session)).length;
    if (requests < CAME_WITH.otherRequests || sessions < CAME_WITH.otherSessions) return null;
    const others = (all.lost - share.lost) / (all.prompt - share.prompt);
    if (share.lost / share.prompt < CAME_WITH.times * others + CAME_WITH.points) return null;
    return { how: 'came-with', ...named(kind, value) };
  }

  /** The newest of its kind, if all that breaks has it. */
  function firstOf(kind: string, onset: JudgedAt): CameIn | null {
    const seen = valuesOf(firstSeen, kind);
    if (onset.at === null || seen.length < 2) return null;
    const [value, at] = seen.reduce((a, b) => (b[1] > a[1] ? b : a));
    const breaks = shares.get(kind)?.get(value)?.breaks ?? 0;
    const all = whole.get(kind.startsWith(SETTING) ? SETTING : kind)?.breaks ?? 0;
    const beforeMs = onset.at - at;
    if (breaks === 0 || breaks < all || beforeMs < 0 || beforeMs >= FIRST_SEEN) return null;
    return { how: 'first-seen', ...named(kind, value), beforeMs };
  }

  /** A model that was there all along may lose more than others, and brought nothing. Versions are told apart by their sessions alone. */
  function isNew(kind: string, value: string, onset: JudgedAt): boolean {
    if (kind === 'version') return true;
    const seen = firstSeen.get(`${kind}\n${value}`);
    return seen !== undefined && onset.at !== null && onset.at - seen < FIRST_SEEN;
  }

  function ofKind(kind: string, onset: JudgedAt): CameIn | null {
    for (const [value, share] of shares.get(kind) ?? []) {
      if (!isNew(kind, value, onset)) continue;
      const found = cameWith(kind, value, share);
      if (found !== null) return found;
    }
    return firstOf(kind, onset);
  }

  return {
    hear(recent) {
      const kinds = new Set<string>();
      for (const [kind, value] of traitsOf(recent, firstSeen)) {
        const ofValues = shares.get(kind) ?? new Map<string, Share>();
        shares.set(kind, ofValues);
        if (ofValues.size < NEWS_KEPT || ofValues.has(value)) add(ofValues, value, recent);
        kinds.add(kind.startsWith(SETTING) ? SETTING : kind);
      }
      for (const kind of kinds) add(whole, kind, recent);
    },
    cameIn(onset) {
      const found = [...shares.keys()].flatMap(kind => ofKind(kind, onset) ?? []);
      const settings = found.filter(({ what }) => what === 'setting').slice(0, MOST_SETTINGS);
      const told = [...found.filter(({ what }) => what !== 'setting'), ...settings];
      return told.toSorted((a, b) => RANK[a.how] - RANK[b.how]);
    },
  };
}

const RANK: Readonly<Record<CameIn['how'], number>> = { 'came-with': 0, 'first-seen': 1 };

function add(shares: Map<string, Share>, name: string, { lost, prompt, session, losses }: Recent): void {
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

/** Kind and value; a setting's kind holds its name. */
function traitsOf(
  { version, model, settings }: Traits,
  known: FirstSeen,
): readonly (readonly [string, string])[] {
  const names = new Set(settings === null ? [] : Object.keys(settings));
  if (settings !== null)
    for (const trait of known.keys())
      if (trait.startsWith(SETTING)) names.add(trait.slice(SETTING.length, trait.indexOf('\n')));
  return [
    ...(version === null ? [] : [['version', version] as const]),
    ['model', model] as const,
    ...[...names].map(name => [SETTING + name, settings?.[name] ?? UNSET] as const),
  ];
}

const valuesOf = (known: FirstSeen, kind: string): readonly (readonly [string, number])[] =>
  [...known].flatMap(([trait, at]) =>
    trait.startsWith(`${kind}\n`) ? [[trait.slice(kind.length + 1), at] as const] : [],
  );

function named(kind: string, value: string): Pick<CameIn, 'what' | 'name' | 'value'> {
  if (kind === 'version' || kind === 'model') return { what: kind, name: null, value };
  return { what: 'setting', name: kind.slice(SETTING.length), value: value.startsWith('#') ? null : value };
}
