/** Whether a request that one log only tells the bill of can be one that another log holds: what is compared, and what is certain. */
import { compareFidelity } from '../fidelity.js';
import type { RequestRecord, Usage, UsageRecord } from '../record.js';

/** A request of a log, as far as it is needed to find it again in another one. */
export interface Seen {
  readonly log: string;
  readonly key: string;
  readonly request: Pick<RequestRecord, 'session' | 'agent' | 'model' | 'fidelity' | 'at' | 'purpose'>;
  /** Messages of its prompt; null: it has none. */
  readonly messages: number | null;
  readonly tools: number;
  /** What it was billed, by any log; null: not told yet. */
  usage: UsageRecord | null;
  /** Logs in which it was found again. */
  readonly alsoIn: Set<string>;
}

/** A request without a prompt, and what it was billed. */
export interface Bare {
  readonly log: string;
  readonly request: RequestRecord;
  readonly usage: UsageRecord;
  /** When the answer before it ended in its log, of the same agent; null: not known. */
  readonly after: number | null;
}

/** Milliseconds by which two logs of one machine may tell the same moment: lines are written when there is time for it. */
const SLACK = 2000;
/** Longest time that one request is believed to have taken. */
const LONGEST_CALL = 60 * 60 * 1000;

export type Found =
  /** It is this one. */
  | { readonly how: 'same'; readonly seen: Seen }
  /** One of these, which are not answered yet: their answers will tell. */
  | { readonly how: 'open'; readonly among: readonly Seen[] }
  | { readonly how: 'none' };

/** @param seen of the same session, in other logs, oldest first */
export function findTwin(bare: Bare, seen: readonly Seen[], namesAnswers: (log: string) => boolean): Found {
  const possible = seen.filter(one => canBe(bare, one));
  const billed = possible.filter(one => isSameBill(bare, one));
  const [only] = billed.toReversed();
  if (only !== undefined) return { how: 'same', seen: only };
  const open = possible.filter(isOpen);
  if (open.length === 0) return { how: 'none' };
  const isNamed = bare.usage.responseId !== null && open.some(({ log }) => namesAnswers(log));
  const fitting = open.filter(one => isLikewise(bare.request, one.request));
  const [first, ...others] = fitting;
  if (isNamed || first === undefined || others.length > 0) return { how: 'open', among: open };
  return { how: 'same', seen: first };
}

/** True if a log that names its answers names another one, or if times, models or bills speak against it. */
function canBe({ log, request, usage, after }: Bare, one: Seen): boolean {
  if (one.log === log || one.alsoIn.has(log) || one.request.purpose !== 'generate') return false;
  if (compareFidelity(one.request.fidelity, request.fidelity) > 0) return false;
  const [id, other] = [usage.responseId, one.usage?.responseId ?? null];
  if (id !== null && other !== null && id !== other) return false;
  if (one.usage !== null && one.usage.outcome === 'error') return false;
  const endedAt = usage.endedAt ?? request.at;
  const { at } = one.request;
  if (endedAt === null || at === null || at > endedAt + SLACK) return false;
  if (at < endedAt - LONGEST_CALL) return false;
  const isEarliest = (earliest: number | null): boolean => earliest === null || at >= earliest - SLACK;
  // Where only the end is known, it stands for the start too.
  const asked = request.at !== null && request.at < endedAt ? request.at : null;
  return isEarliest(asked) && isEarliest(after);
}

const isOpen = (one: Seen): boolean => one.usage?.usage == null && one.usage?.outcome !== 'aborted';

/** The same counts, wherever both logs have one; of two bills without a prompt all of them, told at the same moment. */
function isSameBill({ request, usage }: Bare, one: Seen): boolean {
  const [mine, other] = [usage.usage, one.usage?.usage ?? null];
  if (mine === null || other === null || !isLikewise(request, one.request)) return false;
  const isEqual = (name: keyof Usage): boolean =>
    mine[name] === other[name] || mine[name] === null || other[name] === null;
  if (!isEqual('input') || !isEqual('cacheRead') || !isEqual('cacheWrite')) return false;
  const isKnown = mine.cacheRead !== null && other.cacheRead !== null;
  if (one.request.fidelity !== 'usage-only') return isKnown || mine.promptTotal === other.promptTotal;
  const [end, otherEnd] = [usage.endedAt, one.usage?.endedAt ?? null];
  const isSameMoment = end !== null && otherEnd !== null && Math.abs(end - otherEnd) <= SLACK;
  return isKnown && isSameMoment && mine.output === other.output;
}

type Speaker = Pick<RequestRecord, 'agent' | 'model'>;

/** The same agent and model, by whatever of their names the logs give. */
export function isLikewise(one: Speaker, other: Speaker): boolean {
  return (one.agent ?? 'main') === (other.agent ?? 'main') && isSameModel(one.model, other.model);
}

/** `claude-sonnet-4-6` and `anthropic/claude-sonnet-4-6-20260115` are one. */
function isSameModel(one: string | null, other: string | null): boolean {
  if (one === null || other === null) return true;
  const [short = '', long = ''] = [one, other]
    .map(name => name.toLowerCase().replace(/^.*\//, ''))
    .sort((a, b) => a.length - b.length);
  return long.startsWith(short);
}

/** The same request with its prompt in two logs: sent by the same at the same moment, with as many messages. */
export function isSamePrompt(one: Seen, other: Seen): boolean {
  const [at, otherAt] = [one.request.at, other.request.at];
  return (
    one.log !== other.log &&
    !one.alsoIn.has(other.log) &&
    one.messages !== null &&
    one.messages === other.messages &&
    one.tools === other.tools &&
    at !== null &&
    otherAt !== null &&
    Math.abs(at - otherAt) <= SLACK &&
    isLikewise(one.request, other.request)
  );
}
