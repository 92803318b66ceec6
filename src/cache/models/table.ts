/**
 * What providers say of their models' caches. PC: https://platform.claude.com/docs/en/build-with-claude/prompt-caching
 * A model that is not here has no known minimum: providers do not derive them from one another.
 */

export interface MinimumRow {
  readonly id: string;
  /** Tokens. Below: never cached. */
  readonly minimum: number;
  /** Above this it is cached for certain, where that is not twice the minimum. */
  readonly certainFrom?: number;
  readonly source: string;
}

/** Minimum of the prefix up to a breakpoint on Anthropic's own API, Vertex and resellers that pass markers on. */
export const CLAUDE_MINIMA: readonly MinimumRow[] = [
  { id: 'claude-fable-5-2', minimum: 512, source: 'assumed from the price list of 2026-11-10' },
  { id: 'claude-fable-5-1', minimum: 512, source: 'PC' },
  { id: 'claude-mythos-5-1', minimum: 512, source: 'PC' },
  { id: 'claude-fable-5', minimum: 512, source: 'PC, 2026-08-22' },
  { id: 'claude-mythos-5', minimum: 512, source: 'PC, 2026-08-22' },
  { id: 'claude-opus-5-5', minimum: 512, source: 'platform.claude.com/docs models/opus-5-5/overview' },
  { id: 'claude-opus-5', minimum: 512, source: 'PC' },
  { id: 'claude-opus-4-8', minimum: 1024, source: 'PC' },
  // Bedrock's table says 4096.
  { id: 'claude-opus-4-7', minimum: 2048, source: 'PC' },
  { id: 'claude-opus-4-6', minimum: 4096, source: 'PC' },
  { id: 'claude-opus-4-5', minimum: 4096, source: 'PC' },
  { id: 'claude-opus-4-1', minimum: 1024, source: 'PC' },
  { id: 'claude-opus-4', minimum: 1024, source: 'PC' },
  { id: 'claude-sonnet-5-5', minimum: 512, source: 'third-party quotes of the models page' },
  { id: 'claude-sonnet-5', minimum: 1024, source: 'PC' },
  // Measured near 2048: github.com/anthropics/anthropic-sdk-python/issues/1194
  { id: 'claude-sonnet-4-6', minimum: 1024, source: 'PC' },
  { id: 'claude-sonnet-4-5', minimum: 1024, source: 'PC' },
  { id: 'claude-sonnet-4', minimum: 1024, source: 'PC as quoted in anthropic-sdk-python#1194' },
  { id: 'claude-sonnet-3-7', minimum: 1024, source: 'PC as quoted in anthropic-sdk-python#1194' },
  { id: 'claude-haiku-5-5', minimum: 512, source: 'third-party quotes of the models page' },
  // Measured between 2.8k and 5.6k: brianhliou.com/log/anthropic-cache-silent-noop
  { id: 'claude-haiku-4-5', minimum: 4096, source: 'PC' },
  { id: 'claude-haiku-3-5', minimum: 2048, source: 'PC' },
  { id: 'claude-haiku-3', minimum: 2048, source: 'PC as quoted in anthropic-sdk-python#1194' },
];

/** https://docs.aws.amazon.com/bedrock/latest/userguide/prompt-caching.html keeps a table of its own. */
export const BEDROCK_MINIMA: readonly MinimumRow[] = [
  { id: 'claude-fable-5', minimum: 1024, source: 'Bedrock prompt-caching' },
  { id: 'claude-opus-5', minimum: 512, source: 'Bedrock prompt-caching' },
  { id: 'claude-opus-4-8', minimum: 1024, source: 'Bedrock prompt-caching' },
  { id: 'claude-opus-4-7', minimum: 4096, source: 'Bedrock prompt-caching' },
  { id: 'claude-opus-4-6', minimum: 4096, source: 'Bedrock prompt-caching' },
  { id: 'claude-opus-4-5', minimum: 4096, source: 'Bedrock prompt-caching' },
  { id: 'claude-sonnet-5', minimum: 1024, source: 'Bedrock prompt-caching' },
  { id: 'claude-sonnet-4-6', minimum: 1024, source: 'Bedrock prompt-caching' },
  { id: 'claude-sonnet-4-5', minimum: 1024, source: 'Bedrock prompt-caching' },
  { id: 'claude-sonnet-4', minimum: 1024, source: 'Bedrock prompt-caching' },
  { id: 'claude-haiku-4-5', minimum: 4096, source: 'Bedrock prompt-caching' },
];

/** https://ai.google.dev/gemini-api/docs/caching, 2026-10-13; older copies gave 1024 for 2.5 Flash and 4096 for 2.5 Pro. */
export const GEMINI_MINIMA: readonly MinimumRow[] = [
  { id: 'gemini-2.5-flash', minimum: 1024, certainFrom: 2048, source: 'Gemini caching' },
  { id: 'gemini-2.5-pro', minimum: 2048, certainFrom: 4096, source: 'Gemini caching' },
  { id: 'gemini-3.1-pro', minimum: 4096, source: 'Gemini caching' },
  { id: 'gemini-3.1-pro-preview', minimum: 4096, source: 'Gemini caching' },
  { id: 'gemini-3.5-flash', minimum: 4096, source: 'Gemini caching' },
  { id: 'gemini-3.6-flash', minimum: 4096, source: 'Gemini caching' },
  { id: 'gemini-3.7-flash', minimum: 4096, source: 'Gemini caching' },
  { id: 'gemini-3.8-flash', minimum: 4096, source: 'Gemini caching' },
  { id: 'gemini-4-argon', minimum: 4096, source: 'Gemini caching' },
];
