import { createHash } from 'node:crypto';
import { factsOf } from '../models.js';
import { isList, isObject, type Json } from '../sessions/json.js';

export type Kind = 'tool' | 'system' | 'text' | 'call' | 'result' | 'thinking' | 'image' | 'other';

/** Schemas and tool output hold more tokens per byte than prose; measured spreads are of this size. */
const DENSITY: Readonly<Record<Kind, number>> = {
  tool: 1.02,
  system: 0.98,
  text: 1,
  call: 1.03,
  result: 1.04,
  thinking: 0.98,
  image: 1,
  other: 1,
};

/**
 * Tokens of one block for one model: a whole number that depends on the content only, so that the same block costs
 * the same wherever it stands. Up to 3 % of scatter per block stand for the tokenizer's moods.
 */
export function tokensOf(block: Json, kind: Kind, model: string): number {
  const sent = JSON.stringify(block);
  const isOpaque = sent.includes('"signature"') || sent.includes('"encrypted_content"');
  const counted = isOpaque ? JSON.stringify(withoutOpaque(block)) : sent;
  const digest = createHash('sha1').update(sent).digest().readUInt16BE(0);
  if (kind === 'image') return 600 + (digest % 900);
  const scatter = 0.97 + (0.06 * digest) / 65536;
  return Math.max(
    1,
    Math.round((Buffer.byteLength(counted) / factsOf(model).bytesPerToken) * DENSITY[kind] * scatter),
  );
}

/** Signatures and encrypted or encoded data fill bytes, not tokens. */
function withoutOpaque(value: Json): Json {
  if (isList(value)) return value.map(withoutOpaque);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => key !== 'signature' && key !== 'encrypted_content')
      .map(([key, item]) => [key, withoutOpaque(item)]),
  );
}

export function kindOf(type: string | null): Kind {
  switch (type) {
    case 'text':
    case 'input_text':
    case 'output_text':
      return 'text';
    case 'tool_use':
    case 'function_call':
      return 'call';
    case 'tool_result':
    case 'function_call_output':
      return 'result';
    case 'thinking':
    case 'redacted_thinking':
      return 'thinking';
    case 'image':
      return 'image';
    default:
      return 'other';
  }
}
