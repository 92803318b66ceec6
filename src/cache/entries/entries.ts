import { oldestOf } from '../../log/oldest.js';
import type { Prompt, Section } from '../../prompt/prompt.js';
import type { CacheScope } from '../scope.js';

/** What the provider keeps: a prefix that ended at a breakpoint of an earlier request. */
export interface Entry {
  /** Chain hash of the prefix. */
  readonly chain: string;
  readonly scope: CacheScope;
  /** Where its last block stands: tells what beside the bytes is part of its key. */
  readonly level: EntryLevel;
  /** Path of its last block in the request that wrote it. */
  readonly path: string;
  /** Id of the request that wrote it. */
  readonly writer: string;
  readonly ttl: string;
  readonly ttlMs: number;
  tokens: number;
  /** True once a usage named the count. */
  exact: boolean;
  /** Start of the request that wrote it; null: the log has no times. */
  readonly writtenAt: number | null;
  /** Start of the request that last wrote or read it; null: the log has no times. */
  usedAt: number | null;
  /** When it can first be read; null: not known, taken as at once. `Infinity` while its writer has not answered. */
  visibleAt: number | null;
}

/** A section, and for messages how many thinking blocks in front of the end are not rendered. */
export interface EntryLevel {
  readonly section: Section;
  readonly dropped: number;
}

/** Entries of all scopes, found by chain hash. Bounded: the longest unused are dropped first. */
export interface Entries {
  /** The entry at block `index` of a prompt, if a request of this scope wrote one. */
  at(prompt: Prompt, scope: CacheScope, index: number): Entry | undefined;
  /** The same by what tells it from others. */
  of(chain: string, scope: CacheScope, level: EntryLevel): Entry | undefined;
  /** True if an entry holds the prefix, of whatever scope. */
  has(chain: string): boolean;
  add(entry: Entry): void;
  /** Takes back what a request that failed was thought to have written. */
  removeWrittenBy(writer: string): void;
  all(): IterableIterator<Entry>;
}

/** Entries kept at most: a day of heavy use writes some thousands. */
const LIMIT = 8_192;

export function createEntries(): Entries {
  const byKey = new Map<string, Entry>();
  const oldest = oldestOf(byKey);
  /** Keys by what is asked for most often, and mostly in vain. */
  const ofChain = createIndex();
  const ofWriter = createIndex();

  function remove(key: string): void {
    const entry = byKey.get(key);
    if (entry === undefined) return;
    byKey.delete(key);
    ofChain.remove(entry.chain, key);
    ofWriter.remove(entry.writer, key);
  }

  return {
    at(prompt, scope, index) {
      const chain = prompt.chain[index];
      if (chain === undefined || !ofChain.has(chain)) return undefined;
      return byKey.get(keyOf(chain, scope, levelAt(prompt, scope, index)));
    },
    of: (chain, scope, level) => byKey.get(keyOf(chain, scope, level)),
    has: ofChain.has,
    add(entry) {
      const key = keyOf(entry.chain, entry.scope, entry.level);
      remove(key);
      byKey.set(key, entry);
      ofChain.add(entry.chain, key);
      ofWriter.add(entry.writer, key);
      if (byKey.size > LIMIT) remove(oldest() ?? key);
    },
    removeWrittenBy(writer) {
      for (const key of ofWriter.of(writer)) remove(key);
    },
    all: () => byKey.values(),
  };
}

/** Keys of entries by a name that they share. Nearly every name has one key: it takes no set of its own. */
function createIndex() {
  const keys = new Map<string, string | Set<string>>();
  return {
    has: (name: string): boolean => keys.has(name),
    of(name: string): readonly string[] {
      const known = keys.get(name);
      if (known === undefined) return [];
      return typeof known === 'string' ? [known] : [...known];
    },
    add(name: string, key: string): void {
      const known = keys.get(name);
      if (known === undefined) keys.set(name, key);
      else if (typeof known !== 'string') known.add(key);
      else if (known !== key) keys.set(name, new Set([known, key]));
    },
    remove(name: string, key: string): void {
      const known = keys.get(name);
      if (typeof known === 'string' ? known !== key : known?.delete(key) !== true || known.size > 0) return;
      keys.delete(name);
    },
  };
}

export function levelAt(prompt: Prompt, scope: CacheScope, index: number): EntryLevel {
  return { section: prompt.blocks[index]?.section ?? 'messages', dropped: scope.dropped?.[index] ?? 0 };
}

/** True unless the lifetime, counted from the start of the last use, has run out (prompt-caching page, "lifetime"). */
export function isAlive(entry: Entry, at: number | null): boolean {
  return at === null || entry.usedAt === null || at < entry.usedAt + entry.ttlMs;
}

/** An answer usually has begun after this many milliseconds; a log may tell only much later that it has. */
export const USUALLY_BEGUN_MS = 1_000;

export function isVisible(entry: Entry, at: number | null): boolean {
  if (entry.visibleAt === null) return true;
  if (entry.visibleAt === Number.POSITIVE_INFINITY) {
    return at !== null && entry.writtenAt !== null && at - entry.writtenAt >= USUALLY_BEGUN_MS;
  }
  return at === null || entry.visibleAt <= at;
}

function keyOf(chain: string, scope: CacheScope, { section, dropped }: EntryLevel): string {
  if (section === 'tools') return `${chain}|${scope.model}`;
  if (section === 'system') return `${chain}|${scope.model}|${scope.system}`;
  return `${chain}|${scope.model}|${scope.system}|${scope.messages}|${dropped}`;
}
