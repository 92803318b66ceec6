const UNITS: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** Milliseconds of a lifetime as a marker names it (`5m`, `1h`, `30m`, `24h`, `7d`); null: not a lifetime we know. */
export function lifetimeMs(ttl: string): number | null {
  return KNOWN[ttl] ?? read(ttl);
}

/** The two lifetimes that a request to Anthropic can ask for, milliseconds (prompt-caching page). */
export const SHORT_MS = 300_000;
export const LONG_MS = 3_600_000;

/** Those that are asked for all the time. */
const KNOWN: Readonly<Record<string, number>> = { '5m': SHORT_MS, '1h': LONG_MS };

function read(ttl: string): number | null {
  const match = /^(\d+)([smhd])$/.exec(ttl);
  if (match === null) return null;
  const unit = UNITS[match[2] ?? ''];
  return unit === undefined ? null : Number(match[1]) * unit;
}
