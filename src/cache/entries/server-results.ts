import type { Prompt } from '../../prompt/prompt.js';
import type { Count } from '../count.js';
import { lifetimeMs } from '../lifetime.js';
import type { CacheScope } from '../scope.js';
import { type Entries, type Entry, levelAt } from './entries.js';

interface Shown {
  readonly prompt: Prompt;
  readonly scope: CacheScope;
  readonly count: Count;
}

/**
 * The provider's own tools run inside a request, and behind each of their results it sets a breakpoint of five minutes by itself, where the
 * request has one (tool-use-with-prompt-caching page). The next request shows these results in the answer to it.
 */
export function* serverResults(
  { prompt, scope, count }: Shown,
  entries: Entries,
): Generator<{ readonly entry: Entry; readonly block: number }> {
  const { blocks } = prompt;
  const newest = blocks.findLast(({ role }) => role === 'assistant')?.message ?? -1;
  for (let index = blocks.length - 1; (blocks[index]?.message ?? -1) >= newest && newest > 0; index -= 1) {
    const block = blocks[index];
    if (block?.kind !== 'tool_result' || block.message !== newest) continue;
    const asked = blocks.findLastIndex(({ message }) => message < newest);
    const base = entries.at(prompt, scope, asked);
    if (base === undefined || entries.at(prompt, scope, index) !== undefined) continue;
    const entry = {
      ...base,
      chain: prompt.chain[index] ?? '',
      path: block.path,
      level: levelAt(prompt, scope, index),
      ttl: '5m',
      ttlMs: lifetimeMs('5m') ?? base.ttlMs,
      tokens: Math.round(count.upTo[index] ?? 0),
      exact: false,
    };
    yield { entry, block: index };
  }
}
