/** Logs that are one value over many lines: JSON written for people, and the YAML of HTTP cassettes. */
import { createRequire } from 'node:module';
import type { Document, LineCounter } from 'yaml';
import { isArray, isObject, parseJson } from '../json/json.js';
import type { Json, PathStep } from '../record.js';

/** `json`, `yaml`; null: a log of lines. */
export type DocumentKind = 'json' | 'yaml' | null;

/** What a document that is not JSON holds. */
export interface TextDocument {
  readonly value: Json;
  /** The line on which a value stands, from 1. */
  lineAt(path: readonly PathStep[]): number;
}

/** Told by the first line: `{`, `[`, `{ "log": {` opens JSON that goes on, `interactions:` the YAML of a cassette. */
export function documentKind(firstLine: Buffer): DocumentKind {
  if (firstLine.length > LONGEST_OPENING) return isOpenArray(firstLine) ? 'json' : null;
  const text = firstLine.toString('utf8').trim();
  if (CASSETTE_OPENING.test(text)) return 'yaml';
  if (!OPENERS.includes(text.charAt(0))) return null;
  return OPENERS.includes(text.charAt(text.length - 1)) || text.endsWith(',') ? 'json' : null;
}

/** True for `[{…},`: an array that was written an item a line. */
const isOpenArray = (line: Buffer): boolean =>
  /^\s*\[/.test(line.toString('latin1', 0, 16)) && /,\s*$/.test(line.toString('latin1', line.length - 16));

const LONGEST_OPENING = 200;
const OPENERS = '{[';
/** vcrpy sorts its keys, go-vcr and VCR begin with the mark of a document. */
const CASSETTE_OPENING =
  /^(?:---|(?:http_)?interactions:(?: \[\])?|version: ['"]?\d+['"]?|recorded_with: .*)$/;

/** True if nothing of a document seems to be missing, though its source may go on. */
export function isComplete(kind: DocumentKind, chunks: readonly Buffer[]): boolean {
  const last = chunks.findLast(chunk => chunk.toString('latin1').trimEnd() !== '');
  if (last === undefined) return false;
  if (kind === 'json') return endsJson(last);
  return chunks.at(-1)?.at(-1) === NEWLINE && readYaml(Buffer.concat(chunks)) !== null;
}

const NEWLINE = 10;

/** True for bytes that end as a JSON object or array does. */
export function endsJson(bytes: Buffer): boolean {
  return /[}\]]\s*$/.test(bytes.subarray(-64).toString('latin1'));
}

/** True for a line that is complete: no JSON object or array is the beginning of a longer one. */
export function isWholeLine(line: Buffer): boolean {
  return endsJson(line) && parseJson(line.toString('utf8')) !== undefined;
}

/** `null`: not YAML, or broken off. */
export function readYaml(bytes: Buffer): TextDocument | null {
  // Loaded with the first cassette: most logs are none, and it is larger than all readers together.
  const yaml: typeof import('yaml') = load('yaml');
  const lines = new yaml.LineCounter();
  // PyYAML and Ruby write YAML 1.1: its `!!binary` is what was compressed.
  const document = yaml.parseDocument(bytes.toString('utf8'), { version: '1.1', lineCounter: lines });
  if (document.errors.length > 0) return null;
  try {
    return { value: jsonOf(document.toJS()), lineAt: path => lineAt(document, lines, path) };
  } catch (error) {
    // So many aliases that they would fill the memory.
    if (error instanceof ReferenceError) return null;
    throw error;
  }
}

const load = createRequire(import.meta.url);

function lineAt(document: Document, lines: LineCounter, path: readonly PathStep[]): number {
  const node: unknown = document.getIn(path, true);
  const range: unknown = typeof node === 'object' && node !== null && 'range' in node ? node.range : null;
  const start: unknown = Array.isArray(range) ? range[0] : null;
  return typeof start === 'number' ? lines.linePos(start).line : 1;
}

/** Bytes become what VCR calls them, `{"base64_string": …}`; what JSON has no word for becomes text. */
function jsonOf(value: unknown): Json {
  if (value === null || value === undefined) return null;
  if (typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value === 'number') return Number.isFinite(value) ? value : null;
  if (value instanceof Uint8Array) return { base64_string: Buffer.from(value).toString('base64') };
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return value.map(jsonOf);
  if (typeof value !== 'object') return String(value);
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, jsonOf(item)]));
}

/** True for the value of a cassette: a list of HTTP exchanges. */
export function holdsInteractions(value: Json): boolean {
  return isObject(value) && (isArray(value.interactions) || isArray(value.http_interactions));
}
