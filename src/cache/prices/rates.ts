/** What one million tokens cost, in US dollars. */
export interface RateCard {
  /** Tokens neither read from nor written to the cache. */
  readonly input: number;
  readonly write5m: number;
  readonly write1h: number;
  readonly read: number;
  readonly output: number;
}

/** The rates of one model at one provider, at one time. The card of its own is that of a short prompt. */
export interface Rates extends RateCard {
  /** The model whose prices these are. */
  readonly model: string;
  /** True if they are of a neighbouring model or host, or if a part of them is derived. */
  readonly approximate: boolean;
  /** False where a write costs no more than any input token (OpenAI up to GPT-5.5, DeepSeek, Gemini). */
  readonly writesBilled: boolean;
  /** False where a list leaves out what a read costs: `read` is then the price of input, the most that it can be. */
  readonly readsPriced: boolean;
  /** Some models cost more, all tokens of them, above a length of the prompt (input, reads and writes together). */
  readonly forPrompt: (tokens: number) => RateCard;
  /** True for a rate of the user's own. */
  readonly isOwn: boolean;
  /** Where the rates were read. */
  readonly source: string;
  /** Day of that table, `2026-11-10`; of a rate of the user's own the day from which it holds, if it names one. */
  readonly tableDate: string | null;
}

/** A card that holds up to a length of the prompt. */
export interface RateTier {
  /** Tokens of the prompt above which it holds; 0 for the first. */
  readonly above: number;
  readonly card: RateCard;
}

/** @param tiers by rising length, the first from 0 on. */
export function tieredRates(
  tiers: readonly [RateTier, ...RateTier[]],
  about: Omit<Rates, keyof RateCard | 'forPrompt' | 'isOwn' | 'readsPriced'> &
    Partial<Pick<Rates, 'isOwn' | 'readsPriced'>>,
): Rates {
  const [first] = tiers;
  const forPrompt = (tokens: number): RateCard =>
    tiers.findLast(tier => tokens > tier.above)?.card ?? first.card;
  return { ...first.card, isOwn: false, readsPriced: true, ...about, forPrompt };
}
