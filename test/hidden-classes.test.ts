import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type CacheRequest, createCache } from '../src/cache/cache.js';
import { createEngine } from '../src/engine.js';
import { readLog } from '../src/log/read.js';
import type { LogRecord } from '../src/log/record.js';
import { readPrompt } from '../src/prompt/index.js';
import { linesOf, profileOf } from './bench/logs/profiles.js';

const REQUESTS = 300;

setFlagsFromString('--allow-natives-syntax');
const compared = new Function('a', 'b', 'return %HaveSameMap(a, b)');
const isSameClass = (a: object, b: object): boolean => compared(a, b) === true;

/** How many hidden classes some objects of a kind have. */
function classesOf(objects: readonly object[]): number {
  const found: object[] = [];
  for (const object of objects) if (!found.some(one => isSameClass(one, object))) found.push(object);
  return found.length;
}

async function* smallRequests(): AsyncGenerator<LogRecord> {
  const folder = mkdtempSync(join(tmpdir(), 'cachequake-classes-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const path = join(folder, 'log.jsonl');
  const lines = linesOf(profileOf('small'), 3);
  writeFileSync(path, Array.from({ length: 2 * REQUESTS }, () => lines.next().value).join(''));
  yield* readLog(path);
}

// In Node 20 each object made by `{ ...copied, added }` has a hidden class of its own: whoever reads it is slow from then on.
describe('hidden classes', () => {
  it('are shared by what is published of requests', async () => {
    const engine = createEngine({ differences: false });
    const kinds = new Map<string, object[]>();
    const add = (kind: string, object: object | null | undefined): void => {
      if (object != null) kinds.set(kind, [...(kinds.get(kind) ?? []), object]);
    };
    for await (const record of smallRequests()) {
      add(record.kind, record);
      for (const event of engine.accept(record)) {
        if (event.type === 'request') add('foreseen', event.request.foreseen);
        if (event.type !== 'update') continue;
        const { request } = event;
        add('entry', request);
        add('usage', request.usage);
        add('predicted', request.predicted);
        add('break', request.break);
        add('cause', request.break?.causes[0]);
        add('divergence', request.break?.divergence);
        for (const checkpoint of request.checkpoints) add('checkpoint', checkpoint);
      }
    }
    const classes = [...kinds].map(([kind, objects]) => [kind, objects.length, classesOf(objects)] as const);
    expect(classes.filter(([, , count]) => count > 6)).toEqual([]);
  });

  it('are shared by what is remembered of requests', async () => {
    const cache = createCache();
    const meter = { observations: 1, estimate: (block: { textBytes: number }): number => block.textBytes };
    const rules = { minimum: null, lookback: 20, collapseRuns: true, breakpoints: 4 };
    const requests: CacheRequest[] = [];
    for await (const record of smallRequests()) {
      const prompt = record.kind === 'request' ? readPrompt(record) : null;
      if (prompt === null) continue;
      const arrival = { id: `#${requests.length}`, prompt, provider: null, at: null, meter };
      requests.push(cache.arrive({ ...arrival, thinking: 'kept' }, rules));
    }
    expect(requests).toHaveLength(REQUESTS);
    expect(classesOf(requests)).toBeLessThan(4);
    expect(classesOf(requests.map(({ forecast }) => forecast))).toBeLessThan(4);
    expect(classesOf(requests.map(({ scope }) => scope))).toBeLessThan(4);
  });
});
