import type { ParsedLine } from '../formats/format.js';
import { formatPath } from '../json/path.js';
import { NONE } from '../none.js';
import type { Json, Origin, PathStep, RawLine, RequestRecord } from '../record.js';
import {
  betasOf,
  type CallFacts,
  inferApi,
  inferProvider,
  inferPurpose,
  modelAskedFor,
  sessionOf,
} from './api.js';
import { clientOfAgent, clientOfBody } from './client.js';

/** What a format knows of a call; the rest is read from the body and the address. */
export type KnownRequest = Pick<RequestRecord, 'key' | 'origin' | 'fidelity' | 'body'> &
  Partial<RequestRecord> & {
    readonly call?: Omit<CallFacts, 'body'>;
    /** The `anthropic-beta` header. */
    readonly betaHeader?: Json | undefined;
    /** The `User-Agent` header. */
    readonly userAgent?: Json | undefined;
  };

/** A `RequestRecord` with everything that can be told from what is known. */
export function requestRecord({ call: where, betaHeader, userAgent, ...known }: KnownRequest): RequestRecord {
  const { url = null, method = null, apiName = null } = where ?? {};
  const call: CallFacts = { url, method, apiName, body: known.body };
  return {
    kind: 'request',
    raw: null,
    at: null,
    turn: null,
    agent: null,
    betas: betasOf(betaHeader, known.body),
    purpose: inferPurpose(call),
    redacted: NONE,
    ...known,
    client: known.client ?? clientOfAgent(userAgent) ?? clientOfBody(known.body),
    session: known.session ?? sessionOf(known.body),
    provider: known.provider ?? inferProvider(call.url),
    api: known.api ?? inferApi(call),
    model: known.model ?? modelAskedFor(call),
  };
}

/** The raw line behind a request. */
export function rawLine(
  line: Pick<ParsedLine, 'at' | 'keep' | 'lineAt'>,
  bodyAt: readonly PathStep[],
  bodyIsText = false,
): RawLine {
  return {
    bytes: line.keep(),
    bodyAt: line.at === undefined || line.at.length === 0 ? bodyAt : [...line.at, ...bodyAt],
    bodyIsText,
    ...(line.lineAt === undefined ? {} : { firstLine: 1 }),
  };
}

/** A key for a request whose log gives it no id: its line, and its place in the line if that holds several. */
export function placeKey({
  origin,
  at = [],
}: {
  readonly origin: Origin;
  readonly at?: readonly PathStep[];
}): string {
  return at.length === 0 ? String(origin.line) : `${origin.line}:${formatPath(at)}`;
}
