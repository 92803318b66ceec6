/** What the corpus knows of each model it uses. Prices in US dollars per million tokens. */
export interface ModelFacts {
  readonly provider: 'anthropic' | 'openai' | 'deepseek' | 'google';
  /** Shortest prefix that is cached, in tokens. */
  readonly minimum: number;
  readonly bytesPerToken: number;
  /** False: thinking of earlier turns is dropped when a plain user message follows. */
  readonly keepsThinking: boolean;
  readonly price: {
    readonly input: number;
    readonly read: number;
    readonly write5m: number;
    readonly write1h: number;
  };
  /** Prices of `speed: "fast"`. */
  readonly fastInput?: number;
  /** How an automatic cache finds its prefix. */
  readonly automatic?: 'steps-128' | 'message-ends' | 'units' | 'common-prefix';
}

function claude(
  minimum: number,
  bytesPerToken: number,
  input: number,
  read: number,
  more: Partial<ModelFacts> = {},
): ModelFacts {
  const price = { input, read, write5m: input * 1.25, write1h: input * 2 };
  return { provider: 'anthropic', minimum, bytesPerToken, keepsThinking: true, price, ...more };
}

function automatic(
  provider: ModelFacts['provider'],
  rule: NonNullable<ModelFacts['automatic']>,
  minimum: number,
  bytesPerToken: number,
  input: number,
  read: number,
  write = input,
): ModelFacts {
  const price = { input, read, write5m: write, write1h: write };
  return { provider, minimum, bytesPerToken, keepsThinking: true, price, automatic: rule };
}

/** Minima and prices: the provider's prompt-caching and pricing pages as of November 2026. */
export const MODELS = {
  'claude-opus-4-6': claude(4096, 3.66, 5, 0.5),
  'claude-opus-4-8': claude(1024, 2.8, 5, 0.5, { fastInput: 10 }),
  'claude-opus-5': claude(512, 2.8, 5, 0.5, { fastInput: 10 }),
  'claude-opus-5-5': claude(512, 2.8, 4, 0.2, { fastInput: 8 }),
  'claude-sonnet-4-5': claude(1024, 3.66, 3, 0.3, { keepsThinking: false }),
  // Documented is 1024; measured, this: github.com/anthropics/anthropic-sdk-python/issues/1194.
  'claude-sonnet-4-6': claude(2048, 3.66, 3, 0.3),
  'claude-sonnet-5': claude(1024, 2.8, 2, 0.2),
  'claude-sonnet-5-5': claude(512, 2.8, 2, 0.1),
  'claude-haiku-4-5': claude(4096, 3.66, 1, 0.1, { keepsThinking: false }),
  'claude-fable-5-1': claude(512, 2.8, 10, 0.25),
  'gpt-5': automatic('openai', 'steps-128', 1024, 4.6, 1.25, 0.125),
  'gpt-5.4': automatic('openai', 'steps-128', 1024, 4.6, 2.5, 0.25),
  'gpt-5.6': automatic('openai', 'message-ends', 1024, 4.6, 4, 0.4, 5),
  'deepseek-v4-pro': automatic('deepseek', 'units', 64, 4, 0.66, 0.022),
  'gemini-2.5-pro': automatic('google', 'common-prefix', 2048, 4, 1.25, 0.125),
} as const satisfies Record<string, ModelFacts>;

export type ModelId = keyof typeof MODELS;

export function factsOf(model: string): ModelFacts {
  const facts: Readonly<Record<string, ModelFacts>> = MODELS;
  const found = facts[model];
  if (found === undefined) throw new Error(`the corpus has no facts about ${model}`);
  return found;
}
