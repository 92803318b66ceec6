/**
 * Which requests were read before: a log is its records, not its path. A file that is written again (`sed -i`, a migrated session,
 * a message taken back) holds the requests that it held before; so does a copy of it under another name.
 *
 * The same request is one of the same bytes, in the same log or, where the line says when it was sent, in any other; or of the same
 * id at the same time and session. In the same log it is also one that says the same at the same time under another session, or under
 * another id in the same place (`same-request.ts`): a program may have written its lines anew. Two equal lines within one reading of a file stay two: retries are real.
 */
import { type LogRecord, logOf, type RequestRecord, type UsageRecord } from '../../record.js';
import { contentOf, nameOf, sessionOf } from './same-request.js';

/** What several logs that are read together know of each other: requests by what their lines hold. */
export type Shared = Map<string, KnownRequest>;

/** What one log has read so far. */
export interface Known {
  /** The file is read again, from its start: what was read so far is known. */
  again(): void;
  /** True if a line was read before, by an earlier reading. @param line its digest (`log/values/line-digest.ts`) */
  has(line: string): boolean;
  /** The records of a line that are new. @param line its digest; null: it is too long to be kept */
  admit(line: string | null, records: readonly LogRecord[]): LogRecord[];
  /** Requests of this reading. */
  readonly counts: Counts;
}

export interface Counts {
  readonly known: number;
  readonly fresh: number;
  /** Of those known the ones that stand in another log. */
  readonly copied: number;
  /** The log in which those of another log stand; null: none do. */
  readonly copyOf: string | null;
}

/** A request that was read. */
export interface KnownRequest {
  readonly log: string;
  readonly key: string;
  /** Of its line, in each form in which it was found. */
  readonly hashes: string[];
  readonly id: string | null;
  /** What it says and when. */
  readonly content: string | null;
  /** Which request of its reading it was: one that has another id now stands where it stood. */
  place: number;
  /** The reading in which it was found last. */
  reading: number;
  /** The reading in which its usage came last; 0: none has. */
  usageReading: number;
}

/** Requests that are remembered of a log, the newest. */
const REMEMBERED = 10_000;

export function createKnown(shared: Shared): Known {
  const entries = new Set<KnownRequest>();
  const byHash = new Map<string, KnownRequest[]>();
  const byId = new Map<string, KnownRequest[]>();
  const byContent = new Map<string, KnownRequest[]>();
  /** Of this reading: the request that a key stands for. */
  let ofKey = new Map<string, KnownRequest>();
  /** Lines of notices and of what could not be read, by the reading that saw them last. */
  const others = new Map<string, number>();
  let reading = 1;
  /** Requests of this reading so far. */
  let requests = 0;
  let counts: Counts = NONE;
  /** Of each agent: the newest request that stands in another log, until another one follows it here. */
  const copied = new Map<string, { readonly log: string; readonly key: string }>();

  function admitRequest(record: RequestRecord, line: string | null, index: number): readonly LogRecord[] {
    const log = logOf(record.origin);
    const agent = record.agent ?? 'main';
    // A line of an array holds several.
    const hash = line === null ? `${log}\n${record.key}` : hashOf(line, index);
    const id = nameOf(record);
    const content = contentOf(record);
    const place = requests;
    requests += 1;
    const before =
      earlier(byHash.get(hash)) ??
      earlier(byId.get(id ?? '')) ??
      earlier(byContent.get(content ?? '')?.filter(one => one.key === record.key || one.place === place));
    // Two logs can begin alike by chance, but not at the same millisecond with the same bytes.
    const other =
      record.at === null || line === null
        ? undefined
        : (shared.get(hash) ?? shared.get(nameElsewhere(record, id)));
    const copy = before === undefined && other !== undefined && other.log !== log ? other : undefined;
    const known = before ?? copy;
    if (known === undefined) {
      const entry = { log, key: record.key, hashes: [], id, content, place, reading, usageReading: 0 };
      remember(entry, hash, record.at !== null);
      const name = nameElsewhere(record, id);
      if (name !== '' && !shared.has(name)) shared.set(name, entry);
      counts = { ...counts, fresh: counts.fresh + 1 };
      const follows = copied.get(agent);
      copied.delete(agent);
      return [follows === undefined ? record : { ...record, follows }];
    }
    if (known !== before) copied.set(agent, { log: known.log, key: known.key });
    if (known === before) {
      known.reading = reading;
      known.place = place;
      // The same request in other bytes: a copy may hold these, too.
      if (!known.hashes.includes(hash)) nameToo(known, hash, record.at !== null);
    }
    ofKey.set(record.key, known);
    counts = {
      ...counts,
      known: counts.known + 1,
      copied: counts.copied + (copy === undefined ? 0 : 1),
      copyOf: copy?.log ?? counts.copyOf,
    };
    return [];
  }

  /** The request of an earlier reading that this one has not met yet. */
  function earlier(candidates: readonly KnownRequest[] | undefined): KnownRequest | undefined {
    return candidates?.find(entry => entry.reading < reading);
  }

  function nameToo(entry: KnownRequest, hash: string, isTimed: boolean): void {
    entry.hashes.push(hash);
    add(byHash, hash, entry);
    if (isTimed && !shared.has(hash)) shared.set(hash, entry);
  }

  function remember(entry: KnownRequest, hash: string, isTimed: boolean): void {
    entries.add(entry);
    ofKey.set(entry.key, entry);
    nameToo(entry, hash, isTimed);
    if (entry.id !== null) add(byId, entry.id, entry);
    if (entry.content !== null) add(byContent, entry.content, entry);
    const [oldest] = entries;
    if (entries.size <= REMEMBERED || oldest === undefined) return;
    entries.delete(oldest);
    for (const known of oldest.hashes) {
      remove(byHash, known, oldest);
      if (shared.get(known) === oldest) shared.delete(known);
    }
    if (oldest.id !== null) {
      remove(byId, oldest.id, oldest);
      if (shared.get(oldest.id) === oldest) shared.delete(oldest.id);
    }
    if (oldest.content !== null) remove(byContent, oldest.content, oldest);
    if (ofKey.get(oldest.key) === oldest) ofKey.delete(oldest.key);
  }

  function admitUsage(record: UsageRecord): readonly LogRecord[] {
    const entry = 'key' in record.of ? ofKey.get(record.of.key) : undefined;
    if (entry === undefined) return [record];
    const isOwn = entry.log === logOf(record.origin);
    const isRepeated = isOwn
      ? entry.usageReading > 0 && entry.usageReading < reading
      : entry.usageReading > 0;
    if (isRepeated) return [];
    entry.usageReading = isOwn ? reading : 1;
    if (isOwn && 'key' in record.of && record.of.key === entry.key) return [record];
    return [{ ...record, of: { key: entry.key }, origin: { ...record.origin, log: entry.log } }];
  }

  function admitOther(record: LogRecord, line: string | null): readonly LogRecord[] {
    if (line === null) return [record];
    const seen = others.get(line);
    others.set(line, reading);
    const [oldest] = others.keys();
    if (others.size > REMEMBERED && oldest !== undefined) others.delete(oldest);
    return seen !== undefined && seen < reading ? [] : [record];
  }

  return {
    again() {
      reading += 1;
      requests = 0;
      ofKey = new Map();
      counts = NONE;
    },
    has(hash) {
      return others.has(hash) || byHash.has(hashOf(hash, 0));
    },
    admit(hash, records) {
      let inLine = 0;
      return records.flatMap(record => {
        if (record.kind === 'request') return admitRequest(record, hash, inLine++);
        return record.kind === 'usage' ? admitUsage(record) : admitOther(record, hash);
      });
    },
    get counts() {
      return counts;
    },
  };
}

/** What is said of a log that holds requests of another one; null: it holds none. */
export function copyMessage(counts: Counts | null): string | null {
  if (counts === null || counts.copyOf === null) return null;
  const { copied, copyOf } = counts;
  return `holds ${copied} ${copied === 1 ? 'request' : 'requests'} of ${copyOf}: counted there`;
}

const NONE: Counts = { known: 0, fresh: 0, copied: 0, copyOf: null };

/** In other logs an id means something only within a session that both name. */
const nameElsewhere = (record: RequestRecord, id: string | null): string =>
  sessionOf(record) === null || id === null ? '' : id;

const hashOf = (line: string, index: number): string => `${line}\n${index}`;

function add(map: Map<string, KnownRequest[]>, key: string, entry: KnownRequest): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [entry]);
  else list.push(entry);
}

function remove(map: Map<string, KnownRequest[]>, key: string, entry: KnownRequest): void {
  const rest = map.get(key)?.filter(other => other !== entry) ?? [];
  if (rest.length === 0) map.delete(key);
  else map.set(key, rest);
}
