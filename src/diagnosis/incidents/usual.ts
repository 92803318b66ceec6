/** What an agent usually loses, where that is so much that it would be an incident of another one. */
import { ALLOWANCE, LEAST_POINTS, SAME_SITE } from './parameters.js';
import { type IncidentScope, lostShare } from './scope.js';

export interface UsualLoss {
  readonly agent: string;
  readonly model: string;
  /** Points that it usually loses, as a share 0..1: learned from earlier days. */
  readonly baseline: number;
  /** Points of its newest judged requests. */
  readonly points: number;
  /** `more`: beyond the usual and what is allowed on top of it; if that lasts, an incident opens. */
  readonly against: 'less' | 'as usual' | 'more';
  /** Sessions of those requests. */
  readonly sessions: readonly string[];
}

/**
 * Agents that lose points now without an incident, because they usually do.
 *
 * @param pools by agent and model, in a key of two lines
 * @param hasIncident true for an agent of which one is open: that tells what is usual
 */
export function usualLosses(
  pools: ReadonlyMap<string, IncidentScope>,
  hasIncident: (agent: string) => boolean,
): readonly UsualLoss[] {
  return [...pools].flatMap(([key, { recent, lost }]): UsualLoss[] => {
    const baseline = lost.share;
    if (recent.length === 0 || baseline === null || lost.requests === 0 || baseline < LEAST_POINTS) return [];
    const [agent = '', model = ''] = key.split('\n');
    const points = lostShare(recent);
    const broken = recent.filter(({ losses }) => losses.length > 0).length;
    if (hasIncident(agent) || broken < SAME_SITE || points < LEAST_POINTS) return [];
    const against =
      points > baseline + ALLOWANCE ? 'more' : points < baseline - ALLOWANCE ? 'less' : 'as usual';
    const sessions = [...new Set(recent.map(({ session }) => session))];
    return [{ agent, model, baseline, points, against, sessions }];
  });
}

/** `agent usually loses 38.0 points: 43.0 now, more, and no incident yet`: what was learned before hides nothing without a word. */
export function usualSentence({ agent, baseline, points, against }: UsualLoss): string {
  const [usual, now] = [baseline, points].map(share => (share * 100).toFixed(1));
  const told = {
    less: 'less, and no incident',
    'as usual': 'as usual, and no incident',
    more: 'more, and no incident yet',
  };
  return `${agent} usually loses ${usual} points: ${now} now, ${told[against]}`;
}
