import type { Model, RequestEntry } from '../../src/diagnosis/model.js';
import { type Bill, RULES, type Rules } from './bill/exchange.js';
import { bill } from './bill.js';
import { factsOf } from './models.js';
import { type Place, placeOf } from './place.js';
import type { Call } from './sessions/prompt.js';
import type { FormatId } from './sessions/world.js';
import { bodyOf } from './wire/body.js';
import { exchangeOf } from './wire/exchange.js';

export interface ExpectedCause {
  readonly id: string;
  readonly kind?: string;
  /** Ids that the rules allow as well, where the evidence at that moment cannot tell them apart. */
  readonly or?: readonly string[];
  /** Ids that may follow it: the evidence of the first, told once more. */
  readonly with?: readonly string[];
}

/** A break as its plant describes it. */
export interface PlantedBreak {
  readonly call: string;
  /** In prefix order. */
  readonly causes: readonly ExpectedCause[];
  /** False for rebuilds that the client meant: marked, not rung. null: the design leaves it open. */
  readonly ringing: boolean | null;
  /** True where one reading of the rules calls it a break and another does not: reported or not, both are right. */
  readonly optional?: boolean;
  /** The call as it would have been without the mistake, after the same calls before it. */
  readonly twin: Call;
  /** Rules of the provider that the twin is freed from. */
  readonly twinRules?: Partial<Rules>;
  /** The calls before it without the mistake, where the mistake began before it. */
  readonly twinHistory?: readonly Call[];
  /** Expect what the call before it left in the cache instead: for rules that bend every call of a lane. */
  readonly expectsParent?: boolean;
  /**
   * `diff`: where call and twin differ. `none`: the bytes are innocent. `any`: the rules name no place. Otherwise a leaf
   * below the one where they differ.
   */
  readonly place: 'diff' | 'none' | 'any' | { readonly below: string; readonly char: number };
}

/** What must be true of the model beside its breaks: a place of a second cause, a fix, a sum, a hint. */
export interface Claim {
  /** A sentence, said where it does not hold. */
  readonly says: string;
  holds(heard: ClaimContext): boolean;
}

export interface ClaimContext {
  readonly model: Model;
  /** What the engine says of a call; it is an error to ask for one that the log does not hold. */
  entryOf(call: string): RequestEntry;
}

export interface Planted {
  readonly claims?: readonly Claim[];
  readonly format: FormatId;
  readonly calls: readonly Call[];
  readonly breaks: readonly PlantedBreak[];
  /** Calls that may read less than the one before them left in the cache, and are no break. */
  readonly innocent?: readonly string[];
}

export interface Label {
  readonly call: string;
  readonly causes: readonly ExpectedCause[];
  readonly ringing: boolean | null;
  readonly optional: boolean;
  readonly place: Place | 'none' | 'any';
  readonly expectedRead: number;
  readonly actualRead: number;
  readonly lost: number;
  /** US dollars; null: the model has no rate here. */
  readonly cost: number | null;
}

/** A session with what was billed for it and what is known to be wrong with it. */
export interface Case {
  readonly claims: readonly Claim[];
  readonly format: FormatId;
  readonly calls: readonly Call[];
  readonly bills: ReadonlyMap<string, Bill | null>;
  readonly labels: readonly Label[];
}

/** Bills a planted session and works out what each break cost, by billing the unharmed twin of each broken call. */
export function labelled(planted: Planted): Case {
  const calls = planted.calls.toSorted((a, b) => a.at - b.at);
  const exchanges = calls.map(exchangeOf);
  const bills = bill(exchanges);
  const labels = planted.breaks.map(broken => {
    const call = calls.find(({ id }) => id === broken.call);
    const actual = bills.get(broken.call);
    if (call === undefined || actual === undefined || actual === null)
      throw new Error(`${broken.call} is not billed`);
    const rules = { ...RULES, ...broken.twinRules };
    const until = Math.max(call.at, broken.twin.at);
    const others = (broken.twinHistory?.map(exchangeOf) ?? exchanges).filter(
      ({ id, at }) => id !== call.id && at <= until,
    );
    const before = calls.findLast(({ id, lane, at }) => at < call.at && lane === call.lane && id !== call.id);
    const left = before === undefined ? null : bills.get(before.id);
    const expectedRead =
      broken.expectsParent === true && before !== undefined && left !== null && left !== undefined
        ? leftBy(before, left)
        : (bill([...others, exchangeOf(broken.twin)], rules).get(broken.twin.id)?.read ?? 0);
    const lost = Math.min(expectedRead, readable(call, broken, actual)) - actual.read;
    return {
      call: broken.call,
      causes: broken.causes,
      ringing: broken.ringing,
      optional: broken.optional ?? false,
      place: placed(call, broken),
      expectedRead,
      actualRead: actual.read,
      lost,
      cost: costOf(call, actual, lost),
    };
  });
  const result: Case = { format: planted.format, calls, bills, labels, claims: planted.claims ?? [] };
  assertHonest(result, new Set(planted.innocent));
  return result;
}

/** What of the broken request could be read at all: up to its last breakpoint, the whole of it where those are gone or none are sent. */
function readable(call: Call, { causes }: PlantedBreak, { read, write5m, write1h, input }: Bill): number {
  const marked = read + write5m + write1h;
  const isUnmarked = marked === read || causes.some(({ id }) => id.startsWith('breakpoint-'));
  const whole = isUnmarked ? marked + input : marked;
  return factsOf(call.prompt.model).automatic === 'steps-128' ? Math.floor(whole / 128) * 128 : whole;
}

function placed(call: Call, { twin, place }: PlantedBreak): Label['place'] {
  if (place === 'none' || place === 'any') return place;
  const found = placeOf(call.api, bodyOf(twin), bodyOf(call));
  if (found === null) throw new Error(`${call.id}: the plant changed no byte`);
  return place === 'diff' ? found : { path: found.path + place.below, char: place.char };
}

/** What the lost tokens cost above a read, each at the rate at which it was really billed. */
function costOf(call: Call, actual: Bill, lost: number): number | null {
  const { provider, price, fastInput } = factsOf(call.prompt.model);
  // DeepSeek charges by the hour of the day, Bedrock by the region.
  if (provider === 'deepseek' || call.provider === 'bedrock') return null;
  // A log that hides the markers and does not split the writes cannot tell an hour from five minutes.
  if (call.redacts !== 'nothing') return null;
  const fast = call.prompt.parameters.speed === 'fast' ? (fastInput ?? price.input) / price.input : 1;
  const lost1h = Math.min(lost, actual.write1h);
  const lost5m = Math.min(lost - lost1h, actual.write5m);
  // A request that also became shorter was not billed for all that it lost.
  const uncached = Math.min(lost - lost1h - lost5m, actual.input);
  const perToken =
    lost1h * (price.write1h - price.read) +
    lost5m * (price.write5m - price.read) +
    uncached * (price.input - price.read);
  return (perToken * fast) / 1_000_000;
}

/** A plant that loses nothing, or a loss that nobody planted, is a mistake of the corpus. */
function assertHonest({ calls, bills, labels }: Case, innocent: ReadonlySet<string>): void {
  for (const label of labels) {
    const total = totalOf(bills.get(label.call));
    if (label.ringing !== false && !label.optional && label.lost < 2 * Math.max(256, total / 100)) {
      throw new Error(`${label.call} loses only ${label.lost} of ${total} tokens`);
    }
  }
  const broken = new Set(labels.map(label => label.call));
  const left = new Map<string, number>();
  for (const call of calls) {
    const found = bills.get(call.id);
    if (found === null || found === undefined) continue;
    const before = left.get(call.lane + call.session) ?? 0;
    const shortfall = before - found.read;
    if (shortfall > Math.max(256, totalOf(found) / 100) && !broken.has(call.id) && !innocent.has(call.id)) {
      throw new Error(`${call.id} reads ${found.read}, ${shortfall} short, and has no label`);
    }
    left.set(call.lane + call.session, leftBy(call, found));
  }
}

/** Tokens that a call leaves in the cache for the next one of its lane. */
function leftBy(call: Call, found: Bill): number {
  const { automatic, minimum } = factsOf(call.prompt.model);
  if (automatic === undefined || automatic === 'message-ends')
    return found.read + found.write5m + found.write1h;
  const total = totalOf(found);
  return total < minimum ? 0 : total - 128;
}

function totalOf(found: Bill | null | undefined): number {
  return found === null || found === undefined ? 0 : found.read + found.write5m + found.write1h + found.input;
}
