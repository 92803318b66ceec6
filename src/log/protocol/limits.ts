/** What a provider says of the windows of a plan: how much of each is used, and when it begins anew. */
import { numberOf, objectOf, textOf, timeAfter, timeOf } from '../json/json.js';
import type { Json, JsonObject, PlanWindow } from '../record.js';

/** Anthropic's windows of subscriptions, and their minutes; others that come (`7d_oi`) go by the figure in their name. */
const UNIFIED = /^anthropic-ratelimit-unified-((\d+)([hd])(?:[_-][a-z0-9_]+)?)-utilization$/;
/** OpenAI's, of ChatGPT plans (codex-rs, `parse_rate_limit`). */
const CODEX = ['primary', 'secondary'] as const;

/**
 * Windows in the headers of a response; empty where it has none. Limits per minute (`anthropic-ratelimit-tokens-…`) are none:
 * they are full again before anybody could pay for it.
 *
 * @param headers by their lower-case name
 * @param at when the response came: some tell the reset from then on
 */
export function limitsOfHeaders(
  headers: ReadonlyMap<string, string>,
  at: number | null,
): readonly PlanWindow[] {
  const unified = [...headers].flatMap(([name, value]): readonly PlanWindow[] => {
    const [, window = '', count, unit] = UNIFIED.exec(name) ?? [];
    const used = shareOf(value);
    if (count === undefined || used === null) return [];
    const minutes = Number(count) * (unit === 'd' ? 24 * 60 : 60);
    const reset = headers.get(`anthropic-ratelimit-unified-${window}-reset`);
    return [{ window, minutes, usedPercent: used * 100, resetsAt: timeOf(reset) }];
  });
  const codex = CODEX.flatMap(name => {
    const value = (key: string): Json | undefined => numbered(headers.get(`x-codex-${name}-${key}`));
    return windowOf(
      name,
      {
        used_percent: value('used-percent') ?? null,
        window_minutes: value('window-minutes') ?? null,
        resets_at: value('reset-at') ?? null,
        resets_in_seconds: value('reset-after-seconds') ?? null,
      },
      at,
    );
  });
  return [...unified, ...codex];
}

/** Windows as Codex keeps them in its rollouts. */
export function limitsOfRollout(limits: JsonObject | null, at: number | null): readonly PlanWindow[] {
  return CODEX.flatMap(name => windowOf(name, objectOf(limits?.[name]), at));
}

/** Windows as our own record format writes them. */
export function limitsOfRecord(limits: readonly Json[]): readonly PlanWindow[] {
  return limits.flatMap(value => {
    const window = objectOf(value);
    const [name, used] = [textOf(window?.window), percentOf(window?.usedPercent)];
    if (window === null || name === null || used === null || !WORD.test(name)) return [];
    return [
      {
        window: name,
        minutes: spanOf(window.minutes),
        usedPercent: used,
        resetsAt: timeOf(window.resetsAt),
      },
    ];
  });
}

function windowOf(name: string, value: JsonObject | null, at: number | null): readonly PlanWindow[] {
  const used = percentOf(value?.used_percent);
  if (value === null || used === null) return [];
  const minutes = spanOf(value.window_minutes);
  const seconds = spanOf(value.resets_in_seconds);
  const resetsAt = timeOf(value.resets_at) ?? timeAfter(at, seconds === null ? null : seconds * 1000);
  return [{ window: minutes === null ? name : nameOf(minutes), minutes, usedPercent: used, resetsAt }];
}

/** Minutes or seconds, in parts as well; a negative number says nothing. */
function spanOf(value: Json | undefined): number | null {
  const number = numberOf(value);
  return number === null || number < 0 || number > LONGEST ? null : number;
}

/** Some centuries in seconds. */
const LONGEST = 1e10;

/** `5h`, `7d`, as Anthropic calls them. */
function nameOf(minutes: number): string {
  if (minutes % (24 * 60) === 0) return `${minutes / 24 / 60}d`;
  return minutes % 60 === 0 ? `${minutes / 60}h` : `${minutes}min`;
}

/** Names of windows are short words. */
const WORD = /^[\w.-]{1,24}$/;

const numbered = (text: string | undefined): number | undefined =>
  text === undefined || text.trim() === '' || Number.isNaN(Number(text)) ? undefined : Number(text);

const shareOf = (text: string): number | null => {
  const share = numbered(text);
  return share === undefined || share < 0 || share > 100 ? null : share;
};

/** More than 100 is possible: a plan may let a request through that passes its limit. */
function percentOf(value: Json | undefined): number | null {
  const percent = numberOf(value);
  return percent === null || percent < 0 || percent > 10_000 ? null : percent;
}
