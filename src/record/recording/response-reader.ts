import { parseJson } from '../../log/json/json.js';
import { NO_RESPONSE, type ResponseFacts, readResponse } from '../../log/protocol/response.js';
import { createStreamReader, type StreamReader } from '../../log/protocol/sse.js';
import { openDecoder } from './body/decode.js';

/** Reads what a response says about itself from a copy of its bytes. */
export interface ResponseReader {
  feed(chunk: Buffer): void;
  /** The body is over, or was cut off: what it said, and why it could not be read where it could not. */
  end(): Promise<ResponseReading>;
}

export interface ResponseReading {
  readonly facts: ResponseFacts;
  /** True if the body came to the end that its format has: the last event, the closing brace. */
  readonly isWhole: boolean;
  /** `usage not readable: …`; null where the body was understood. */
  readonly note: string | null;
}

/** An answer without a content (204, 304, a redirect) or with one that is no JSON: it came, and says nothing of usage. */
const ANSWERED: ResponseFacts = { ...NO_RESPONSE, outcome: 'ok' };
const EMPTY: ResponseReading = { facts: ANSWERED, isWhole: false, note: null };

/** A plain JSON answer beyond this is not kept in memory for its usage. Images and long outputs stay far below. */
const LONGEST_JSON = 64 * 1024 * 1024;

/** @param contentType, contentEncoding values of the response's headers; null: not sent. */
export function createResponseReader(
  status: number,
  contentType: string | null,
  contentEncoding: string | null,
): ResponseReader {
  let body: Body | null = null;
  const decoder = openDecoder(contentEncoding, decoded => {
    body ??= isStream(contentType, decoded) ? streamed() : whole(status);
    body.feed(decoded);
  });
  if (!decoder) {
    const note = `usage not readable: content-encoding ${contentEncoding}`;
    return {
      feed() {},
      end: () => Promise.resolve({ facts: withStatus(NO_RESPONSE, status), isWhole: false, note }),
    };
  }
  return {
    feed: chunk => decoder.feed(chunk),
    async end() {
      const wrong = await decoder.end();
      const { facts, isWhole, note } = body?.read() ?? EMPTY;
      const reason = wrong ?? note;
      return {
        facts: withStatus(facts, status),
        isWhole,
        note: reason === null ? null : `usage not readable: ${reason}`,
      };
    },
  };
}

interface Body {
  feed(decoded: Buffer): void;
  read(): ResponseReading;
}

/** Events, or Ollama's lines. Some compatible servers stream under a wrong type, so the first bytes are asked too. */
function isStream(contentType: string | null, start: Buffer): boolean {
  if (/^(?:text\/event-stream|application\/(?:x-)?ndjson)/i.test(contentType ?? '')) return true;
  return /^(data|event|id|retry)?:/.test(start.subarray(0, 8).toString('latin1'));
}

function streamed(): Body {
  const reader: StreamReader = createStreamReader();
  return {
    feed: decoded => reader.feed(decoded),
    read() {
      const facts = reader.result();
      return { facts, isWhole: facts.outcome !== 'aborted', note: null };
    },
  };
}

function whole(status: number): Body {
  const parts: Buffer[] = [];
  let size = 0;
  return {
    feed(decoded) {
      size += decoded.length;
      if (size > LONGEST_JSON) parts.length = 0;
      else parts.push(decoded);
    },
    read() {
      if (size > LONGEST_JSON) return { facts: NO_RESPONSE, isWhole: false, note: `answer of ${size} bytes` };
      const value = parseJson(Buffer.concat(parts).toString());
      if (value === undefined) return EMPTY;
      return { facts: readResponse(value, status), isWhole: true, note: null };
    },
  };
}

/** A status of 400 and above is an error whatever the body says. */
function withStatus(facts: ResponseFacts, status: number): ResponseFacts {
  if (status < 400) return facts;
  return { ...facts, outcome: 'error', error: facts.error ?? `HTTP ${status}` };
}
