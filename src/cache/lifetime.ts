/** Milliseconds of a lifetime as a marker names it (`5m`, `1h`, `30m`, `12h`, `24h`); null: not a lifetime we know. */
export function lifetimeMs(ttl: string): number | null {
  const match = /^(\d+)([smh])$/.exec(ttl);
  if (match === null) return null;
  const unit = match[2] === 's' ? 1_000 : match[2] === 'm' ? 60_000 : 3_600_000;
  return Number(match[1]) * unit;
}
