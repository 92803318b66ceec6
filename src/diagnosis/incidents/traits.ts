import type { CameIn } from './incident.js';
import { NEWS_KEPT } from './parameters.js';
import type { Recent } from './scope.js';

/** What requests of an agent are told apart by: their version, their model, one of their settings. */
export interface TraitKind {
  readonly what: CameIn['what'];
  /** Of a setting; null: of another thing. */
  readonly name: string | null;
}

export interface Trait extends TraitKind {
  readonly value: string;
}

/** A trait, and when it was first seen, milliseconds since 1970. */
interface SeenTrait extends Trait {
  readonly at: number;
}

/** What was seen of one agent, by its text, the oldest first. */
export type FirstSeen = Map<string, SeenTrait>;

/** What of a request may have brought an incident. A version that is not known is none. */
export type Traits = Pick<Recent, 'version' | 'model' | 'settings'>;

/** A setting that a request does not make, though others of its agent do. */
const UNSET = 'unset';

/** Notes what is seen for the first time. Settings that this request does not make are unset, from the first request on. */
export function noteTraits(known: FirstSeen, traits: Traits, at: number): void {
  const fresh = traitsOf(traits, known).filter(trait => !known.has(textOf(trait)));
  if (fresh.length === 0) return;
  const begun = Math.min(at, ...[...known.values()].map(seen => seen.at));
  const add = (trait: SeenTrait): void => void known.set(textOf(trait), trait);
  for (const trait of fresh) {
    if (trait.what === 'setting' && begun < at && seenOf(known, trait).length === 0)
      add({ ...trait, value: UNSET, at: begun });
    add({ ...trait, at });
  }
  while (known.size > NEWS_KEPT) {
    const oldest = known.keys().next();
    if (oldest.done) return;
    known.delete(oldest.value);
  }
}

/** The traits of a request, those settings included that only others of its agent make. */
export function traitsOf({ version, model, settings }: Traits, known: FirstSeen): readonly Trait[] {
  const names = new Set(settings === null ? [] : Object.keys(settings));
  if (settings !== null) for (const { name } of known.values()) if (name !== null) names.add(name);
  return [
    ...(version === null ? [] : [{ what: 'version', name: null, value: version } as const]),
    { what: 'model', name: null, value: model },
    ...[...names].map(name => ({ what: 'setting', name, value: settings?.[name] ?? UNSET }) as const),
  ];
}

/** All of a kind that was seen. */
export const seenOf = (known: FirstSeen, kind: TraitKind): readonly SeenTrait[] =>
  [...known.values()].filter(seen => kindText(seen) === kindText(kind));

export const kindText = ({ what, name }: TraitKind): string => (name === null ? what : `${what} ${name}`);

/** As it is kept between sessions. */
export const textOf = (trait: Trait): string => `${kindText(trait)}\n${trait.value}`;

type Kept = readonly (readonly [text: string, at: number])[];

export const keptTraits = (known: FirstSeen): Kept => [...known].map(([text, { at }]) => [text, at]);

export const restoredTraits = (kept: Kept): FirstSeen =>
  new Map(kept.flatMap(([text, at]) => read(text).map(trait => [text, { ...trait, at }])));

function read(text: string): readonly Trait[] {
  const end = text.indexOf('\n');
  const [what = '', ...name] = text.slice(0, end).split(' ');
  const value = text.slice(end + 1);
  if (what === 'setting') return [{ what, name: name.join(' '), value }];
  return what === 'version' || what === 'model' ? [{ what, name: null, value }] : [];
}
