import { describe, expect, test } from 'vitest';
import { createBatches, type Delivery } from '../../../src/alerts/otlp/batches.js';

/** A receiver that answers with these, then takes all. */
function receiver(...answers: readonly Delivery[]) {
  const got: (readonly number[])[] = [];
  return {
    got,
    async send(items: readonly number[]): Promise<Delivery> {
      got.push(items);
      return answers[got.length - 1] ?? 'sent';
    },
  };
}

const FAST = { every: 0, backoff: 0 };

describe('batches', () => {
  test('send together what came, in order', async () => {
    const { send, got } = receiver();
    const batches = createBatches(send, { ...FAST, together: 2 });
    for (const item of [1, 2, 3]) batches.push(item);
    await expect.poll(() => got).toEqual([[1, 2], [3]]);
    expect(batches.dropped).toBe(0);
  });

  test('send again what did not arrive', async () => {
    const { send, got } = receiver('later', 'later');
    const batches = createBatches(send, FAST);
    batches.push(1);
    await expect.poll(() => got).toEqual([[1], [1], [1]]);
    expect(batches.dropped).toBe(0);
  });

  test('do not send again what is refused, and count it', async () => {
    const { send, got } = receiver('refused');
    const batches = createBatches(send, FAST);
    batches.push(1);
    await expect.poll(() => batches.dropped).toBe(1);
    batches.push(2);
    await expect.poll(() => got).toEqual([[1], [2]]);
    expect(batches.dropped).toBe(1);
  });

  test('hold no more than they may while nothing arrives: the oldest are dropped and counted', async () => {
    let isDown = true;
    const got: number[] = [];
    const batches = createBatches<number>(
      async items => {
        if (isDown) return 'later';
        got.push(...items);
        return 'sent';
      },
      { ...FAST, most: 3, together: 2 },
    );
    for (let item = 1; item <= 10; item += 1) batches.push(item);
    expect(batches.dropped).toBe(7);
    isDown = false;
    await expect.poll(() => got).toEqual([8, 9, 10]);
    expect(batches.dropped).toBe(7);
  });

  test('what is being sent and fails counts to what they may hold', async () => {
    const asked: ((outcome: Delivery) => void)[] = [];
    const batches = createBatches<number>(() => new Promise(resolve => void asked.push(resolve)), {
      every: 0,
      backoff: 1e6,
      most: 3,
      together: 2,
    });
    batches.push(1);
    batches.push(2);
    await expect.poll(() => asked).toHaveLength(1);
    for (const item of [3, 4, 5]) batches.push(item);
    expect(batches.dropped).toBe(0);
    asked[0]?.('later');
    await expect.poll(() => batches.dropped).toBe(2);
  });

  test('end with a last try, within its time, and drop the rest', async () => {
    const { send, got } = receiver('later', 'sent');
    const batches = createBatches(send, { every: 1e6, together: 9 });
    batches.push(1);
    await batches.close(10_000);
    expect([got, batches.dropped]).toEqual([[[1], [1]], 0]);
    batches.push(2);
    expect(got).toHaveLength(2);

    const hanging = createBatches(() => new Promise<Delivery>(() => {}), { every: 1e6 });
    hanging.push(1);
    hanging.push(2);
    await hanging.close(1);
    expect(hanging.dropped).toBe(2);
  });
});
