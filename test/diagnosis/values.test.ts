import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CLOCK, momentAt } from '../../src/diagnosis/values/clock.js';
import { classifyVolatile, findVolatile, type VolatileKind } from '../../src/diagnosis/values.js';

/** kind, before, after, and the two values that must be named. */
const changes: readonly (readonly [VolatileKind, string, string, string, string])[] = [
  ['time', 'It is 10:05 now', 'It is 10:06 now', '10:05', '10:06'],
  ['time', 'Time:9:59:58.', 'Time:10:00:03.', '9:59:58', '10:00:03'],
  [
    'time',
    'Now: 2026-11-22T10:05:33Z',
    'Now: 2026-11-22T10:06:01Z',
    '2026-11-22T10:05:33Z',
    '2026-11-22T10:06:01Z',
  ],
  [
    'time',
    'at 2026-11-22 23:59 UTC',
    'at 2026-11-23 00:01 UTC',
    '2026-11-22 23:59 UTC',
    '2026-11-23 00:01 UTC',
  ],
  [
    'time',
    'Sun Nov 22 10:00:05 UTC 2026',
    'Mon Nov 23 11:00:05 UTC 2026',
    'Sun Nov 22 10:00:05 UTC 2026',
    'Mon Nov 23 11:00:05 UTC 2026',
  ],
  [
    'time',
    'Sunday, 22 November 2026 at 10:05 PM (CET)',
    'Sunday, 22 November 2026 at 10:07 PM (CET)',
    'Sunday, 22 November 2026 at 10:05 PM',
    'Sunday, 22 November 2026 at 10:07 PM',
  ],
  ['time', 'seen 5 minutes ago', 'seen 12 minutes ago', '5 minutes ago', '12 minutes ago'],
  ['time', 'seen just now', 'seen 3 min ago', 'just now', '3 min ago'],
  ['time', 'log_20261122T100533Z', 'log_20261122T100801Z', '20261122T100533Z', '20261122T100801Z'],
  ['time', 'ts=1795342833', 'ts=1795342901', '1795342833', '1795342901'],
  ['time', '{"now":1795342833123}', '{"now":1795342901456}', '1795342833123', '1795342901456'],
  ['time', '1795342833.52 s', '1795342901.13 s', '1795342833.52', '1795342901.13'],
  ['date', 'Today is 2026-11-22.', 'Today is 2026-11-23.', '2026-11-22', '2026-11-23'],
  ['date', 'read memory/2026-11-09.md', 'read memory/2026-11-10.md', '2026-11-09', '2026-11-10'],
  ['date', 'Nov 2, 2026', 'Nov 22, 2026', 'Nov 2, 2026', 'Nov 22, 2026'],
  ['date', 'It is Saturday', 'It is Sunday', 'Saturday', 'Sunday'],
  ['date', 'on 11/22/2026', 'on 11/23/2026', '11/22/2026', '11/23/2026'],
  ['date', '22.11.2026', '23.11.2026', '22.11.2026', '23.11.2026'],
  ['date', '2026年11月22日', '2026年11月23日', '2026年11月22日', '2026年11月23日'],
  ['date', 'edited 2 days ago', 'edited 3 days ago', '2 days ago', '3 days ago'],
  [
    'uuid',
    'run 0b0e7a52-58a0-4a0c-9a3e-6f1f2a4be001 starts',
    'run 0b0e7a52-11ff-4a0c-9a3e-6f1f2a4be777 starts',
    '0b0e7a52-58a0-4a0c-9a3e-6f1f2a4be001',
    '0b0e7a52-11ff-4a0c-9a3e-6f1f2a4be777',
  ],
  [
    'uuid',
    'k 01JD8Z6M3P4QRSTVWXYZ012345',
    'k 01JD8Z6M3P4QRSTVWXYZ0A2B4C',
    '01JD8Z6M3P4QRSTVWXYZ012345',
    '01JD8Z6M3P4QRSTVWXYZ0A2B4C',
  ],
  ['uuid', 'via req_011CSbQ7xY2p', 'via req_011CSbZ9aB3q', 'req_011CSbQ7xY2p', 'req_011CSbZ9aB3q'],
  [
    'uuid',
    'nonce=V1StGXR8_Z5jdHi6Bmy',
    'nonce=V1StGXR8_A7kpQw2Lnx',
    'V1StGXR8_Z5jdHi6Bmy',
    'V1StGXR8_A7kpQw2Lnx',
  ],
  ['hash', 'etag 9f86d081884c7d65', 'etag 60303ae22b998861', '9f86d081884c7d65', '60303ae22b998861'],
  ['hash', 'HEAD is 3f1ef7c on main', 'HEAD is 9ab02d1 on main', '3f1ef7c', '9ab02d1'],
  ['hash', 'in /tmp/run-a1b2c3/src and on', 'in /tmp/run-9f8e7d/src and on', 'a1b2c3', '9f8e7d'],
  ['hash', 'scratch /tmp/a1b2/x is yours', 'scratch /tmp/9f8e/x is yours', 'a1b2', '9f8e'],
  ['hash', 'at C:\\Temp\\w-12ab\\x', 'at C:\\Temp\\w-9fe0\\x', '12ab', '9fe0'],
  ['hash', 'read ./work/agent_3f2a91b.log', 'read ./work/agent_77c0de1.log', '3f2a91b', '77c0de1'],
  ['counter', '"message_id": 41,', '"message_id": 42,', '41', '42'],
  ['counter', 'message_id: 99', 'message_id: 100', '99', '100'],
  ['counter', 'This is turn #9 of it', 'This is turn #10 of it', '9', '10'],
  ['counter', 'request-17', 'request-18', '17', '18'],
  [
    'counter',
    'msg 1178273648273648001 x',
    'msg 1178273648273649001 x',
    '1178273648273648001',
    '1178273648273649001',
  ],
  ['other', 'You have 12,345 tokens left', 'You have 9,870 tokens left', '12,345', '9,870'],
  ['time', 'ts=1795342833', 'ts=1829902833', '1795342833', '1829902833'],
  ['other', 'ts=1795342833', 'ts=1829902834', '1795342833', '1829902834'],
  ['other', 'load 0.35 of it', 'load 0.41 of it', '0.35', '0.41'],
];

describe('classifyVolatile', () => {
  test.each(changes)('%s: %j -> %j', (kind, before, after, was, is) => {
    expect(classifyVolatile(before, after)).toEqual({ kind, before: was, after: is });
  });

  test.each([
    ['a word', 'Mode: plan. Go on.', 'Mode: act. Go on.'],
    ['a heading', '- Inline buttons', '## Group chat'],
    ['a version', 'agent v1.2.3 here', 'agent v1.2.4 here'],
    ['a short version', 'agent v12 here', 'agent v13 here'],
    ['a name with a number', 'model gpt-5 here', 'model gpt-6 here'],
    ['a place in a file', 'see foo.ts:12:40', 'see foo.ts:12:40 and bar.ts:12:41'],
    ['a number in front of another text', 'Rule 1: be brief and kind', 'Rule 2: never say anything else'],
    ['text that was appended', 'It is 10:05', 'It is 10:05 and late'],
    ['text that was appended to an epoch', 'at 1795342833', 'at 1795342833 and late'],
    ['a word in place of a number', 'load 5 of it', 'load high of it'],
    ['a long name', 'call update_customer_record_a now', 'call update_customer_record_b now'],
    ['a number in place of a word', 'load high of it', 'load 5 of it'],
    ['a folder with a name', 'see /docs/face/x now', 'see /docs/dead/x now'],
    ['a version in a path', 'see /src/v2/api here', 'see /src/v3/api here'],
    ['a longer name in a path', 'read /a/1a2b/x now', 'read /a/3c4d5e/x now'],
    ['a name in front of another text', '/models/b12d is the small one', '/models/c34e is a large one'],
    ['a colour', 'colour #a1b2c3 is set', 'colour #d4e5f6 is set'],
    ['nothing', 'It is 10:05', 'It is 10:05'],
    ['empty texts', '', 'x'],
  ])('%s is no volatile value', (_, before, after) => {
    expect(classifyVolatile(before, after)).toBeNull();
  });

  test('a value is named however far into a text it stands', () => {
    const head = 'Lorem ipsum dolor. '.repeat(5000);
    expect(classifyVolatile(`${head}At 10:05 x`, `${head}At 10:06 x`)?.after).toBe('10:06');
  });

  test('any two clock times of a day are a time, wherever they stand', () => {
    const minute = fc.integer({ min: 0, max: 1439 });
    const clock = (of: number): string =>
      `${String(Math.floor(of / 60)).padStart(2, '0')}:${String(of % 60).padStart(2, '0')}`;
    fc.assert(
      fc.property(
        minute,
        minute,
        fc.lorem({ maxCount: 5 }),
        fc.lorem({ maxCount: 5 }),
        (a, b, head, tail) => {
          fc.pre(a !== b);
          const change = classifyVolatile(`${head}: ${clock(a)} ${tail}`, `${head}: ${clock(b)} ${tail}`);
          expect(change).toEqual({ kind: 'time', before: clock(a), after: clock(b) });
        },
      ),
    );
  });

  test('any two uuids are a uuid', () => {
    fc.assert(
      fc.property(fc.uuid(), fc.uuid(), (a, b) => {
        fc.pre(a !== b);
        expect(classifyVolatile(`id=${a};`, `id=${b};`)).toEqual({ kind: 'uuid', before: a, after: b });
      }),
    );
  });

  test('it answers for any two texts', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (a, b) => {
        const change = classifyVolatile(a, b);
        if (change !== null) {
          expect(a).toContain(change.before);
          expect(b).toContain(change.after);
        }
      }),
    );
  });
});

describe('findVolatile', () => {
  test.each([
    ['Request id: 1679091c5a87', 'hash', '1679091c5a87'],
    ['request-id=4f2a91bc77', 'hash', '4f2a91bc77'],
    ['Request id: 1679091', 'counter', '1679091'],
  ])('takes an id whole: %s', (text, kind, value) => {
    expect(findVolatile(text)).toEqual([{ kind, value, at: text.indexOf(value) }]);
  });

  test.each(['Request id: 17th of May', 'turn 3rd from the end'])(
    'takes no part of a word for a number: %s',
    text => {
      expect(findVolatile(text)).toEqual([]);
    },
  );

  test.each([
    ['time', 'Current time: 2026-11-22 10:05', '2026-11-22 10:05'],
    ['time', 'Today is Sunday, 22 November 2026, 10:05 PM.', 'Sunday, 22 November 2026, 10:05 PM'],
    ['time', '{"text":"Be brief.\\nNow: 10:05:33"}', '10:05:33'],
    ['time', "Today's date and time (UTC): 2026-11-22 10:05", '2026-11-22 10:05'],
    ['time', '- Local time is now: **10:05 PM**', '10:05 PM'],
    ['time', 'unix time = 1795342833', '1795342833'],
    ['uuid', 'request_id: 0b0e7a52-58a0-4a0c-9a3e-6f1f2a4be001', '0b0e7a52-58a0-4a0c-9a3e-6f1f2a4be001'],
    ['hash', 'nonce=9f86d081884c7d659a2f', '9f86d081884c7d659a2f'],
    ['counter', '[message_id: 8841]', '8841'],
  ])('%s: %j', (kind, text, value) => {
    expect(findVolatile(text)).toEqual([{ kind, value, at: text.indexOf(value) }]);
  });

  test.each([
    ['a date in prose', 'Today is 2026-11-22. The library was released on Nov 2, 2025.'],
    ['a time without a word for now', 'The office opens at 10:05.'],
    ['an example', 'Pass the current time, e.g. 2026-11-22T10:05:33Z.'],
    ['an example in the next sentence', 'Today is Sunday. Pass times as 2026-11-22T10:05:33Z.'],
    ['a value named otherwise', 'Pass the current time as 10:05:33; the current session began at 10:05.'],
    ['a format', 'timestamp format: 2026-11-22T10:05:33Z'],
    ['an id that lasts', 'workspace 0b0e7a52-58a0-4a0c-9a3e-6f1f2a4be001, session_id: 41'],
    ['a condition', 'If the current time is after 18:00, say so.'],
    ['the word on another line', 'Current folder: /srv\n10:05 is when the train leaves.'],
    ['a number', 'The default timeout is 120000 ms and the limit is 2000 lines.'],
    ['nothing', ''],
  ])('%s is none', (_, text) => {
    expect(findVolatile(text)).toEqual([]);
  });

  test('values come in the order of the text, none twice', () => {
    const text = 'message_id: 12\nNow: 10:05\ntimestamp: 2026-11-22T10:05:00Z';
    expect(findVolatile(text).map(span => span.value)).toEqual(['12', '10:05', '2026-11-22T10:05:00Z']);
  });
});

describe('a moment at a place', () => {
  const pieces = [
    ...[
      '2026-11-22',
      '2026/1/2',
      '20261122T1000',
      '2026年1月2日',
      '1/2/26',
      '22.11.2026',
      'Nov 22',
      '22nd of November',
    ],
    ...[
      'Sun',
      'Sunday',
      'May',
      '10:05',
      '10:05:33Z',
      '5 pm',
      '5 minutes ago',
      'an hour ago',
      'one day ago',
      'just now',
    ],
    ...[
      ' ',
      ',',
      ', ',
      ' at ',
      ' - ',
      ', at ',
      'UTC ',
      'GMT+01:00',
      '2026',
      '\n',
      'v1.',
      ':',
      'foo.ts:',
      'Market ',
      'x',
      '7',
    ],
  ];
  const texts = fc.array(fc.constantFrom(...pieces), { maxLength: 9 }).map(parts => parts.join(''));

  test('is what the expression of all moments finds there', () => {
    fc.assert(
      fc.property(texts, fc.nat(60), (text, index) => {
        const all = [...text.matchAll(CLOCK)].map(match => ({
          start: match.index,
          end: match.index + match[0].length,
        }));
        const first = all.find(({ end }) => end >= index);
        expect(momentAt(text, index)).toEqual(first !== undefined && first.start <= index ? first : null);
      }),
      { numRuns: 5000 },
    );
  });
});
