import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { changeOf } from '../../../src/ui/diff/align.js';

const chars = (text: string): string[] => [...text];

describe('changeOf', () => {
  it('ends where both sides go on alike', () => {
    const tail = '"}, and so on and on';
    expect(changeOf(chars(`12:04:38${tail}`), chars(`9:5${tail}`), false)).toEqual({ removed: 8, added: 3 });
  });

  it('takes the nearest place where they agree', () => {
    const tail = 'abcdefghijklmnop';
    expect(changeOf(chars(`x${tail}${tail}`), chars(`yy${tail}${tail}`), false)).toEqual({
      removed: 1,
      added: 2,
    });
  });

  it('sees a pure insertion and a pure removal', () => {
    const tail = 'the rest of the text';
    expect(changeOf(chars(tail), chars(`new ${tail}`), false)).toEqual({ removed: 0, added: 4 });
    expect(changeOf(chars(`old ${tail}`), chars(tail), false)).toEqual({ removed: 4, added: 0 });
  });

  it('counts a common end that is short, where both texts end', () => {
    expect(changeOf(chars('38Z"}'), chars('52Z"}'), true)).toEqual({ removed: 2, added: 2 });
  });

  it('does not guess where the excerpts end before the texts do', () => {
    expect(changeOf(chars('38Z"}'), chars('52Z"}'), false)).toEqual({ removed: null, added: null });
  });

  it('never claims more than there is, and what follows its claim is alike', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 60 });
    fc.assert(
      fc.property(text, text, fc.boolean(), (before, after, isWhole) => {
        const { removed, added } = changeOf(chars(before), chars(after), isWhole);
        if (removed === null || added === null) return;
        expect(removed).toBeLessThanOrEqual(before.length);
        expect(added).toBeLessThanOrEqual(after.length);
        const most = Math.min(12, before.length - removed, after.length - added);
        expect(before.slice(removed, removed + most)).toBe(after.slice(added, added + most));
      }),
    );
  });
});
