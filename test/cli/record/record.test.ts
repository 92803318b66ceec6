import { expect, test } from 'vitest';
import { summaryOf, whatToSet } from '../../../src/cli/record/record-ending.js';
import { resolveUpstreams } from '../../../src/record/proxy/upstreams.js';
import { cachequake } from '../captured-io.js';

test.each([
  [['--upstream', 'nonsense'], '--upstream: `nonsense` is no base URL to send to'],
  [['--keep', 'forever'], '--keep forever: give a size'],
  [['--split'], 'this terminal is not inside tmux'],
  [['--port', '99999'], 'It must be a port'],
  [['--max-body', 'lots'], 'It must be a size'],
])('record %j starts nothing and says why', async (args, why) => {
  const { code, out, err } = await cachequake('record', ...args, '--', 'false');
  expect([code, out]).toEqual([2, '']);
  expect(err).toContain(why);
});

test('the summary of a recording says what is missing, and why', () => {
  const fine = {
    path: '/r/a.jsonl',
    requests: 2,
    lost: 0,
    failing: null,
    open: 0,
    fault: null,
    vetoed: null,
    unplaced: null,
    destinations: [{ host: 'api.anthropic.com', requests: 2 }],
  };
  const where = 'meant for api.anthropic.com (2)';
  expect(summaryOf(fine, [])).toEqual(['2 requests recorded in /r/a.jsonl', where]);
  const third = { ...fine, path: '/r/2026-11-22T10-00-00Z-4711.3.jsonl' };
  expect(summaryOf(third, [])).toEqual(['2 requests recorded in /r/2026-11-22T10-00-00Z-4711.jsonl', where]);
  expect(summaryOf({ ...fine, path: "/r/it's", requests: 1 }, [])).toEqual([
    "1 request recorded in '/r/it'\\''s'",
    where,
  ]);
  expect(summaryOf({ ...fine, requests: 0 }, [])).toEqual([
    'nothing recorded: the agent sent nothing through the proxy: it asked no model, or has its base URL in a settings file',
  ]);
  expect(summaryOf({ ...fine, vetoed: { count: 1, first: 'why' } }, [])[2]).toBe(
    '1 of them was not sent (--veto): why',
  );
  expect(summaryOf({ ...fine, vetoed: { count: 2, first: 'why' } }, [])[2]).toBe(
    '2 of them were not sent (--veto): the first: why',
  );
  const failing = { since: 0, reason: 'ENOSPC' };
  expect(summaryOf({ ...fine, lost: 1, failing, fault: 'a' }, [new Error('b')])).toEqual([
    '2 requests sent; what could be written of them is in /r/a.jsonl',
    where,
    '1 of them could not be kept',
    'the end is missing, the file could not be written: ENOSPC',
    'a fault of cachequake: a',
    'a fault of cachequake: Error: b',
  ]);
});

test('where nothing was recorded it says what to set: the line of the agent, or the addresses', () => {
  const upstreams = resolveUpstreams([], {});
  if (!upstreams.ok) throw new Error(upstreams.message);
  expect(whatToSet('codex -c …', upstreams.upstreams)).toBe('codex -c …');
  const all = whatToSet(null, upstreams.upstreams);
  expect(all).toContain(
    'http://127.0.0.1:4380/anthropic (anthropic), http://127.0.0.1:4380/openai/v1 (openai)',
  );
  expect(all).toContain('record with --port 4380');
});
