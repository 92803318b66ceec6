/**
 * Usage objects of every provider, normalised to `Usage`, whose `input` excludes everything cached.
 *
 * Three rules hold throughout.
 * - A field that is not there is unknown, not 0, unless the protocol guarantees 0: Gemini's JSON leaves out zero
 *   counters (protobuf), and DeepSeek and Gemini have no charge for writing, so their `cacheWrite` is 0.
 *   OpenAI's `cache_write_tokens` exists from GPT-5.6 on; where it is missing `cacheWrite` is unknown and what was
 *   written is part of `input`.
 * - `promptTotal` is the whole prompt. It can be known where its parts are not.
 * - A counter that contradicts the total is dropped rather than believed.
 */
import { at, countOf, isArray, isObject, numberOf, objectOf } from '../json/json.js';
import type { Json, JsonObject, Usage } from '../record.js';

export interface UsageShape {
  /** Field names of which one must hold a number. */
  readonly names: readonly string[];
  read(usage: JsonObject): Usage;
}

/** First match wins: llama-server's and DeepSeek's counters stand beside OpenAI's names. */
export const USAGE_SHAPES: readonly UsageShape[] = [
  { names: ['prompt_n'], read: readLlamaServer },
  { names: ['prompt_eval_count'], read: readOllama },
  { names: ['prompt_cache_hit_tokens', 'prompt_cache_miss_tokens'], read: readDeepSeek },
  { names: ['prompt_tokens'], read: readOpenAiChat },
  { names: ['promptTokenCount', 'cachedContentTokenCount'], read: readGemini },
  { names: ['inputTokens'], read: readConverse },
  { names: ['cacheRead', 'cacheWrite', 'input', 'promptTotal'], read: readOwnNames },
  { names: ['input_tokens', 'cache_read_input_tokens'], read: readInputTokens },
];

function readInputTokens(usage: JsonObject): Usage {
  const isResponses =
    isObject(usage.input_tokens_details) ||
    (usage.total_tokens !== undefined && usage.cache_read_input_tokens === undefined);
  return isResponses ? readOpenAiResponses(usage) : readAnthropic(usage);
}

/**
 * Anthropic Messages. Tokens of server-side compaction stand only in `iterations`, not in the fields beside it
 * (platform.claude.com/docs, compaction): with a compaction among them the iterations are summed; without, the
 * top level is already their sum.
 */
function readAnthropic(usage: JsonObject): Usage {
  const iterations = isArray(usage.iterations) ? usage.iterations.filter(isObject) : [];
  if (!iterations.some(iteration => iteration.type === 'compaction')) return readAnthropicCounters(usage);
  const parts = iterations.map(readAnthropicCounters);
  const total = (field: keyof Usage): number | null => sumKnown(parts.map(part => part[field] ?? null));
  return {
    input: total('input'),
    cacheRead: total('cacheRead'),
    cacheWrite: total('cacheWrite'),
    cacheWrite5m: total('cacheWrite5m'),
    cacheWrite1h: total('cacheWrite1h'),
    output: total('output'),
    promptTotal: total('promptTotal'),
  };
}

function readAnthropicCounters(usage: JsonObject): Usage {
  const input = countOf(usage.input_tokens);
  const cacheRead = countOf(usage.cache_read_input_tokens);
  const short = countOf(at(usage, 'cache_creation', 'ephemeral_5m_input_tokens'));
  const long = countOf(at(usage, 'cache_creation', 'ephemeral_1h_input_tokens'));
  const cacheWrite = countOf(usage.cache_creation_input_tokens) ?? sum([short, long]);
  return {
    input,
    cacheRead,
    cacheWrite,
    ...lifetimes(cacheWrite, short, long),
    output: countOf(usage.output_tokens),
    promptTotal: sum([input, cacheRead, cacheWrite]),
  };
}

/** The two lifetimes of a write, where they add up to it. Gateways fill them with zeros. */
function lifetimes(
  written: number | null,
  short: number | null,
  long: number | null,
): Pick<Usage, 'cacheWrite5m' | 'cacheWrite1h'> {
  if (written === 0) return { cacheWrite5m: 0, cacheWrite1h: 0 };
  if (short === null || long === null || short + long !== written) {
    return { cacheWrite5m: null, cacheWrite1h: null };
  }
  return { cacheWrite5m: short, cacheWrite1h: long };
}

function readDeepSeek(usage: JsonObject): Usage {
  const hit = countOf(usage.prompt_cache_hit_tokens);
  const total = countOf(usage.prompt_tokens);
  const miss = countOf(usage.prompt_cache_miss_tokens) ?? minus(total, hit);
  return automatic({
    input: miss,
    cacheRead: hit ?? minus(total, miss),
    cacheWrite: 0,
    output: countOf(usage.completion_tokens),
    promptTotal: total ?? sum([hit, miss]),
  });
}

function readOpenAiChat(usage: JsonObject): Usage {
  return readInclusive({
    prompt: countOf(usage.prompt_tokens),
    output: countOf(usage.completion_tokens),
    total: countOf(usage.total_tokens),
    details: objectOf(usage.prompt_tokens_details),
    beside: usage,
  });
}

function readOpenAiResponses(usage: JsonObject): Usage {
  return readInclusive({
    prompt: countOf(usage.input_tokens),
    output: countOf(usage.output_tokens),
    total: countOf(usage.total_tokens),
    details: objectOf(usage.input_tokens_details),
    beside: usage,
  });
}

interface InclusiveCounters {
  readonly prompt: number | null;
  readonly output: number | null;
  readonly total: number | null;
  readonly details: JsonObject | null;
  readonly beside: JsonObject;
}

/**
 * OpenAI's convention: the prompt count includes what was read and written. Some gateways pass the vendor's
 * exclusive count under the same name; `total_tokens` convicts them: where prompt + cached + output makes the total,
 * the prompt count excludes the cached tokens. Without a total, a prompt smaller than its cached part does.
 */
function readInclusive({ prompt, output, total, details, beside }: InclusiveCounters): Usage {
  const cacheRead =
    countOf(details?.cached_tokens) ??
    // Moonshot's own place for it (platform.moonshot.ai, chat completion).
    countOf(beside.cached_tokens) ??
    countOf(beside.cached_input_tokens) ??
    countOf(beside.cache_read_input_tokens);
  const cacheWrite =
    countOf(details?.cache_write_tokens) ??
    countOf(beside.cache_write_input_tokens) ??
    countOf(beside.cache_creation_input_tokens);
  const cached = (cacheRead ?? 0) + (cacheWrite ?? 0);
  const isExclusive = prompt !== null && cached > 0 && excludes(prompt, cached, output, total);
  const promptTotal = isExclusive ? prompt + cached : prompt;
  return automatic({
    input: cacheRead === null ? null : isExclusive ? prompt : minus(prompt, cached),
    cacheRead,
    cacheWrite,
    output,
    promptTotal,
  });
}

function excludes(prompt: number, cached: number, output: number | null, total: number | null): boolean {
  const countedApart = output !== null && total !== null && prompt + cached + output === total;
  return countedApart || prompt < cached;
}

/**
 * llama-server: `prompt_n` counts what was evaluated, `cache_n` what was read. Versions without `cache_n` say the whole
 * prompt in `prompt_tokens`, `/completion` in `tokens_evaluated`. What it wrote is not said.
 */
function readLlamaServer(usage: JsonObject): Usage {
  const input = countOf(usage.prompt_n);
  const total = countOf(usage.prompt_tokens) ?? countOf(usage.tokens_evaluated);
  const cacheRead =
    countOf(usage.cache_n) ??
    countOf(at(usage, 'prompt_tokens_details', 'cached_tokens')) ??
    minus(total, input);
  return automatic({
    input,
    cacheRead,
    cacheWrite: null,
    output: countOf(usage.completion_tokens) ?? countOf(usage.predicted_n),
    promptTotal: sum([input, cacheRead]) ?? total,
    prefillMs: millisecondsOf(usage.prompt_ms),
  });
}

/**
 * Ollama: the prompt count includes what was read (`llm/llama_server.go`); before 0.33.3 what was read is not said, and
 * what was written never is. A duration is in nanoseconds.
 */
function readOllama(usage: JsonObject): Usage {
  const total = countOf(usage.prompt_eval_count);
  const cacheRead = countOf(usage.prompt_eval_cached_count);
  const prefill = millisecondsOf(usage.prompt_eval_duration);
  return automatic({
    input: minus(total, cacheRead),
    cacheRead,
    cacheWrite: null,
    output: countOf(usage.eval_count),
    promptTotal: total,
    prefillMs: prefill === null ? null : prefill / 1e6,
  });
}

function millisecondsOf(value: Json | undefined): number | null {
  const number = numberOf(value);
  return number === null || number < 0 ? null : number;
}

/** Gemini: the prompt count includes the cached part; thoughts are output; tool-use prompts are input on top. */
function readGemini(usage: JsonObject): Usage {
  const prompt = countOf(usage.promptTokenCount);
  const cacheRead = countOf(usage.cachedContentTokenCount) ?? 0;
  const toolUse = countOf(usage.toolUsePromptTokenCount) ?? 0;
  const candidates = countOf(usage.candidatesTokenCount);
  const thoughts = countOf(usage.thoughtsTokenCount);
  return automatic({
    input: prompt === null ? null : prompt - cacheRead + toolUse,
    cacheRead,
    cacheWrite: 0,
    output: sumKnown([candidates, thoughts]),
    promptTotal: prompt === null ? null : prompt + toolUse,
  });
}

function readConverse(usage: JsonObject): Usage {
  const input = countOf(usage.inputTokens);
  const cacheRead = countOf(usage.cacheReadInputTokens);
  const cacheWrite = countOf(usage.cacheWriteInputTokens);
  return automatic({
    input,
    cacheRead,
    cacheWrite,
    output: countOf(usage.outputTokens),
    promptTotal: sum([input, cacheRead, cacheWrite]),
  });
}

/** Names of pi, OpenClaw and cachequake: `input` already excludes the cached tokens. */
function readOwnNames(usage: JsonObject): Usage {
  const input = countOf(usage.input);
  const cacheRead = countOf(usage.cacheRead);
  const [short, long] = [countOf(usage.cacheWrite5m), countOf(usage.cacheWrite1h)];
  const cacheWrite = countOf(usage.cacheWrite) ?? sum([short, long]);
  return {
    input,
    cacheRead,
    cacheWrite,
    ...lifetimes(cacheWrite, short, long),
    output: countOf(usage.output),
    promptTotal: wholeOf(countOf(usage.promptTotal), sum([input, cacheRead, cacheWrite]), input),
    ...(usage.prefillMs === undefined ? {} : { prefillMs: millisecondsOf(usage.prefillMs) }),
  };
}

/**
 * The parts are counted, the whole may be added up by somebody: where it is less, the parts hold; but where it is the input, that
 * was counted with what was cached.
 */
const wholeOf = (said: number | null, parts: number | null, input: number | null): number | null =>
  said === null || (parts !== null && said < parts && said !== input) ? parts : said;

/** A cache without lifetimes to choose from: what was written, if anything, has none of Anthropic's two. */
function automatic(usage: Omit<Usage, 'cacheWrite5m' | 'cacheWrite1h'>): Usage {
  return { ...usage, ...lifetimes(usage.cacheWrite, null, null) };
}

/** Unknown if one of them is. */
export function sum(counts: readonly (number | null)[]): number | null {
  let total = 0;
  for (const count of counts) {
    if (count === null) return null;
    total += count;
  }
  return total;
}

/** Sum of those that are known; unknown only if all are. */
function sumKnown(counts: readonly (number | null)[]): number | null {
  const known = counts.filter(count => count !== null);
  return known.length === 0 ? null : sum(known);
}

function minus(total: number | null, part: number | null): number | null {
  return total === null || part === null ? null : Math.max(0, total - part);
}
