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
  /** Of a document that is not JSON: the line on which what stands at a path begins. `bytes` holds no JSON then. */
  lineAt?(path: readonly PathStep[]): number;
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
