/** A session of opencode's storage: messages in files of their own, and what each step of them was billed in further ones. */
import { readFile, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { NOTHING_BESIDE } from '../../formats/format.js';
import { opencode } from '../../formats/opencode.js';
import { isObject, parseJson, at as valueAt } from '../../json/json.js';
import { storedMessages, storedParts } from '../../paths/opencode-storage.js';
import type { JsonObject, LogRecord, SkippedRecord } from '../../record.js';
import { whyUnopenable } from '../unreadable.js';
import type { FolderReader } from './folder-reader.js';

/**
 * @param session the folder of its messages
 * @param settled milliseconds after which a file counts as written; 0 for a session that is not written to any more
 */
export function createStoredReader(session: string, settled: number): FolderReader {
  /** Messages that are told: nothing more comes to them. */
  const told = new Set<string>();
  /** Of the others: what was there when they were looked at. */
  const seen = new Map<string, string>();
  const format = opencode.open(NOTHING_BESIDE);
  let messages = 0;
  let bytes = 0;

  function skip(path: string, length: number, reason: string): SkippedRecord {
    return { kind: 'skipped', origin: { path, line: 1, log: session }, bytes: length, reason };
  }

  /** `null`: as it was, or it is not there any more. */
  async function stampOf(path: string): Promise<string | null> {
    try {
      const { size, mtimeMs } = await stat(path);
      return `${size}:${mtimeMs}`;
    } catch (error) {
      if (whyUnopenable(error) === null) throw error;
      return null;
    }
  }

  async function readObject(path: string): Promise<JsonObject | SkippedRecord | 'half written'> {
    try {
      const text = await readFile(path);
      const value = parseJson(text.toString('utf8'));
      if (isObject(value)) {
        bytes += text.length;
        return value;
      }
      if (Date.now() - (await stat(path)).mtimeMs < settled) return 'half written';
      return skip(path, text.length, `${basename(path)} is not JSON: its writer was interrupted`);
    } catch (error) {
      const reason = whyUnopenable(error);
      if (reason === null) throw error;
      return skip(path, 0, reason);
    }
  }

  async function readMessage(name: string): Promise<readonly LogRecord[] | 'half written'> {
    const path = join(session, name);
    const info = await readObject(path);
    if (info === 'half written') return info;
    if (isSkipped(info)) return [info];
    if (!isEnded(info)) return [];
    const parts: JsonObject[] = [];
    const skipped: SkippedRecord[] = [];
    for (const file of await storedParts(session, name)) {
      const part = await readObject(file);
      if (part === 'half written') return part;
      // One that cannot be read is said; the others tell what they tell.
      if (isSkipped(part)) skipped.push(part);
      else parts.push(part);
    }
    told.add(name);
    seen.delete(name);
    messages += 1;
    const origin = { path, line: 1, log: session };
    const value = { messages: [{ info, parts }] };
    return [...skipped, ...format.read({ origin, bytes: NOTHING, keep: () => NOTHING, value })];
  }

  return {
    async look() {
      const records: LogRecord[] = [];
      for (const name of await storedMessages(session)) {
        if (told.has(name)) continue;
        const stamp = await stampOf(join(session, name));
        if (stamp === null || stamp === seen.get(name)) continue;
        const read = await readMessage(name);
        if (read === 'half written') continue;
        if (!told.has(name)) seen.set(name, stamp);
        records.push(...read);
      }
      return records;
    },
    state: state => ({
      path: session,
      format: opencode.id,
      fidelity: opencode.fidelity,
      state,
      lines: messages,
      bytes,
      message: null,
    }),
  };
}

const NOTHING = new Uint8Array();

const isSkipped = (value: JsonObject | SkippedRecord): value is SkippedRecord =>
  value.kind === 'skipped' && 'reason' in value;

/** A user's message is whole when it is there; an answer is written again and again until it has ended. */
const isEnded = (info: JsonObject): boolean =>
  info.role !== 'assistant' || typeof valueAt(info, 'time', 'completed') === 'number' || isObject(info.error);
