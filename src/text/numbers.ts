/**
 * Numbers as people read them, alike on the screen and in reports. Unknown (`null`) is `·` and never 0; a share is rounded
 * down, so that 99.96 % does not read as all.
 */

/** What stands for a number that the log does not hold. */
export const UNKNOWN = '·';

/** A prediction of ours, not a fact of the log: `~1 044`. Unknown stays `·`. */
export function predicted(text: string): string {
  return text === UNKNOWN ? text : `~${text}`;
}

/** A count in full, in groups of three: `175 662`. */
export function count(value: number | null): string {
  if (!isKnown(value)) return UNKNOWN;
  const digits = Math.abs(Math.round(value)).toString();
  return sign(Math.round(value)) + digits.replace(/\B(?=(?:\d{3})+$)/g, ' ');
}

/** `3 breaks`, `1 break`. */
export const counted = (value: number, one: string, many = `${one}s`): string =>
  `${count(value)} ${value === 1 ? one : many}`;

/** A count in at most three digits: `541`, `1.0 k`, `37 k`, `608 k`, `1.92 M`, `61.3 M`. */
export function compactCount(value: number | null): string {
  if (!isKnown(value)) return UNKNOWN;
  const size = Math.abs(value);
  for (const { below, per, digits, unit } of COMPACT) {
    // Compared after rounding: 999 600 is `1.00 M`, not `1000 k`.
    const shown = (size / per).toFixed(digits);
    if (Number(shown) < below) return `${sign(value)}${shown}${unit}`;
  }
  return `${sign(value)}${count(size / 1e9)} G`;
}

const COMPACT = [
  { below: 1000, per: 1, digits: 0, unit: '' },
  { below: 10, per: 1e3, digits: 1, unit: ' k' },
  { below: 1000, per: 1e3, digits: 0, unit: ' k' },
  { below: 10, per: 1e6, digits: 2, unit: ' M' },
  { below: 100, per: 1e6, digits: 1, unit: ' M' },
  { below: 1000, per: 1e6, digits: 0, unit: ' M' },
] as const;

/**
 * A share (0..1) in percent, rounded down: `88 %`, `99 %` for 0.9996, `100 %` for 1 only, `<1 %` for a little more than none.
 *
 * @param decimals Digits after the point. @default 0
 */
export function percent(share: number | null, decimals = 0): string {
  if (!isKnown(share)) return UNKNOWN;
  const step = 10 ** decimals;
  // 0.57 * 100 is 56.999…: without the hair, rounding down would take a whole percent.
  const steps = Math.floor(share * 100 * step + 1e-6);
  const honest = share < 1 ? Math.min(steps, 100 * step - 1) : steps;
  if (share > 0 && honest === 0) return `<${(1 / step).toFixed(decimals)} %`;
  return `${(honest / step).toFixed(decimals)} %`;
}

/** A share in percent from which on something holds: rounded up, so that what passes it does. `8.7 %` for 0.0870 and for 0.0861. */
export function threshold(share: number): string {
  return `${(Math.ceil(share * 1000 - 1e-6) / 10).toFixed(1)} %`;
}

/** A share in percent, to the nearest: for what was wasted, which rounding down would make small. Never all, never none, but where it is. */
export function share(part: number | null): string {
  if (!isKnown(part)) return UNKNOWN;
  if (part <= 0 || part >= 1) return percent(part);
  const nearest = Math.round(part * 100);
  return nearest === 0 ? '<1 %' : `${Math.min(99, nearest)} %`;
}

/** Distance of two shares in percentage points, without a sign: `43 pts`. */
export function points(difference: number | null): string {
  if (!isKnown(difference)) return UNKNOWN;
  return `${Math.round(Math.abs(difference) * 100)} pts`;
}

export interface DollarOptions {
  /** True if a rate behind it is of a neighbouring model: `≈$1.20`. @default false */
  readonly approximate?: boolean;
  /** True if it rests on an estimate of tokens: `~$1.20`; `~≈$1.20` where the rate is a neighbour's, too. @default false */
  readonly estimate?: boolean;
  /** Digits after the point. @default 2 */
  readonly decimals?: number;
}

/** US dollars: `$0.06`, `$1 234.50`, `<$0.01`, `−$1.59`. Unknown is `n/a`: the rate is missing, not the money. */
export function dollars(amount: number | null, options: DollarOptions = {}): string {
  if (!isKnown(amount)) return 'n/a';
  // Nothing and less than a cent are so whatever the rate.
  if (amount === 0) return '$0.00';
  const about = `${options.estimate ? '~' : ''}${options.approximate ? '≈' : ''}`;
  const { decimals = 2 } = options;
  const size = Math.abs(amount);
  const step = 10 ** decimals;
  const steps = Math.round(size * step);
  if (steps === 0) return `<$${(1 / step).toFixed(decimals)}`;
  const whole = count(Math.floor(steps / step));
  return `${about}${sign(amount)}$${whole}.${String(steps % step).padStart(decimals, '0')}`;
}

/**
 * Two numbers that differ, with as many digits as show it.
 *
 * @param show a number with so many digits after the point
 * @example toldApart(0.9402, 0.9405, percent, 1) // ['94.02 %', '94.05 %']
 */
export function toldApart(
  one: number,
  other: number,
  show: (value: number, decimals: number) => string,
  decimals: number,
): readonly [string, string] {
  const shown = [show(one, decimals), show(other, decimals)] as const;
  if (one === other || shown[0] !== shown[1] || decimals >= MOST_DECIMALS) return shown;
  return toldApart(one, other, show, decimals + 1);
}

/** More than a double of this size holds in percent. */
const MOST_DECIMALS = 9;

/** Bytes in thousands: `482 B`, `33.1 kB`, `1.2 MB`. */
export function bytes(size: number | null): string {
  if (!isKnown(size)) return UNKNOWN;
  let unit = 0;
  let value = size;
  while (Number(value.toFixed(unit === 0 ? 0 : 1)) >= 1000 && unit < BYTE_UNITS.length - 1) {
    value /= 1000;
    unit++;
  }
  return `${value.toFixed(unit === 0 ? 0 : 1)} ${BYTE_UNITS[unit]}`;
}

const BYTE_UNITS = ['B', 'kB', 'MB', 'GB', 'TB'];

function isKnown(value: number | null): value is number {
  return value !== null && Number.isFinite(value);
}

const sign = (value: number): string => (value < 0 ? '−' : '');
