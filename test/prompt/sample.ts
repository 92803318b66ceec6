import type { Api, JsonObject } from '../../src/log/record.js';
import { type Prompt, readPrompt } from '../../src/prompt/index.js';

/** Reads a body and fails where it is no prompt. */
export function read(
  body: JsonObject,
  api: Api = 'anthropic-messages',
  previous?: Prompt | readonly Prompt[],
  betas: readonly string[] = [],
): Prompt {
  const earlier = previous === undefined ? [] : [previous].flat();
  const prompt = readPrompt({ api, body, model: null, betas, redacted: [] }, earlier);
  if (prompt === null) throw new Error('not a prompt');
  return prompt;
}
