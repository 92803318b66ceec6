import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { createEngine } from '../../../src/engine.js';
import { readLog } from '../../../src/log/read.js';
import type { LogRecord } from '../../../src/log/record.js';
import { linesOf, profileOf } from '../../bench/logs/profiles.js';

const REQUESTS = 60;

async function smallRequests(): Promise<readonly LogRecord[]> {
  const folder = mkdtempSync(join(tmpdir(), 'cachequake-model-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const path = join(folder, 'log.jsonl');
  const lines = linesOf(profileOf('small'), 5);
  writeFileSync(path, Array.from({ length: 2 * REQUESTS }, () => lines.next().value).join(''));
  const records: LogRecord[] = [];
  for await (const record of readLog(path)) records.push(record);
  return records;
}

// With hardly any room for prompts, lanes are let go and come back.
it.each([10_000_000, 20_000])(
  'says after each record what a new engine says of all (%i bytes of prompts)',
  async promptBytes => {
    const records = await smallRequests();
    const asked = createEngine({ promptBytes, listed: 40 });
    let sessions: readonly object[] = [];
    let same = 0;
    for (const [index, record] of records.entries()) {
      asked.accept(record);
      const model = asked.model();
      const anew = createEngine({ promptBytes, listed: 40 });
      for (const each of records.slice(0, index + 1)) anew.accept(each);
      expect(model).toEqual(anew.model());
      same += model.sessions.filter(session => sessions.includes(session)).length;
      sessions = model.sessions;
    }
    expect(same).toBeGreaterThan(records.length);
  },
);

it('says how long the entry of a session lives that another one has used', async () => {
  const [request, usage] = await smallRequests();
  if (request?.kind !== 'request' || usage?.kind !== 'usage' || !('turn' in usage.of))
    throw new Error('a request');
  const engine = createEngine();
  for (const record of [request, usage]) engine.accept(record);
  const expires = (): number | null => engine.model().sessions[0]?.lanes[0]?.warm?.expiresAt ?? null;
  const before = expires() ?? 0;
  engine.accept({ ...request, session: 'another', key: 'another', at: (request.at ?? 0) + 60_000 });
  const of = { ...usage.of, session: 'another' };
  const read = (usage.usage?.cacheWrite ?? 0) + (usage.usage?.cacheRead ?? 0);
  engine.accept({ ...usage, of, usage: usage.usage && { ...usage.usage, cacheRead: read, cacheWrite: 0 } });
  expect(expires()).toBe(before + 60_000);
});
