import { expect, test } from 'vitest';
import { createQueue } from '../../src/alerts/queue.js';

test('delivers no more at once than asked, drops the oldest that wait, and counts them', async () => {
  const release: (() => void)[] = [];
  const begun: number[] = [];
  const deliver = (item: number, signal: AbortSignal): Promise<void> => {
    begun.push(item);
    return new Promise(resolve => {
      release.push(resolve);
      signal.addEventListener('abort', () => resolve());
    });
  };
  const queue = createQueue<number>(deliver, { atOnce: 2, most: 3 });
  for (let item = 1; item <= 8; item += 1) queue.push(item);
  expect(begun).toEqual([1, 2]);
  expect(queue.dropped).toBe(3);
  for (const done of release) done();
  await expect.poll(() => begun).toEqual([1, 2, 6, 7]);
  await queue.close(1);
  expect(queue.dropped).toBe(4);
});

test('ends what hangs when it is closed', async () => {
  let isAborted = false;
  const queue = createQueue<number>(
    (_, signal) =>
      new Promise(resolve => {
        signal.addEventListener('abort', () => {
          isAborted = true;
          resolve();
        });
      }),
  );
  queue.push(1);
  await queue.close(20);
  expect(isAborted).toBe(true);
});

test('takes what comes first before what waits longer, and drops the others before it', async () => {
  const told: string[] = [];
  let release = (): void => {};
  const queue = createQueue<string>(
    item => {
      told.push(item);
      return new Promise(resolve => {
        release = resolve;
      });
    },
    { most: 3, isFirst: item => item.startsWith('incident') },
  );
  for (const item of ['break 1', 'break 2', 'break 3', 'incident 1', 'incident 2']) queue.push(item);
  expect(queue.dropped).toBe(1);
  for (let sent = 2; sent <= 4; sent += 1) {
    release();
    await expect.poll(() => told).toHaveLength(sent);
  }
  expect(told).toEqual(['break 1', 'incident 1', 'incident 2', 'break 3']);
  release();
  await queue.close(1000);
});
