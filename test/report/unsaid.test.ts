/** What a log does not say, from its records to the words of the report. Each log is a few invented requests. */
import { expect, test } from 'vitest';
import { createEngine } from '../../src/engine.js';
import type { RequestRecord, UsageRecord } from '../../src/log/record.js';
import { type Report, reportOf } from '../../src/report/report.js';
import { textReport } from '../../src/report/text.js';
import { type Bill, conversation, request, SYSTEM, usage } from '../agent.js';

const MINUTE = 60_000;

interface Step {
  readonly sent: Partial<RequestRecord>;
  readonly bill: Bill | null;
  readonly billed?: Partial<NonNullable<UsageRecord['usage']>>;
}

function reportOn(...steps: readonly Step[]): Report {
  const engine = createEngine();
  steps.forEach(({ sent, bill, billed }, i) => {
    const plain = request(`r${i}`, 2 * i + 1, { body: conversation(i + 1), at: i * MINUTE });
    engine.accept({ ...plain, ...sent });
    if (bill === null) return;
    const record = usage(`r${i}`, 2 * i + 2, bill);
    engine.accept({ ...record, usage: record.usage && { ...record.usage, ...billed } });
  });
  return reportOf(engine.model(), [], '1');
}

/** The words of a report, whatever its line breaks. */
const wordsOf = (report: Report): string => textReport(report).replace(/\s+/g, ' ');

const body = (rounds: number, change: Parameters<typeof conversation>[1] = {}): Step['sent'] => {
  const sent = conversation(rounds, change);
  return { body: sent, raw: { bytes: Buffer.from(JSON.stringify(sent)), bodyAt: [], bodyIsText: false } };
};

/** A log of usage alone: no prompt in it. */
const codex = (read: number, input: number): Step => ({
  sent: {
    ...{ body: null, raw: null, fidelity: 'usage-only', api: 'openai-responses', provider: 'openai' },
    model: 'gpt-5.1-codex',
  },
  bill: { read, write: null, input },
  billed: { cacheWrite5m: null, cacheWrite1h: null, promptTotal: read + input },
});

test('a payload log with the usage of few requests claims nothing of the others', () => {
  const counted = (n: number): string => `Message ${n} of the day. ${SYSTEM}`;
  const report = reportOn(
    { sent: body(1, { system: counted(10_001) }), bill: null },
    { sent: body(2, { system: counted(10_001) }), bill: { read: 9_000, write: 900 } },
    { sent: body(3, { system: counted(10_002) }), bill: null },
    { sent: body(4, { system: counted(10_002) }), bill: { read: 11_000, write: 900 } },
  );
  const words = wordsOf(report);
  expect(report.totals).toMatchObject({
    ...{ breaks: 1, predicted: 1, hitRateExact: false, lostToBreaks: null },
    writeShare: { breaks: null, growth: 1_800, again: null },
  });
  expect(words).toContain('at least 1 break (1 predicted), hit rate ~');
  expect(words).toContain('lost to breaks not known');
  expect(words).not.toMatch(/lost to breaks \$0|from growth|\b9\d %, /);
});

test('a log without any cached count knows of no breaks, and does not call that good', () => {
  const silent = (rounds: number): Step => ({
    sent: body(rounds),
    bill: { read: null, write: null, input: null },
  });
  expect(wordsOf(reportOn(silent(1), silent(2)))).toContain('2 requests, breaks not known, hit rate ·');
});

test('a fall that a cache without promises need not explain is a quiet miss, and its writes are not 0', () => {
  const report = reportOn(codex(0, 12_000), codex(11_776, 3_000), codex(14_592, 3_500), codex(2_048, 20_000));
  const words = wordsOf(report);
  expect(report.totals).toMatchObject({
    breaks: 1,
    ringing: 0,
    expected: 0,
    unexplained: 1,
    cacheWrite: null,
  });
  expect(words).toContain('unexplained partial miss');
  expect(words).not.toContain('expected partial');
  expect(words).toContain('written not reported');
});

test('a session that never caches is told so', () => {
  const uncached: Step = {
    sent: { body: null, raw: null, fidelity: 'usage-only' },
    bill: { read: 0, write: 0, input: 50_000 },
  };
  const words = wordsOf(reportOn(uncached, uncached, uncached));
  expect(words).toContain('nothing was ever read from the cache or written to it: no caching happens');
});

test('a break late in a growing conversation wastes what was lost, not all that it wrote', () => {
  const report = reportOn(
    { sent: body(1), bill: { read: 0, write: 9_000 } },
    { sent: body(4, { system: `New. ${SYSTEM}` }), bill: { read: 0, write: 14_000 } },
  );
  expect(report.totals.writeShare).toEqual({ breaks: 14_000, growth: 9_000, again: 9_000 });
  expect(wordsOf(report)).toContain(
    '14 000 of 23 000 written tokens (61 %) by requests that broke, 9 000 by the others 9 000 of 23 000 (39 %) were written again',
  );
});

test('a system entry that every request marks is foreseen after its first five minutes', () => {
  const growing = Array.from(
    { length: 7 },
    (_, i): Step => ({
      sent: body(i + 1),
      bill: i === 0 ? { read: 0, write: 9_000 } : { read: 8_000 + i * 1_000, write: 1_000 },
    }),
  );
  const edited: Step = {
    sent: body(8, { edit: { round: 0, result: 'gone' } }),
    bill: { read: 6_800, write: 9_000 },
  };
  const requests = reportOn(...growing, edited).sessions.flatMap(({ lanes }) =>
    lanes.flatMap(lane => lane.requests),
  );
  const predicted = requests.at(-1)?.predicted?.cacheRead ?? 0;
  expect(predicted).toBeGreaterThan(5_000);
  expect(predicted).toBeLessThan(8_000);
});

test('a rate of a neighbouring model marks every price that it made', () => {
  const about = (step: Step): Step => ({ ...step, sent: { ...step.sent, provider: 'some-gateway' } });
  const report = reportOn(
    about({ sent: body(1), bill: { read: 0, write: 900_000 } }),
    about({ sent: body(2, { system: `New. ${SYSTEM}` }), bill: { read: 0, write: 900_000 } }),
  );
  const words = wordsOf(report);
  expect(words).toMatch(/lost to breaks ≈\$/);
  expect(words.match(/\$\d/g)?.length).toBe(words.match(/≈\$\d/g)?.length);
});
