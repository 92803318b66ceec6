/** A period in which more points than usual are lost: what is published of it. */
import { shortHash } from '../../log/paths/file-id.js';
import { shown } from '../../text/shown.js';

/** 1 is the worst. */
export type IncidentLevel = 1 | 2 | 3;

export interface Incident {
  /**
   * `agent@9d96f6c71003-2`: whose, and the request where it began. One in all that is told of it; it stays the same when the
   * incident is opened again, and `cachequake explain` takes it.
   */
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
  /** How often it was opened again within a day. All that it holds is of all these times together. */
  readonly reopened: number;
  /** When it was opened again last; null: never. */
  readonly reopenedAt: At | null;
  /** Requests without evidence since its last break, in the lanes that broke: from `needed` on it closes. */
  readonly clean: { readonly since: number; readonly needed: number };
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
  /** What came in with it, the best shown first; empty: nothing is known to have. */
  readonly cameIn: readonly CameIn[];
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

/** A version of the client, a model or a setting, and how much says that the incident is its own. */
export interface CameIn {
  /**
   * `came-with`: sessions of others went on in the same time, and lost a third or less. `first-seen`: it was new; that it brought
   * the incident is not shown.
   */
  readonly how: 'came-with' | 'first-seen';
  readonly what: 'version' | 'model' | 'setting';
  /** Of a setting; null: of another thing. */
  readonly name: string | null;
  /** null: a value that is too long to be named. */
  readonly value: string | null;
  /** `first-seen`: how long before the onset, in milliseconds. */
  readonly beforeMs?: number;
}

/** What became of an incident. */
export interface IncidentEvent {
  readonly type: 'incident';
  readonly what: 'open' | 'rise' | 'close' | 'reopen';
  readonly incident: Incident;
}

/** The requests by which it is told where an incident stands in a log. */
export const momentsOf = ({ onset, openedAt, reopenedAt }: Incident): readonly At[] =>
  reopenedAt === null ? [onset, openedAt] : [onset, openedAt, reopenedAt];

/** Characters of an agent's name in an id. */
const LONGEST = 60;

/** @param request what the request where it began is called outside of this machine */
export function incidentId(key: string, request: string): string {
  const name = shown(key);
  // Two names that begin alike stay two.
  const short = name.length > LONGEST ? `${name.slice(0, LONGEST)}-${shortHash(key)}` : name;
  return `${short}@${request}`;
}
