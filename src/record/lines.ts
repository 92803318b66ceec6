/** Lines of cachequake's own format, version 1. Read again by `log/formats/cachequake.ts`. */
import type { Api, RequestRecord } from '../log/record.js';
import type { ResponseFacts } from '../log/response.js';
import type { Hints } from './hints.js';

/** Bytes of a line, with its newline, in parts: a body is not copied to be written. */
export type LineParts = readonly Buffer[];

export interface RequestFields extends Hints {
  readonly id: string;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly provider: string | null;
  readonly api: Api;
  readonly model: string | null;
  /** Path with query, secrets masked. */
  readonly url: string;
  readonly purpose: RequestRecord['purpose'];
}

/** The body of a request as far as it was kept. */
export type KeptBody =
  /** UTF-8 bytes of a JSON text, as they came. */
  | { readonly json: readonly Buffer[] }
  | { readonly json: null; readonly size: number; readonly note: string };

export interface UsageFields extends ResponseFacts {
  readonly id: string;
  readonly firstByteAt: number | null;
  readonly endedAt: number;
  readonly status: number | null;
}

const NEWLINE = 10;
const CARRIAGE_RETURN = 13;
const SPACE = 32;

/**
 * The line of a request. The body stands in it byte for byte, but for newlines between its tokens, which become
 * spaces: inside a JSON string there can be none.
 */
export function requestLine(fields: RequestFields, body: KeptBody): LineParts {
  const { at, betas, purpose, ...rest } = fields;
  const head = JSON.stringify({
    cachequake: 1,
    kind: 'request',
    id: rest.id,
    at: isoTime(at),
    ...given(rest),
    ...(betas.length > 0 && { betas }),
    ...(purpose !== 'generate' && { purpose }),
  });
  if (body.json === null) {
    const { size, note } = body;
    const rest = `,"body":null,"bodyBytes":${size},"bodyNote":${JSON.stringify(note)}}\n`;
    return [Buffer.from(head.slice(0, -1) + rest)];
  }
  return [Buffer.from(`${head.slice(0, -1)},"body":`), ...body.json.map(onOneLine), Buffer.from('}\n')];
}

export function usageLine(fields: UsageFields): LineParts {
  const { id, firstByteAt, endedAt, ...rest } = fields;
  const line = {
    cachequake: 1,
    kind: 'usage',
    id,
    firstByteAt: firstByteAt === null ? null : isoTime(firstByteAt),
    endedAt: isoTime(endedAt),
    ...rest,
  };
  return [Buffer.from(`${JSON.stringify(line)}\n`)];
}

export function noticeLine(fields: {
  readonly at: number;
  readonly session: string | null;
  readonly text: string;
}): LineParts {
  const { at, session, text } = fields;
  const line = { cachequake: 1, kind: 'notice', at: isoTime(at), ...given({ session }), text };
  return [Buffer.from(`${JSON.stringify(line)}\n`)];
}

function onOneLine(json: Buffer): Buffer {
  if (!json.includes(NEWLINE) && !json.includes(CARRIAGE_RETURN)) return json;
  const line = Buffer.from(json);
  for (let i = 0; i < line.length; i += 1) {
    if (line[i] === NEWLINE || line[i] === CARRIAGE_RETURN) line[i] = SPACE;
  }
  return line;
}

function given(fields: Readonly<Record<string, string | null>>): Record<string, string> {
  const out: Record<string, string> = {};
  for (const [name, value] of Object.entries(fields)) if (value !== null) out[name] = value;
  return out;
}

function isoTime(at: number): string {
  return new Date(at).toISOString();
}
