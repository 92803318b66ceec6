import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clipLine, lineCells } from '../../../src/ui/terminal/clip.js';

const RED = '\u001B[31m';
const PLAIN = '\u001B[39m';

describe('clipLine', () => {
  it('counts cells without styles and keeps the styles behind the cut', () => {
    expect(lineCells(`${RED}ab漢${PLAIN}`)).toBe(4);
    expect(clipLine(`${RED}abcdef${PLAIN}`, 3)).toBe(`${RED}abc${PLAIN}`);
    expect(clipLine(`ab${RED}cd${PLAIN}`, 2)).toBe(`ab${RED}${PLAIN}`);
  });

  it('never halves a wide character', () => {
    expect(clipLine('a漢b', 2)).toBe('a');
    expect(clipLine(`a漢${RED}b`, 2)).toBe(`a${RED}`);
  });

  it('never leaves more cells than asked', () => {
    const piece = fc.constantFrom(
      'a',
      '漢',
      ' ',
      RED,
      PLAIN,
      'e\u0301',
      '\u001B]8;;http://x\u0007',
      '\u001B]8;;\u0007',
    );
    fc.assert(
      fc.property(fc.array(piece), fc.nat({ max: 20 }), (pieces, cells) => {
        const line = pieces.join('');
        expect(lineCells(clipLine(line, cells))).toBeLessThanOrEqual(cells);
        expect(clipLine(line, lineCells(line))).toBe(line);
      }),
    );
  });
});
