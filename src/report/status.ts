/** How a log stands, for a status bar: one line without a word of the log in it. */
import type { IncidentLevel } from '../diagnosis/incidents/incident.js';
import { compactCount, count, counted, dollars, percent, predicted } from '../text/numbers.js';
import { countdown } from '../text/times.js';
import { plainJson } from './json.js';
import type { RedactedNote } from './redact.js';

export interface Status extends RedactedNote {
  readonly schema: 'cachequake.status/1';
  /** Who says it: a watcher of the log that runs, or the end of the log. */
  readonly by: 'watcher' | 'log';
  /** True if nothing of the log is left out. */
  readonly isWhole: boolean;
  readonly requests: number;
  /** read / (read + write + input), 0..1; null: not known. */
  readonly hitRate: number | null;
  readonly hitRateExact: boolean;
  readonly attainable: number | null;
  /** False if of a request it is not known whether it broke: `ringing` is what is known then. */
  readonly areBreaksKnown: boolean;
  /** Requests of which it is known whether they broke. */
  readonly judged: number;
  /** Requests that ran of which it is not: what they read, or what they go on from, is not known. */
  readonly unjudged: number;
  /** Breaks that ring. */
  readonly ringing: number;
  /** Misses of a cache that promises no hit, which nothing explains. */
  readonly unexplained: number;
  /** Tokens that both lost. */
  readonly lostTokens: number;
  /** US dollars; null: one of them has no price. */
  readonly lost: number | null;
  readonly lostApproximate: boolean;
  /** Worst incident that is open; null: none. */
  readonly severity: IncidentLevel | null;
  /** When the newest request left, milliseconds since 1970; null: the log does not say. */
  readonly at: number | null;
  /** When what its lane has in the cache expires; null: nothing is, or nobody knows. */
  readonly expiresAt: number | null;
}

export const statusJson = (status: Status): string => `${plainJson(status)}\n`;

/** `SEV2 | hit 56 % | 3 breaks | lost 462 k, $1.59 | 3:12 left | last 12 requests`. */
export function statusText(status: Status, now: number): string {
  const { severity, hitRate, hitRateExact, lostTokens, expiresAt, requests, isWhole } = status;
  const note = status.isRedacted ? ['redacted'] : [];
  if (requests === 0) return ['no requests', ...note].join(' | ');
  const rate = hitRateExact ? percent(hitRate) : predicted(percent(hitRate));
  const money = dollars(status.lost, { approximate: status.lostApproximate });
  return [
    ...(severity === null ? [] : [`SEV${severity}`]),
    `hit ${hitRate === null ? '?' : rate}`,
    breaksOf(status),
    ...(status.ringing + status.unexplained === 0 ? [] : [`lost ${compactCount(lostTokens)}, ${money}`]),
    ...(expiresAt === null ? [] : [expiresAt > now ? `${countdown(expiresAt - now)} left` : 'cold']),
    `${isWhole ? '' : 'last '}${counted(requests, 'request')}`,
    ...note,
  ].join(' | ');
}

/** `2 breaks (1 unexplained)`: those that ring, and misses that nothing explains. */
export const breaksText = ({
  breaks,
  unexplained,
}: {
  readonly breaks: number;
  readonly unexplained: number;
}): string => `${counted(breaks, 'break')}${unexplained === 0 ? '' : ` (${count(unexplained)} unexplained)`}`;

function breaksOf({ areBreaksKnown: isKnown, ringing, unexplained, judged, unjudged }: Status): string {
  const breaks = ringing + unexplained;
  const said = breaksText({ breaks, unexplained });
  if (isKnown) return said;
  if (judged === 0 && breaks === 0) return 'breaks ?';
  return `${said}${unjudged === 0 ? '' : `, ${unjudged} unknown`}`;
}
