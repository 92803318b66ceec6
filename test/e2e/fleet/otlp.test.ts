/** What a collector gets, decoded by the definitions of the protocol (protobuf classes made from them, of another version than ours). */
import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { assertBuilt, DEMO_LOGS } from '../cachequake.js';
import { countsIn, recordsIn } from './decode.js';
import { endAll, freePort, hang, type Running, receive, startHeadless } from './running.js';

const LINES = readFileSync(join(DEMO_LOGS, 'six-requests.jsonl'), 'utf8').trimEnd().split('\n');
const WAIT = { timeout: 60_000, interval: 50 };

let folder: string;
let log: string;
beforeAll(assertBuilt);
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cachequake-otlp-'));
  log = join(folder, 'six.jsonl');
  writeFileSync(log, `${LINES.slice(0, 2).join('\n')}\n`);
});
afterEach(() => {
  endAll();
  rmSync(folder, { recursive: true, force: true });
});

/** Watches, and gives it the rest of the log once it has read what was there. */
async function watchSix(...args: readonly string[]): Promise<Running> {
  const watching = startHeadless(folder, log, ...args);
  await expect.poll(watching.printed, WAIT).toContain('what was there is read');
  appendFileSync(log, `${LINES.slice(2).join('\n')}\nnot json\n`);
  return watching;
}

describe('a collector of OpenTelemetry', () => {
  test('gets a record for each break and incident, without a word of a prompt', async () => {
    const collector = await receive();
    const watching = await watchSix('--otlp', collector.url);
    await expect.poll(() => recordsIn(collector.got).length, WAIT).toBeGreaterThanOrEqual(4);
    expect(await watching.end()).toBe(0);
    const records = recordsIn(collector.got);
    expect(records).toMatchObject([
      { eventName: 'cachequake.break', severityText: 'WARN', body: { break: { request: '2' } } },
      { eventName: 'cachequake.break', severityText: 'WARN', body: { break: { request: '5' } } },
      { eventName: 'cachequake.break', severityText: 'WARN', body: { break: { request: '6' } } },
      { eventName: 'cachequake.incident', severityText: 'ERROR', body: { what: 'open', severity: 1 } },
    ]);
    const [first] = records;
    expect(first?.resource).toMatchObject({ 'service.name': 'cachequake', 'host.name': hostname() });
    expect(first?.attributes).toEqual({
      'cachequake.id': expect.stringMatching(/^[\da-f]{12}-2$/),
      'cachequake.what': 'break',
      'cachequake.cause': 'tool-changed',
      'cachequake.site': expect.stringMatching(/^tool-changed /),
    });
    expect(first?.body).toMatchObject({
      schema: 'cachequake.event/1',
      id: first?.attributes['cachequake.id'],
      host: hostname(),
      at: new Date(Number(first?.timeUnixNano) / 1e6).toISOString(),
      break: {
        place: `${log}:3`,
        expectedRead: 176_706,
        actualRead: 0,
        lostTokens: 176_706,
        site: first?.attributes['cachequake.site'],
        causes: [
          {
            id: 'tool-changed',
            path: 'tools[8].input_schema',
            ...{ char: 66, line: 3, lineByte: 584_220, beforeLength: 1053, afterLength: 1094 },
          },
          { id: 'system-changed', path: 'system[1].text' },
        ],
      },
    });
    for (const { body, type } of collector.got) {
      expect(body.toString('latin1')).not.toMatch(/Group Chat|compacted: tool output/);
      expect(type).toBe('application/x-protobuf');
    }
  });

  test('gets the counters of the conventions, and our own', async () => {
    const collector = await receive();
    const watching = await watchSix('--otlp', collector.url);
    await expect.poll(() => recordsIn(collector.got).length, WAIT).toBeGreaterThanOrEqual(4);
    expect(await watching.end()).toBe(0);
    const counts = countsIn(collector.got);
    const who = 'gen_ai.agent.name=agent';
    const model = 'gen_ai.provider.name=anthropic gen_ai.request.model=claude-sonnet-4-6';
    const usage = (name: string): number | undefined =>
      counts.get(
        `gen_ai.client.inference.usage.${name} ${who} gen_ai.operation.name=chat ${model} gen_ai.token.modality=unknown`,
      );
    const written = usage('cache_write.input_tokens');
    const read = usage('cache_read.input_tokens') ?? 0;
    expect(written).toBe(468_045);
    expect(usage('input_tokens')).toBe(900_464);
    expect(read).toBeGreaterThan(400_000);
    expect(usage('output_tokens')).toBeGreaterThan(0);
    expect(counts.get(`cachequake.breaks cachequake.cause=history-edited ${who} ${model}`)).toBe(2);
    expect(counts.get(`cachequake.lost_tokens cachequake.cause=history-edited ${who} ${model}`)).toBe(
      285_074,
    );
    expect(counts.get(`cachequake.requests cachequake.outcome=ok ${who} ${model}`)).toBe(5);
    expect(counts.get('cachequake.skipped_lines')).toBe(1);
    expect(counts.get('cachequake.dropped_exports')).toBe(0);
    expect(counts.get('cachequake.incident.open cachequake.key=agent cachequake.severity=1')).toBe(1);
  });

  test('is told 0 of what has not happened yet', async () => {
    const collector = await receive();
    const watching = startHeadless(folder, log, '--otlp', collector.url);
    await expect.poll(watching.printed, WAIT).toContain('what was there is read');
    expect(await watching.end()).toBe(0);
    const counts = countsIn(collector.got);
    expect([...counts]).toEqual([
      ['cachequake.skipped_lines', 0],
      ['cachequake.dropped_exports', 0],
    ]);
  });

  test.each([
    [
      'is down',
      async () => `http://127.0.0.1:${await freePort()}`,
      'otlp: log records do not arrive: ECONNREFUSED',
    ],
    ['takes connections and never answers', hang, null],
    ['refuses', async () => (await receive(400)).url, 'otlp: log records do not arrive: status 400'],
  ])('that %s costs its records and nothing else', async (_, collector, said) => {
    const watching = await watchSix('--otlp', await collector(), '--metrics', '0');
    const url = /metrics at (\S+)/.exec(watching.printed())?.[1] ?? '';
    const series = async (name: string): Promise<string | undefined> =>
      new RegExp(`^${name} (\\d+)$`, 'm').exec(await (await fetch(url)).text())?.[1];
    await expect.poll(() => series('cachequake_breaks_total{.*cause="history-edited"}'), WAIT).toBe('2');
    if (said !== null) await expect.poll(watching.printed, WAIT).toContain(said);
    if (said?.endsWith('400'))
      await expect.poll(() => series('cachequake_dropped_exports_total'), WAIT).toBe('4');
    expect(await watching.end()).toBe(0);
    expect(watching.printed()).toContain('otlp: 4 log records were not delivered');
  });
});
