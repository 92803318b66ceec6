import type { Api } from '../log/record.js';
import { compareVersions, type ModelName, nameModel } from './models/name.js';
import { BEDROCK_MINIMA, CLAUDE_MINIMA, GEMINI_MINIMA, type MinimumRow } from './models/table.js';

/** How a provider decides what is read and written. */
type CacheFamily =
  | 'anthropic'
  | 'openai-interval'
  | 'openai-5.5'
  | 'openai-breakpoints'
  | 'deepseek'
  | 'gemini'
  | 'xai'
  | 'other';

/** Tokens of the whole prefix up to a breakpoint. */
interface Minimum {
  /** Below this nothing is cached, without an error. */
  readonly certain: number;
  /** From `certain` up to this, documents and measurements disagree; from here on it is cached. */
  readonly uncertainUpTo: number;
}

export interface ModelRules {
  readonly family: CacheFamily;
  /** The model's id in its maker's spelling, without date and host; null if the log names none. */
  readonly id: string | null;
  /** null: this model's minimum is not known; nothing is claimed. */
  readonly minimum: Minimum | null;
  /** Positions a breakpoint looks back, itself the first; null where the cache does not work by breakpoints. */
  readonly lookback: number | null;
  /** A run of `tool_use` (or of `tool_result`) blocks is one position. */
  readonly collapseRuns: boolean;
  /** Lifetime where the request names none. */
  readonly defaultTtl: string;
  /**
   * What later requests may read of a prompt. `marked`: what ends at a breakpoint. `requests`: what ends with an earlier request.
   * `units`: that, and what ends with its answer (DeepSeek's kv_cache guide, V4 rule). `prefixes`: whatever is shared, wherever it ends.
   */
  readonly keeps: 'marked' | 'requests' | 'units' | 'prefixes';
  /** How long an unused prefix lives, in milliseconds: surely, and at most. Where markers carry a ttl, that rules. */
  readonly lifetime: { readonly certain: number; readonly possible: number };
  /** `last-turn-only`: thinking before the last user message is stripped from the prompt. */
  readonly thinking: 'kept' | 'last-turn-only' | 'unknown';
  /** Start value for estimates, until usage is known. */
  readonly tokensPerByte: number;
  /** Reported reads are multiples of this. */
  readonly rounding: number;
  /** Its usage counts what was written; elsewhere (OpenAI up to 5.5, DeepSeek, Gemini, xAI) a 0 is no count. */
  readonly countsWrites: boolean;
  /** The provider promises no hit, even for equal bytes within the lifetime. */
  readonly bestEffort: boolean;
}

type FamilyRules = Omit<
  ModelRules,
  'family' | 'id' | 'minimum' | 'collapseRuns' | 'thinking' | 'countsWrites'
>;

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Bytes per token: measured on logged usage; Claude from 4.7 on has a tokenizer that yields about 30 % more tokens. */
const PER_BYTE = { claude: 1 / 3.66, claude47: 1 / 2.8, gpt: 1 / 4.6, other: 1 / 4.0 };

/** OpenAI: https://developers.openai.com/api/docs/guides/prompt-caching. DeepSeek: api-docs.deepseek.com/guides/kv_cache. */
const FAMILIES: Readonly<Record<CacheFamily, FamilyRules>> = {
  anthropic: {
    lookback: 20,
    keeps: 'marked',
    defaultTtl: '5m',
    lifetime: { certain: 5 * MINUTE, possible: HOUR },
    tokensPerByte: PER_BYTE.claude,
    rounding: 1,
    bestEffort: false,
  },
  // `in_memory` lives 5 to 10 minutes idle, an hour at most; `24h` is the default without zero data retention.
  'openai-interval': {
    lookback: null,
    keeps: 'prefixes',
    defaultTtl: '24h',
    lifetime: { certain: 5 * MINUTE, possible: DAY },
    tokensPerByte: PER_BYTE.gpt,
    rounding: 128,
    bestEffort: true,
  },
  'openai-5.5': {
    lookback: null,
    keeps: 'prefixes',
    defaultTtl: '24h',
    lifetime: { certain: 30 * MINUTE, possible: DAY },
    tokensPerByte: PER_BYTE.gpt,
    rounding: 2048,
    bestEffort: true,
  },
  // 20 earlier message ends beside the breakpoint itself; the 30 minutes are a minimum.
  'openai-breakpoints': {
    lookback: 21,
    keeps: 'requests',
    defaultTtl: '30m',
    lifetime: { certain: 30 * MINUTE, possible: DAY },
    tokensPerByte: PER_BYTE.gpt,
    rounding: 1,
    bestEffort: true,
  },
  // "Cleared within hours to days".
  deepseek: {
    lookback: null,
    keeps: 'units',
    defaultTtl: '1h',
    lifetime: { certain: 0, possible: 7 * DAY },
    tokensPerByte: PER_BYTE.other,
    rounding: 1,
    bestEffort: true,
  },
  gemini: {
    lookback: null,
    keeps: 'prefixes',
    defaultTtl: '1h',
    lifetime: { certain: 0, possible: DAY },
    tokensPerByte: PER_BYTE.other,
    rounding: 1,
    bestEffort: true,
  },
  // Blocks of 128 tokens, on one server, evicted at any time: docs.x.ai/developers/advanced-api-usage/prompt-caching
  xai: {
    lookback: null,
    keeps: 'prefixes',
    defaultTtl: '1h',
    lifetime: { certain: 0, possible: DAY },
    tokensPerByte: PER_BYTE.other,
    rounding: 128,
    bestEffort: true,
  },
  other: {
    lookback: null,
    keeps: 'prefixes',
    defaultTtl: '1h',
    lifetime: { certain: 0, possible: DAY },
    tokensPerByte: PER_BYTE.other,
    rounding: 1,
    bestEffort: true,
  },
};

/** OpenAI caches from 1024 visible tokens on; what the log holds is less than what the model sees. */
const OPENAI_MINIMUM: Minimum = { certain: 1024, uncertainUpTo: 2048 };

/**
 * The cache rules of a model as one provider serves it. An unknown model has its family's rules and no minimum.
 * @param provider as the log names it: `anthropic`, `amazon-bedrock`, `google-vertex`, `openrouter`, …
 */
export function rulesOf(model: string | null, api: Api | null, provider: string | null): ModelRules {
  const key = `${model}\n${api}\n${provider}`;
  const rules = known.get(key) ?? findRules(model, api, provider);
  // A hostile log may name a new model in each line.
  if (known.size > MODELS) known.clear();
  known.set(key, rules);
  return rules;
}

const known = new Map<string, ModelRules>();
const MODELS = 100;

function findRules(model: string | null, api: Api | null, provider: string | null): ModelRules {
  const name = model === null ? null : nameModel(model);
  const host = hostOf(model, provider);
  const family = familyOf(name, api, host, provider);
  return {
    ...FAMILIES[family],
    family,
    id: name?.id ?? null,
    minimum: minimumOf(name, family, host),
    collapseRuns: family === 'anthropic' && host === 'anthropic',
    thinking: thinkingOf(name, family),
    countsWrites: family === 'anthropic' || family === 'openai-breakpoints' || host === 'bedrock',
    tokensPerByte: family === 'anthropic' ? claudePerByte(name) : FAMILIES[family].tokensPerByte,
  };
}

type Host = 'anthropic' | 'bedrock' | 'vertex' | 'elsewhere';

/** The rule of runs and the minima are worded for Anthropic's own API; a log that names no host is taken for it. */
function hostOf(model: string | null, provider: string | null): Host {
  const said = provider?.toLowerCase() ?? '';
  if (/bedrock|amazon|aws/.test(said)) return 'bedrock';
  if (/vertex|google/.test(said)) return 'vertex';
  if (/anthropic|claude/.test(said)) return 'anthropic';
  if (said !== '') return 'elsewhere';
  const id = model?.toLowerCase() ?? '';
  if (/(?:^|[./])anthropic\.|^arn:|:\d+$/.test(id)) return 'bedrock';
  if (id.includes('@')) return 'vertex';
  return id.includes('/') ? 'elsewhere' : 'anthropic';
}

function familyOf(name: ModelName | null, api: Api | null, host: Host, provider: string | null): CacheFamily {
  if (name?.maker === 'anthropic') return 'anthropic';
  if (name?.maker === 'openai') return openaiFamily(name);
  if (name?.maker === 'google') return 'gemini';
  if (name?.maker === 'xai') return 'xai';
  // Other hosts serve DeepSeek's weights with caches of their own.
  if (name?.maker === 'deepseek')
    return provider === null || /deepseek/i.test(provider) ? 'deepseek' : 'other';
  if (api === 'gemini') return 'gemini';
  // A gateway's alias (`my-model`) on Anthropic's protocol; another maker's model there (`glm-5.1`) has a maker's provider.
  const claudeApi = api === 'anthropic-messages' || (api === 'bedrock-converse' && name === null);
  return claudeApi && host !== 'elsewhere' && !isForeign(name) ? 'anthropic' : 'other';
}

/** Makers that offer Anthropic's protocol for models of their own. */
function isForeign(name: ModelName | null): boolean {
  return (
    name !== null &&
    /^(?:glm|kimi|moonshot|minimax|qwen|mimo|deepseek|grok|gemini|gpt|llama|mistral)/.test(name.id)
  );
}

function openaiFamily(name: ModelName): CacheFamily {
  const version = name.version ?? [0, 0];
  if (compareVersions(version, [5, 6]) >= 0) return 'openai-breakpoints';
  if (compareVersions(version, [5, 5]) >= 0) return 'openai-5.5';
  return compareVersions(version, [4, 0.5]) >= 0 ? 'openai-interval' : 'other';
}

function minimumOf(name: ModelName | null, family: CacheFamily, host: Host): Minimum | null {
  if (family.startsWith('openai')) return OPENAI_MINIMUM;
  const rows: readonly MinimumRow[] =
    family === 'gemini' ? GEMINI_MINIMA : host === 'bedrock' ? BEDROCK_MINIMA : CLAUDE_MINIMA;
  const row = rows.find(candidate => candidate.id === name?.id);
  if (row === undefined) return null;
  return { certain: row.minimum, uncertainUpTo: row.certainFrom ?? 2 * row.minimum };
}

/** PC, "Caching with thinking blocks": kept since Opus 4.5 and Sonnet 4.6; dropped by older ones and by Haiku up to 4.5. */
function thinkingOf(name: ModelName | null, family: CacheFamily): ModelRules['thinking'] {
  if (family !== 'anthropic') return 'unknown';
  if (name?.line == null || name.version === null) return 'unknown';
  const keptSince = { opus: [4, 5], sonnet: [4, 6], haiku: [4, 6], fable: [5, 0], mythos: [5, 0] } as const;
  return compareVersions(name.version, keptSince[name.line]) >= 0 ? 'kept' : 'last-turn-only';
}

/** An alias without a version (`sonnet`) means a new model. */
function claudePerByte(name: ModelName | null): number {
  const version = name?.version ?? [5, 0];
  return compareVersions(version, [4, 7]) >= 0 ? PER_BYTE.claude47 : PER_BYTE.claude;
}
