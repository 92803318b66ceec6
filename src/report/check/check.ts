/** Budgets held against a model: what `cachequake check` says. */
import type { Model, RequestEntry } from '../../diagnosis/model.js';
import { isMeasured } from '../../log/protocol/usage.js';
import { count, counted, dollars, percent, predicted, toldApart } from '../../text/numbers.js';
import { type ReportRequest, reportRequest } from '../request.js';
import type { EarlierReport, Limits } from './limits.js';

/** `too-little`: not enough requests to judge by. `unknown`: the log lacks what the budget is about. */
export type Verdict = 'held' | 'broken' | 'too-little' | 'unknown';

/** One budget against what was measured. */
export interface BudgetRow {
  readonly budget: string;
  readonly allowed: string;
  readonly measured: string;
  readonly verdict: Verdict;
  /** Why there is no verdict; null: there is one. */
  readonly why: string | null;
}

export interface Check {
  readonly schema: 'cachequake.check/1';
  /** True if excerpts of prompts were left out (`report/redact.ts`). */
  readonly isRedacted: boolean;
  /** That of the worst row: one that is broken is broken, whatever is not known of the others. */
  readonly verdict: Verdict;
  readonly rows: readonly BudgetRow[];
  /** The breaks that count against a broken budget, the largest loss first. */
  readonly breaks: readonly ReportRequest[];
}

/** A figure that may not pass a limit. */
interface Figure {
  readonly value: number | null;
  /** True if there may be more of it than is known: below the limit nothing is shown then. */
  readonly isLeast: string | null;
}

export function checkOf(model: Model, limits: Limits): Check {
  const facts = factsOf(model, limits);
  const rows = rowsOf(facts, limits);
  const isBroken = rows.some(({ row }) => row.verdict === 'broken');
  const worst = WORST.find(verdict => rows.some(({ row }) => row.verdict === verdict)) ?? 'held';
  const against = new Set(rows.flatMap(({ row, breaks }) => (row.verdict === 'broken' ? breaks : [])));
  return {
    schema: 'cachequake.check/1',
    isRedacted: false,
    verdict: isBroken ? 'broken' : worst,
    rows: rows.map(({ row }) => row),
    breaks: [...against].sort((a, b) => lostBy(b) - lostBy(a)).map(reportRequest),
  };
}

const WORST: readonly Verdict[] = ['broken', 'unknown', 'too-little'];

const lostBy = ({ break: found }: RequestEntry): number => found?.lostTokens ?? 0;

interface Facts {
  readonly model: Model;
  readonly ringing: readonly RequestEntry[];
  readonly broken: readonly RequestEntry[];
  /** Why rates cannot be judged; null: they can. */
  readonly rateGap: Gap | null;
  /** The same of what is counted: there the bytes alone can tell. */
  readonly countGap: Gap | null;
}

interface Gap {
  readonly verdict: 'too-little' | 'unknown';
  readonly why: string;
}

function factsOf(model: Model, { minRequests, maxUnknown }: Limits): Facts {
  const broken = model.requests.filter(entry => entry.break !== null);
  const going = model.requests.filter(hasRun);
  const lacking = model.lackingCount;
  const gapOf = (isKnown: (entry: RequestEntry) => boolean): Gap | null => {
    const unknown = going.filter(entry => !isKnown(entry)).length;
    if (unknown + lacking > maxUnknown * (going.length + lacking)) {
      const requests = `of ${counted(unknown, 'request')} out of ${count(going.length)} it is not known what they read, or out of how much`;
      const lines = `${counted(lacking, 'line')} could not be read in full, and may hold more`;
      const whys = [...(unknown > 0 ? [requests] : []), ...(lacking > 0 ? [lines] : [])];
      return { verdict: 'unknown', why: `${whys.join('; ')} (--max-unknown)` };
    }
    // The first of a lane can read nothing: it shows neither health nor harm.
    const able = going.filter(entry => entry.parentId !== null && isKnown(entry)).length;
    if (able >= minRequests) return null;
    return {
      verdict: 'too-little',
      why: `${counted(able, 'request')} could read from the cache, ${count(minRequests)} are needed (--min-requests)`,
    };
  };
  return {
    model,
    broken,
    ringing: broken.filter(entry => entry.break?.ringing === true),
    rateGap: gapOf(({ usage }) => isMeasured(usage)),
    countGap: gapOf(entry => isBilled(entry) || entry.predicted !== null),
  };
}

/** It ran the model to its end, as far as the log tells. */
const hasRun = ({ purpose, outcome }: RequestEntry): boolean =>
  purpose === 'generate' && (outcome === 'ok' || outcome === 'unknown');

const isBilled = ({ usage }: RequestEntry): boolean => typeof usage?.cacheRead === 'number';

interface Judged {
  readonly row: BudgetRow;
  /** What counts against it. */
  readonly breaks: readonly RequestEntry[];
}

function rowsOf(facts: Facts, limits: Limits): readonly Judged[] {
  const { minHitRate, minOfAttainable, maxBreaks, maxLostTokens, maxLost, never, baseline } = limits;
  const { hitRate, attainable } = facts.model.totals;
  const ofAttainable = hitRate === null || !attainable ? hitRate : hitRate / attainable;
  return [
    ...(minHitRate === null ? [] : [rateRow('hit rate', hitRate, minHitRate, facts)]),
    ...(minOfAttainable === null
      ? []
      : [rateRow('hit rate of the attainable', ofAttainable, minOfAttainable, facts)]),
    ...(maxBreaks === null ? [] : [breaksRow('breaks that ring', maxBreaks, facts)]),
    ...(maxLostTokens === null ? [] : [tokensRow('tokens lost', maxLostTokens, facts)]),
    ...(maxLost === null ? [] : [moneyRow(maxLost, facts)]),
    ...never.map(name => neverRow(name, facts)),
    ...(baseline === null ? [] : baselineRows(baseline, limits, facts)),
  ];
}

function rateRow(budget: string, value: number | null, least: number, facts: Facts): Judged {
  const { rateGap, ringing, model } = facts;
  const gap: Gap | null =
    rateGap ?? (value === null ? { verdict: 'unknown', why: 'the log holds no usage' } : null);
  const isBelow = value !== null && value < least - 1e-9;
  const [allowed, shown] = isBelow
    ? toldApart(least, value, percent, 1)
    : [percent(least, 1), percent(value, 1)];
  return {
    row: {
      budget,
      allowed: `at least ${allowed}`,
      measured: model.totals.hitRateExact ? shown : predicted(shown),
      verdict: gap?.verdict ?? (isBelow ? 'broken' : 'held'),
      why: gap?.why ?? null,
    },
    breaks: ringing,
  };
}

const breaksRow = (budget: string, most: number, facts: Facts): Judged => ({
  row: mostRow(budget, { value: facts.ringing.length, isLeast: null }, { most, shown: count }, facts),
  breaks: facts.ringing,
});

const tokensRow = (budget: string, most: number, facts: Facts): Judged => ({
  row: mostRow(
    budget,
    { value: facts.ringing.reduce((sum, entry) => sum + lostBy(entry), 0), isLeast: null },
    { most, shown: count },
    facts,
  ),
  breaks: facts.ringing,
});

function moneyRow(most: number, facts: Facts): Judged {
  const costs = facts.ringing.map(entry => entry.break?.cost ?? null);
  const unpriced = costs.filter(cost => cost === null).length;
  const value = costs.reduce((sum: number, cost) => sum + (cost ?? 0), 0);
  const isLeast = unpriced > 0 ? `${counted(unpriced, 'break')} without a price (--rates)` : null;
  const approximate = facts.ringing.some(entry => entry.break?.costApproximate === true);
  const shown = (amount: number, decimals: number): string => dollars(amount, { approximate, decimals });
  const figure = { value: unpriced === costs.length && unpriced > 0 ? null : value, isLeast };
  return { row: mostRow('money lost', figure, { most, shown, decimals: 2 }, facts), breaks: facts.ringing };
}

function neverRow(name: string, facts: Facts): Judged {
  const breaks = facts.broken.filter(entry => isNamed(entry, name));
  const figure = { value: breaks.length, isLeast: null };
  return { row: mostRow(`breaks by ${name}`, figure, { most: 0, shown: count }, facts), breaks };
}

/** By the id of any of its causes, by id and kind, or by its site. */
const isNamed = ({ break: found }: RequestEntry, name: string): boolean =>
  found !== null &&
  (found.site === name || found.causes.some(({ id, kind }) => id === name || `${id} (${kind})` === name));

function baselineRows(baseline: EarlierReport, { tolerance }: Limits, facts: Facts): readonly Judged[] {
  const { hitRate, ringing, lostTokens } = baseline;
  const least = hitRate === null ? null : Math.max(0, hitRate - tolerance.points);
  const rate = rateRow('hit rate, baseline', facts.model.totals.hitRate, least ?? 0, facts);
  const unknown: BudgetRow = {
    ...rate.row,
    allowed: 'not known',
    verdict: 'unknown',
    why: 'the baseline has no hit rate',
  };
  return [
    least === null ? { ...rate, row: unknown } : rate,
    breaksRow('breaks that ring, baseline', ringing + tolerance.breaks, facts),
    tokensRow('tokens lost, baseline', Math.round(lostTokens * (1 + tolerance.lost)), facts),
  ];
}

/** A limit, and how it is written with so many digits after the point. */
interface Most {
  readonly most: number;
  readonly shown: (value: number, decimals: number) => string;
  /** @default 0 */
  readonly decimals?: number;
}

/** What passed its limit has passed it, however little is known; that it stays below needs the whole. */
function mostRow(
  budget: string,
  { value, isLeast }: Figure,
  { most, shown, decimals = 0 }: Most,
  { countGap }: Facts,
): BudgetRow {
  const isAbove = value !== null && value > most + 1e-9;
  const [allowed, measured] = isAbove
    ? toldApart(most, value, shown, decimals)
    : [shown(most, decimals), value === null ? '' : shown(value, decimals)];
  const row = { budget, allowed: `at most ${allowed}` };
  const known = value === null ? 'not known' : `${isLeast === null ? '' : 'at least '}${measured}`;
  if (isAbove) return { ...row, measured: known, verdict: 'broken', why: null };
  if (countGap !== null) return { ...row, measured: known, ...countGap };
  if (isLeast !== null) return { ...row, measured: known, verdict: 'unknown', why: isLeast };
  return { ...row, measured: known, verdict: 'held', why: null };
}
