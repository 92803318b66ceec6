/** Plays requests with their usage, as logs that nobody here wrote show them. */
import type { RequestEntry } from '../../src/diagnosis/model.js';
import { createEngine } from '../../src/engine.js';
import type { JsonObject, RequestRecord, UsageRecord } from '../../src/log/record.js';
import { request, usage } from '../agent.js';

export interface Turn {
  readonly body: JsonObject;
  readonly read: number | null;
  readonly write: number | null;
  readonly input?: number;
  readonly gapMs?: number;
  readonly change?: Partial<RequestRecord>;
  readonly usage?: Partial<UsageRecord>;
}

export function play(turns: readonly Turn[]): readonly RequestEntry[] {
  const engine = createEngine();
  let at = 1_760_000_000_000;
  turns.forEach((turn, i) => {
    at += turn.gapMs ?? 10_000;
    engine.accept({ ...request(`r${i}`, 2 * i + 1, { body: turn.body, at }), ...turn.change });
    const bill = { read: turn.read, write: turn.write, input: turn.input ?? 3 };
    engine.accept({ ...usage(`r${i}`, 2 * i + 2, bill), ...turn.usage });
  });
  return engine.model().requests;
}

export const causesOf = (entry: RequestEntry | undefined): readonly string[] =>
  (entry?.break?.causes ?? []).map(({ id, kind }) => (kind === null ? id : `${id} (${kind})`));
