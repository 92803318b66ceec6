import { expect, test } from 'vitest';
import { logId } from '../../src/log/paths/file-id.js';
import { cachequake } from './captured-io.js';

const SIX = 'demo-logs/six-requests.jsonl';
const ID = logId(SIX);

test('explain shows the byte of a break that was told elsewhere', async () => {
  const { code, out } = await cachequake('explain', `${ID}-5`, 'demo-logs');
  expect(code).toBe(0);
  expect(out).toMatch(/^✗ #5 partial break, M5\.2/);
  expect(out).toContain('demo-logs/six-requests.jsonl:9:8758');
  expect(out).toContain('+ [compacted: tool output removed to free context]');
});

test('explain takes the id of an incident, the same one in all outputs, and says what it is and where it began', async () => {
  const { out } = await cachequake('explain', `agent@${ID}-2`, SIX);
  expect(out).toMatch(
    /^! SEV1 agent: 51 points lost at the worst .*, from #2, opened at #6 at .*\n✗ #2 full break/,
  );
  const reported = JSON.parse((await cachequake('report', SIX, '--format', 'json')).out).incidents;
  const lines = (await cachequake('replay', SIX, '--json', '--speed', '1e9')).out.trimEnd().split('\n');
  const told = lines.map(line => JSON.parse(line)).filter(({ type }) => type === 'incident');
  const ids = [...reported, ...told.map(({ incident }) => incident)].map(({ id }) => id);
  expect(new Set(ids)).toEqual(new Set([`agent@${ID}-2`]));
});

test.each([
  [['5', SIX], '5: no id of an event; they look like 9d96f6c71003-5'],
  [['000000000000-5', SIX], 'its log is not here'],
  [[`${ID}-9`, SIX], 'there is no request 9 in it any more'],
  [[`${ID}-1`, SIX], 'request 1 did not break, read by itself'],
  [[`agent@${ID}-3`, SIX], 'request 3 did not break, nor does an incident begin there, read by itself'],
  [[`${ID}-5`, 'none.jsonl'], 'none.jsonl: no such file'],
])('explain refuses %j', async (args, reason) => {
  const { code, out, err } = await cachequake('explain', ...args);
  expect([code, out]).toEqual([2, '']);
  expect(err).toContain(reason);
});
