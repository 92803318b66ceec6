import { afterEach, expect, test } from 'vitest';
import { openOtlp } from '../../../src/alerts/otlp/otlp.js';
import { createEngine } from '../../../src/engine.js';
import { readLog } from '../../../src/log/read.js';
import { countsIn } from '../../e2e/fleet/decode.js';
import { endAll, receive } from '../../e2e/fleet/running.js';

afterEach(endAll);

test('a collector gets 0 of each series before it gets what was counted', async () => {
  const collector = await receive();
  const settings = { url: collector.url, host: 'here', version: '1', dropped: () => 0, interval: 20 };
  const otlp = openOtlp({ ...settings, log: () => {} });
  const engine = createEngine();
  for await (const record of readLog('demo-logs/six-requests.jsonl'))
    engine.accept(record).forEach(otlp.event);
  const who = 'gen_ai.agent.name=agent gen_ai.provider.name=anthropic gen_ai.request.model=claude-sonnet-4-6';
  const breaks = (posts: typeof collector.got): number | undefined =>
    countsIn(posts).get(`cachequake.breaks cachequake.cause=tool-changed ${who}`);
  await expect.poll(() => breaks(collector.got)).toBe(1);
  const first = collector.got.findIndex(
    (_, index) => breaks(collector.got.slice(0, index + 1)) !== undefined,
  );
  expect(breaks(collector.got.slice(0, first + 1))).toBe(0);
  await otlp.close();
});
