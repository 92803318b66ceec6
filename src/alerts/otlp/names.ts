/** Our words in those of OpenTelemetry's conventions for generative AI (semantic-conventions-genai 0.1.0, November 2026). */
import type { RequestEntry } from '../../diagnosis/model.js';
import { promptTokens } from '../../log/protocol/usage.js';
import type { MetricLabels } from '../metrics/counting.js';

/** Values of `gen_ai.provider.name` that are called otherwise in logs; the rest is passed on as it is. */
const PROVIDERS: Readonly<Record<string, string>> = {
  'amazon-bedrock': 'aws.bedrock',
  bedrock: 'aws.bedrock',
  azure: 'azure.ai.openai',
  gemini: 'gcp.gemini',
  google: 'gcp.gemini',
  vertex: 'gcp.vertex_ai',
  mistral: 'mistral_ai',
  xai: 'x_ai',
};

const ATTRIBUTES: Readonly<Record<string, string>> = {
  provider: 'gen_ai.provider.name',
  model: 'gen_ai.request.model',
  agent: 'gen_ai.agent.name',
  version: 'gen_ai.agent.version',
  outcome: 'cachequake.outcome',
  cause: 'cachequake.cause',
};

/** Labels as attributes; one that is empty is none. */
export function attributesOf(labels: MetricLabels): Record<string, string> {
  return Object.fromEntries(
    Object.entries(labels).flatMap(([label, value]) => {
      const name = ATTRIBUTES[label];
      if (name === undefined || value === '') return [];
      return [[name, label === 'provider' ? (PROVIDERS[value] ?? value) : value]];
    }),
  );
}

export const operationOf = ({ api }: Pick<RequestEntry, 'api'>): string =>
  api === 'gemini' ? 'generate_content' : 'chat';

/** Tokens by the counters of the conventions, whose input includes what was read and written. null: not known, and not counted. */
export function usageCounts({ usage }: RequestEntry): Readonly<Record<UsageCounter, number | null>> {
  return {
    input_tokens: usage && promptTokens(usage),
    output_tokens: usage?.output ?? null,
    'cache_read.input_tokens': usage?.cacheRead ?? null,
    'cache_write.input_tokens': usage?.cacheWrite ?? null,
  };
}

export const USAGE_COUNTERS = {
  input_tokens: 'Tokens of the prompts, read and written ones included',
  output_tokens: 'Tokens of the answers',
  'cache_read.input_tokens': 'Tokens of the prompts that were read from the cache',
  'cache_write.input_tokens': 'Tokens of the prompts that were written to the cache',
} as const;

export type UsageCounter = keyof typeof USAGE_COUNTERS;
