import type { RequestRecord } from '../../log/record.js';
import { isAnswer, sharedBlocks, withoutPlaces } from '../../prompt/index.js';
import type { Prompt } from '../../prompt/prompt.js';
import { type Call, hasFailed, type LaneState } from '../calls/call.js';
import { commonBlocks, isSameAgent, type Kinship, kinshipOf } from './kinship.js';
import { isOfCalls } from './lane-facts.js';
import type { Relation } from './relation.js';
import { asksForSummary, isSummaryOf } from './summary.js';

/** Where a request belongs: its lane, its parent there, and how it stands to it. */
export interface Placement {
  readonly lane: LaneState | null;
  readonly parent: Call | null;
  readonly relation: Relation;
  /** For an `aside`: the lane whose conversation it reads. */
  readonly beside: LaneState | null;
}

const ALONE: Placement = { lane: null, parent: null, relation: 'first', beside: null };

/** Lanes looked at, newest first: a session with hundreds of finished subagents must stay cheap. */
const LANES_TRIED = 48;

/**
 * Finds the lane of a request by what it says, not by where it stands in the file: conversations interleave.
 * A lane survives changed instructions and changed tools (those are the breaks to report) and an edited history, but
 * not a change of everything; a doubt makes a new lane, because a wrong parent is a false alarm.
 */
export function place(
  prompt: Prompt,
  { agent, at }: Pick<RequestRecord, 'agent' | 'at'>,
  lanes: readonly LaneState[],
): Placement {
  const own = prompt.blocks.slice(prompt.starts.messages);
  if (own.length === 0) return ALONE;
  let best: { score: number; placement: Placement } | null = null;
  let tried = 0;
  let alike: LaneState | null = null;
  for (let index = lanes.length - 1; index >= 0 && tried < LANES_TRIED; index -= 1) {
    const lane = lanes[index];
    if (lane === undefined || !mayShare(lane.agent, agent)) continue;
    tried += 1;
    const match = matchOf(prompt, at, lane);
    if (match !== null && (best === null || match.score > best.score)) best = match;
    if (match === null && isSameErrand(prompt, lane)) alike ??= lane;
  }
  return best?.placement ?? { ...ALONE, lane: alike };
}

/** A request as its lane has found that the provider keeps it. */
export function asKept(prompt: Prompt, { lane, parent }: Placement): Prompt {
  return lane === null || parent?.prompt == null ? prompt : withoutPlaces(prompt, parent.prompt, lane.passed);
}

/** A short call without tools under the same instructions as an earlier one, such as a title: one lane, no parent. */
function isSameErrand(prompt: Prompt, lane: LaneState): boolean {
  const earlier = lane.recent.at(-1)?.prompt;
  return (
    earlier != null &&
    isOfCalls(lane) &&
    [prompt, earlier].every(({ counts }) => counts.tools === 0 && counts.messages <= 2) &&
    prompt.hashes.system === earlier.hashes.system &&
    prompt.hashes.system !== null
  );
}

/** Names given by the log keep lanes apart. Clients name their subagents and not the main loop, or call it `main`. */
function mayShare(a: string | null, b: string | null): boolean {
  return (a ?? 'main') === (b ?? 'main');
}

function matchOf(
  sent: Prompt,
  at: number | null,
  lane: LaneState,
): { readonly score: number; readonly placement: Placement } | null {
  const parents = lane.recent.filter(
    call => call.prompt !== null && !hasFailed(call) && !hasLeftLater(call, at),
  );
  const latest = nearestEnd(sent, parents);
  if (latest?.prompt == null) return null;
  const prompt = withoutPlaces(sent, latest.prompt, lane.passed);
  const tip = openTip(prompt, parents, latest);
  if (tip?.prompt != null) {
    const own = kinshipOf(tip.prompt, prompt, tip.kept);
    return {
      score: scoreOf(own, 'extends'),
      placement: { lane, parent: tip, relation: 'extends', beside: null },
    };
  }
  const kinship = kinshipOf(latest.prompt, prompt, latest.kept);
  if (isAnotherOpening(prompt, latest.prompt, kinship)) return null;
  const isTakenUp = isCutOff(kinship) && !isSummaryOf(prompt, latest.prompt);
  const earlier = isTakenUp ? earlierState(prompt, parents) : undefined;
  const goesOn = earlier?.prompt != null && prompt.blocks.length > earlier.prompt.blocks.length;
  if (!goesOn && isAskedAnew(prompt, latest.prompt, kinship)) return null;
  if (earlier?.prompt != null && earlier !== latest) {
    const again = kinshipOf(earlier.prompt, prompt, earlier.kept);
    if (!isSameAgent(again)) return null;
    const placement: Placement = { lane, parent: earlier, relation: 'rewinds', beside: null };
    return { score: scoreOf(again, 'rewinds'), placement };
  }
  const relation = relationOf(prompt, latest.prompt, kinship);
  if (relation === null) return null;
  if (relation === 'aside') {
    return { score: 1, placement: { lane: null, parent: latest, relation, beside: lane } };
  }
  return { score: scoreOf(kinship, relation), placement: { lane, parent: latest, relation, beside: null } };
}

/** Some logs are written in the order in which answers end: nobody goes on from what left after it. */
const hasLeftLater = ({ record }: Call, at: number | null): boolean =>
  at !== null && record.at !== null && record.at > at;

/**
 * The request that a lane is compared by: the latest, or, where conversations of one beginning take turns, the end of that one with which
 * the new request has most in common. What stands behind an edit tells whose edit it is.
 */
function nearestEnd(prompt: Prompt, parents: readonly Call[]): Call | undefined {
  const ends = parents.filter((call, index) => !call.isExtended || index === parents.length - 1);
  if (ends.length < 2) return ends[0];
  let nearest: Call | undefined;
  let most = -1;
  for (const call of ends) {
    const common = call.prompt === null ? -1 : commonBlocks(call.prompt, prompt);
    if (common < most) continue;
    nearest = call;
    most = common;
  }
  return nearest;
}

/**
 * It leaves the kept prefix of the latest request, and nothing that stood behind comes back, or no answer does (what the
 * client says with every question may): no edit looks like that.
 */
function isCutOff({ leading, parentKept, returning, answersGone, isEdited, isAnswered }: Kinship): boolean {
  return !isEdited && !isAnswered && leading < parentKept && (returning === 0 || answersGone);
}

/**
 * The request that this one goes on from where two conversations of one beginning take turns: its kept prefix is there whole, longer
 * than that of any other, and nobody has gone on from it yet. Who goes back to an earlier state goes back to one that was left.
 */
function openTip(prompt: Prompt, parents: readonly Call[], latest: Call): Call | undefined {
  const contained = parents.filter(
    call => call.prompt !== null && sharedBlocks(call.prompt.chain, prompt.chain) > endOf(call),
  );
  const longest = contained.reduce<Call | undefined>(
    (best, call) => (best === undefined || endOf(call) >= endOf(best) ? call : best),
    undefined,
  );
  if (longest === undefined || longest === latest) return undefined;
  if (!longest.isExtended) return longest;
  const twin = contained.find(call => endOf(call) === endOf(longest) && !call.isExtended);
  return twin?.prompt != null && isNextAnswer(prompt, twin.prompt) ? twin : undefined;
}

/** Index of the last block by which a request is known again: the last to be kept, or, where no message is marked, the last of all. */
function endOf({ prompt, kept }: Call): number {
  if (prompt === null) return -1;
  return kept >= prompt.starts.messages ? kept : prompt.blocks.length - 1;
}

/** One answer more, with what was said to it: of a request that was sent twice, each is answered in its own way. */
function isNextAnswer(prompt: Prompt, asked: Prompt): boolean {
  const come = prompt.blocks.slice(asked.blocks.length);
  const [first, last] = [come.findIndex(isAnswer), come.findLastIndex(isAnswer)];
  return first >= 0 && come.slice(first, last).every(isAnswer);
}

/** Two questions that nobody has answered yet, and that differ: workers behind one beginning, not one that was changed. */
function isAnotherOpening(prompt: Prompt, parent: Prompt, { leading, parentKept }: Kinship): boolean {
  return leading > 0 && leading < parentKept && isOpening(prompt) && isOpening(parent);
}

/** A question without an answer behind a beginning that was answered elsewhere: a task given to another, be it the same. */
function isAskedAnew(prompt: Prompt, parent: Prompt, { leading, answersGone }: Kinship): boolean {
  return leading > 0 && answersGone && isOpening(prompt) && !isSummaryOf(prompt, parent);
}

/** Nothing but what was said to the model: users, and the client itself in between (`system`, `developer`). */
function isOpening({ blocks, starts }: Prompt): boolean {
  return blocks.slice(starts.messages).every(({ role }) => SAYS.has(role));
}

const SAYS: ReadonlySet<string | null> = new Set(['user', 'system', 'developer']);

/** The request whose kept prefix, past the first message, the new one contains whole; the longest, then the latest. */
function earlierState(prompt: Prompt, parents: readonly Call[]): Call | undefined {
  let nearest: Call | undefined;
  for (const call of parents) {
    if (call.prompt === null || call.kept < call.prompt.starts.messages) continue;
    const shared = sharedBlocks(call.prompt.chain, prompt.chain);
    if (shared <= call.kept || call.kept < (nearest?.kept ?? -1)) continue;
    nearest = call;
  }
  return nearest;
}

function relationOf(prompt: Prompt, parent: Prompt, kinship: Kinship): Relation | null {
  const { leading, childBlocks, parentBlocks, parentKept, overlap } = kinship;
  const sameAgent = isSameAgent(kinship);
  const contains = leading > 0 && leading >= parentKept;
  if ([prompt, parent].every(isErrand) && prompt.hashes.system !== parent.hashes.system) return null;
  if (contains && asksForSummary(prompt) && hasOtherStart(prompt, parent)) return 'aside';
  if (contains && !sameAgent) return isConversation(kinship) ? asideOrChanged(prompt, parent, kinship) : null;
  if (!sameAgent) return null;
  if (leading === parentBlocks && leading === childBlocks) return 'repeats';
  if (contains) return 'extends';
  if (isSummaryOf(prompt, parent)) return 'summarises';
  if (leading > 0) return goesBack(kinship) ? 'rewinds' : 'extends';
  if (kinship.sameOpening || (overlap >= 0.5 && childBlocks > 1)) return 'extends';
  return overlap > 0 && childBlocks > 1 && parentBlocks > 2 ? 'extends' : null;
}

/** A question without tools and without an answer before it. Under other instructions it is another errand, not a changed one. */
function isErrand(prompt: Prompt): boolean {
  return prompt.counts.tools === 0 && isOpening(prompt);
}

/** Other tools or other instructions: the provider shares nothing of the history behind them. */
function hasOtherStart(prompt: Prompt, parent: Prompt): boolean {
  return prompt.hashes.tools !== parent.hashes.tools || prompt.hashes.system !== parent.hashes.system;
}

/** More than an opening message: two agents may well be asked the same thing. */
function isConversation({ leading }: Kinship): boolean {
  return leading >= 3;
}

/** The whole conversation under other instructions and other tools: the same agent changed, or another that reads it. */
function asideOrChanged(prompt: Prompt, parent: Prompt, kinship: Kinship): Relation {
  const bothAct = prompt.counts.tools > 0 && parent.counts.tools > 0;
  return bothAct && kinship.sameModel ? 'extends' : 'aside';
}

/**
 * Whole messages behind the common part are gone and none comes back: the conversation was taken up earlier. One message
 * gone is another matter: the last one was edited, or it was never part of the history.
 */
function goesBack(kinship: Kinship): boolean {
  return isCutOff(kinship) && (kinship.lostMessages > 1 || kinship.childBlocks <= kinship.leading);
}

function scoreOf(kinship: Kinship, relation: Relation): number {
  const shape = kinship.tools + kinship.system + (kinship.sameModel ? 0.5 : 0);
  const depth = relation === 'summarises' ? 0 : kinship.overlap * 10 + kinship.leading;
  return 2 + depth * 10 + shape;
}
