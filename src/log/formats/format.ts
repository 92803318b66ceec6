import type { Fidelity, JsonObject, LogRecord, Origin, PathStep, RawLine } from '../record.js';

/** One line that parsed as a JSON object. */
export interface ParsedLine {
  readonly origin: Origin;
  /** As long as the line is read: the next one may be written over it. */
  readonly bytes: Uint8Array;
  /** What can be kept of them. */
  keep(): RawLine['bytes'];
  readonly value: JsonObject;
  /** Where `value` stands in `bytes`, if it is not all of it: an element of a document that is one JSON array. */
  readonly at?: readonly PathStep[];
  /** Of a document of several lines: the one, from 1, on which what stands at a path of `bytes` begins. */
  lineAt?(path: readonly PathStep[]): number;
  /** True if `bytes` is YAML. */
  readonly isYaml?: true;
}

/** A line for what stands at a place in another one. */
export function within<Line extends Pick<ParsedLine, 'origin' | 'at' | 'lineAt'>>(
  line: Line,
  place: readonly PathStep[],
): Line {
  if (place.length === 0) return line;
  const at = [...(line.at ?? []), ...place];
  const origin = line.lineAt === undefined ? line.origin : { ...line.origin, line: line.lineAt(at) };
  return { ...line, origin, at };
}

/** Reads the lines of one source; holds what a format needs to join them. */
export interface FormatReader {
  read(line: ParsedLine): readonly LogRecord[];
  /** The source ended: what was still held back. */
  end?(): readonly LogRecord[];
}

/** A log format: one file in this folder, one line in `index.ts`. */
export interface LogFormat {
  readonly id: string;
  /** Name for people. */
  readonly title: string;
  readonly fidelity: Fidelity;
  /** True if an id that comes twice with another answer is two requests: its writer's mistake, which its reader names. @default false */
  readonly keepsRepeats?: boolean;
  /** True if a line of this shape is this format's; the first format of the list that says so wins. */
  recognises(value: JsonObject): boolean;
  open(beside: Beside): FormatReader;
}

/** Files in the folder of the log, for logs whose lines point to them. */
export interface Beside {
  /** `null` if there is no such file or it cannot be read; only plain names are looked up. */
  read(name: string): BesideFile | null;
  /** When a file was last written, in milliseconds since 1970; `null` if there is none. */
  modified(name: string): number | null;
}

export interface BesideFile {
  readonly path: string;
  readonly bytes: Buffer;
  /** Last modification, in milliseconds since 1970. */
  readonly modified: number;
}

export const NOTHING_BESIDE: Beside = { read: () => null, modified: () => null };
