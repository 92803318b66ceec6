import { ALLOWANCE, EVIDENCE, LEAST_POINTS, SAME_SITE, SPREAD, THRESHOLD } from './parameters.js';

/** A moment of the log: the request that was judged, the how manieth it was, and when. */
export interface JudgedAt {
  readonly index: number;
  readonly request: string;
  /** Milliseconds since 1970; null: not known. */
  readonly at: number | null;
}

/** What a scope usually loses. */
export interface Usual {
  /** Share of a prompt, 0..1. */
  readonly share: number;
  readonly variance: number;
  /** Tokens of a typical prompt. */
  readonly prompt: number;
}

/** One request, as a sum sees it. */
export interface SumStep {
  readonly moment: JudgedAt;
  readonly prompt: number;
  /** Tokens. */
  readonly lost: number;
  /** Where it bleeds, if this request is evidence that it does. */
  readonly site: string | null;
}

/**
 * Tokens lost beyond the usual share and an allowance (a one-sided CUSUM): what a healthy scope loses runs off, what a
 * regression loses adds up.
 */
export interface Sum {
  /** True if the sum now says that something broke: enough lost, on enough evidence, two points or more. */
  add(step: SumStep, usual: Usual): boolean;
  /** The moment at which the sum left 0; null: it stands at 0. */
  readonly onset: JudgedAt | null;
  readonly breaks: number;
  clear(): void;
}

export function createSum(kind: keyof typeof THRESHOLD): Sum {
  let level = 0;
  let onset: JudgedAt | null = null;
  let lost = 0;
  let prompt = 0;
  let breaks = 0;
  const sites = new Map<string, number>();

  function clear(): void {
    level = lost = prompt = breaks = 0;
    onset = null;
    if (sites.size > 0) sites.clear();
  }

  /** Breaks of the site that broke most. */
  function repeated(): number {
    let most = 0;
    for (const times of sites.values()) most = Math.max(most, times);
    return most;
  }

  return {
    add(step, usual) {
      const threshold = Math.max(THRESHOLD[kind], (SPREAD * usual.variance) / ALLOWANCE) * usual.prompt;
      if (level === 0) clear();
      const grown = level + step.lost - (usual.share + ALLOWANCE) * step.prompt;
      level = Math.min(2 * threshold, Math.max(0, grown));
      if (level === 0) return false;
      onset ??= step.moment;
      lost += step.lost;
      prompt += step.prompt;
      if (step.site !== null) {
        breaks += 1;
        sites.set(step.site, (sites.get(step.site) ?? 0) + 1);
      }
      if (!(level > threshold && lost >= LEAST_POINTS * prompt)) return false;
      return breaks >= EVIDENCE || (kind === 'lane' && repeated() >= SAME_SITE);
    },
    get onset() {
      return level === 0 ? null : onset;
    },
    get breaks() {
      return breaks;
    },
    clear,
  };
}
