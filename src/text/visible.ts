/**
 * The one way by which text from a log reaches a terminal or a report.
 *
 * A payload is hostile: escapes recolour or clear the screen, `\r` and tabs move borders, bidi controls reorder what is
 * read, zero-width characters hide differences. All of them come out as something printable of a known width.
 * Characters on whose width terminals and string-width disagree (joined emoji, variation selectors, skin tones, conjoining
 * jamo, spacing marks) come out by code point too: a broken border costs more than a plain emoji.
 */
import stringWidth from 'string-width';

export interface VisibleOptions {
  /**
   * `mark`: a line break becomes `↵` and the result is one line. `keep`: `\n` stays (`\r\n` is `␍` and a line break).
   * @default 'mark'
   */
  readonly newline?: 'mark' | 'keep';
  /**
   * Distance of tab stops, in cells from the start of the line.
   * @default 4
   */
  readonly tabWidth?: number;
  /**
   * True if the result may hold printable ASCII only: everything else comes out as `\n`, `\x1b` or `<U+00E9>`.
   * @default false
   */
  readonly ascii?: boolean;
}

/**
 * Makes hostile text printable, and as wide as string-width says.
 *
 * @example visible('a\u001B[31mb\u202Ec') // 'a␛[31mb‹U+202E›c'
 */
export function visible(text: string, options: VisibleOptions = {}): string {
  if (PLAIN.test(text)) return text;
  const { newline = 'mark', tabWidth = 4, ascii = false } = options;
  const write = ascii ? asciiForm : unicodeForm;
  const tab = ascii ? '\\t' : '→';
  const lineBreak = newline === 'keep' ? '\n' : ascii ? '\\n' : '↵';
  let out = '';
  let column = 0;
  for (const [, run = '', end = ''] of text.matchAll(RUNS)) {
    const shown = run.replace(NOT_PLAIN, (odd, at: number) => write(odd, run[at - 1] ?? ''));
    out += shown;
    column += cellsOf(shown);
    if (end === '\t') {
      const stop = (Math.floor((column + tab.length - 1) / tabWidth) + 1) * tabWidth;
      out += tab.padEnd(stop - column);
      column = stop;
    } else if (end === '\n') {
      out += lineBreak;
      column = newline === 'keep' ? 0 : column + lineBreak.length;
    }
  }
  return out;
}

/** Cells that a text without line breaks takes on a terminal. Control characters count nothing: pass it through {@link visible} first. */
export function cellsOf(text: string): number {
  return NARROW.test(text) ? text.length : stringWidth(text);
}

const PLAIN = /^[\x20-\x7E]*$/;
/** Of these each takes one cell and one UTF-16 unit: ASCII, boxes and blocks, our own signs. Measuring all else is slow. */
const NARROW = /^[\x20-\x7E\u2500-\u259F·…−→↵≈‖●○▰▱▲▼▸◂✗]*$/;
const NOT_PLAIN = /[^\x20-\x7E]+/g;
/** A run without tabs and line breaks, and the tab or break that ends it. */
const RUNS = /([^\t\n]*)([\t\n]|$)/g;

/**
 * Invisible (controls, formats, separators, lone surrogates, ignorables, private and unassigned), or of a disputed width:
 * spacing and enclosing marks, flags and skin tones, conjoining jamo, Thai and Lao AM, prepended letters, and the Chinese
 * divination symbols that Unicode 16 made wide.
 */
const ODD =
  /[\p{C}\p{Z}\p{Default_Ignorable_Code_Point}\p{Mc}\p{Me}\p{Emoji_Modifier}\p{Regional_Indicator}\u1100-\u11FF\uA960-\uA97F\uD7B0-\uD7FF\u0E33\u0EB3\u0D4E\u{111C2}\u{111C3}\u{113D1}\u{1193F}\u{11941}\u{11A3A}\u{11A84}-\u{11A89}\u{11D46}\u{11F02}\u2630-\u2637\u268A-\u268F\u4DC0-\u4DFF\u{1D300}-\u{1D376}]/u;
const MARK = /\p{Mn}/u;
/** Marks that terminals put on the letter before; those of other scripts join letters into clusters whose width is disputed. */
const STACKING_MARK =
  /[\p{Script=Inherited}\p{Script=Cyrillic}\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Syriac}\p{Script=Thai}\p{Script=Lao}]/u;
const LETTER = /[\p{L}\p{N}]/u;
/** A letter carries at most so many marks: more of them climb over the lines above. */
const MARKS_PER_LETTER = 3;

function unicodeForm(run: string, before: string): string {
  let out = '';
  let marksLeft = LETTER.test(before) ? MARKS_PER_LETTER : 0;
  for (const character of run) {
    if (MARK.test(character) && marksLeft > 0 && STACKING_MARK.test(character) && !ODD.test(character)) {
      out += character;
      marksLeft--;
    } else if (MARK.test(character) || ODD.test(character)) {
      out += picture(character) ?? named(character, '‹', '›');
      marksLeft = 0;
    } else {
      out += character;
      marksLeft = LETTER.test(character) ? MARKS_PER_LETTER : 0;
    }
  }
  return out;
}

function asciiForm(run: string): string {
  return [...run]
    .map(character => (code(character) < 0xa0 ? hexEscape(character) : named(character, '<', '>')))
    .join('');
}

/** The control picture of a C0 control, `\x9b` for a C1 control. */
function picture(character: string): string | undefined {
  const point = code(character);
  if (point < 0x20) return String.fromCodePoint(0x2400 + point);
  if (point === 0x7f) return '␡';
  return point >= 0x80 && point < 0xa0 ? hexEscape(character) : undefined;
}

const hexEscape = (character: string): string => `\\x${code(character).toString(16).padStart(2, '0')}`;

const named = (character: string, open: string, close: string): string =>
  `${open}U+${code(character).toString(16).toUpperCase().padStart(4, '0')}${close}`;

const code = (character: string): number => character.codePointAt(0) ?? 0;
