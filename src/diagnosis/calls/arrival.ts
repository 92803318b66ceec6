import type { Cache, CacheRequest } from '../../cache/cache.js';
import type { BlockMeter, Count } from '../../cache/count.js';
import { breakpointRules } from '../../cache/forecast.js';
import {
  comparePrompts,
  type Place,
  placeOf,
  placeOfByte,
  placeOfLeaf,
  type Sent,
} from '../../prompt/index.js';
import type { Divergence, Prompt } from '../../prompt/prompt.js';
import type { Evidence, Stage, Suspect } from '../causes/rule.js';
import { reusableTokens } from '../lanes/reusable.js';
import type { PlacedDifferences, Site } from '../model.js';
import { type Arrival, evidenceOf } from './judging/evidence.js';
import { contentSuspects } from './judging/find-causes.js';

/** What can be said of a request before its usage is known. */
export interface Outlook {
  readonly cache: CacheRequest;
  readonly evidence: Evidence | null;
  readonly suspects: readonly Suspect[];
  /** All that differs from the parent; null: nothing of what it kept does. */
  readonly differences: PlacedDifferences | null;
}

/** Compares a request with its parent, enters it into the cache, and finds what in the bytes may cost it the prefix. */
export function lookAhead(arrival: Arrival, cache: Cache, meter: BlockMeter): Outlook {
  const evidence = evidenceOf(arrival, cache);
  const entered = enter(arrival, cache, meter);
  if (evidence === null) return { cache: entered, evidence, suspects: [], differences: null };
  const { record, prompt } = arrival;
  const siteOf = (divergence: Divergence): Site =>
    placed(divergence, evidence, placeIn(record, divergence), entered.count);
  const limitOf = (stage: Stage, site: Site | null): number => {
    if (stage === 'model') return 0;
    if (stage === 'parameters') return tokensBefore(entered.count, prompt.starts.messages);
    // How many tokens an image has is guessed: only what was read behind it clears a change of it.
    if (site !== null && prompt.blocks[site.block]?.kind === 'image')
      return entered.count.upTo[site.block] ?? entered.count.total;
    return site?.tokens ?? tokensBefore(entered.count, prompt.starts.messages);
  };
  const suspects = contentSuspects(evidence, siteOf, limitOf);
  const isAlike = suspects.length === 0 && Object.values(evidence.differences).every(found => found === null);
  return {
    cache: entered,
    evidence,
    suspects,
    differences: isAlike || !arrival.differences ? null : allDifferences(arrival, evidence),
  };
}

function allDifferences({ record, parent, lines }: Arrival, evidence: Evidence): PlacedDifferences {
  const found = comparePrompts(evidence.before, evidence.after);
  const before = { origin: parent?.record.origin ?? record.origin, raw: parent && lines.of(parent.id) };
  return { ...found, list: found.list.map(each => ({ ...each, place: placeOf(each, before, record) })) };
}

function enter(
  { id, record, prompt, rules, lane, parent }: Arrival,
  cache: Cache,
  meter: BlockMeter,
): CacheRequest {
  const { provider, at } = record;
  const entering = {
    id,
    prompt,
    provider,
    at,
    meter,
    thinking: rules.thinking,
    before: parent?.cache ?? null,
  };
  const byBreakpoints = breakpointRules(rules);
  if (byBreakpoints !== null) return cache.arrive(entering, byBreakpoints);
  return cache.arriveAutomatic(entering, rules, reusableTokens({ prompt, at: record.at, rules, lane }));
}

/** A divergence with its place in the log.  */
export function placed(
  divergence: Divergence,
  evidence: Evidence,
  at: Pick<Place, 'line' | 'byte'>,
  count: Count,
): Site {
  const start = tokensBefore(count, divergence.block);
  const { block, section, path, char, byte, how, before, after } = divergence;
  return {
    block,
    section,
    path,
    char,
    byte,
    how,
    before,
    after,
    tokens: Math.round(start + insideBlock(divergence, evidence.after, count)),
    line: at.line,
    lineByte: at.byte,
  };
}

/** Tokens in the differing block in front of the difference, in proportion to its bytes. */
function insideBlock(divergence: Divergence, prompt: Prompt, count: Count): number {
  const block = prompt.blocks[divergence.block];
  if (block === undefined || divergence.how !== 'changed') return 0;
  const tokens = (count.upTo[divergence.block] ?? 0) - tokensBefore(count, divergence.block);
  return block.bytes === 0 ? 0 : (tokens * Math.min(divergence.byte, block.bytes)) / block.bytes;
}

/** Of what was taken out, nothing stands in the new line. */
function placeIn(sent: Sent, { path, char, how }: Divergence): Place {
  return how === 'removed' ? placeOfByte(sent, null) : placeOfLeaf(sent, path, char);
}

function tokensBefore(count: Count, block: number): number {
  return block <= 0 ? 0 : (count.upTo[block - 1] ?? count.total);
}
