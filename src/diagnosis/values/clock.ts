/** Dates and times as people and programs write them into prompts. */

const WEEKDAY = '(?:Mon|Tues?|Wed(?:nes)?|Thu(?:rs)?|Fri|Sat(?:ur)?|Sun)(?:day)?\\b\\.?';
const MONTH =
  '(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)\\b\\.?';
const DAY_OF_MONTH = '(?:[12]\\d|3[01]|0?[1-9])(?:st|nd|rd|th)?\\b';
const YEAR = '(?:19|20)\\d{2}\\b';
const TIME = '(?:[01]?\\d|2[0-4]):[0-5]\\d(?::[0-6]\\d(?:[.,]\\d+)?)?(?![\\d:])(?: ?[AaPp]\\.?[Mm]\\b)?';
const HOUR = '(?:1[0-2]|[1-9]) ?[AaPp][Mm]\\b';
const ZONE = '(?: ?(?:Z|UTC|GMT)(?!\\w))?(?: ?[+-]\\d{2}:?\\d{2}(?!\\d))?';
const ISO_DATE = '\\d{4}(?:-\\d{1,2}-|/\\d{1,2}/|\\.\\d{1,2}\\.)(?:[12]\\d|3[01]|0?[1-9])(?!\\d)';
const SMALL_AGO = '(?:\\d+|an?|one) ?(?:seconds?|secs?|minutes?|mins?|hours?|hrs?|[smh]) ago\\b';
const LARGE_AGO = '(?:\\d+|an?|one) ?(?:days?|weeks?|months?|years?) ago\\b';

/** How a moment is written, and how such a one can begin. */
type Written = readonly [whole: string, beginning: string];

const WEEKDAYS = 'Mon|Tue|Wed|Thu|Fri|Sat|Sun';
const MONTHS = 'Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec';
const NUMBER = '\\d{1,4}[-/.:年]';
const AGO = '(?:\\d+|an?|one) ?[a-z]{1,7} ago';

/** May stand in a file name (`memory/2026-11-22.md`). */
const STAMPS: readonly Written[] = [
  [`${ISO_DATE}(?:[T ]${TIME}${ZONE})?`, NUMBER],
  ['20\\d{2}(?:0[1-9]|1[0-2])(?:[0-2]\\d|3[01])T\\d{4,6}Z?', '20\\d{6}T'],
  ['20\\d{2}年\\d{1,2}月\\d{1,2}日', NUMBER],
];

/** Must stand as words of their own: not `foo.ts:12:40`, not `1.12.40`. */
const WORDS: readonly Written[] = [
  ['\\d{1,2}/\\d{1,2}/(?:\\d{4}|\\d{2})(?!\\d)', NUMBER],
  ['\\d{1,2}\\.\\d{1,2}\\.(?:19|20)\\d{2}(?!\\d)', NUMBER],
  [`${MONTH} ${DAY_OF_MONTH}(?:,? ${YEAR})?`, MONTHS],
  [`${DAY_OF_MONTH}\\.? (?:of )?${MONTH}(?:,? ${YEAR})?`, '\\d{1,2}(?:st|nd|rd|th)?\\.? (?:of )?[ADFJMNOS]'],
  [`${MONTH} ${YEAR}`, MONTHS],
  [WEEKDAY, WEEKDAYS],
  [MONTH, MONTHS],
  [`${TIME}${ZONE}`, NUMBER],
  [HOUR, '\\d{1,2} ?[AaPp]'],
  [SMALL_AGO, AGO],
  [LARGE_AGO, AGO],
  ['just now\\b', 'just now'],
];

const ALONE = '(?<!\\d)';
const AS_WORD = '(?<![\\w.]|\\d:|\\.\\w{1,5}:)';
const oneOf = (written: readonly Written[]): string => written.map(([whole]) => whole).join('|');
const ATOM = `(?:${ALONE}(?:${oneOf(STAMPS)})|${AS_WORD}(?:${oneOf(WORDS)}))`;
/** What may follow inside one moment: `Sun Nov 22 10:00:05 UTC 2026`, `Sunday, 22 November 2026 at 10:05`. */
const NEXT = `,? (?:at |- )?(?:${ATOM}|${YEAR}|[A-Z]{3,4}(?= ${YEAR}))`;

/** A moment, whole as it is written: date, time, or both. */
export const CLOCK = new RegExp(`${ATOM}(?:${NEXT})*`, 'g');

/**
 * Where a moment can begin. To compile the expression of all moments takes as long as to start an empty program, and that of its
 * parts, one by one, a tenth of it: for one place of a text they are tried in turn.
 */
const START = new RegExp(
  [...new Set([...STAMPS, ...WORDS].map(([, beginning]) => beginning))].join('|'),
  'g',
);
const HERE = [...STAMPS.map(([whole]) => ALONE + whole), ...WORDS.map(([whole]) => AS_WORD + whole)].map(
  part => new RegExp(part, 'y'),
);
const BETWEEN = /,? (?:at |- )?/y;
const MORE = new RegExp(`${YEAR}|[A-Z]{3,4}(?= ${YEAR})`, 'y');

/** The first moment that ends at an index of a text or behind it, if it begins there or before: as `CLOCK` finds it. */
export function momentAt(
  text: string,
  index: number,
): { readonly start: number; readonly end: number } | null {
  let from = 0;
  for (;;) {
    START.lastIndex = from;
    const start = START.exec(text)?.index ?? Number.POSITIVE_INFINITY;
    if (start > index) return null;
    const end = partAt(text, start);
    if (end === null) from = start + 1;
    else {
      from = wholeFrom(text, end);
      if (from >= index) return { start, end: from };
    }
  }
}

/** Where a moment ends that goes on behind its first part. */
function wholeFrom(text: string, first: number): number {
  let end = first;
  for (;;) {
    const next = endOf(BETWEEN, text, end);
    const far = next === null ? null : (partAt(text, next) ?? endOf(MORE, text, next));
    if (far === null) return end;
    end = far;
  }
}

function partAt(text: string, at: number): number | null {
  for (const part of HERE) {
    const end = endOf(part, text, at);
    if (end !== null) return end;
  }
  return null;
}

function endOf(pattern: RegExp, text: string, at: number): number | null {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : null;
}

const FINER_THAN_DAY = new RegExp(`${TIME}|(?<=\\dT)\\d{4,6}|${HOUR}|${SMALL_AGO}|just now`, 'g');

/** What of a moment is finer than a day; empty for a date. */
export function timeOfDay(moment: string): string {
  return (moment.match(FINER_THAN_DAY) ?? []).join(' ');
}

/** True for seconds, milliseconds, microseconds or nanoseconds since 1970, of the years 2014 to 2033. */
export function hasEpochShape(number: string): boolean {
  return /^1[4-9]\d{8}(?:\d{3}|\d{6}|\d{9})?(?:\.\d+)?$/.test(number);
}
