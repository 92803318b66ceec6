import type { Cache } from '../../../cache/cache.js';
import { breakpointRules, entriesInReach } from '../../../cache/forecast.js';
import type { ModelRules } from '../../../cache/models.js';
import { parameterChanges, scopeOf } from '../../../cache/scope.js';
import { isOwnEngine } from '../../../log/protocol/usage.js';
import { logOf, type RequestRecord } from '../../../log/record.js';
import {
  type Difference,
  differencesOf,
  formOnly,
  isRedactedIn,
  sharedBlocks,
} from '../../../prompt/index.js';
import type { Prompt, Section } from '../../../prompt/prompt.js';
import type { Evidence, OtherForm, Standing, Suspect } from '../../causes/rule.js';
import type { Relation } from '../../lanes/relation.js';
import { breakHistory } from '../../lanes/session.js';
import type { Call, LaneState } from '../call.js';
import type { KeptLines } from '../kept-lines.js';
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
  /** The lines that earlier requests were read from. */
  readonly lines: Pick<KeptLines, 'of'>;
  /** True if somebody may step through all that differs from the parent. */
  readonly differences: boolean;
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
  const passed: string[] = [];
  // What one of the two leaves to a prefix that the provider holds, the other may send itself.
  const isComparable = before.continues?.id === prompt.continues?.id;
  const shared = sharedBlocks(before.chain, prompt.chain);
  const isAlike = !isComparable || (lane.passed.size === 0 && goesOn(before, prompt, shared));
  const placesIn = (section: Section): readonly Difference[] =>
    placesOf(before, prompt, section, kept).filter(({ key, divergence }) => {
      if (lane.passed.has(key)) passed.push(divergence.path);
      return !lane.passed.has(key);
    });
  const forms = formsOf(before, prompt, Math.min(kept + 1, shared), lane.passed);
  const places = isAlike
    ? NOWHERE
    : { tools: placesIn('tools'), system: placesIn('system'), messages: placesIn('messages') };
  return {
    before,
    after: prompt,
    relation,
    kept,
    shared,
    places,
    differences: {
      tools: places.tools[0]?.divergence ?? null,
      system: places.system[0]?.divergence ?? null,
      messages: places.messages[0]?.divergence ?? null,
    },
    parameters: parameterChanges(before, prompt),
    forms,
    held: entriesInReach(
      prompt,
      scope,
      record.at,
      breakpointRules(rules),
      cache.entries,
      cache.knownIn(prompt, parent.cache).blocks,
    ),
    standing: standingOf(prompt, scope, record.at, rules, parent, kept, cache, passed),
    history: breakHistory(lane),
    isOwed: parent.owed > 0,
    providers: [parent.record.provider, record.provider],
  };
}

const NOWHERE: Evidence['places'] = { tools: [], system: [], messages: [] };

/** All that the parent sent stands at its beginning, each section where it stood: nothing of it differs. */
function goesOn(before: Prompt, after: Prompt, shared: number): boolean {
  const [old, now] = [before.starts, after.starts];
  return shared === before.blocks.length && old.system === now.system && old.messages === now.messages;
}

/** What was read and written, and what that says of the entry. */
export type CacheReading = Pick<
  Standing,
  | 'read'
  | 'written'
  | 'isForeign'
  | 'olderWasHit'
  | 'spelling'
  | 'isSpellingKnown'
  | 'inFront'
  | 'isOutlived'
  | 'form'
  | 'isEstimate'
>;

/**
 * The same when its usage is known.
 * @param unblamed what of its bytes differs and yet is not what lost the prefix
 */
export function evidenceAfter(
  call: Call,
  evidence: Evidence,
  outcome: CacheReading,
  unblamed: readonly Suspect[],
): Evidence {
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
      isEndKnown: call.parent?.usage?.endedAt != null,
      isAnswering: at !== null && (call.parent?.usage?.endedAt ?? 0) > at,
      earlyMs,
      markedTokens: markedTokens(call),
      ownEngine: isOwnEngine(call.usage?.usage) ? { between: requestsBetween(call) } : null,
      differing: [
        ...new Set([
          ...unblamed.map(({ cause }) => cause.path ?? cause.id),
          ...evidence.forms.flatMap(({ path, isPassed }) =>
            isPassed || path === outcome.form ? [] : [path],
          ),
        ]),
      ],
      otherForms: evidence.forms.flatMap(({ path, isPassed }) => (isPassed ? [path] : [])),
    },
  };
}

/** No more places of a section are looked at: what follows is of the same kind, or another conversation. */
const PLACES = 16;

/** Where a section differs within what was to be kept. */
function placesOf(before: Prompt, after: Prompt, section: Section, kept: number): readonly Difference[] {
  const found: Difference[] = [];
  const isRedacted = isRedactedIn(before, after);
  for (const difference of differencesOf(before, after, section)) {
    const { block, how } = difference.divergence;
    const inParent = block - after.starts[section] + before.starts[section];
    if (found.length === PLACES || (section === 'messages' && inParent > kept)) break;
    const compared = [
      how === 'added' ? undefined : before.blocks[inParent],
      how === 'removed' ? undefined : after.blocks[block],
    ];
    if (!compared.some(isRedacted)) found.push(difference);
  }
  return found;
}

/**
 * A marker needs the block form: agents that send strings switch with every move of it, and hit. Instructions inside the history are
 * rendered by their form (mid-conversation system messages page): a read past one was of an entry in the same form.
 */
function formsOf(
  before: Prompt,
  after: Prompt,
  end: number,
  passed: ReadonlySet<string>,
): readonly OtherForm[] {
  const found: OtherForm[] = [];
  for (let block = 0; block < end; block += 1) {
    const [old, now] = [before.blocks[block], after.blocks[block]];
    if (old === undefined || now === undefined || old === now || !formOnly(old, now)) continue;
    const key = `form ${now.kind} ${now.role}`;
    found.push({ block, path: now.path, key, isPassed: now.role !== 'system' && passed.has(key) });
  }
  return found;
}

/** Requests of its log that came between its parent and it; 0 as well where the parent is in another log. */
function requestsBetween({ n, record, parent }: Call): number {
  if (parent === null || logOf(parent.record.origin) !== logOf(record.origin)) return 0;
  return Math.max(0, n - parent.n - 1);
}

/** Tokens up to the last breakpoint, as far as known. */
function markedTokens(call: Call): number | null {
  if (call.cache === null || call.prompt === null) return null;
  const last = call.prompt.breakpoints.at(-1);
  return last === undefined ? null : (call.cache.count.upTo[last.block] ?? null);
}
