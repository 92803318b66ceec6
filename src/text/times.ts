/** Durations in milliseconds and moments in milliseconds since 1970, as people read them. */
import { UNKNOWN } from './numbers.js';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** How long, in the largest unit that is full: `0.4s`, `12s`, `3m`, `2h`, `5d`. Negative reads as none. */
export function duration(milliseconds: number | null): string {
  if (milliseconds === null || !Number.isFinite(milliseconds)) return UNKNOWN;
  const left = Math.max(0, milliseconds);
  if (left < 10 * SECOND) return `${(Math.floor(left / 100) / 10).toFixed(1)}s`;
  if (left < MINUTE) return `${Math.floor(left / SECOND)}s`;
  if (left < HOUR) return `${Math.floor(left / MINUTE)}m`;
  if (left < DAY) return `${Math.floor(left / HOUR)}h`;
  return `${Math.floor(left / DAY)}d`;
}

/** Time that an engine spent on tokens it had evaluated before: an estimate, as it counts them with others. */
export const prefill = (milliseconds: number): string => `~${duration(milliseconds)} of prefill`;

/** A clock that runs down or up: `3:12`, `0:07`, `1:02:09`. Rounded down to seconds; negative reads as `0:00`. */
export function countdown(milliseconds: number | null): string {
  if (milliseconds === null || !Number.isFinite(milliseconds)) return UNKNOWN;
  const seconds = Math.max(0, Math.floor(milliseconds / SECOND));
  const [h, m, s] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  return h > 0 ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`;
}

/** True for a moment that a date can be made of (ECMA-262, time values). */
export function isMoment(at: number | null): at is number {
  return at !== null && Math.abs(at) <= 8.64e15;
}

/** ISO 8601, UTC; null where it is not known. */
export const isoTime = (at: number | null): string | null =>
  isMoment(at) ? new Date(at).toISOString() : null;

export interface ClockOptions {
  /** IANA name. @default the machine's zone */
  readonly timeZone?: string;
  /** @default true */
  readonly seconds?: boolean;
}

/** Time of day, 24 hours, in the reader's zone: `18:02:11`, `18:02`. */
export function clockTime(at: number | null, options: ClockOptions = {}): string {
  if (!isMoment(at)) return UNKNOWN;
  const text = formatter('clock', options.timeZone).format(at);
  return options.seconds === false ? text.slice(0, 5) : text;
}

/** The zone that a time of day is in, by its distance from UTC: `UTC`, `UTC+1`, `UTC-3:30`. */
export function zoneOf(at: number, options: ClockOptions = {}): string {
  if (!isMoment(at)) return UNKNOWN;
  const parts = formatter('zone', options.timeZone).formatToParts(at);
  const name = parts.find(({ type }) => type === 'timeZoneName')?.value ?? 'GMT';
  return name
    .replace('GMT', 'UTC')
    .replace('\u2212', '-')
    .replace(/[+-]0$/, '');
}

/** A moment as seen from `now`: the time of day if that is today, else the day: `18:02`, `20 Nov`. */
export function shortMoment(at: number | null, now: number, options: ClockOptions = {}): string {
  if (!isMoment(at)) return UNKNOWN;
  const days = formatter('day', options.timeZone);
  // The year decides, too, and is not shown.
  const isToday = days.format(at) === days.format(now);
  if (isToday) return clockTime(at, { ...options, seconds: false });
  // The one month that has four letters in British English would move what stands beside it.
  return days.format(at).slice(0, -5).replace('Sept', 'Sep');
}

const PARTS = {
  clock: { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' },
  zone: { timeZoneName: 'shortOffset' },
  day: { day: 'numeric', month: 'short', year: 'numeric' },
} as const satisfies Record<string, Intl.DateTimeFormatOptions>;

const formatters = new Map<string, Intl.DateTimeFormat>();

/** Making a formatter takes a millisecond, using it a microsecond. */
function formatter(parts: keyof typeof PARTS, timeZone: string | undefined): Intl.DateTimeFormat {
  const key = `${parts} ${timeZone ?? ''}`;
  let found = formatters.get(key);
  if (!found) {
    found = new Intl.DateTimeFormat('en-GB', {
      ...PARTS[parts],
      ...(timeZone === undefined ? {} : { timeZone }),
    });
    formatters.set(key, found);
  }
  return found;
}

const two = (value: number): string => String(value).padStart(2, '0');

const UNITS: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 };

/**
 * How far back: `7d`, `12h`, `30m`, `2w`, or a day or moment (ISO 8601). In milliseconds since 1970; null: it says neither.
 *
 * @param now milliseconds since 1970
 */
export function timeBack(text: string, now: number): number | null {
  const [, amount, unit = ''] = /^(\d+(?:\.\d+)?)\s*([mhdw])$/.exec(text.trim()) ?? [];
  const length = UNITS[unit];
  const isDay = /^\d{4}-\d\d-\d\d/.test(text);
  const at = length !== undefined ? now - Number(amount) * length : isDay ? Date.parse(text) : Number.NaN;
  return isMoment(at) ? at : null;
}
