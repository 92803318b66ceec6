import { rulesOf } from '../../../src/cache/models.js';
import { inspect } from '../../../src/diagnosis/hygiene/index.js';
import { type HygieneContext, type LaneFigures, NO_FIGURES } from '../../../src/diagnosis/hygiene/rule.js';
import type { Hint } from '../../../src/diagnosis/model.js';
import type { Json, JsonObject, Usage } from '../../../src/log/record.js';
import { type Prompt, readPrompt } from '../../../src/prompt/index.js';

const MODEL = 'claude-sonnet-4-6';
export const MARK = { cache_control: { type: 'ephemeral' } };
export const LONG_MARK = { cache_control: { type: 'ephemeral', ttl: '1h' } };

interface Body {
  readonly tools?: readonly JsonObject[];
  readonly system?: Json;
  readonly messages: readonly JsonObject[];
}

function promptOf(body: Body, redacted: readonly string[] = []): Prompt {
  const json: JsonObject = { model: MODEL, ...body, messages: body.messages };
  const prompt = readPrompt({ api: 'anthropic-messages', body: json, model: null, betas: [], redacted });
  if (prompt === null) throw new Error('no prompt');
  return prompt;
}

export function tool(name: string): JsonObject {
  return { name, description: `Does ${name}.`, input_schema: { type: 'object', properties: {} } };
}

export function text(role: 'user' | 'assistant', words: string, marker: JsonObject = {}): JsonObject {
  return { role, content: [{ type: 'text', text: words, ...marker }] };
}

export function call(id: string, input: JsonObject): JsonObject {
  return { role: 'assistant', content: [{ type: 'tool_use', id, name: 'work', input }] };
}

export function result(id: string, content: string, more: JsonObject = {}): JsonObject {
  return { role: 'user', content: [{ type: 'tool_result', tool_use_id: id, content, ...more }] };
}

export function usage(counts: Partial<Usage>): Usage {
  const none = { input: 0, cacheRead: 0, cacheWrite: 0, cacheWrite5m: null, cacheWrite1h: null, output: 10 };
  return { ...none, ...counts };
}

/** A request of a lane, as far as a test says what is special about it. */
export type Step = { readonly body: Body; readonly redacted?: readonly string[] } & Partial<
  Omit<HygieneContext, 'prompt' | 'parent'>
>;

/** Sends the requests one after the other, each with the one before as its parent; the hints of each. */
export function send(...steps: readonly Step[]): readonly (readonly Hint[])[] {
  let figures: LaneFigures = NO_FIGURES;
  let parent: Prompt | null = null;
  return steps.map(({ body, redacted, ...special }) => {
    const prompt = promptOf(body, redacted);
    const inspected = inspect(figures, {
      prompt,
      parent,
      relation: parent === null ? 'first' : 'extends',
      usage: null,
      rules: rulesOf(MODEL, 'anthropic-messages', 'anthropic'),
      parting: null,
      causes: [],
      ...special,
    });
    figures = inspected.figures;
    parent = prompt;
    return inspected.hints;
  });
}

/** Ids of the hints of the last request. */
export function lastIds(hints: readonly (readonly Hint[])[]): readonly string[] {
  return (hints.at(-1) ?? []).map(hint => hint.id);
}
