/** By what a request is known again whose line was written anew, with other ids or another session in it. */
import { hash } from 'node:crypto';
import { isArray } from '../../json/json.js';
import { newestIn, saidIn } from '../../protocol/api.js';
import type { Json, RequestRecord } from '../../record.js';

/** What its log calls it, when it left, and of which conversation it is; null: the log has no time, and an id may be used again. */
export function nameOf(record: RequestRecord): string | null {
  return record.at === null ? null : `${record.key}\n${record.at}\n${sessionOf(record) ?? ''}`;
}

export const sessionOf = ({ copiedFrom, session }: RequestRecord): string | null => copiedFrom ?? session;

/**
 * What it says and when, whatever its id and its session are called: the same moment, model and number of messages, the same newest
 * message. Without a time its id has to be the same, without a body its id and its time. null: nothing tells.
 */
export function contentOf(record: RequestRecord): string | null {
  const { at, key, agent, model, purpose, body } = record;
  if (body === null) return at === null ? null : JSON.stringify([key, at]);
  const beside = [body.system ?? body.instructions ?? body.systemInstruction, body.tools, saidIn(body)].map(
    sizeOf,
  );
  try {
    return hash('sha1', JSON.stringify([at ?? key, agent, model, purpose, beside, newestIn(body)]), 'base64');
  } catch {
    // Nested deeper than it can be written.
    return null;
  }
}

const sizeOf = (value: Json | undefined): number | null =>
  isArray(value) || typeof value === 'string' ? value.length : null;
