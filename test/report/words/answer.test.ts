import { describe, expect, test } from 'vitest';
import type { Break, Cause, Model, RequestEntry } from '../../../src/diagnosis/model.js';
import { markdownReport } from '../../../src/report/markdown.js';
import { type Report, reportOf } from '../../../src/report/report.js';
import { textReport } from '../../../src/report/text.js';
import { modelOf, request, sixRequestsModel, source } from '../../ui/fixture.js';

const reportOn = (model: Model): Report => reportOf(model, [source()], '1.2.3');

const cause = (change: Partial<Cause> = {}): Cause => ({
  id: 'volatile-value',
  kind: 'time',
  confidence: 'certain',
  summary: 'A time changed.',
  fix: 'Send it behind the last breakpoint.',
  expected: false,
  restorable: null,
  lostTokens: null,
  cost: null,
  path: 'system[0].text',
  divergence: null,
  ...change,
});

const CLOCK = 'volatile-value (time) at system[0].text in main';

/** A request that broke, for $0.01 and 1,000 tokens. */
function broken(n: number, change: Partial<Break> = {}, entry: Partial<RequestEntry> = {}): RequestEntry {
  return request(n, {
    ...entry,
    break: {
      extent: 'full',
      predicted: false,
      magnitude: 3,
      expectedRead: 1000,
      expectedExact: true,
      actualRead: 0,
      lostTokens: 1000,
      rewritten: 1010,
      cost: 0.01,
      costApproximate: false,
      writePerRead: 12.5,
      causes: [cause()],
      divergence: null,
      hitEntryOf: null,
      site: CLOCK,
      wound: null,
      ringing: true,
      ...change,
    },
  });
}

describe('the answer', () => {
  test('names one site once, however often it broke, with its fix', () => {
    const { answer } = reportOn(modelOf([request(1), broken(2), broken(3), broken(4)]));
    expect(answer[0]).toMatch(
      /^3 breaks of one site: volatile-value \(time\) at system\[0\]\.text in main; \$0\.03 of /,
    );
    expect(answer.slice(1)).toEqual(['Fix: Send it behind the last breakpoint.']);
  });

  test('sums several sites and names the dearest, not the first', () => {
    const tools = { site: 'tools-added at tools[3] in main', cost: 0.5, lostTokens: 50_000 };
    const dear = broken(3, {
      ...tools,
      causes: [cause({ id: 'tools-added', kind: null, fix: 'Keep them.' })],
    });
    const { answer, losses } = reportOn(modelOf([request(1), broken(2), dear, broken(4)]));
    expect(answer[0]).toContain('3 breaks of 2 sites; $0.52 of ');
    expect(answer.slice(1)).toEqual([
      'Most by tools-added at tools[3] in main: 1 break, 50 000 tokens lost, $0.50.',
      'Fix: Keep them.',
    ]);
    expect(losses.sites.map(({ name, breaks, cost, labels }) => [name, breaks, cost, labels])).toEqual([
      ['tools-added at tools[3] in main', 1, 0.5, ['3']],
      [CLOCK, 2, 0.02, ['2', '4']],
    ]);
    expect(losses.causes.map(({ name }) => name)).toEqual(['tools-added', 'volatile-value (time)']);
  });

  test('counts in tokens where no rate is known, and says at least where one is missing', () => {
    const unpriced = reportOn(modelOf([request(1), broken(2, { cost: null })]));
    expect(unpriced.answer[0]).toMatch(/; 1 000 tokens lost\.$/);
    const partly = reportOn(modelOf([request(1), broken(2, { cost: null }), broken(3)]));
    expect(partly.answer[0]).toContain('at least $0.01');
  });

  test('wears the sign of an estimate', () => {
    expect(reportOn(modelOf([request(1), broken(2, { expectedExact: false })])).answer[0]).toContain(
      '~$0.01',
    );
    expect(reportOn(modelOf([request(1), broken(2, { costApproximate: true })])).answer[0]).toContain(
      '≈$0.01',
    );
  });

  test('leaves quiet breaks out, and calls nothing healthy whose reads are not known', () => {
    const quiet = broken(2, { ringing: false, causes: [cause({ expected: true })] });
    expect(reportOn(modelOf([request(1), quiet])).losses.sites).toEqual([]);
    expect(reportOn(modelOf([request(1), request(2)])).answer[0]).toMatch(/^2 requests: 0 breaks, hit rate /);
    const blind = [1, 2].map(n => request(n, { usage: null, hitRate: null }));
    expect(reportOn(modelOf(blind)).answer[0]).toMatch(/^2 requests: breaks not known/);
    expect(reportOn(modelOf([])).answer).toEqual(['No request in these logs.']);
  });
});

test('never cached is no health, and what quiet breaks lost beside is said', () => {
  const uncached = { input: 900, cacheRead: 0, cacheWrite: 0, cacheWrite5m: 0, cacheWrite1h: 0, output: 9 };
  const never = [1, 2, 3].map(n => request(n, { usage: uncached }));
  expect(reportOn(modelOf(never)).answer[0]).toContain(
    'nothing was ever read from the cache or written to it: no caching happens',
  );
  const quiet = broken(3, { ringing: false, cost: 0.04, causes: [cause({ expected: true })] });
  expect(reportOn(modelOf([request(1), broken(2), quiet])).answer[0]).toMatch(
    / lost, \$0\.04 more by breaks that do not ring\.$/,
  );
  const blind = request(3, { usage: null, hitRate: null });
  expect(reportOn(modelOf([request(1), broken(2), blind])).answer[0]).toMatch(
    /^at least 1 break of one site/,
  );
});

describe('a break that repeats another one of its wound', () => {
  const wound = 'w1';
  const model = modelOf([
    request(1),
    broken(2, { wound }),
    broken(3, { wound, causes: [cause({ path: 'system[0].text' })] }),
    broken(4, { wound, causes: [cause({ id: 'tools-added', kind: null })] }),
    broken(5),
  ]);

  test('is one line; another cause, and another wound, are told in full', () => {
    const text = textReport(reportOn(model));
    expect(text).toContain('✗ #3 as #2: volatile-value (time) at system[0].text; full break, M3.0:');
    expect(text.match(/^ {4}Fix: /gm)).toHaveLength(3);
    expect(text).toMatch(/^✗ #4 full break/m);
    expect(text).toMatch(/^✗ #5 full break/m);
  });

  test('is one paragraph in Markdown', () => {
    const text = markdownReport(reportOn(model));
    expect(text).toContain('`#3` as `#2`');
    expect(text.match(/^Fix: /gm)).toHaveLength(3);
  });
});

test('the tables of losses stand behind the answer, the dearest first', () => {
  const text = textReport(reportOn(sixRequestsModel));
  const [answer = '', , table = ''] = text.split('\n\n');
  expect(answer).toMatch(/^3 breaks of /);
  expect(table.split('\n')[0]).toBe('        lost  breaks      tokens  by site');
});
