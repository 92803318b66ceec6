import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { createEngine, type Engine } from '../src/engine.js';
import { readLog } from '../src/log/read.js';
import { profileOf, writeLog } from './bench/logs/profiles.js';

const folder = mkdtempSync(join(tmpdir(), 'cachequake-listed-'));
const log = join(folder, 'small.jsonl');
const written = writeLog(log, profileOf('small'), 3, 1.5e6);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function read(listed?: number): Promise<Engine> {
  const engine = createEngine(listed === undefined ? {} : { listed });
  for await (const record of readLog(log)) engine.accept(record);
  return engine;
}

describe('an engine that lists the newest requests', () => {
  it('says the same of them and of all sums as one that lists all', async () => {
    const [whole, bounded] = [(await read()).model(), (await read(60)).model()];
    const { requests } = bounded;
    expect(requests.length).toBeGreaterThanOrEqual(60);
    expect(requests.length).toBeLessThanOrEqual(68);
    expect(bounded.unlisted + requests.length).toBe(written);
    expect(bounded.totals).toEqual(whole.totals);
    expect(bounded.totals.breaks).toBeGreaterThan(10);
    expect(requests).toEqual(whole.requests.slice(-requests.length));
    const known = new Map(whole.sessions.map(session => [session.id, session]));
    for (const session of bounded.sessions) expect(session.totals).toEqual(known.get(session.id)?.totals);
    expect(bounded.sessions.length).toBeLessThan(whole.sessions.length);
  }, 60_000);

  it('leaves out a usage that comes for a request which is not listed any more', async () => {
    const engine = createEngine({ listed: 8 });
    const late = [];
    for await (const record of readLog(log)) {
      if (record.kind === 'usage' && late.length === 0) late.push(record);
      else engine.accept(record);
    }
    const before = engine.model();
    expect(late.flatMap(record => engine.accept(record))).toEqual([]);
    expect(engine.model().totals).toEqual(before.totals);
    expect(before.totals.withoutUsage).toBe(1);
  }, 60_000);
});
