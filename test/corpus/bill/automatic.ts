import { factsOf } from '../models.js';
import { text } from '../sessions/json.js';
import { type Block, blocksOf, replyBlocks } from './automatic-prefix.js';
import type { Bill, Exchange } from './exchange.js';

interface Kept {
  readonly blocks: readonly Block[];
  readonly visibleAt: number;
  readonly lifetime: number;
  usedAt: number;
}

/** The counterfactuals bill the same calls over and over. */
const known = new WeakMap<Exchange, readonly Block[]>();

const MINUTE = 60_000;

/** OpenAI, DeepSeek and Gemini: nothing to mark, the provider keeps what it sees. */
export class AutomaticCache {
  private kept: Kept[] = [];

  /** Calls must come in the order in which they started. */
  bill(exchange: Exchange): Bill {
    if (exchange.evicts !== 'nothing') this.kept = [];
    const { model, at } = exchange;
    const { automatic, minimum } = factsOf(model);
    const blocks = known.get(exchange) ?? blocksOf(exchange);
    known.set(exchange, blocks);
    const total = sum(blocks);
    const alive = this.kept.filter(item => item.visibleAt <= at && at < item.usedAt + item.lifetime);
    const output = sum(replyBlocks(exchange));

    let read = 0;
    for (const item of alive) {
      const found =
        automatic === 'message-ends' ? sharedEnd(item, blocks) : shared(item.blocks, blocks, automatic);
      if (found >= minimum) item.usedAt = at;
      read = Math.max(read, found);
    }
    if (automatic === 'units') this.keepCommonPrefixes(exchange, alive, blocks, read);
    if (automatic === 'steps-128') read = Math.floor(read / 128) * 128;
    // Blocks that differ in a letter differ in their tokens as well.
    read = Math.min(read, total);
    if (read < minimum) read = 0;

    this.keep(exchange, blocks);
    const end =
      automatic === 'message-ends' ? sum(blocks.slice(0, blocks.findLastIndex(b => b.endsInput) + 1)) : 0;
    const write = end >= minimum ? Math.max(0, end - read) : 0;
    return { input: total - read - write, read, write5m: write, write1h: 0, output };
  }

  private keep(exchange: Exchange, blocks: readonly Block[]): void {
    if (exchange.firstByteAt === null || exchange.outcome === 'lost' || exchange.outcome === 'error') return;
    const { automatic } = factsOf(exchange.model);
    // DeepSeek keeps two units of each request: the end of its input and the end of its output.
    const units = automatic === 'units' ? [blocks, [...blocks, ...replyBlocks(exchange)]] : [blocks];
    for (const unit of units) {
      this.kept.push({
        blocks: unit,
        visibleAt: exchange.firstByteAt,
        lifetime: lifetimeOf(exchange),
        usedAt: exchange.at,
      });
    }
  }

  /** DeepSeek also keeps what two requests have in common, so that the third one hits it. */
  private keepCommonPrefixes(
    exchange: Exchange,
    alive: readonly Kept[],
    blocks: readonly Block[],
    matched: number,
  ): void {
    const prefixes = alive.map(item => commonPrefix(item.blocks, blocks));
    const longest = prefixes.reduce((best, prefix) => (sum(prefix) > sum(best) ? prefix : best), []);
    if (sum(longest) <= matched || exchange.firstByteAt === null) return;
    const { at, firstByteAt } = exchange;
    this.kept.push({ blocks: longest, visibleAt: firstByteAt, lifetime: lifetimeOf(exchange), usedAt: at });
  }
}

/** The shared blocks and the shared start of the first that differs. */
function commonPrefix(old: readonly Block[], now: readonly Block[]): readonly Block[] {
  const different = old.findIndex((block, index) => !holds(now[index], block));
  if (different <= 0) return [];
  const before = old[different];
  const after = now[different];
  if (before === undefined || after === undefined) return old.slice(0, different);
  const common = commonLength(before.bytes, after.bytes);
  const tokens = Math.floor((before.tokens * common) / before.bytes.length);
  return [
    ...old.slice(0, different),
    { ...before, bytes: before.bytes.slice(0, common), tokens, isCut: true },
  ];
}

function holds(now: Block | undefined, kept: Block): boolean {
  return kept.isCut ? now?.bytes.startsWith(kept.bytes) === true : now?.bytes === kept.bytes;
}

function lifetimeOf({ model, body }: Exchange): number {
  if (factsOf(model).automatic === 'message-ends') return 30 * MINUTE;
  return text(body.prompt_cache_retention) === 'in_memory' ? 10 * MINUTE : 24 * 60 * MINUTE;
}

function sum(blocks: readonly Block[]): number {
  return blocks.reduce((total, block) => total + block.tokens, 0);
}

/** Tokens in front of the first difference; `units` only match whole. */
function shared(old: readonly Block[], now: readonly Block[], rule: string | undefined): number {
  const different = old.findIndex((block, index) => !holds(now[index], block));
  if (different === -1) return sum(old);
  if (rule === 'units') return 0;
  const before = old[different];
  const after = now[different];
  // Parameters differ: no machine of that kind has seen this prompt.
  if (before === undefined || different === 0) return 0;
  const common = after === undefined ? 0 : commonLength(before.bytes, after.bytes);
  return sum(old.slice(0, different)) + Math.floor((before.tokens * common) / before.bytes.length);
}

/** GPT-5.6 and later: the longest end of a user message or of tool output within the last 20 that both have whole. */
function sharedEnd({ blocks: old }: Kept, now: readonly Block[]): number {
  const oldEnd = old.findLastIndex(block => block.endsInput);
  const ends = now.flatMap((block, index) => (block.endsInput ? [index] : [])).slice(-21);
  const matches = old.slice(0, oldEnd + 1).every((block, index) => block.bytes === now[index]?.bytes);
  return matches && ends.includes(oldEnd) ? sum(old.slice(0, oldEnd + 1)) : 0;
}

function commonLength(a: string, b: string): number {
  let length = 0;
  while (length < a.length && a[length] === b[length]) length += 1;
  return length;
}
