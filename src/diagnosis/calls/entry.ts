import { NONE } from '../../log/none.js';
import { promptTokens } from '../../log/protocol/usage.js';
import { logOf } from '../../log/record.js';
import { isOneText, isWhole, redactedSections } from '../../prompt/index.js';
import { SECTIONS, type Section } from '../../prompt/prompt.js';
import type { Prediction, PromptShape, RequestEntry } from '../model.js';
import { agrees } from '../vendor.js';
import type { Call } from './call.js';
import { checkpointsOf } from './checkpoints.js';
import { clientBefore } from './client.js';
import { whatHappened } from './what.js';

/** What is published of a request: a new object whenever something more is known. */
export function entryOf(
  call: Call,
  prices: Pick<RequestEntry, 'cost' | 'costWithoutCache' | 'rates'>,
): RequestEntry {
  const { record, usage, shape } = call;
  return {
    id: call.id,
    n: call.n,
    label: call.label,
    path: record.origin.path,
    log: logOf(record.origin),
    line: record.origin.line,
    at: record.at,
    session: call.session,
    lane: call.lane.id,
    turn: call.turn,
    model: call.model,
    provider: record.provider,
    api: record.api,
    client: record.client ?? null,
    clientBefore: clientBefore(call),
    fidelity: record.fidelity,
    purpose: record.purpose,
    hashes: shape.hashes,
    changed: shape.changed,
    blocks: shape.blocks,
    breakpoints: shape.breakpoints,
    sectionTokens: shape.sectionTokens,
    isUncompared: shape.isOneText && call.parent === null,
    differences: call.differences,
    checkpoints: checkpointsOf(call),
    usage: usage?.usage ?? null,
    countsWrites: call.rules.countsWrites,
    billing: usage?.billing ?? null,
    limits: usage?.limits ?? NONE,
    outcome: usage?.outcome ?? (call.settled ? 'unknown' : 'pending'),
    status: usage?.status ?? null,
    error: usage?.error ?? null,
    firstByteAt: usage?.firstByteAt ?? null,
    endedAt: usage?.endedAt ?? null,
    predicted: call.prediction,
    hitRate: hitRateOf(call),
    cost: prices.cost,
    costWithoutCache: prices.costWithoutCache,
    rates: prices.rates,
    parent:
      call.parent !== null && logOf(call.parent.record.origin) === logOf(record.origin)
        ? call.parent.n
        : null,
    parentId: call.parent?.id ?? null,
    what: whatHappened(call),
    break: call.broken,
    foreseen: call.foreseen,
    vendor: usage?.vendor ?? null,
    vendorAgrees: agrees(usage?.vendor ?? null, call.broken),
    hints: call.hints,
  };
}

const NO_SHAPE: PromptShape = {
  hashes: { tools: null, system: null, messages: null },
  changed: [],
  blocks: null,
  breakpoints: [],
  sectionTokens: null,
  isOneText: false,
};

export function shapeOf(call: Pick<Call, 'prompt' | 'cache' | 'evidence' | 'parent'>): PromptShape {
  const { prompt, cache, evidence, parent } = call;
  if (prompt === null) return NO_SHAPE;
  const upTo = cache?.count.upTo ?? [];
  const tokensBefore = (block: number): number => (block <= 0 ? 0 : (upTo[block - 1] ?? 0));
  const { system, messages } = prompt.starts;
  const total = tokensBefore(prompt.blocks.length);
  // The hash of a placeholder is not the hash of what was sent.
  const redacted = redactedSections(prompt);
  const shown = (section: Section): string | null => {
    if (redacted.has(section)) return null;
    // The same text for the same hash: most sections are those of the request before.
    const known =
      parent?.prompt?.hashes[section] === prompt.hashes[section] ? parent.shape.hashes[section] : null;
    return known ?? short(prompt.hashes[section]);
  };
  return {
    hashes: { tools: shown('tools'), system: shown('system'), messages: shown('messages') },
    changed: evidence === null ? NONE : changedSections(evidence),
    blocks: prompt.counts,
    isOneText: isOneText(prompt),
    breakpoints: prompt.breakpoints.map(({ path, ttl, block }) => ({
      path,
      ttl,
      tokens: upTo[block] === undefined ? null : Math.round(upTo[block]),
    })),
    sectionTokens: {
      tools: Math.round(tokensBefore(system)),
      system: Math.round(tokensBefore(messages) - tokensBefore(system)),
      messages: Math.round(total - tokensBefore(messages)),
    },
  };
}

function changedSections(evidence: NonNullable<Call['evidence']>): readonly Section[] {
  const { before, after, differences } = evidence;
  // Messages grow; tools and instructions differ also where earlier reads did not count that.
  const changed = SECTIONS.filter(
    section =>
      differences[section] !== null ||
      (section !== 'messages' && before.hashes[section] !== after.hashes[section]),
  );
  return changed.length === 0 ? NONE : changed;
}

function short(hash: string | null): string | null {
  return hash === null ? null : hash.slice(0, 8);
}

/** @param isFollowing False for the first of a lane: what was written before this log began is not known, and may be read. */
export function predictionOf(cache: Call['cache'], isFollowing: boolean): Prediction | null {
  // What the log replaced was sent as something else: neither its hashes nor its size are those of the prompt.
  // Nor is what the provider holds in front of it known.
  if (cache === null || !isWhole(cache.prompt) || cache.prompt.continues !== null) return null;
  const { read, write5m, write1h, input, certain } = cache.forecast;
  return { cacheRead: read, cacheWrite: write5m + write1h, input, certain: certain && isFollowing };
}

function hitRateOf({ usage }: Call): number | null {
  const billed = usage?.usage;
  if (billed === undefined || billed === null || usage?.outcome !== 'ok' || billed.cacheRead === null)
    return null;
  const total = promptTokens(billed);
  return total === null || total === 0 ? null : billed.cacheRead / total;
}
