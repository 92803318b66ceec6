import type { Entry } from '../../cache/entries/entries.js';
import type { ParameterChange } from '../../cache/scope.js';
import type { Spelling } from '../../log/json/written.js';
import type { Difference } from '../../prompt/index.js';
import type { Block, Divergence, Prompt, Section } from '../../prompt/prompt.js';
import { count } from '../../text/numbers.js';
import type { Relation } from '../lanes/relation.js';
import type { Cause, CauseId, Confidence, Site } from '../model.js';

/**
 * Where in the prefix a cause acts; the list is in prefix order. `circumstance`: nothing in the bytes (time, reach).
 * `verdict`: what remains to be said when nothing else was found.
 */
export type Stage = 'model' | 'tools' | 'system' | 'parameters' | 'messages' | 'circumstance' | 'verdict';
export const STAGES: readonly Stage[] = [
  'model',
  'tools',
  'system',
  'parameters',
  'messages',
  'circumstance',
  'verdict',
];

/** Stages in which a change has one name: the first rule of the list that finds something has it. */
export const ONE_NAME: ReadonlySet<Stage> = new Set(['system', 'messages', 'verdict']);

/** How costly a cause usually is: `high` loses the whole prefix, `low` is a small or one-off loss. */
export type Severity = 'high' | 'medium' | 'low';

/** A cause: one file in this folder, one line in `index.ts`. */
export interface CauseRule {
  readonly id: CauseId;
  readonly title: string;
  readonly severity: Severity;
  readonly stage: Stage;
  /** The reasons by which vendors name it, of the words in `WORDS_FOR`; empty: none does. */
  readonly vendor: readonly string[];
  /** Whether a break by it alone rings: a cache that promises no hit breaks no promise. @default 'always' */
  readonly rings?: 'always' | 'where-promised' | 'never';
  /** True if it explains a break by itself: nothing else is named with it. */
  readonly isAllThereIs?: boolean;
  /** True if it is worth saying beside a change of the bytes, which would have lost the prefix as well. */
  readonly isSaidBeside?: boolean;
  /** True if it was not known when the request left: what was foreseen to be read leaves it out. */
  readonly isUnforeseen?: boolean;
  /** True if the entry stays where it was: a later request may read all of it. */
  readonly leavesEntry?: boolean;
  /** What a request is called to which it happened and that lost nothing by it. */
  readonly whereHarmless?: string;
  /** True if it is one act, in however many places it shows. */
  readonly isOneAct?: boolean;
  /** Causes that ring no more beside it: what they lost would have been written anew for it as well. */
  readonly quiets?: readonly CauseId[];
  /** True of what a person does now and then: the first of a kind in a lane is a choice, the second a pattern. */
  readonly isChoice?: boolean;
  /** Whose fault it is, where it is nobody's who builds the prompt. */
  readonly fault?: 'provider' | 'unknown';
  /** True of a name that a place has when it changes for the first time: if it changes again, it may be a value. */
  readonly isFirstName?: boolean;
  /** Kinds that say no more than that a place changes: what changes there shows when it changes again. */
  readonly openKinds?: readonly string[];
  /** Kinds of what had another name when its place changed first. */
  readonly laterKinds?: readonly string[];
  /** What to change, in one sentence. */
  readonly fix: string;
  /** The same for a cache that keeps prefixes by itself, where `fix` speaks of breakpoints. */
  readonly fixWithoutBreakpoints?: string;
  find(evidence: Evidence): Finding | null;
}

const TOOLS = ['tools_changed', 'tools'];
const SYSTEM = ['system_changed', 'input_changed', 'systemPrompt'];
const MESSAGES = ['messages_changed', 'input_changed'];

/**
 * The reasons that vendors give, by what they compare: Anthropic's `cache_miss_reason`, OpenAI's `prompt_cache_diagnostics` (types of
 * their SDKs), OpenClaw's trace. `none`: compared, and alike.
 */
export const WORDS_FOR = {
  model: ['model_changed', 'model'],
  tools: TOOLS,
  system: SYSTEM,
  messages: MESSAGES,
  anySection: [...TOOLS, ...SYSTEM, ...MESSAGES],
  sameBytes: ['none'],
} as const satisfies Readonly<Record<string, readonly string[]>>;

/** What a rule found. */
export interface Finding {
  readonly kind?: string;
  readonly confidence: Confidence;
  readonly summary: string;
  /** Instead of the rule's own sentence. */
  readonly fix?: string;
  readonly expected?: boolean;
  /** Of a compaction: whether what it took out can be read again by what it left. */
  readonly restorable?: boolean;
  readonly path?: string;
  readonly divergence?: Divergence;
  /** Tokens that can still be read although this happened, where its place does not tell. */
  readonly limit?: number;
  /** What it happened to, where findings of one kind are told apart by that: the same again is counted, another is a cause of its own. */
  readonly of?: string;
  /** The place by which the same is counted once. @default its divergence's path */
  readonly place?: string;
  /** The place, where it is known already. */
  readonly site?: Site;
  /** Named only where nothing else is found: the provider may well not care. */
  readonly isWeak?: boolean;
}

/** A finding with its rule's name, as it stands in a break. */
export interface Suspect {
  readonly cause: Cause;
  readonly stage: Stage;
  /** Tokens that can still be read although this happened: a larger read clears the suspect. */
  readonly limit: number;
  readonly isWeak: boolean;
  /** Where it was found (`Difference.key`); null: not in one place. */
  readonly key: string | null;
}

/** All that the rules may look at. Everything in it is known when the request leaves, but `shortfall`. */
export interface Evidence {
  readonly before: Prompt;
  readonly after: Prompt;
  readonly relation: Relation;
  /** Leading blocks that both share, or that differ only in what the provider is known not to count. */
  readonly shared: number;
  /** Index in `before` of the last block that was to be kept; -1: none. */
  readonly kept: number;
  /** Every place in which a section differs inside what was to be kept, first to last. */
  readonly places: Readonly<Record<Section, readonly Difference[]>>;
  /** The first of them; where a rule is asked for each place, that one. */
  readonly differences: Readonly<Record<Section, Divergence | null>>;
  readonly parameters: readonly ParameterChange[];
  /** Leading blocks that both share and that are sent in another form (string or blocks), first to last. */
  readonly forms: readonly OtherForm[];
  /** What was kept of its prefix when it left, within reach of its breakpoints, alive or not. */
  readonly held: readonly { readonly block: number; readonly entry: Entry }[];
  readonly standing: Standing;
  /** Causes of the newest breaks of the lane, newest last: something that changes again is volatile. */
  readonly history: readonly Cause[];
  /** True if the parent was to find more in the cache than it kept there itself (it had no breakpoint). */
  readonly isOwed: boolean;
  /** Providers of both, as the log names them. */
  readonly providers: readonly [string | null, string | null];
}

/** A block with the same content in another form. */
export interface OtherForm {
  readonly block: number;
  readonly path: string;
  /** Tells whether such a change was read past: `LaneState.passed`. */
  readonly key: string;
  /** True if earlier reads of the lane did not count such a change. */
  readonly isPassed: boolean;
}

/** How the entry that should have been hit stood when the request left. */
export interface Standing {
  /** Milliseconds since its last use; null: the log has no times. */
  readonly idleMs: number | null;
  readonly ttl: string | null;
  readonly ttlMs: number | null;
  /** Of a cache that may keep it for longer: the time for which it promises to; null: no such promise. */
  readonly surelyMs: number | null;
  /** False if its writer had not answered; null: not known. */
  readonly visible: boolean | null;
  /** True if the log tells when the writer's answer began. */
  readonly isBegunKnown: boolean;
  /** True if the answer to the entry's writer ended later than this request began. */
  readonly isAnswering: boolean;
  /** True if the log says when the parent's answer ended. */
  readonly isEndKnown: boolean;
  /** Milliseconds from the request's start to the first byte of the entry's writer, if that came later. */
  readonly earlyMs: number | null;
  /** Positions back from the nearest breakpoint; null: no breakpoint behind it. */
  readonly distance: number | null;
  readonly lookback: number | null;
  /** Estimated tokens of the prefix at the request's last breakpoint. */
  readonly markedTokens: number | null;
  readonly minimum: { readonly certain: number; readonly uncertainUpTo: number } | null;
  /** True where the provider promises no hit at all. */
  readonly bestEffort: boolean;
  /** Placeholders of the log inside the prefix: equal text proves nothing there. */
  readonly redacted: readonly string[];
  /** True if what was read should have expired as well: it is of the messages, and was kept no longer than what was lost. */
  readonly isOutlived: boolean;
  /** True if no usage named what was to be read. */
  readonly isEstimate: boolean;
  /** The longer lifetime that its lane asked for before, and the newest request that did; null: none. */
  readonly earlierTtl: { readonly ttl: string; readonly until: string } | null;
  /** True if the model drops thinking of older turns, and a new turn began: the provider renders other bytes than the log shows. */
  readonly thinkingDropped: boolean;
  /** True if an entry that was last used no later, with the same lifetime, was hit: then the lost one was alive too. */
  readonly olderWasHit: boolean;
  /** Places in which the two differ although the read clears them: equality must not be claimed. */
  readonly differing: readonly string[];
  /** Places in which the two differ and that earlier reads of the lane cleared: nor must it be claimed there. */
  readonly passed: readonly string[];
  /** Path of the first block in another form in front of which the read stops; null: none, or the read clears it. */
  readonly form: string | null;
  /** Blocks in another form, which earlier reads of the lane did not count. */
  readonly otherForms: readonly string[];
  /** An engine of one's own, which keeps a prefix until its room is needed; null: it is none, or not known to be one. */
  readonly ownEngine: {
    /** Other requests of the log since the parent. */
    readonly between: number;
  } | null;
  /** What was to be read in front of the first difference and was not, where that has a cause of its own. */
  readonly inFront: InFront | null;
  /** True if what was read is an entry that the parent could not have read. */
  readonly isForeign: boolean;
  /** Tokens read from the cache, once known. */
  readonly read: number | null;
  readonly written: number | null;
  /** Where equal JSON is first written differently, as far as the read does not clear it. */
  readonly spelling: SpelledSite | null;
  /** False if the lines of both are not at hand: whether their bytes are the same is then not known. */
  readonly isSpellingKnown: boolean;
}

export interface InFront {
  /** Tokens lost in front of `path`, and by the break as a whole. */
  readonly lost: number;
  readonly all: number;
  readonly path: string;
}

/** The same JSON in other bytes. */
export interface SpelledSite {
  readonly kind: Spelling;
  readonly site: Site;
}

/** The block of the parent in which a difference lies. */
export function blockBefore(evidence: Evidence, divergence: Divergence): Block | undefined {
  return evidence.before.blocks[
    divergence.block - evidence.after.starts[divergence.section] + evidence.before.starts[divergence.section]
  ];
}

export function blockAfter(evidence: Evidence, divergence: Divergence): Block | undefined {
  return divergence.how === 'removed' ? undefined : evidence.after.blocks[divergence.block];
}

/** What may be called equal after comparing: the bytes, the content where the lines are not at hand; null: the two differ. */
export function samenessOf(standing: Standing): 'bytes' | 'content' | null {
  const { differing, passed, otherForms, isSpellingKnown } = standing;
  if (differing.length > 0 || passed.length > 0) return null;
  return isSpellingKnown && otherForms.length === 0 ? 'bytes' : 'content';
}

/** What became of what stands behind a change: only a cache with breakpoints is known to write. */
export const paidAgain = ({ bestEffort }: Pick<Standing, 'bestEffort'>): string =>
  bestEffort ? 'computed again' : 'written again';

/** What a claim of equality has to leave out, a sentence each. */
export function exceptions({ differing, passed, otherForms }: Standing): readonly string[] {
  return [
    ...(differing.length > 0
      ? [`Not the same: ${differing.join(', ')}; more was read than lies in front of that.`]
      : []),
    ...(passed.length > 0
      ? [`Not the same: ${passed.join(', ')}; earlier reads of this conversation did not count that.`]
      : []),
    ...(otherForms.length > 0
      ? [
          `In another form (string or blocks): ${otherForms.join(', ')}; earlier reads of this conversation did not count that.`,
        ]
      : []),
  ];
}

/** The part of a break that lies in front of its first difference, in words that begin a sentence. */
export function partOf({ lost, all, path }: InFront): string {
  return `${count(lost)} of the ${count(all)} tokens lie in front of ${path}`;
}
