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
