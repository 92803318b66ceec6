import { describe, expect, test, vi } from 'vitest';
import { countOf, timeAfter, timeOf } from '../../../src/log/json/json.js';

const TIME = Date.UTC(2026, 10, 20, 10);

describe('a time of a log', () => {
  test.each([
    ['seconds', TIME / 1_000],
    ['seconds with a fraction', TIME / 1_000 + 0.000_2],
    ['milliseconds', TIME],
    ['microseconds', TIME * 1_000],
    ['nanoseconds', TIME * 1_000_000],
    ['nanoseconds as text', `${TIME}000000`],
    ['seconds as text', String(TIME / 1_000)],
    ['ISO 8601', '2026-11-20T10:00:00.000Z'],
    ['ISO 8601 with a zone', '2026-11-20T11:00:00+01:00'],
    ['an HTTP date', 'Fri, 20 Nov 2026 10:00:00 GMT'],
  ])('is taken for what it surely is: %s', (_, written) => {
    expect(timeOf(written)).toBe(TIME);
  });

  test.each([
    ...[0, -1, 1, 12.5, 1e300, -TIME, Number.NaN, Number.POSITIVE_INFINITY, TIME * 1e9, 5e12],
    ...['', 'x', '1', '12', 'tomorrow', '+275760-09-13', '1969-12-31', '2345-01-01', '2026-13-45'],
    ...[null, true, [], {}, undefined],
  ])('is unknown where it could be anything: %j', written => {
    expect(timeOf(written)).toBeNull();
  });

  test.each(['2026-11-20T10:00:00.000000', '2026-11-20 10:00:00'])(
    'without a zone is UTC, wherever it is read: %s',
    written => {
      vi.stubEnv('TZ', 'America/New_York');
      try {
        expect(timeOf(written)).toBe(TIME);
      } finally {
        vi.unstubAllEnvs();
      }
    },
  );

  test('stays a time when something is added to it, or is unknown', () => {
    expect(timeAfter(TIME, 1.6)).toBe(TIME + 2);
    expect([
      timeAfter(TIME, 1e300),
      timeAfter(TIME, -1e15),
      timeAfter(null, 1),
      timeAfter(TIME, null),
    ]).toEqual([...[null, null, null, null]]);
  });
});

test('a count of tokens is one that a provider can have counted', () => {
  expect([0, 7, 1e9].map(countOf)).toEqual([0, 7, 1e9]);
  for (const odd of [-1, 0.5, 1_000.25, 1e15, 1e308, Number.NaN, '7', null]) expect(countOf(odd)).toBeNull();
});
