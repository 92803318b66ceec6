/** Parameters of the incidents, as simulated (docs/incidents.md says how, and what the alternatives scored). */

const HOUR = 3_600_000;
export const DAY = 24 * HOUR;

/** Points that a scope may lose above its baseline before a sum grows, as a share: one point. */
export const ALLOWANCE = 0.01;
/** How many typical prompts have to be lost beyond the allowance before an incident opens. */
export const THRESHOLD = { lane: 1.5, pool: 3, provider: 4 } as const;
/** A scope that is noisy by nature needs more: this many variances over the allowance. */
export const SPREAD = 6;
/** Requests whose mean prompt is the typical one. */
export const TYPICAL = 200;
/** A break is evidence from this share of its prompt on. */
export const EVIDENCE_SHARE = 0.1;
/** Breaks of one site that are enough in a lane; everywhere else only `EVIDENCE`. */
export const SAME_SITE = 2;
export const EVIDENCE = 3;
/** The article's two-point drop: less lost since the onset is no incident. */
export const LEAST_POINTS = 0.02;

/** A baseline before anything is learned, and the number of requests that this weighs as much as. */
export const PRIOR = { share: 0.005, variance: 0.0025, weight: 200 } as const;
/** A baseline looks back this long, and does not know the last day. */
export const MEMORY = { days: 14, lag: 24 * HOUR } as const;

/** Points from which on an incident is a SEV2 or a SEV1, as shares; below it is a SEV3. */
export const SEVERE_POINTS = { sev2: 0.1, sev1: 0.3 } as const;
/** The same in US dollars lost in the last hour, from a number of breaks on. */
export const SEVERE_MONEY = { sev2: 10, sev1: 50, within: HOUR, breaks: 3 } as const;
/** Points are those of the newest requests of the scope, or since the onset where that is longer. */
export const GRADED = { least: 50, most: 200 } as const;

/** Requests without evidence that close an incident: twice the longest gap between its breaks, within these. */
export const CLEAN = { least: 50, most: 300, gaps: 2 } as const;
/** Time without a break after which clean requests of other lanes count too. */
export const IDLE_CLOSE = HOUR;
/** An incident that nothing was heard of for so long is over. */
export const SILENCE = 7 * DAY;
/** The same key within this time continues its incident. */
export const REOPEN = 24 * HOUR;

/** Evidence for "came with version v" (a model, a setting) against the others since the onset. */
export const CAME_WITH = {
  otherRequests: 30,
  otherSessions: 3,
  brokenSessions: 2,
  times: 3,
  points: 0.005,
} as const;
/** A version, model or setting first seen this long before the onset is said to be so. */
export const FIRST_SEEN = 24 * HOUR;
/** Of an agent: versions, models and values of settings that are kept, the newest. */
export const NEWS_KEPT = 100;

/** Lanes whose sums are kept, the newest. */
export const LANES_KEPT = 5_000;
/** Sites, lanes and sessions that an incident names; the rest is only counted. */
export const NAMED = 200;
