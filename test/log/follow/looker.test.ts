import { describe, expect, it } from 'vitest';
import { createLooker } from '../../../src/log/follow/looker.js';

/** A looker whose looks last until they are let go. */
function slowLooker() {
  const open: (() => void)[] = [];
  let looks = 0;
  const looker = createLooker(() => {
    looks += 1;
    return new Promise<void>(resolve => open.push(resolve));
  });
  const letGo = async (): Promise<void> => {
    open.shift()?.();
    await new Promise(setImmediate);
  };
  return { looker, letGo, looks: () => looks };
}

describe('a looker', () => {
  it('never looks twice at once, and once more for all who woke it meanwhile', async () => {
    const { looker, letGo, looks } = slowLooker();
    const woken = looker.wake();
    void looker.wake();
    void looker.wake();
    expect(looks()).toBe(1);
    await letGo();
    expect(looks()).toBe(2);
    await letGo();
    await woken;
    expect(looks()).toBe(2);
  });

  it('looks again after it has come to rest', async () => {
    const { looker, letGo, looks } = slowLooker();
    void looker.wake();
    await letGo();
    await looker.idle();
    void looker.wake();
    expect(looks()).toBe(2);
  });

  it('begins no look after the one under way once it is closed', async () => {
    const { looker, letGo, looks } = slowLooker();
    void looker.wake();
    void looker.wake();
    looker.close();
    await letGo();
    await looker.idle();
    expect([looks(), looker.isClosed]).toEqual([1, true]);
  });
});
