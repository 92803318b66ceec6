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
