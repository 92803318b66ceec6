/** Rates of the user's own: a contract, a gateway, a model that no list has yet. */
import JSON5 from 'json5';
import { isArray, isObject } from '../../log/json/json.js';
import { findValue } from '../../log/json/json-scan.js';
import type { Json, JsonObject } from '../../log/record.js';
import type { OwnRow } from './overrides.js';

export interface OwnRates {
  readonly rows: readonly OwnRow[];
  /** What is wrong, and where: `rates.json:4: "input" must be a price …`. The other rows hold. */
  readonly problems: readonly string[];
}

const KEYS = ['model', 'provider', 'since', 'input', 'read', 'write5m', 'write1h', 'output', 'note'] as const;
const PRICES = ['input', 'read', 'write5m', 'write1h', 'output'] as const;
const NEEDED = ['input', 'read', 'output'] as const;

/**
 * Reads a file of rates: `{"rates": [{"model": "m", "input": 3, "read": 0.3, "output": 15}]}` or the list alone. Prices are US
 * dollars for a million tokens.
 *
 * @param path What the file is called in sentences.
 */
export function readOwnRates(text: string, path: string): OwnRates {
  const parsed = parse(text);
  if ('problem' in parsed) return { rows: [], problems: [`${path}${parsed.problem}`] };
  const list = isObject(parsed.value) ? parsed.value.rates : parsed.value;
  if (!isArray(list)) {
    return { rows: [], problems: [`${path}: it must hold a list of rates: {"rates": [{"model": …}]}`] };
  }
  const rows: OwnRow[] = [];
  const problems: string[] = [];
  const steps = isObject(parsed.value) ? ['rates'] : [];
  list.forEach((value, index) => {
    const place = `${path}:${lineOf(text, [...steps, index])}`;
    const row = rowOf(value, place);
    if (typeof row === 'string') problems.push(`${place}: ${row}`);
    else if (rows.some(other => isSame(other, row))) {
      problems.push(`${place}: a second rate of ${row.model} for the same provider and day`);
    } else rows.push(row);
  });
  return { rows, problems };
}

function parse(text: string): { readonly value: Json } | { readonly problem: string } {
  try {
    const value: Json = JSON.parse(text);
    return { value };
  } catch (error) {
    return { problem: syntaxProblem(text, error) };
  }
}

/** Node says where in some of its messages only; JSON5 says it of all that is not even JSON5. */
function syntaxProblem(text: string, error: unknown): string {
  const position = error instanceof Error ? /position (\d+)/.exec(error.message)?.[1] : undefined;
  if (position !== undefined) return `:${lineAt(text, Number(position))}: not JSON`;
  try {
    JSON5.parse(text);
    return ': not JSON: comments, single quotes and commas behind the last item are not allowed';
  } catch (other) {
    const line = other instanceof Error && 'lineNumber' in other ? `:${String(other.lineNumber)}` : '';
    return `${line}: not JSON`;
  }
}

function rowOf(value: Json, place: string): OwnRow | string {
  if (!isObject(value)) return 'a rate must be an object: {"model": …, "input": …, "read": …, "output": …}';
  const stranger = Object.keys(value).find(key => !KEYS.some(known => known === key));
  if (stranger !== undefined) return `"${stranger}" is no key of a rate; there are ${KEYS.join(', ')}`;
  const { model, provider, since } = value;
  if (typeof model !== 'string' || model.trim() === '') return '"model" must name a model';
  if (provider !== undefined && (typeof provider !== 'string' || provider.trim() === ''))
    return '"provider" must name a provider, as the log does';
  if (since !== undefined && !isDay(since)) return '"since" must be a day, such as "2026-11-26"';
  const missing = NEEDED.find(key => value[key] === undefined);
  if (missing !== undefined) return `"${missing}" is missing`;
  const wrong = PRICES.find(key => value[key] !== undefined && !isPrice(value[key]));
  if (wrong !== undefined) return `"${wrong}" must be a price: US dollars for a million tokens, 0 or more`;
  const price = (key: (typeof PRICES)[number], otherwise = 0): number => numberAt(value, key) ?? otherwise;
  const input = price('input');
  // A write without a price of its own costs what any uncached token does.
  const write5m = price('write5m', input);
  return {
    model: model.trim(),
    provider: typeof provider === 'string' ? provider.trim() : null,
    since: typeof since === 'string' ? since : null,
    card: {
      input,
      write5m,
      write1h: price('write1h', write5m),
      read: price('read'),
      output: price('output'),
    },
    writesBilled: value.write5m !== undefined || value.write1h !== undefined,
    source: place,
  };
}

const numberAt = (row: JsonObject, key: string): number | null => {
  const value = row[key];
  return typeof value === 'number' ? value : null;
};

const isPrice = (value: Json | undefined): boolean =>
  typeof value === 'number' && Number.isFinite(value) && value >= 0;

function isDay(value: Json): boolean {
  if (typeof value !== 'string' || !/^\d{4}-\d\d-\d\d$/.test(value)) return false;
  const at = Date.parse(`${value}T00:00:00Z`);
  return Number.isFinite(at) && new Date(at).toISOString().startsWith(value);
}

const isSame = (one: OwnRow, other: OwnRow): boolean =>
  one.model.toLowerCase() === other.model.toLowerCase() &&
  one.provider?.toLowerCase() === other.provider?.toLowerCase() &&
  one.since === other.since;

function lineOf(text: string, path: readonly (string | number)[]): number {
  const bytes = Buffer.from(text);
  const at = findValue(bytes, 0, path) ?? 0;
  return bytes.subarray(0, at).filter(byte => byte === 0x0a).length + 1;
}

const lineAt = (text: string, position: number): number => text.slice(0, position).split('\n').length;
