/** Every place of a value, and the same value with something else there. */
import type { Json, JsonObject } from '../src/log/record.js';

export type Place = readonly (string | number)[];

/** Paths to every scalar of a value. */
export function scalarsOf(value: Json, at: Place = []): readonly Place[] {
  if (value === null || typeof value !== 'object') return [at];
  return Object.entries(value).flatMap(([key, inner]) =>
    scalarsOf(inner as Json, [...at, Array.isArray(value) ? Number(key) : key]),
  );
}

/** Paths to every key of every object of a value. */
export function keysOf(value: Json, at: Place = []): readonly Place[] {
  if (value === null || typeof value !== 'object') return [];
  return Object.entries(value).flatMap(([key, inner]) => {
    const here = [...at, Array.isArray(value) ? Number(key) : key];
    return [...(Array.isArray(value) ? [] : [here]), ...keysOf(inner as Json, here)];
  });
}

export const replaced = (value: Json, place: Place, by: Json): Json => changed(value, place, () => by, null);

export const renamed = (value: Json, place: Place, by: string): Json =>
  changed(value, place, inner => inner, by);

function changed(value: Json, place: Place, make: (inner: Json) => Json, name: string | null): Json {
  const [step, ...rest] = place;
  if (step === undefined) return make(value);
  if (Array.isArray(value)) {
    return value.map((inner: Json, index) => (index === step ? changed(inner, rest, make, name) : inner));
  }
  const object = value as JsonObject;
  return Object.fromEntries(
    Object.entries(object).map(([key, inner]) =>
      key === step
        ? [rest.length === 0 && name !== null ? name : key, changed(inner, rest, make, name)]
        : [key, inner],
    ),
  );
}
