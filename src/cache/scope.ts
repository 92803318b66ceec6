import type { Prompt } from '../prompt/prompt.js';

/**
 * What keys a cache beside the bytes. Anthropic renders parameters into the prompt at one of two levels
 * (prompt-caching page, "what invalidates the cache"): `speed` and citations between tools and system, the others between system
 * and messages. A change therefore keeps the entries in front of its level.
 */
export interface CacheScope {
  /** Provider and model: no entry is shared across it. */
  readonly model: string;
  /** Digest text of the parameters in front of system. */
  readonly system: string;
  /** Digest text of the parameters in front of messages. */
  readonly messages: string;
  /**
   * Models that keep the thinking of the last turn only drop older thinking blocks from the rendered prompt: how many are
   * dropped up to each block is part of its prefix. null: this model keeps them.
   */
  readonly dropped: readonly number[] | null;
}

/** Parameters that stand in front of system; all others stand in front of messages. */
const BEFORE_SYSTEM: ReadonlySet<string> = new Set(['speed', 'citations']);

/** Parameters whose effect the provider does not document: they never make a prediction, they only explain a miss. */
export const UNDOCUMENTED_PARAMETERS: ReadonlySet<string> = new Set([
  'betas',
  'context_management',
  'service_tier',
  'prompt_cache_key',
  'prompt_cache_retention',
]);

/** Values that mean the same as leaving the parameter out. */
const DEFAULTS: Readonly<Record<string, string>> = {
  effort: '"high"',
  tool_choice: '{"type":"auto"}',
  disable_parallel_tool_use: 'false',
  speed: '"standard"',
  thinking: '{"type":"disabled"}',
  images: 'false',
};

export function scopeOf(
  prompt: Prompt,
  provider: string | null,
  thinking: 'kept' | 'last-turn-only' | 'unknown' = 'kept',
): CacheScope {
  const system: string[] = [];
  const messages: string[] = [];
  for (const [name, value] of Object.entries(prompt.parameters).sort(([a], [b]) => (a < b ? -1 : 1))) {
    if (UNDOCUMENTED_PARAMETERS.has(name) || DEFAULTS[name] === value) continue;
    (BEFORE_SYSTEM.has(name) ? system : messages).push(`${name}=${value}`);
  }
  return {
    model: `${provider ?? ''}|${prompt.model ?? ''}`,
    system: system.join('&'),
    messages: messages.join('&'),
    dropped: thinking === 'last-turn-only' ? droppedThinking(prompt) : null,
  };
}

/** Thinking blocks in front of the newest user message that is no tool result, counted up to each block. */
function droppedThinking(prompt: Prompt): readonly number[] | null {
  const asked = newestQuestion(prompt);
  let dropped = 0;
  const upTo = prompt.blocks.map((block, index) => {
    if (block.kind === 'thinking' && index < asked) dropped += 1;
    return dropped;
  });
  return dropped === 0 ? null : upTo;
}

/** Index of the newest user block that is no tool result; 0: none. */
function newestQuestion(prompt: Prompt): number {
  for (let index = prompt.blocks.length - 1; index >= prompt.starts.messages; index -= 1) {
    const block = prompt.blocks[index];
    if (block?.role === 'user' && block.kind !== 'tool_result') return index;
  }
  return 0;
}

/** A parameter that two prompts send differently; a default said aloud is no change from one left out. */
export interface ParameterChange {
  readonly name: string;
  readonly before: string | null;
  readonly after: string | null;
  readonly documented: boolean;
}

export function parameterChanges(before: Prompt, after: Prompt): readonly ParameterChange[] {
  const names = new Set([...Object.keys(before.parameters), ...Object.keys(after.parameters)]);
  const changes: ParameterChange[] = [];
  for (const name of [...names].sort()) {
    const [old, now] = [before.parameters[name], after.parameters[name]];
    if (settled(name, old) === settled(name, now)) continue;
    const documented = !UNDOCUMENTED_PARAMETERS.has(name);
    changes.push({ name, before: old ?? null, after: now ?? null, documented });
  }
  return changes;
}

function settled(name: string, value: string | undefined): string | null {
  return value === undefined || DEFAULTS[name] === value ? null : value;
}
