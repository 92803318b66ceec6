/** Names that tell the lanes of a model apart: two sessions have a `main` each. */
import type { Lane, Model } from '../../diagnosis/model.js';
import { shown } from '../../text/shown.js';
import { keyInSession } from './scope.js';

const names = new WeakMap<Model, ReadonlyMap<string, string>>();

/** `main`; where another lane of the model is called so too, `harb/main`; within a session, `Explore`, `Explore 2`. */
export function laneName(model: Model, { session, id, name }: Pick<Lane, 'session' | 'id' | 'name'>): string {
  const known = names.get(model) ?? namesIn(model);
  names.set(model, known);
  return known.get(keyInSession(session, id)) ?? name;
}

function namesIn({ sessions }: Model): ReadonlyMap<string, string> {
  const lanes = sessions.flatMap(session => session.lanes);
  const sessionsOf = new Map<string, Set<string>>();
  for (const { name, session } of lanes)
    sessionsOf.set(name, (sessionsOf.get(name) ?? new Set()).add(session));
  const tags = tagsOf(sessions.map(({ id }) => id));
  const counts = new Map<string, number>();
  return new Map(
    lanes.map(({ session, id, name }) => {
      const isShared = (sessionsOf.get(name)?.size ?? 0) > 1;
      const told = isShared ? `${tags.get(session)}/${name}` : name;
      const count = (counts.get(told) ?? 0) + 1;
      counts.set(told, count);
      return [keyInSession(session, id), count === 1 ? told : `${told} ${count}`] as const;
    }),
  );
}

/** Characters of a tag at least, and at most. */
const [SHORTEST, LONGEST] = [4, 8];

/** The first few characters in which the ids differ, behind the words that all of them begin with. */
function tagsOf(ids: readonly string[]): ReadonlyMap<string, string> {
  // Of a session that is called by the path of its log, the name of the file.
  // A secret in it is masked before anything is cut.
  const short = ids.map(shownName);
  const start = sharedWords(short);
  const rest = short.map(id => [...id.slice(start)]);
  const cut = (length: number): string[] => rest.map(letters => letters.slice(0, length).join(''));
  let length = SHORTEST;
  while (length < LONGEST && new Set(cut(length)).size < ids.length) length += 1;
  const tags = cut(length);
  return new Map(ids.map((id, i) => [id, tags[i] ?? '']));
}

const shownName = (id: string): string => {
  const name = shown(id);
  return name.slice(name.lastIndexOf('/') + 1);
};

/** Characters of the words that all texts begin with; no text is taken whole. */
function sharedWords([first = '', ...others]: readonly string[]): number {
  let shared = 0;
  for (let i = 0; i < first.length && others.every(other => other[i] === first[i]); i += 1)
    if (!/[\p{L}\p{N}]/u.test(first[i] ?? '')) shared = i + 1;
  return others.some(other => other.length === shared) || first.length === shared ? 0 : shared;
}
