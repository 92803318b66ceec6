import { describe, expect, it } from 'vitest';
import { cellsOf } from '../../../src/text/visible.js';
import { ASCII_GLYPHS, toAscii, UNICODE_GLYPHS } from '../../../src/ui/terminal/glyphs.js';

describe('glyphs', () => {
  it('take one cell each, in both sets', () => {
    for (const set of [UNICODE_GLYPHS, ASCII_GLYPHS])
      for (const glyph of Object.values(set).flat()) expect([glyph, cellsOf(glyph)]).toEqual([glyph, 1]);
    for (const glyph of Object.values(ASCII_GLYPHS).flat()) expect(glyph).toMatch(/^[\x20-\x7E]$/);
  });

  it('come in the same numbers in both sets', () => {
    expect(Object.entries(ASCII_GLYPHS).map(([name, glyph]) => [name, glyph.length])).toEqual(
      Object.entries(UNICODE_GLYPHS).map(([name, glyph]) => [name, glyph.length]),
    );
  });
});

describe('toAscii', () => {
  it('replaces our glyphs by their likeness and everything else by question marks, cell for cell', () => {
    expect(toAscii('╭─ ✗ ●─╮│漢é')).toBe('+- x *-+|???');
    expect(toAscii('\u001B[31m▸\u001B[39m')).toBe('\u001B[31m>\u001B[39m');
  });
});
