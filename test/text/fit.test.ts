import fc from 'fast-check';
import stringWidth from 'string-width';
import { describe, expect, it } from 'vitest';
import { fit as fitTo, shorten } from '../../src/text/fit.js';
import { visible } from '../../src/text/visible.js';

describe('fit', () => {
  it('pads to the width, on the side that the alignment leaves', () => {
    expect(fitTo('7', 3)).toBe('7  ');
    expect(fitTo('7', 3, { align: 'right' })).toBe('  7');
    expect(fitTo('7', 4, { align: 'centre' })).toBe(' 7  ');
  });

  it('cuts what is too long and says so', () => {
    expect(fitTo('messages[41]', 8)).toBe('message…');
    expect(fitTo('messages[41]', 8, { cut: 'start' })).toBe('…ges[41]');
    expect(fitTo('messages[41]', 8, { cut: 'middle' })).toBe('mess…41]');
    expect(fitTo('messages[41]', 8, { ellipsis: '...' })).toBe('messa...');
  });

  it('drops the ellipsis where not even that fits', () => {
    expect(fitTo('abc', 0)).toBe('');
    expect(fitTo('abc', 1)).toBe('…');
    expect(fitTo('abc', 2, { ellipsis: '...' })).toBe('ab');
  });

  it('never halves a wide character or a letter and its mark', () => {
    expect(fitTo('漢字漢字', 4)).toBe('漢… ');
    expect(fitTo('漢字漢字', 4, { cut: 'start', align: 'right' })).toBe(' …字');
    expect(fitTo('e\u0301e\u0301e\u0301', 2)).toBe('e\u0301…');
  });

  it('leaves alone what fits', () => {
    expect(shorten('e\u0301e\u0301', 2)).toBe('e\u0301e\u0301');
    expect(shorten('漢', 2)).toBe('漢');
  });

  it('takes exactly the cells it was given', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', maxLength: 30 }),
        fc.integer({ min: -1, max: 40 }),
        fc.constantFrom('left', 'right', 'centre'),
        fc.constantFrom('end', 'start', 'middle'),
        (text, cells, align, cut) => {
          expect(stringWidth(fitTo(visible(text), cells, { align, cut }))).toBe(Math.max(0, cells));
        },
      ),
      { numRuns: 1000 },
    );
  });
});
