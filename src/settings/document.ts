/** A settings file as text: JSON with comments, of which each value knows its line. */
import JSON5 from 'json5';
import { findValue } from '../log/json/json-scan.js';
import type { Json, PathStep } from '../log/record.js';

export interface SettingsDocument {
  readonly value: Json;
  /** Line of a value, from 1; of the value around it where the file does not hold it. */
  lineOf(path: readonly PathStep[]): number;
}

export interface SettingsProblem {
  /** From 1. */
  readonly line: number;
  readonly message: string;
}

/** Reads JSON with `//` and block comments and commas behind the last member. */
export function readDocument(text: string): SettingsDocument | SettingsProblem {
  const bare = withoutComments(text);
  let value: Json;
  try {
    value = JSON.parse(bare);
  } catch {
    return mistakeIn(bare);
  }
  const bytes = Buffer.from(bare);
  const lineAt = (offset: number): number => countLines(bytes.subarray(0, offset));
  return {
    value,
    lineOf(path) {
      for (let length = path.length; length > 0; length -= 1) {
        const at = findValue(bytes, 0, path.slice(0, length));
        if (at !== null) return lineAt(at);
      }
      return 1;
    },
  };
}

/** Comments and last commas become blanks, so that every other character stays where it is. */
function withoutComments(text: string): string {
  const blank = (found: string): string => found.replace(/[^\n]/g, ' ');
  return text
    .replace(/^\uFEFF/, '')
    .replace(/"(?:\\.|[^"\\\n])*"|\/\/[^\n]*|\/\*[\s\S]*?\*\//g, found =>
      found.startsWith('"') ? found : blank(found),
    )
    .replace(/"(?:\\.|[^"\\\n])*"|,(?=\s*[}\]])/g, found => (found === ',' ? ' ' : found));
}

/** `JSON.parse` names no line; JSON5, which takes more, names the line of what it cannot take either. */
function mistakeIn(text: string): SettingsProblem {
  try {
    JSON5.parse(text);
    return { line: 1, message: 'it is not JSON with comments: names and texts stand in double quotes' };
  } catch (error) {
    const line = error instanceof Error && 'lineNumber' in error ? Number(error.lineNumber) : 1;
    const said = error instanceof Error ? error.message.replace(/^JSON5: | at \d+:\d+$/g, '') : String(error);
    return { line, message: `it is not JSON with comments: ${said}` };
  }
}

const countLines = (bytes: Uint8Array): number =>
  bytes.reduce((lines, byte) => (byte === 0x0a ? lines + 1 : lines), 1);
