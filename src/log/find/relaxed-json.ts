import JSON5 from 'json5';
import type { Json } from '../record.js';

/**
 * Reads what people and programs write into settings files: JSON with comments, or JSON5. `undefined` where it is not
 * even that.
 */
export function parseRelaxedJson(text: string): Json | undefined {
  try {
    const value: Json = JSON5.parse(text);
    return value;
  } catch {
    return undefined;
  }
}
