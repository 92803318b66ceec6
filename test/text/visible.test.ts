import { Unicode11Addon } from '@xterm/addon-unicode11';
import { Terminal } from '@xterm/headless';
import fc from 'fast-check';
import stringWidth from 'string-width';
import { describe, expect, it } from 'vitest';
import { cellsOf, visible } from '../../src/text/visible.js';

const anyText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc
    .array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 20 })
    .map(units => String.fromCharCode(...units)),
  fc
    .array(
      fc.constantFrom(
        ...[
          'a',
          ' ',
          '\t',
          '\n',
          '\r',
          '\u001b[31m',
          '\u001b]8;;x\u0007',
          '\u009b2J',
          '\u202e',
          '\u200b',
          '\u200d',
        ],
        ...[
          '\ufe0f',
          '👩',
          '⚠',
          '🏽',
          '🇩',
          '🇪',
          '漢',
          'e',
          '\u0301',
          '\u20e3',
          '1',
          '한',
          '\u1112',
          '\u1161',
          '\u00a0',
        ],
        ...[
          '\ud83d',
          '\udc69',
          'ก',
          '\u0e33',
          '\u0e49',
          'क',
          '\u094d',
          '\u0940',
          'ﾊ',
          'ﾞ',
          '\u0600',
          '\u{e0061}',
        ],
      ),
      { maxLength: 12 },
    )
    .map(parts => parts.join('')),
);

describe('visible', () => {
  it('leaves printable ASCII and ordinary letters of other scripts alone', () => {
    for (const text of [
      '',
      'a b~!',
      'Größe',
      'Привет',
      '漢字かな',
      '한국어',
      'שלום',
      'مرحبا',
      'cafe\u0301',
      'สวัสดี',
      '😀 ✓',
    ])
      expect(visible(text)).toBe(text);
  });

  it('turns escape sequences into text', () => {
    expect(visible('\u001b[2J\u001b]8;;http://x\u0007y')).toBe('␛[2J␛]8;;http://x␇y');
    expect(visible('\u009b31m')).toBe('\\x9b31m');
  });

  it('shows the controls that would move the cursor', () => {
    expect(visible('a\rb\u0000\b\u007f')).toBe('a␍b␀␈␡');
  });

  it('names characters that cannot be seen or that reorder the line', () => {
    expect(visible('a\u202eb\u200bc\u00ad\u2066\ufeff')).toBe('a‹U+202E›b‹U+200B›c‹U+00AD›‹U+2066›‹U+FEFF›');
    expect(visible('1\u00a0000')).toBe('1‹U+00A0›000');
    expect(visible('\u{e0061}')).toBe('‹U+E0061›');
  });

  it('takes emoji apart that terminals join differently', () => {
    expect(visible('⚠\ufe0f')).toBe('⚠‹U+FE0F›');
    expect(visible('👩\u200d👦')).toBe('👩‹U+200D›👦');
    expect(visible('👍🏽')).toBe('👍‹U+1F3FD›');
    expect(visible('1\ufe0f\u20e3')).toBe('1‹U+FE0F›‹U+20E3›');
    expect(visible('🇩🇪')).toBe('‹U+1F1E9›‹U+1F1EA›');
  });

  it('takes apart letters that terminals join to clusters of a disputed width', () => {
    expect(visible('नी')).toBe('न‹U+0940›');
    expect(visible('क्ष')).toBe('क‹U+094D›ष');
    expect(visible('\u1112\u1161')).toBe('‹U+1112›‹U+1161›');
  });

  it('names a lone surrogate', () => {
    expect(visible('a\ud83db')).toBe('a‹U+D83D›b');
    expect(visible('\ude00')).toBe('‹U+DE00›');
  });

  it('puts a mark on a letter only, and no tower of them', () => {
    expect(visible('\u0301x')).toBe('‹U+0301›x');
    expect(visible('\t\u0301')).toBe('→   ‹U+0301›');
    expect(visible('😀\u0301')).toBe('😀‹U+0301›');
    expect(visible('e\u0301\u0302\u0303\u0304')).toBe('e\u0301\u0302\u0303‹U+0304›');
  });

  it('pads a tab to the next stop, counted in cells', () => {
    expect(visible('\tx')).toBe('→   x');
    expect(visible('abc\tx')).toBe('abc→x');
    expect(visible('abcd\tx')).toBe('abcd→   x');
    expect(visible('a\tb\tc')).toBe('a→  b→  c');
    expect(visible('漢\tx', { tabWidth: 8 })).toBe('漢→     x');
  });

  it('marks a line break, or keeps it', () => {
    expect(visible('a\n\tb')).toBe('a↵→ b');
    expect(visible('a\r\n\tb', { newline: 'keep' })).toBe('a␍\n→   b');
  });

  it('stays in ASCII if asked', () => {
    expect(visible('é\t\u001b\n漢', { ascii: true })).toBe('<U+00E9>\\t  \\x1b\\n<U+6F22>');
    fc.assert(fc.property(anyText, text => /^[\x20-\x7e]*$/.test(visible(text, { ascii: true }))));
  });

  it('lets no control, escape or hidden character through', () => {
    fc.assert(fc.property(anyText, text => !/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]|\ufe0f/u.test(visible(text))));
  });

  it('is as wide as string-width says, wherever it is cut by code point', () => {
    fc.assert(
      fc.property(anyText, anyText, (a, b) => {
        const whole = visible(a) + visible(b);
        return stringWidth(whole) === cellsOf(visible(a)) + cellsOf(visible(b));
      }),
      { numRuns: 1000 },
    );
  });

  it('is as wide on a terminal as string-width says', async () => {
    const terminal = new Terminal({ cols: 2000, rows: 1, allowProposedApi: true });
    terminal.loadAddon(new Unicode11Addon());
    terminal.unicode.activeVersion = '11';
    const anyCharacter = fc
      .integer({ min: 0, max: 0x1f64f })
      .map(point => `a${String.fromCodePoint(point)}bก${String.fromCodePoint(point)}漢`);
    await fc.assert(
      fc.asyncProperty(fc.oneof(anyText, anyCharacter), async text => {
        const shown = visible(text);
        fc.pre(!UNKNOWN_TO_THE_TERMINAL.test(shown));
        await new Promise<void>(done => terminal.write(`\u001bc${shown}`, done));
        expect(terminal.buffer.active.cursorX).toBe(stringWidth(shown));
      }),
      { numRuns: 3000 },
    );
  });
});

/** The terminal's tables end with Unicode 11: younger marks and wide characters, and the planes in which most are. */
const UNKNOWN_TO_THE_TERMINAL =
  /[\u0890-\u089f]|[\u08c0-\u08d2]|\u0ece|[\u1ab0-\u1aff]|\u1dfa|[\u2ffc-\u2fff]|[\u31bb-\u31bf\u31e4-\u31ef\u{10000}-\u{1f2ff}\u{1f650}-\u{10ffff}]/u;
