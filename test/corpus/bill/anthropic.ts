import { factsOf } from '../models.js';
import { isObject } from '../sessions/json.js';
import { breakpointsAreLegal, prefixOf, type Step, type Ttl } from './anthropic-prefix.js';
import { tokensOf } from './count.js';
import type { Bill, Exchange, Rules } from './exchange.js';

interface Entry {
  readonly ttl: Ttl;
  visibleAt: number;
  expiresAt: number;
}

const LIFETIME: Readonly<Record<Ttl, number>> = { '5m': 5 * 60_000, '1h': 60 * 60_000 };

/** The counterfactuals bill the same calls over and over. */
const known = new WeakMap<Exchange, readonly Step[]>();

function stepsOf(exchange: Exchange): readonly Step[] {
  const steps = known.get(exchange) ?? prefixOf(exchange);
  known.set(exchange, steps);
  return steps;
}

/** The cache of one workspace: entries by the hash of the prefix they hold. */
export class ClaudeCache {
  private readonly entries = new Map<string, Entry>();

  constructor(private readonly rules: Rules) {}

  /** Calls must come in the order in which they started. */
  bill(exchange: Exchange): Bill {
    if (exchange.evicts === 'everything') this.entries.clear();
    const steps = stepsOf(exchange);
    if (exchange.evicts === 'newest') this.dropLongest(steps, exchange.at);

    const first = this.pass(exchange, steps);
    const output = exchange.reply.reduce(
      (sum: number, block) => sum + tokensOf(block, 'text', exchange.model),
      0,
    );
    const result = exchange.reply.findLastIndex(
      block => isObject(block) && String(block.type).endsWith('_tool_result') && block.type !== 'tool_result',
    );
    if (result === -1) return { ...first, output };

    // A server tool runs the model twice inside one call; the usage is the sum of both.
    const later = { ...exchange, at: exchange.firstByteAt ?? exchange.at };
    const again = this.pass(later, prefixOf(later, exchange.reply.slice(0, result + 1)));
    return {
      input: first.input + again.input,
      read: first.read + again.read,
      write5m: first.write5m + again.write5m,
      write1h: first.write1h + again.write1h,
      output,
    };
  }

  private pass(exchange: Exchange, steps: readonly Step[]): Omit<Bill, 'output'> {
    const total = steps.at(-1)?.tokens ?? 0;
    const uncached = { input: total, read: 0, write5m: 0, write1h: 0 };
    // The API refuses such a request; gateways that let it through cache nothing.
    if (!breakpointsAreLegal(steps)) return uncached;

    const { at } = exchange;
    const hit = this.lookUp(steps, at);
    const read = hit?.tokens ?? 0;
    const minimum = this.rules.minimum ? factsOf(exchange.model).minimum : 0;
    const marked = steps.filter(step => step.ttl !== null && step.tokens >= minimum);
    const last = Math.max(read, marked.at(-1)?.tokens ?? 0);
    const last1h = Math.max(read, marked.findLast(step => step.ttl === '1h')?.tokens ?? 0);

    if (hit !== null) this.refresh(hit.key, at);
    for (const step of marked) {
      if (step.tokens <= read) this.refresh(step.key, at);
      else if (step.ttl !== null) this.write(step.key, step.ttl, exchange);
    }
    return { input: total - last, read, write1h: last1h - read, write5m: last - last1h };
  }

  /** From each breakpoint back over the positions of its window; the longest prefix that is there wins. */
  private lookUp(steps: readonly Step[], at: number): Step | null {
    let best: Step | null = null;
    steps.forEach((marker, index) => {
      if (marker.ttl === null) return;
      let position = marker.position;
      for (let i = index; i >= 0; i -= 1) {
        const step = steps[i];
        if (step === undefined || marker.position - step.position >= this.rules.lookback) return;
        const endsPosition = i === index || step.position < position;
        position = step.position;
        if (!endsPosition || !this.isAlive(step.key, at)) continue;
        if (best === null || step.tokens > best.tokens) best = step;
        return;
      }
    });
    return best;
  }

  private isAlive(key: string, at: number): boolean {
    const entry = this.entries.get(key);
    return entry !== undefined && entry.visibleAt <= at && at < entry.expiresAt;
  }

  private refresh(key: string, at: number): void {
    const entry = this.entries.get(key);
    if (entry !== undefined && this.isAlive(key, at)) entry.expiresAt = at + LIFETIME[entry.ttl];
  }

  private write(key: string, ttl: Ttl, { at, firstByteAt, outcome }: Exchange): void {
    if (firstByteAt === null || outcome === 'lost' || outcome === 'error') return;
    const before = this.entries.get(key);
    const twin = before !== undefined && at < before.expiresAt ? before : null;
    this.entries.set(key, {
      ttl,
      visibleAt: Math.min(firstByteAt, twin?.visibleAt ?? Number.POSITIVE_INFINITY),
      expiresAt: Math.max(at + LIFETIME[ttl], twin?.expiresAt ?? 0),
    });
  }

  private dropLongest(steps: readonly Step[], at: number): void {
    const longest = steps.findLast(step => this.isAlive(step.key, at));
    if (longest !== undefined) this.entries.delete(longest.key);
  }
}
