import { expect, it } from 'vitest';
import type { Checkpoint } from '../../../src/diagnosis/model.js';
import { reportOf } from '../../../src/report/report.js';
import { textReport } from '../../../src/report/text.js';
import { checkpointSentence } from '../../../src/report/words/checkpoints.js';
import { modelOf, request, sixRequestsModel, source } from '../../ui/fixture.js';

const point = (change: Partial<Checkpoint>): Checkpoint => ({
  ...{ path: 'system[0]', ttl: '1h', tokens: 20_012, minimum: 1_024, belowMinimum: false, outcome: 'hit' },
  tokensExact: true,
  covers: { tools: 34, system: 1, messages: 0 },
  ...change,
});

it.each<[Partial<Checkpoint>, string]>([
  [{}, 'system[0], 1h: 20 012 tokens (1 system block, 34 tools), hit'],
  [
    { tokens: 20, belowMinimum: true, outcome: 'none', covers: { tools: 0, system: 1, messages: 0 } },
    'system[0], 1h: 20 tokens (1 system block), too small: the model caches from 1 024 on',
  ],
  [{ tokensExact: false }, 'system[0], 1h: ~20 012 tokens (1 system block, 34 tools), hit'],
  [{ outcome: 'none' }, 'system[0], 1h: 20 012 tokens (1 system block, 34 tools), neither hit nor written'],
  [
    { outcome: null, tokens: null, belowMinimum: null },
    'system[0], 1h: size not known (1 system block, 34 tools), what became of it is not known',
  ],
])('tells a breakpoint in a sentence: %j', (change, sentence) => {
  expect(checkpointSentence(point(change))).toBe(sentence);
});

it('maps the newest request of each lane in the report, and every request in its JSON', () => {
  const report = reportOf(sixRequestsModel, [source()], '1');
  expect(textReport(report)).toContain(
    '  #6 breakpoint system[1], 5m: 36 654 tokens (2 system blocks, 34 tools), hit',
  );
  const requests = report.sessions.flatMap(({ lanes }) => lanes.flatMap(lane => lane.requests));
  expect(requests.map(({ checkpoints }) => checkpoints.length)).toEqual([2, 2, 2, 2, 2, 2]);
});

it('gives each lane its sums, and says what goes in for each token that comes out', () => {
  const two = [request(1), request(2), request(3, { lane: 'search', session: 'openclaw' })];
  const report = reportOf(modelOf(two), [source()], '1');
  const lanes = report.sessions.flatMap(session => session.lanes);
  expect(lanes.map(({ totals }) => [totals.requests, totals.cacheRead])).toEqual([
    [2, 2_000],
    [1, 1_000],
  ]);
  expect(textReport(report)).toContain('  5.0 tokens of prompt for each token of output\n');
});
