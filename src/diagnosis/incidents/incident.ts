/** A period in which more points than usual are lost: what is published of it. */

/** 1 is the worst. */
export type IncidentLevel = 1 | 2 | 3;

export interface Incident {
  /** Stays the same when the incident is opened again: what others deduplicate by. */
  readonly id: string;
  /** The agent, or `provider:NAME`. */
  readonly key: string;
  /** Whose: the client's own, the provider's, or `unexplained` where the log cannot tell most of the loss. */
  readonly kind: 'own' | 'provider' | 'unexplained';
  /** The sum that opened it. */
  readonly openedBy: 'lane' | 'pool' | 'provider';
  /** The worst so far; only rises. */
  readonly severity: IncidentLevel;
  readonly severityAtOpening: IncidentLevel;
  /** Points lost, as a share 0..1: over the newest requests of the scope, or since the onset where that is longer. */
  readonly points: number;
  /** The most so far. */
  readonly peak: number;
  /** What the scope usually loses, as a share 0..1. */
  readonly baseline: number;
  /** The first request of what was lost beyond the usual. */
  readonly onset: At;
  readonly openedAt: At;
  /** null: open. */
  readonly closedAt: At | null;
  /** How often it was opened again within a day. */
  readonly reopened: number;
  readonly agents: readonly string[];
  readonly models: readonly string[];
  readonly sessions: number;
  readonly lanes: number;
  readonly breaks: number;
  readonly lostTokens: number;
  /** US dollars; null: a loss has no rate. */
  readonly cost: number | null;
  /** What it lost by site, the dearest first. */
  readonly sites: readonly IncidentSite[];
  /** What came in with it; null: nothing is known to have. */
  readonly cameIn: CameIn | null;
}

export interface At {
  /** Id of the request. */
  readonly request: string;
  /** Milliseconds since 1970; null: the log has no times. */
  readonly at: number | null;
}

export interface IncidentSite {
  /** `unread` where nothing broke and repeated text was not read. */
  readonly site: string;
  readonly cause: string;
  readonly breaks: number;
  readonly tokens: number;
  readonly cost: number | null;
}

/** A version of the client, and how much says that the incident is its own. */
export type CameIn =
  /** Sessions of other versions went on in the same time, and lost a third or less. */
  | { readonly how: 'came-with'; readonly version: string }
  /** The version was new; that it brought the incident is not shown. */
  | { readonly how: 'first-seen'; readonly version: string; readonly beforeMs: number };

/** What became of an incident. */
export interface IncidentEvent {
  readonly type: 'incident';
  readonly what: 'open' | 'rise' | 'close' | 'reopen';
  readonly incident: Incident;
}
