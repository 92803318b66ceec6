/**
 * Each request once: exports are tried again and overlap, so one span or one row can stand in a log several times. What stands there
 * again has the key that its log gave it, the same start, session, model and number of messages; retries of a call start later.
 */

import { isArray } from '../json/json.js';
import { keep } from '../oldest.js';
import { type LogRecord, logOf, type RequestRecord } from '../record.js';

export interface Once {
  /** The records without requests that came before. Their usage goes on: it may tell more than the first did. */
  take(records: readonly LogRecord[]): LogRecord[];
  /** Requests that were left out so far. */
  readonly repeated: number;
}

/** Requests that are remembered, the newest. */
const REMEMBERED = 50_000;

export function createOnce(): Once {
  const seen = new Map<string, true>();
  let repeated = 0;

  function isNew(record: LogRecord): boolean {
    // Without a time, a key that is used again may be another request's.
    if (record.kind !== 'request' || record.at === null) return true;
    const name = nameOf(record);
    if (!seen.has(name)) {
      keep(seen, name, true, REMEMBERED);
      return true;
    }
    repeated += 1;
    return false;
  }

  return {
    take: records => records.filter(isNew),
    get repeated() {
      return repeated;
    },
  };
}

function nameOf(record: RequestRecord): string {
  const { key, at, session, agent, model, purpose, body } = record;
  const list = body?.messages ?? body?.input ?? body?.contents;
  const length = isArray(list) ? list.length : null;
  return JSON.stringify([logOf(record.origin), key, at, session, agent, model, purpose, length]);
}

/** What is said of requests that were left out; null: none were. */
export function repeatedMessage(repeated: number): string | null {
  if (repeated === 0) return null;
  return `${repeated} ${repeated === 1 ? 'request stands' : 'requests stand'} in it again, with the same id and time: counted once`;
}
