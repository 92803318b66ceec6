/** JSON as this corpus sees it: declared here so that generator and biller share nothing with the product. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject;
export interface JsonObject {
  readonly [key: string]: Json;
}

export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function isList(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value);
}

/** The objects of a list; an empty list for everything else. */
export function objects(value: Json | undefined): readonly JsonObject[] {
  return isList(value) ? value.filter(isObject) : [];
}

export function text(value: Json | undefined): string | null {
  return typeof value === 'string' ? value : null;
}

/** The same value without a key, at any depth. */
export function without(value: Json, key: string): Json {
  if (isList(value)) return value.map(item => without(item, key));
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name]) => name !== key)
      .map(([name, item]) => [name, without(item, key)]),
  );
}
