/** What an agent usually loses, where that is so much that it would be an incident of another one. */
import { compactCount } from '../../text/numbers.js';
import { ALLOWANCE, EVIDENCE, LEAST_POINTS, PRIOR, THRESHOLD } from './parameters.js';
import { type IncidentScope, lostShare, type Recent } from './scope.js';

export interface UsualLoss {
  readonly agent: string;
  readonly model: string;
  /** Points that it usually loses, as a share 0..1: learned from earlier days. */
  readonly baseline: number;
  /** Points of its newest judged requests. */
  readonly points: number;
  /** `more`: beyond the usual and what is allowed on top of it; if that lasts, an incident opens. */
  readonly against: 'less' | 'as usual' | 'more';
  /** Tokens of its typical prompt, and of those requests. */
  readonly typical: number;
  readonly prompt: number;
  /** Sessions of those requests. */
  readonly sessions: readonly string[];
}

/**
 * Agents that lose points now without an incident, though with nothing learned there would be one.
 *
 * @param pools by agent and model, in a key of two lines
 * @param hasIncident true for an agent of which one is open: that tells what is usual
 */
export function usualLosses(
  pools: ReadonlyMap<string, IncidentScope>,
  hasIncident: (agent: string) => boolean,
): readonly UsualLoss[] {
  return [...pools].flatMap(([key, { recent, lost, typical, isLearned }]): UsualLoss[] => {
    const [agent = '', model = ''] = key.split('\n');
    if (!isLearned || hasIncident(agent) || !wouldOpen(recent)) return [];
    const baseline = lost.share ?? PRIOR.share;
    const points = lostShare(recent);
    const against =
      points > baseline + ALLOWANCE ? 'more' : points < baseline - ALLOWANCE ? 'less' : 'as usual';
    const sessions = [...new Set(recent.map(({ session }) => session))];
    return [{ agent, model, baseline, points, against, typical, prompt: meanPrompt(recent), sessions }];
  });
}

/** What opens an incident of a lane where nothing is known from before (`sum.ts`). */
function wouldOpen(recent: readonly Recent[]): boolean {
  const broken = recent.filter(({ losses }) => losses.length > 0);
  const sites = broken.map(({ losses }) => losses[0]?.site);
  const isRepeated = sites.some((site, i) => sites.indexOf(site) < i);
  if (broken.length < EVIDENCE && !isRepeated) return false;
  const beyond = recent.reduce((sum, { lost, prompt }) => sum + lost - (PRIOR.share + ALLOWANCE) * prompt, 0);
  return beyond > THRESHOLD.lane * meanPrompt(recent) && lostShare(recent) >= LEAST_POINTS;
}

const meanPrompt = (recent: readonly Recent[]): number =>
  recent.reduce((sum, { prompt }) => sum + prompt, 0) / Math.max(1, recent.length);

/** `agent usually loses 38.0 points: 43.0 now, more, and no incident yet`: what was learned before hides nothing without a word. */
export function usualSentence({ agent, baseline, points, against, typical, prompt }: UsualLoss): string {
  const [usual, now] = [baseline, points].map(share => (share * 100).toFixed(1));
  const told = {
    less: 'less, and no incident',
    'as usual': 'as usual, and no incident',
    more: 'more, and no incident yet',
  };
  // Not the points are usual, but the size: an incident is measured in prompts.
  const size =
    baseline < LEAST_POINTS && prompt < typical
      ? `: its prompts have ${compactCount(prompt)}, usually ${compactCount(typical)} tokens`
      : '';
  return `${agent} usually loses ${usual} points: ${now} now, ${told[against]}${size}`;
}
