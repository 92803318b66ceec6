import { lifetimeMs } from '../../cache/lifetime.js';
import { shortHash } from '../../log/paths/file-id.js';
import { promptTokens } from '../../log/protocol/usage.js';
import type { Client } from '../../log/record.js';
import type { Call } from '../calls/call.js';
import type { RequestEntry } from '../model.js';
import { siteOf } from '../site.js';
import type { Incident } from './incident.js';
import { type CauseLoss, isTheirs, type Observation } from './observation.js';

/** Turns concluded calls into what incidents judge; each call once. */
export interface Observer {
  /** null: the call is not judged (docs/incidents.md says which are). */
  observe(call: Call): Observation | null;
}

/** A program that its log does not name. */
const PROGRAM = 'agent';

export function createObserver(): Observer {
  const seen = new WeakSet<Call>();
  /** Longest lifetime that an agent and model asked for, in milliseconds. */
  const lifetimes = new Map<string, number>();

  function usualLifetime(call: Call, agent: string): number | null {
    const key = `${agent}\n${call.model ?? ''}`;
    const asked = call.shape.breakpoints.map(({ ttl }) => lifetimeMs(ttl) ?? 0);
    const own = Math.max(0, ...asked, (call.rules.defaultTtl && lifetimeMs(call.rules.defaultTtl)) || 0);
    const longest = Math.max(own, lifetimes.get(key) ?? 0);
    lifetimes.set(key, longest);
    return longest === 0 ? null : longest;
  }

  return {
    observe(call) {
      if (seen.has(call)) return null;
      const billed = call.usage?.usage ?? null;
      const prompt = billed === null ? null : promptTokens(billed);
      if (billed === null || prompt === null || prompt === 0 || billed.cacheRead === null) return null;
      seen.add(call);
      const agent = agentOf(call);
      const lifetime = usualLifetime(call, agent);
      if (!isJudged(call, lifetime)) return null;
      return {
        request: call.id,
        at: call.record.at,
        agent,
        model: call.model ?? 'unknown',
        provider: call.record.provider ?? NO_PROVIDER,
        session: call.session,
        lane: call.lane.id,
        version: call.record.client?.version ?? null,
        settings: settingsOf(call),
        prompt,
        unread: unreadOf(call, prompt, billed.cacheRead),
        losses: lossesOf(call),
      };
    },
  };
}

/** The program, with `/sub` for its subagents. */
export function agentOf({ record }: Call): string {
  const program = programOf(record.client ?? null);
  return record.agent === null || record.agent === 'main' ? program : `${program}${SUBAGENTS}`;
}

const SUBAGENTS = '/sub';
const NO_PROVIDER = 'unknown';
const programOf = (client: Client | null): string => client?.name ?? PROGRAM;

/** True if the request is of the program, or of the provider, of which the incident is. */
export const isOf = ({ provider, client }: RequestEntry, { key }: Incident): boolean =>
  [`provider:${provider ?? NO_PROVIDER}`, programOf(client), `${programOf(client)}${SUBAGENTS}`].includes(
    key,
  );

/** Parameters that name a session or say what its prompt holds: new in each, and nobody's setting. */
const NO_SETTING: ReadonlySet<string> = new Set(['prompt_cache_key', 'prompt', 'images', 'citations']);
/** A value that can be named: a word, no text. */
const SHORT = /^[\w.:"{},+-]{1,40}$/;

function settingsOf({ prompt, shape }: Call): Observation['settings'] {
  if (prompt === null) return null;
  const lifetimes = new Set(shape.breakpoints.map(({ ttl }) => ttl));
  const asked = Object.entries(prompt.parameters).filter(([name]) => !NO_SETTING.has(name));
  return Object.fromEntries([
    ...asked.map(([name, value]) => [name, SHORT.test(value) ? value : `#${shortHash(value)}`] as const),
    ['lifetime', lifetimes.size === 0 ? 'none' : [...lifetimes].sort().join('+')] as const,
  ]);
}

/** It goes on from another request, in time, and nothing says that its prefix was meant to be lost. */
function isJudged({ record, parent, relation, broken }: Call, lifetime: number | null): boolean {
  if (record.purpose !== 'generate' || parent === null) return false;
  if (relation !== 'extends' && relation !== 'repeats') return false;
  if (broken?.causes.every(({ expected }) => expected)) return false;
  const idle = record.at === null || parent.record.at === null ? null : record.at - parent.record.at;
  return idle === null || lifetime === null || idle <= lifetime;
}

/** A cache that promises no hit loses nothing by giving none: only what the bytes prove counts. */
function lossesOf({ broken, lane }: Call): readonly CauseLoss[] {
  if (broken === null || broken.predicted || !broken.ringing) return [];
  return broken.causes.flatMap((cause, index) => {
    const { id, expected, lostTokens, cost } = cause;
    if (expected) return [];
    const loss = {
      cause: id,
      site: broken.site,
      tokens: lostTokens ?? 0,
      cost: lostTokens === null ? 0 : cost,
    };
    // What the provider lost beside a change of ours is not at the place of that change.
    return index > 0 && isTheirs(loss) ? { ...loss, site: siteOf(cause, [null, null], lane.agent) } : loss;
  });
}

function unreadOf({ parent, rules }: Call, prompt: number, read: number): number {
  const before = parent?.usage?.usage ?? null;
  const total = before === null ? null : promptTokens(before);
  return total === null || rules.bestEffort ? 0 : Math.max(0, Math.min(total, prompt) - read);
}
