import { lastBreakpoint } from '../../../cache/cache.js';
import { type EntryLevel, levelAt } from '../../../cache/entries/entries.js';
import type { CacheScope } from '../../../cache/scope.js';
import { type Call, hasFailed, type LaneState } from '../../calls/call.js';

/** Where the newest entry of a lane ends: it tells whether the lane is warm when its prompts were let go. */
export interface Ending {
  readonly call: Call;
  readonly chain: string;
  readonly scope: CacheScope;
  readonly level: EntryLevel;
}

/** null: nothing is marked, or no request of the lane is known to have been answered. */
export function endingOf({ recent, ending }: LaneState): Ending | null {
  const call = recent.findLast(one => !hasFailed(one));
  if (call === undefined) return ending;
  const { prompt, cache } = call;
  const block = prompt === null ? null : lastBreakpoint(prompt);
  if (prompt === null || cache === null || block === null) return null;
  const { scope } = cache;
  return { call, chain: prompt.chain[block] ?? '', scope, level: levelAt(prompt, scope, block) };
}
