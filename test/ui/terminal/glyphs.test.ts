import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cellsOf } from '../../../src/text/visible.js';
import { toAscii } from '../../../src/ui/terminal/glyphs.js';

describe('toAscii', () => {
  it('replaces our signs by their likeness and everything else by question marks', () => {
    expect(toAscii('╭─ ✗ ●─╮│漢é')).toBe('+- x *-+|???');
  });

  it('tells what was read from what breaks took, and each from what could not be read', () => {
    expect(new Set(toAscii('█▓░')).size).toBe(3);
  });

  it('draws the bars of a low chart as none of its axis', () => {
    const bars = toAscii('▂▄▆▇');
    expect(new Set(bars).size).toBe(4);
    expect([...toAscii('─┴┻━●')].filter(sign => bars.includes(sign))).toEqual([]);
  });

  it('leaves styles alone', () => {
    expect(toAscii('\u001B[31m▸\u001B[39m')).toBe('\u001B[31m>\u001B[39m');
  });

  it('keeps the cells', () => {
    const sign = fc.constantFrom(...'a ╭█░▌▁┃●✗▸·…漢é');
    fc.assert(
      fc.property(fc.string({ unit: sign }), text => {
        expect(toAscii(text)).toMatch(/^[\x20-\x7E]*$/);
        expect(toAscii(text).length).toBe(cellsOf(text));
      }),
    );
  });
});
