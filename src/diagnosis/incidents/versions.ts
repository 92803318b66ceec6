import type { CameIn } from './incident.js';
import { CAME_WITH, FIRST_SEEN } from './parameters.js';
import type { Recent } from './scope.js';
import type { JudgedAt } from './sum.js';

/** What each version of a client did since the onset of an incident, and when each was first seen. */
export interface Versions {
  /** A judged request, whether it broke or not. */
  hear(recent: Recent): void;
  cameIn(onset: JudgedAt): CameIn | null;
}

interface Share {
  requests: number;
  lost: number;
  prompt: number;
  readonly sessions: Set<string>;
  readonly broken: Set<string>;
}

/** @param firstSeen of each version of the agent, milliseconds since 1970 */
export function createVersions(firstSeen: ReadonlyMap<string, number>): Versions {
  const shares = new Map<string, Share>();

  function cameWith(): string | null {
    for (const [version, share] of shares) {
      if (share.broken.size < CAME_WITH.brokenSessions) continue;
      const others = [...shares].filter(([other]) => other !== version).map(([, other]) => other);
      const requests = others.reduce((sum, other) => sum + other.requests, 0);
      const sessions = others.reduce((sum, other) => sum + other.sessions.size, 0);
      if (requests < CAME_WITH.otherRequests || sessions < CAME_WITH.otherSessions) continue;
      const lost = others.reduce((sum, other) => sum + other.lost, 0);
      const prompt = others.reduce((sum, other) => sum + other.prompt, 0);
      if (share.lost / share.prompt >= (CAME_WITH.times * lost) / prompt + CAME_WITH.points) return version;
    }
    return null;
  }

  function newest(onset: JudgedAt): CameIn | null {
    if (onset.at === null || firstSeen.size < 2) return null;
    const [version, seen] = [...firstSeen].reduce((a, b) => (b[1] > a[1] ? b : a));
    const beforeMs = onset.at - seen;
    const isItsOwn = (shares.get(version)?.broken.size ?? 0) > 0;
    return isItsOwn && beforeMs >= 0 && beforeMs < FIRST_SEEN
      ? { how: 'first-seen', version, beforeMs }
      : null;
  }

  return {
    hear({ version, session, lost, prompt, losses }) {
      if (version === null) return;
      const known = shares.get(version);
      const share = known ?? { requests: 0, lost: 0, prompt: 0, sessions: new Set(), broken: new Set() };
      if (known === undefined) shares.set(version, share);
      share.requests += 1;
      share.lost += lost;
      share.prompt += prompt;
      share.sessions.add(session);
      if (losses.length > 0) share.broken.add(session);
    },
    cameIn(onset) {
      const version = cameWith();
      return version === null ? newest(onset) : { how: 'came-with', version };
    },
  };
}
