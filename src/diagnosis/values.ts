/**
 * Values that change by themselves: clocks, ids, counters. Causes ask what a difference is; hints ask what a text holds.
 * What counts as one, and the reports behind it: causes F1 and F2 of the taxonomy (openclaw#20894, goose#2434, pi#1873).
 */
import { firstDifference } from '../text/ends.js';
import { CLOCK, hasEpochShape, momentAt, timeOfDay } from './values/clock.js';
import {
  CALL_HASH,
  HASH,
  isCounterCue,
  isRandom,
  NUMBER,
  PATH_HASH,
  PATH_LEAD,
  SHORT_HASH,
  TOKEN,
  TOKEN_PART,
  UNIQUE_ID,
  VERSION,
} from './values/ids.js';

export type VolatileKind = 'time' | 'date' | 'uuid' | 'counter' | 'hash' | 'other';

/** A value that differs between two texts: both sides whole, not cut at the first differing character. */
export interface VolatileChange {
  readonly kind: VolatileKind;
  readonly before: string;
  readonly after: string;
}

/** How far around the first difference a value may reach, in UTF-16 units. */
const REACH = 160;
/** A number is the change only if both texts go on alike behind it, for at least this many UTF-16 units. */
const ALIKE_AFTER = 12;
/** Two epoch numbers further apart than this are two ids. Seconds. */
const EPOCH_APART = 400 * 86_400;

/** A value that one text shows to be volatile. */
export interface VolatileSpan {
  readonly kind: VolatileKind;
  readonly value: string;
  /** UTF-16 index in the text. */
  readonly at: number;
}

const PER_CALL = '(?:message|msg|request|req|turn|trace|span|call|correlation)';
/** Words for now, and nothing between them and the value but words of that kind: not `the current time as in 10:05`. */
const NOW =
  /\b(?:current|now|as of|local|system|server|timestamp|generated at|today)(?:\W|'s\b|\b(?:date|time|day|timestamp|and|or|is|it|the|in|at|utc|gmt|iso|zone|timezone|user|local)\b)*$/i;
/** What stands between a word and its value; a text of hex is full of numbers behind none of these. */
const SEPARATOR = /["'`\s:=#(]/;
/** One value, for each text is looked through for it once. */
const ID_OF_CALL = new RegExp(`\\b(?:${PER_CALL}[ _-]?id|nonce)["'\`\\s:=(]{1,5}$`, 'i');

/** What a single text must show: a value of this shape right behind, or on the line of, these words. */
const SIGNS: readonly {
  readonly kind: VolatileKind;
  readonly pattern: RegExp;
  readonly cue: RegExp;
  /** True if the cue ends in a separator. */
  readonly isSeparated: boolean;
  readonly holds: (value: string) => boolean;
}[] = [
  {
    kind: 'time',
    pattern: CLOCK,
    cue: NOW,
    isSeparated: false,
    holds: value => timeOfDay(value) !== '',
  },
  {
    kind: 'time',
    pattern: NUMBER,
    cue: /\b(?:now|time|timestamp|ts|epoch|unix)["'`\s:=(]{1,5}$/i,
    isSeparated: true,
    holds: hasEpochShape,
  },
  {
    kind: 'uuid',
    pattern: UNIQUE_ID,
    cue: ID_OF_CALL,
    isSeparated: true,
    holds: () => true,
  },
  {
    kind: 'hash',
    pattern: HASH,
    cue: ID_OF_CALL,
    isSeparated: true,
    holds: () => true,
  },
  {
    kind: 'hash',
    pattern: CALL_HASH,
    cue: ID_OF_CALL,
    isSeparated: true,
    holds: () => true,
  },
  {
    kind: 'counter',
    pattern: NUMBER,
    cue: new RegExp(`\\b${PER_CALL}[ _-]?(?:id|number|count|no\\.?)["'\`\\s:=#(]{1,5}$`, 'i'),
    isSeparated: true,
    holds: value => /^\d+$/.test(value),
  },
];
const EXAMPLE =
  /\b(?:e\.?g\.?|examples?|such as|format(?:ted)?|for instance|like|sample|defaults?|pattern|usage|if|when|between|until|before|after)\b/i;

interface Side {
  readonly text: string;
  /** Index of the first differing UTF-16 unit, the same in both windows. */
  readonly at: number;
}

/**
 * Names the value at the first difference of two texts, or null if it is none that changes by itself (a word, a version,
 * another text). `time`: a clock or `5 minutes ago`; `date`: only the day differs; `uuid`: any unique id; `hash`: hex;
 * `counter`: an integer that grew beside a word such as `message_id`; `other`: any other number with equal text around it,
 * which is volatile only if it changes again: the caller has to know.
 *
 * @example classifyVolatile('It is 10:05 now', 'It is 10:06 now') // { kind: 'time', before: '10:05', after: '10:06' }
 */
export function classifyVolatile(before: string, after: string): VolatileChange | null {
  if (before === after) return null;
  const at = firstDifference(before, after);
  const from = Math.max(0, at - REACH);
  const sides = [before, after].map(text => ({ text: text.slice(from, at + REACH), at: at - from }));
  const [old, now] = sides;
  if (old === undefined || now === undefined) return null;
  return clockChange(old, now) ?? idChange(old, now) ?? numberChange(old, now);
}

/**
 * Values of a text that will differ in the next request, judged by the words in front of them. It would rather miss one:
 * a date, an id or a time without such a word is a fact of the prose, and what stands as an example changes nothing.
 */
export function findVolatile(text: string): readonly VolatileSpan[] {
  const found: VolatileSpan[] = [];
  let isThere = false;
  let asked: RegExp | null = null;
  for (const { kind, pattern, cue, isSeparated, holds } of SIGNS) {
    if (cue !== asked) isThere = wordsOf(cue).test(text);
    asked = cue;
    if (!isThere) continue;
    for (const match of text.matchAll(pattern)) {
      if (isSeparated && !SEPARATOR.test(text[match.index - 1] ?? '')) continue;
      // The digits that an id begins with are no number.
      if (/[\p{L}\d]/u.test(text[match.index + match[0].length] ?? '')) continue;
      if (!holds(match[0])) continue;
      const lead = sameLineLead(text, match.index);
      if (!cue.test(lead) || EXAMPLE.test(lead)) continue;
      const end = match.index + match[0].length;
      if (found.some(other => match.index < other.at + other.value.length && other.at < end)) continue;
      found.push({ kind, value: match[0], at: match.index });
    }
  }
  return found.sort((a, b) => a.at - b.at);
}

/** Matches wherever a cue may stand, and elsewhere: most texts hold none, and need no look at their values. */
function wordsOf(cue: RegExp): RegExp {
  const words = cueWords.get(cue) ?? new RegExp(cue.source.replace(/^\\b|\$$/g, ''), cue.flags);
  cueWords.set(cue, words);
  return words;
}

const cueWords = new Map<RegExp, RegExp>();

/** What stands on the line in front of an index; an escaped line break of a JSON text counts as one. */
function sameLineLead(text: string, at: number): string {
  return (
    text
      .slice(Math.max(0, at - REACH), at)
      .split(/\n|\\n/)
      .at(-1) ?? ''
  );
}

function clockChange(old: Side, now: Side): VolatileChange | null {
  const [before, after] = [momentIn(old), momentIn(now)];
  if (before === null || after === null || before === after) return null;
  return { kind: timeOfDay(before) === timeOfDay(after) ? 'date' : 'time', before, after };
}

function momentIn({ text, at }: Side): string | null {
  const found = momentAt(text, at);
  return found && text.slice(found.start, found.end);
}

function idChange(old: Side, now: Side): VolatileChange | null {
  const tables: readonly (readonly [VolatileKind, RegExp])[] = [
    ['uuid', UNIQUE_ID],
    ['hash', HASH],
  ];
  for (const [kind, pattern] of tables) {
    const before = valueAt(pattern, old)?.value;
    const after = valueAt(pattern, now)?.value;
    if (before !== undefined && after !== undefined && before !== after) return { kind, before, after };
  }
  const [a, b] = [valueAt(TOKEN, old), valueAt(TOKEN, now)];
  if (a === null || b === null || a.value.length !== b.value.length) return null;
  if (isRandom(a.value) && isRandom(b.value)) return { kind: 'uuid', before: a.value, after: b.value };
  return hashChange(old, now);
}

/** Two abbreviated hashes of one length; in a path shorter ones will do, for a word that ends there is known to be a name. */
function hashChange(old: Side, now: Side): VolatileChange | null {
  const [a, b] = [valueAt(TOKEN_PART, old), valueAt(TOKEN_PART, now)];
  if (a === null || b === null || a.start !== b.start || a.value.length !== b.value.length) return null;
  if (old.text.slice(a.end, a.end + ALIKE_AFTER) !== now.text.slice(b.end, b.end + ALIKE_AFTER)) return null;
  const shape = PATH_LEAD.test(old.text.slice(0, a.start)) ? PATH_HASH : SHORT_HASH;
  const [before, after] = [a.value, b.value];
  return shape.test(before) && shape.test(after) ? { kind: 'hash', before, after } : null;
}

function numberChange(old: Side, now: Side): VolatileChange | null {
  const a = valueAt(NUMBER, old);
  const b = valueAt(NUMBER, now);
  if (a === null || b === null || a.value === b.value || a.start !== b.start) return null;
  const before = a.value;
  const after = b.value;
  if (isEpochChange(before, after)) return { kind: 'time', before, after };
  if (old.text.slice(a.end, a.end + ALIKE_AFTER) !== now.text.slice(b.end, b.end + ALIKE_AFTER)) return null;
  const lead = old.text.slice(0, a.start);
  if (
    valueAt(VERSION, old) !== null ||
    valueAt(VERSION, now) !== null ||
    /\bv(?:ersion)?\W{0,3}$/i.test(lead)
  ) {
    return null;
  }
  const whole = /^\d+$/;
  const grew = whole.test(before) && whole.test(after) && BigInt(after) > BigInt(before);
  if (isCounterCue(lead)) return { kind: grew ? 'counter' : 'other', before, after };
  // `gpt-5`, `utf8`, `h264`: a number inside a name is part of a word.
  return /[\p{L}_-]$/u.test(lead) ? null : { kind: 'other', before, after };
}

function isEpochChange(before: string, after: string): boolean {
  if (!hasEpochShape(before) || !hasEpochShape(after)) return false;
  const seconds = (text: string): number => Number(text.slice(0, 10));
  return Math.abs(seconds(after) - seconds(before)) <= EPOCH_APART;
}

/** The match that covers the first difference; a match that ends just there counts: `9` became `90`. */
function valueAt(
  pattern: RegExp,
  side: Side,
): { readonly value: string; readonly start: number; readonly end: number } | null {
  for (const match of side.text.matchAll(pattern)) {
    const end = match.index + match[0].length;
    if (match.index > side.at) return null;
    if (end >= side.at) return { value: match[0], start: match.index, end };
  }
  return null;
}
