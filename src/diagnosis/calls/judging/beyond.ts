/** Estimated counts in front of a place may be off by this share and this many tokens. */
const SLACK = 0.1;
const SLACK_TOKENS = 256;

/** True if more was read than there is in front of a place, however badly that was estimated. */
export function isBeyond(read: number, limit: number): boolean {
  return read > limit * (1 + SLACK) + SLACK_TOKENS;
}
