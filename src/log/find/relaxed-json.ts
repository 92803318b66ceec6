import { parseJson } from '../json.js';
import type { Json } from '../record.js';

/** What may stand in a settings file beside JSON, in front of it the strings that may hold the same characters. */
const TOKEN =
  /("(?:[^"\\]|\\.)*")|'((?:[^'\\]|\\.)*)'|(\/\/[^\n]*|\/\*[\s\S]*?\*\/)|([A-Za-z_$][\w$]*)(?=\s*:)/g;

/** A comma that nothing follows, and again strings in front of it. */
const TRAILING = /("(?:[^"\\]|\\.)*")|,(?=\s*[}\]])/g;

/**
 * Reads JSON with comments, keys without quotes, strings in single quotes and trailing commas: what people and
 * programs write into settings files (JSON5, JSON with comments). `undefined` where it is not even that.
 */
export function parseRelaxedJson(text: string): Json | undefined {
  const strict = parseJson(text);
  if (strict !== undefined) return strict;
  const plain = text.replace(
    TOKEN,
    (_, string?: string, single?: string, comment?: string, key?: string): string => {
      if (string !== undefined) return string;
      if (single !== undefined) return `"${single.replaceAll(/\\'/g, "'").replaceAll(/(?<!\\)"/g, '\\"')}"`;
      return comment === undefined ? `"${key}"` : ' ';
    },
  );
  return parseJson(plain.replace(TRAILING, (_, string?: string) => string ?? ''));
}
