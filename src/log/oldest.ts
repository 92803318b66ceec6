/**
 * Takes the keys of a map from its front, the oldest first; whoever is given one deletes it. It goes on where it left off: the
 * first key of a map that has lost thousands at its front is slow to find.
 *
 * @returns undefined: the map is empty
 */
export function oldestOf<Key>(map: ReadonlyMap<Key, unknown>): () => Key | undefined {
  let keys = map.keys();
  return () => {
    const next = keys.next();
    if (!next.done) return next.value;
    keys = map.keys();
    return keys.next().value;
  };
}

/** Where each map that {@link keep} has let something go from was left. */
const fronts = new WeakMap<ReadonlyMap<string, unknown>, () => string | undefined>();

/** Sets a value as the newest of a map and lets go of the oldest beyond so many. */
export function keep<Value>(map: Map<string, Value>, key: string, value: Value, most: number): void {
  map.delete(key);
  map.set(key, value);
  if (map.size <= most) return;
  const oldest = fronts.get(map) ?? oldestOf(map);
  fronts.set(map, oldest);
  while (map.size > most) map.delete(oldest() ?? key);
}
