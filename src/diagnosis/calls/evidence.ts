import type { Cache } from '../../cache/cache.js';
import type { ModelRules } from '../../cache/models.js';
import { parameterChanges, scopeOf } from '../../cache/scope.js';
import type { RequestRecord } from '../../log/record.js';
import { divergeSection, sharedBlocks } from '../../prompt/index.js';
import type { Divergence, Prompt, Section } from '../../prompt/prompt.js';
import type { Evidence, Standing } from '../causes/rule.js';
import type { Relation } from '../lanes/relation.js';
import { breakHistory } from '../lanes/session.js';
import type { Call, LaneState } from './call.js';
import { standingOf } from './standing.js';

/** A request that has just left, with its place in the conversation. */
export interface Arrival {
  readonly id: string;
  readonly record: RequestRecord;
  readonly prompt: Prompt;
  readonly rules: ModelRules;
  readonly parent: Call | null;
  readonly relation: Relation;
  readonly lane: LaneState;
}

/**
 * What the rules may look at when a request leaves; null: there is no other prompt to compare with. Has to be asked before the
 * request is entered into the cache: entering it is a use.
 */
export function evidenceOf(arrival: Arrival, cache: Cache): Evidence | null {
  const { record, prompt, rules, parent, relation, lane } = arrival;
  if (parent?.prompt == null) return null;
  const { prompt: before, kept } = parent;
  const scope = scopeOf(prompt, record.provider, rules.thinking);
  return {
    before,
    after: prompt,
    relation,
    kept,
    shared: sharedBlocks(before.chain, prompt.chain),
    differences: differencesOf(before, prompt, kept, lane.passed),
    parameters: parameterChanges(before, prompt),
    standing: standingOf(prompt, scope, record.at, rules, parent, kept, cache),
    history: breakHistory(lane),
    isOwed: parent.owed > 0,
    providers: [parent.record.provider, record.provider],
  };
}

/** What was read and written, and what that says of the entry. */
export type Outcome = Pick<
  Standing,
  'read' | 'written' | 'isForeign' | 'olderWasHit' | 'spelling' | 'isSpellingKnown'
>;

/** The same when its usage is known. */
export function evidenceAfter(call: Call, evidence: Evidence, outcome: Outcome): Evidence {
  const began = call.parent?.usage?.firstByteAt ?? null;
  const { at } = call.record;
  const earlyMs = began !== null && at !== null && began > at ? began - at : null;
  const { visible } = evidence.standing;
  return {
    ...evidence,
    standing: {
      ...evidence.standing,
      ...outcome,
      visible: earlyMs !== null ? false : visible === false && began !== null ? true : visible,
      isBegunKnown: began !== null,
      earlyMs,
      markedTokens: markedTokens(call),
      differing: [...new Set(call.suspects.map(({ cause }) => cause.path ?? cause.id))],
    },
  };
}

function differencesOf(
  before: Prompt,
  after: Prompt,
  kept: number,
  passed: ReadonlySet<string>,
): Evidence['differences'] {
  const within = (section: Section): Divergence | null => {
    const divergence = divergeSection(before, after, section, passed);
    if (divergence === null || isRedacted(divergence, before, after)) return null;
    if (section !== 'messages') return divergence;
    const inParent = divergence.block - after.starts.messages + before.starts.messages;
    return inParent <= kept ? divergence : null;
  };
  return { tools: within('tools'), system: within('system'), messages: within('messages') };
}

/** The log replaced text of this very block, on either side: what differs may be the placeholder. */
function isRedacted({ path }: Divergence, before: Prompt, after: Prompt): boolean {
  const block = /^\w+(\[\d+\])?(\.(content|parts|tools)\[\d+\])?/.exec(path)?.[0] ?? path;
  return [...before.redacted, ...after.redacted].some(
    place => place === block || place.startsWith(`${block}.`) || place.startsWith(`${block}[`),
  );
}

/** Tokens up to the last breakpoint, as far as known. */
function markedTokens(call: Call): number | null {
  if (call.cache === null || call.prompt === null) return null;
  const last = call.prompt.breakpoints.at(-1);
  return last === undefined ? null : (call.cache.count.upTo[last.block] ?? null);
}
