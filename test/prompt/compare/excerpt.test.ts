import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { excerptAt } from '../../../src/prompt/compare/excerpt.js';

const KEY = `sk-ant-api03-${'Ab3dEf6hIj9k'.repeat(8)}`;

describe('the window around a difference', () => {
  it('masks a credential that its beginning cuts, character for character', () => {
    const text = `key ${KEY}${' '.repeat(150)}HERE`;
    const { text: window, at } = excerptAt(text, text.indexOf('HERE'));
    expect(window.slice(0, 50)).toBe('•'.repeat(50));
    expect(window.slice(at)).toBe('HERE');
    expect(window).toHaveLength(204);
  });

  it('masks a credential that its end cuts', () => {
    const text = `HERE${' '.repeat(1_976)}${KEY}`;
    const window = excerptAt(text, 0).text;
    expect(window).toHaveLength(2_000);
    expect(window.slice(-20)).toBe('•'.repeat(20));
  });

  it('masks a whole credential too: whoever cuts the window again knows half of it by no shape', () => {
    expect(excerptAt(`x ${KEY} y`, 0).text).toBe(`x ${'•'.repeat(KEY.length)} y`);
  });

  it('does not hold the text that it was cut from', () => {
    setFlagsFromString('--expose-gc');
    const collectGarbage = runInNewContext('gc');
    const windowOf = (n: number) => excerptAt(`${n} `.repeat(200_000), 200_000);
    const kept = [windowOf(0)];
    collectGarbage();
    const before = process.memoryUsage().heapUsed;
    for (let n = 1; n <= 50; n += 1) kept.push(windowOf(n));
    collectGarbage();
    // The texts have 25 MB.
    expect(process.memoryUsage().heapUsed - before).toBeLessThan(5e6);
    expect(kept).toHaveLength(51);
  });
});
