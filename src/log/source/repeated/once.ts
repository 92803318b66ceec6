/**
 * Each request once: exports are tried again and overlap, a log is written behind itself (`cat log log`), so one request can stand in
 * a log several times. What stands there again has the key that its log gave it, the same start, session, model and number of messages;
 * retries of a call start later.
 */

import { hash } from 'node:crypto';
import { bodyOf } from '../../json/locate.js';
import { keep } from '../../oldest.js';
import { newestIn, turnsIn } from '../../protocol/api.js';
import {
  type JsonObject,
  type LogRecord,
  logOf,
  type RawLine,
  type RequestRecord,
  type UsageRecord,
} from '../../record.js';

export interface Once {
  /** The records without requests that came before. */
  take(records: readonly LogRecord[]): LogRecord[];
  /** The source ended: what is still held back. */
  end(): LogRecord[];
  /** Requests that were left out so far. */
  readonly repeated: number;
}

/** Requests that are remembered, the newest. */
const REMEMBERED = 50_000;

/** By the request alone. The usage of one that stands there again goes on: it may tell more than the first did. */
export function createOnce(): Once {
  const seen = new Map<string, Newest>();
  let repeated = 0;

  function isNew(record: LogRecord, records: readonly LogRecord[]): boolean {
    // Without a time, a key that is used again may be another request's.
    if (record.kind !== 'request' || record.at === null) return true;
    if (!isPlaced(record)) return enter(nameInLog(record), KEYED);
    const name = nameWithoutKey(record, answerIn(records, record));
    if (name === null) return true;
    const newest = newestOf(record);
    if (enter(name, newest)) return true;
    const first = seen.get(name) ?? KEYED;
    if (isOneLine(first, newest)) return false;
    const [before, own] = [told(first), told(newest)];
    if (before !== null) seen.set(name, before);
    return own === null || (own !== before && enter(`${name}${own}`, KEYED));
  }

  /** False for a name that is known. */
  function enter(name: string, newest: Newest): boolean {
    if (seen.has(name)) return false;
    keep(seen, name, newest, REMEMBERED);
    return true;
  }

  function isFirst(record: LogRecord, records: readonly LogRecord[]): boolean {
    const isIt = isNew(record, records);
    if (!isIt) repeated += 1;
    return isIt;
  }

  return {
    take: records => records.filter(record => isFirst(record, records)),
    end: () => [],
    get repeated() {
      return repeated;
    },
  };
}

/**
 * By request and answer, for logs whose writers give one id to several requests: who sends the same again at the same time is answered anew.
 * What looks like an earlier request waits for its usage: with the same one, or the first for both, it is that request.
 */
export function createOnceAnswered(): Once {
  /** What is known of the answer to each request, by the request's name; null: nothing yet. */
  const answers = new Map<string, string | null>();
  /** The name of the newest request with a key. */
  const names = new Map<string, string>();
  /** Requests that wait, by their keys. */
  const held = new Map<string, RequestRecord>();
  let repeated = 0;

  function takeRequest(record: RequestRecord): readonly LogRecord[] {
    const waiting = release(record.key);
    const name = nameInLog(record);
    // Where nothing was answered yet, nothing tells a copy from a second attempt, unless the rest is a copy.
    const mayBeCopy = answers.has(name) && (answers.get(name) !== null || held.size > 0 || repeated > 0);
    if (record.at !== null && mayBeCopy) {
      held.set(record.key, record);
      keep(names, record.key, name, REMEMBERED);
      return waiting;
    }
    return [...waiting, ...enter(record, name)];
  }

  function enter(record: RequestRecord, name: string): readonly LogRecord[] {
    keep(names, record.key, name, REMEMBERED);
    keep(answers, name, null, REMEMBERED);
    return [record];
  }

  function takeUsage(record: UsageRecord): readonly LogRecord[] {
    const key = 'key' in record.of ? record.of.key : null;
    const name = key === null ? undefined : names.get(key);
    if (key === null || name === undefined) return [record];
    const answer = answerOf(record);
    const before = answers.get(name) ?? null;
    const request = held.get(key);
    if (request === undefined || before === null || before === answer) {
      keep(answers, name, answer, REMEMBERED);
      if (request === undefined) return [record];
      held.delete(key);
      repeated += 1;
      return before === null ? [record] : [];
    }
    return [...release(key), record];
  }

  /** A request that waited is one of its own. */
  function release(key: string): readonly LogRecord[] {
    const request = held.get(key);
    if (request === undefined) return [];
    held.delete(key);
    return enter(request, nameInLog(request));
  }

  return {
    take: records =>
      records.flatMap(record => {
        if (record.kind === 'request') return takeRequest(record);
        return record.kind === 'usage' ? takeUsage(record) : [record];
      }),
    end() {
      const rest = [...held.keys()];
      if (repeated === 0) return rest.flatMap(release);
      repeated += rest.length;
      held.clear();
      return [];
    },
    get repeated() {
      return repeated;
    },
  };
}

/** All that was said of an answer but where it stands. */
const answerOf = ({ origin: _, ...answer }: UsageRecord): string =>
  hash('md5', JSON.stringify(answer), 'base64');

/** As short as it can be: so many are remembered. */
function nameInLog(record: RequestRecord): string {
  const { key, at, session, agent, model, purpose, body } = record;
  const log = logOf(record.origin);
  const name = JSON.stringify([log, key, at, session, agent, model, purpose, turnsIn(body)]);
  return hash('md5', name, 'base64');
}

/** True if its log gives it no id: its key is where it stands. */
const isPlaced = ({ key, origin: { line } }: RequestRecord): boolean =>
  key === String(line) || key.startsWith(`${line}:`) || key.startsWith(`${line}#`);

/** What its own line says of its answer. */
const answerIn = (records: readonly LogRecord[], { key }: RequestRecord): UsageRecord | null =>
  records.find(
    (record): record is UsageRecord => record.kind === 'usage' && 'key' in record.of && record.of.key === key,
  ) ?? null;

/** All but its newest message; null: nothing tells it from the same request that was sent again within a second. */
function nameWithoutKey(record: RequestRecord, answer: UsageRecord | null): string | null {
  const isFine = (record.at ?? 0) % 1_000 !== 0;
  if (answer?.usage == null && answer?.responseId == null && !isFine) return null;
  const said = answer === null ? null : [answer.usage, answer.responseId, answer.endedAt];
  return hash('md5', JSON.stringify([nameInLog({ ...record, key: '' }), record.turn, said]), 'base64');
}

/**
 * The newest message of a request: its hash, or where it stands. To write and hash it takes longer than to read it,
 * and hardly any request has all else of another one.
 */
type Newest = string | RawLine;

/** Of a request that is told by its key. */
const KEYED = '';

const newestOf = ({ raw, body }: RequestRecord): Newest =>
  raw !== null && 'read' in raw.bytes ? raw : hashOfNewest(body);

const hashOfNewest = (body: JsonObject | null): string =>
  hash('md5', JSON.stringify([newestIn(body)]), 'base64');

/** The hash; null: the line does not stand there any more. */
function told(newest: Newest): string | null {
  if (typeof newest === 'string') return newest;
  const body = bodyOf(newest);
  return body === null ? null : hashOfNewest(body);
}

/** True if they are one place in the same bytes: then they need not be read again. */
function isOneLine(one: Newest, other: Newest): boolean {
  if (typeof one === 'string' || typeof other === 'string') return false;
  if (!('read' in one.bytes && 'read' in other.bytes)) return false;
  return one.bytes.digest === other.bytes.digest && one.bodyAt.join('\n') === other.bodyAt.join('\n');
}

/** What is said of requests that were left out; null: none were. */
export function repeatedMessage(repeated: number): string | null {
  if (repeated === 0) return null;
  return `${repeated} ${repeated === 1 ? 'request stands' : 'requests stand'} in it again, the same and at the same time: counted once`;
}
