/**
 * Whether `usage.input` counts what was cached. Our format expects it without; most providers count it in, so a converter that copies
 * their count makes prompts look twice as large as they were. The counts of one model are of one kind throughout a log: which, is told
 * by counts that can be of one kind only, by what the next request read, or by the bytes that were sent.
 */
import type { SentBody } from './body.js';

/** What of the cached tokens an input counts beside the uncached ones: all, or what was read. */
type Careless = 'whole' | 'with-read';

/**
 * `apart`: without what was cached, as expected. `whole`: the whole prompt. `with-read`: with what was read, without what was written.
 * `unclear`: nothing tells.
 */
export type InputMeaning = 'apart' | Careless | 'unclear';

/** A request that was billed. */
export interface BilledInput {
  /** Who counts: provider and model. */
  readonly biller: string;
  /** Requests that may go on from each other. */
  readonly lane: string;
  readonly body: SentBody | null;
  readonly input: number | null;
  readonly read: number;
  readonly written: number;
  readonly output: number;
  readonly total: number | null;
}

export interface InputMeanings {
  /** True while the body of a request may tell what the counts of its biller mean. */
  isOpen(biller: string): boolean;
  of(billed: BilledInput): InputMeaning;
}

/** Bytes that a token has, at least and at most; outside of them the bytes are no text. */
const BYTES_A_TOKEN = { least: 1.5, most: 8 };
/** A token has more bytes than this on average; below it the counts are too large for what was sent. */
const FEWEST_BYTES = 2;
/** And on average fewer than this. */
const MOST_BYTES = 7;
/** Smaller bodies say little: the frame of the line is part of the bytes. */
const TELLING_BYTES = 4_000;
/** Requests in a row whose input grows with all that was sent, and their read with what was sent before. */
const IN_A_ROW = 3;
/** A read ends where the prompt before it did, but for what is rounded away, left behind the last breakpoint, or answered. */
const READ_AGAIN = { share: 0.97, rounded: 128 };
/** Billers and lanes that are remembered. */
const REMEMBERED = 1_000;

/** The prompt of a request, were its input of one kind or of the other. */
interface Prompts {
  readonly apart: number;
  readonly careless: number;
}

interface Lane {
  readonly bytes: number;
  /** Bytes a token of its newest request whose prompt is known: most of the next one is the same text. */
  readonly rate: number | null;
  readonly inARow: number;
  readonly read: number;
  readonly output: number;
  readonly prompts: Prompts;
  /** Requests in a row whose read tells which prompt was in front of them. */
  readonly readAgain: { readonly as: keyof Prompts; readonly count: number } | null;
}

/** What has been seen of the counts of one biller. */
interface Biller {
  meaning: InputMeaning;
  /** True once an input was less than what was written: it is no whole prompt. */
  isNotWhole: boolean;
  /** Bytes a token of its newest request whose prompt is known, whatever its input counts. */
  rate: number | null;
  /** What was cached of the request that spoke last against `apart`; null: none did. */
  spoke: number | null;
  readonly lanes: Map<string, Lane>;
}

/** A request with what its counts would make of its prompt. */
interface Weighed extends BilledInput {
  readonly input: number;
  readonly cached: number;
  /** What its input counts if it is not `apart`. */
  readonly careless: Careless;
  readonly prompts: Prompts;
}

export function createInputMeanings(): InputMeanings {
  const billers = new Map<string, Biller>();

  function billerOf(name: string): Biller {
    const known = billers.get(name);
    if (known !== undefined) return known;
    if (billers.size >= REMEMBERED) billers.clear();
    const fresh: Biller = {
      meaning: 'unclear',
      isNotWhole: false,
      rate: null,
      spoke: null,
      lanes: new Map(),
    };
    billers.set(name, fresh);
    return fresh;
  }

  return {
    isOpen: name => billers.get(name)?.meaning !== 'apart',
    of(billed) {
      if (billed.input === null) return 'apart';
      const biller = billerOf(billed.biller);
      if (billed.input < billed.read + billed.written) biller.isNotWhole = true;
      const weighed = weigh(billed, billed.input, biller);
      const lane = laneAfter(biller, weighed);
      const { prompts, careless, body, input } = weighed;
      if (prompts.apart === prompts.careless) {
        biller.rate = rateOf(body, prompts.apart) ?? biller.rate;
        return 'apart';
      }
      const said = saidBy(weighed);
      const told = said ?? toldByReads(lane) ?? toldByBytes(weighed, biller, lane);
      if (told !== null) biller.meaning = told === 'careless' ? careless : told;
      // A whole prompt is no less than what was cached of it.
      else if (biller.meaning === 'whole') biller.meaning = careless;
      // No text has so few tokens as the input alone would be of it.
      const isTooLittle = body !== null && body.bytes > MOST_BYTES * input;
      return biller.meaning === 'unclear' && isTooLittle ? 'apart' : biller.meaning;
    },
  };
}

function weigh(billed: BilledInput, input: number, { isNotWhole }: Biller): Weighed {
  const { read, written } = billed;
  const careless = isNotWhole ? 'with-read' : 'whole';
  const prompts = {
    apart: input + read + written,
    careless: careless === 'whole' ? input : input + written,
  };
  return { ...billed, input, cached: read + written, careless, prompts };
}

type Told = keyof Prompts;

/** Told by the counts alone; null: they can be of either kind. */
function saidBy({ input, read, total, prompts, body }: Weighed): Told | null {
  if (input < read) return 'apart';
  if (total !== null && total >= prompts.apart) return 'apart';
  if (total === prompts.careless) return 'careless';
  const isTooMuch =
    body !== null &&
    body.bytes < FEWEST_BYTES * prompts.apart &&
    body.bytes > 1.25 * FEWEST_BYTES * prompts.careless &&
    body.bytes < BYTES_A_TOKEN.most * prompts.careless;
  return isTooMuch ? 'careless' : null;
}

/** Told by what was read again of the prompts before, time and again. */
function toldByReads({ readAgain }: Lane): Told | null {
  return readAgain !== null && readAgain.count >= IN_A_ROW ? readAgain.as : null;
}

/**
 * Told by what was sent. A tokenizer may make more tokens of one text than of another, so one request proves nothing: a second
 * one has to say the same of more that was cached.
 */
function toldByBytes(weighed: Weighed, biller: Biller, lane: Lane): Told | null {
  const { body, cached } = weighed;
  if (lane.inARow >= IN_A_ROW) return 'careless';
  if (body === null || body.bytes < TELLING_BYTES) return null;
  const told =
    byBreakpoint(weighed, body) ??
    byRate(weighed.prompts, body, lane.rate, SAME_RATE) ??
    byRate(weighed.prompts, body, lane.rate, SAME_TEXT) ??
    byRate(weighed.prompts, body, biller.rate, OTHER_TEXT);
  if (told !== 'careless') return told;
  const isSecond = biller.spoke !== null && cached > biller.spoke;
  biller.spoke = Math.max(cached, biller.spoke ?? 0);
  return isSecond ? 'careless' : null;
}

/** What was cached ends at the last breakpoint: that gives the rate, and the rate what `input` would be of either kind. */
function byBreakpoint({ input, cached, prompts }: Weighed, { bytes, behind }: SentBody): Told | null {
  if (behind === null || bytes <= behind) return null;
  const rate = (bytes - behind) / cached;
  if (!isText(rate)) return null;
  const counted = prompts.apart - prompts.careless;
  if (isNear(prompts.careless, bytes / rate, 0.15) && input > behind / rate + counted / 2) return 'careless';
  return isNear(input, behind / rate, 0.25) ? 'apart' : null;
}

/** How near a rate has to be to that of a request whose prompt is known, and how far off the other one. */
interface Tolerance {
  readonly near: number;
  readonly below: number;
  readonly above: number;
}

/**
 * Bytes a token, over 60 conversations of 12 requests of code, JSON and prose (o200k, November 2026): from one request to the next they
 * change by less than 3.8 % in 95 of 100 (7.5 % in 99), within a conversation by less than 7.5 % (14 %), between two by less than
 * 7.9 % (11 %), all of them English. The other prompt has to be off by more than nearly all of these.
 */
const SAME_RATE: Tolerance = { near: 0.04, below: 0.87, above: 1.15 };
const SAME_TEXT: Tolerance = { near: 0.08, below: 0.8, above: 1.25 };
const OTHER_TEXT: Tolerance = { near: 0.2, below: 0.65, above: 1.5 };

/** By the rate of a request whose prompt is known. */
function byRate(
  { apart, careless }: Prompts,
  { bytes }: SentBody,
  rate: number | null,
  { near, below, above }: Tolerance,
): Told | null {
  if (rate === null) return null;
  const of = { apart: bytes / apart, careless: bytes / careless };
  if (isNear(of.careless, rate, near) && of.apart < below * rate) return 'careless';
  return isNear(of.apart, rate, near) && of.careless > above * rate ? 'apart' : null;
}

/** Notes a request of a lane. Its prompt is to all its bytes as its read is to those of the request before, time and again: that is its prompt. */
function laneAfter({ lanes }: Biller, { lane, body, read, output, prompts }: Weighed): Lane {
  const before = lanes.get(lane);
  const bytes = body?.bytes ?? 0;
  const rate = before === undefined || read === 0 ? null : before.bytes / read;
  const isCareless =
    before !== undefined &&
    rate !== null &&
    isText(rate) &&
    bytes > before.bytes &&
    isNear(bytes / prompts.careless, rate, 0.06);
  const after = {
    ...{ bytes, read, output, prompts },
    rate: (prompts.apart === prompts.careless ? rateOf(body, prompts.apart) : null) ?? before?.rate ?? null,
    inARow: isCareless ? before.inARow + 1 : 0,
    readAgain: readAgain(before, read),
  };
  if (lanes.size >= REMEMBERED) lanes.clear();
  lanes.set(lane, after);
  return after;
}

/** A conversation reads what it sent before, and its answer at most: more each time. What is read of one size only may be a head alone. */
function readAgain(before: Lane | undefined, read: number): Lane['readAgain'] {
  if (before === undefined || read <= before.read) return null;
  const { apart, careless } = before.prompts;
  const isOf = (prompt: number): boolean =>
    read >= READ_AGAIN.share * prompt - READ_AGAIN.rounded && read <= prompt + before.output;
  const as = isOf(apart) === isOf(careless) ? null : isOf(apart) ? 'apart' : 'careless';
  if (as === null) return before.readAgain;
  const count = before.readAgain?.as === as ? before.readAgain.count : 0;
  return { as, count: count + 1 };
}

function rateOf(body: SentBody | null, input: number): number | null {
  if (body === null || body.bytes < TELLING_BYTES) return null;
  return isText(body.bytes / input) ? body.bytes / input : null;
}

const isText = (rate: number): boolean => rate >= BYTES_A_TOKEN.least && rate <= BYTES_A_TOKEN.most;

const isNear = (value: number, expected: number, share: number): boolean =>
  Math.abs(value - expected) <= share * expected;
