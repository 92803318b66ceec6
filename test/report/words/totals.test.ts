import { expect, it } from 'vitest';
import type { RequestEntry } from '../../../src/diagnosis/model.js';
import { totalsOf } from '../../../src/diagnosis/sums/totals.js';
import { totalsSentences as sentences } from '../../../src/report/words/totals.js';
import { request, sixRequestsModel, unbilled, usage } from '../../ui/fixture.js';

const say = (...requests: readonly RequestEntry[]): string => sentences(totalsOf(requests)).join('\n');

it('says nothing good of requests whose usage is not known', () => {
  const text = say(request(1, { usage: usage(900, 100) }), unbilled(2), unbilled(3));
  expect(text).toContain(
    '3 requests, no break in the 1 request whose read is known, hit rate ~30 % (2 requests as predicted)',
  );
  expect(text).toContain('read ~900, written ~100, input ~0, output ~200 tokens (2 requests left out)');
  expect(text).toContain('what 2 more requests wrote is not known');
  expect(text).toMatch(/spent ~?<?\$0\.01 \(2 requests without usage\), lost to breaks not known,/);
  expect(text).not.toContain('from growth');
  expect(text).not.toContain('(0 %)');
});

it('says of a log without any usage that breaks are not known', () => {
  expect(say(unbilled(1), unbilled(2))).toBe(
    '2 requests, breaks not known, hit rate ·\nspent n/a, lost to breaks not known, without caching n/a',
  );
});

it('gives sums that leave nothing out as they are', () => {
  const text = say(request(1, { usage: usage(900, 2_000) }), request(2, { usage: usage(2_900, 1_000) }));
  expect(text).toContain(
    '2 requests, 0 breaks, hit rate 55 %\nread 3 800, written 3 000, input 0, output 400 tokens\n',
  );
  expect(text).toContain('all 3 000 written tokens from growth\nspent $0.01, lost to breaks $0.00, without');
});

it('says what is known of writes where only requests that broke tell what they wrote', () => {
  const found = request(1, { usage: usage(0, 500), break: sixRequestsModel.requests[4]?.break ?? null });
  const silent = request(2, { usage: { ...usage(900, 0), cacheWrite: null } });
  expect(say(found, silent)).toContain(
    '500 written tokens by requests that broke; what 1 more request wrote is not known',
  );
});

it('gives what breaks lost as the least where one of them has no price', () => {
  const broken = sixRequestsModel.requests[4]?.break;
  if (!broken) throw new Error('request 5 of the six breaks');
  const unpriced = request(2, { break: { ...broken, cost: null, predicted: true } });
  expect(say(request(1, { break: { ...broken, cost: 2 } }), unpriced)).toContain(
    'lost to breaks at least $2.00 (1 break unpriced)',
  );
  expect(say(unpriced)).toContain('lost to breaks not known');
  expect(say(request(1, { break: { ...broken, cost: null }, cost: null }))).toContain('lost to breaks n/a');
});

it('says what a cache does not report instead of 0', () => {
  const unknown = request(2, { usage: { ...usage(900, 0), cacheWrite: 0 }, countsWrites: false });
  expect(say(request(1, { ...unknown, id: 'other#1' }), unknown)).toContain(
    'read 1 800, written not reported, input 0',
  );
});

it('tells what requests that broke wrote from what was written again', () => {
  const [cause] = [
    { id: 'system-changed' as const, kind: null, confidence: 'certain' as const, summary: '', fix: '' },
  ];
  const found = {
    extent: 'full' as const,
    predicted: false,
    magnitude: 4.3,
    expectedRead: 4_786,
    expectedExact: true,
    actualRead: 0,
    lostTokens: 4_786,
    rewritten: 19_456,
    cost: 0.02,
    costApproximate: false,
    writePerRead: 12.5,
    causes: [
      {
        ...cause,
        expected: false,
        restorable: null,
        lostTokens: null,
        cost: null,
        path: null,
        divergence: null,
      },
    ],
    divergence: null,
    hitEntryOf: null,
    site: 's',
    wound: null,
    ringing: true,
  };
  const text = say(
    request(1, { usage: usage(4_767, 4_808) }),
    request(2, { usage: usage(0, 19_456), break: found }),
  );
  expect(text).toContain(
    '19 456 of 24 264 written tokens (80 %) by requests that broke, 4 808 by the others',
  );
  expect(text).toContain('4 786 of 24 264 (20 %) were written again');
  expect(text).toContain(', attainable 32 %');
});

it('says that no caching happens, which is no health', () => {
  const text = say(request(1, { usage: usage(0, 0, 500) }), request(2, { usage: usage(0, 0, 500) }));
  expect(text).toContain('nothing was ever read from the cache or written to it: no caching happens');
});

it('says how many reads were foreseen, and that the predictions fit badly where they do', () => {
  const foreseen = (n: number, cacheRead: number): RequestEntry =>
    request(n, { predicted: { cacheRead, cacheWrite: 0, input: 0, certain: true } });
  expect(say(foreseen(2, 1_000), foreseen(3, 1_001))).toMatch(
    /reads foreseen: 1 of 2 to the token, 2 within 1 %, 2 within 5 %$/,
  );
  expect(say(foreseen(2, 1_000), foreseen(3, 500))).toContain(
    '1 within 5 %: the predictions (~) fit this log badly',
  );
});

it('says how much goes in for each token that comes out', () => {
  expect(say(request(1, { usage: usage(900, 100) }))).toContain(
    '5.0 tokens of prompt for each token of output',
  );
});
