import type { JsonObject } from './json.js';
import type { Tool } from './prompt.js';
import type { Random } from './random.js';
import { NOUNS, prose, sentence } from './words.js';

const VERBS = [
  'read',
  'list',
  'write',
  'edit',
  'find',
  'run',
  'send',
  'plan',
  'close',
  'check',
  'move',
  'fetch',
] as const;

/** A tool list as an agent sends it: distinct names, schemas of one to five properties. */
export function makeTools(rng: Random, count: number, bytesEach: number): readonly Tool[] {
  const tools: Tool[] = [];
  const names = new Set<string>();
  while (tools.length < count) {
    const name = `${rng.pick(VERBS)}_${rng.pick(NOUNS)}`;
    if (names.has(name)) continue;
    names.add(name);
    tools.push({ name, description: prose(rng, bytesEach * 0.6), schema: makeSchema(rng, bytesEach * 0.4) });
  }
  return tools;
}

/** Always has the property `action` with a list of choices, so that plants can change it. */
export function makeSchema(rng: Random, bytes: number): JsonObject {
  const properties: Record<string, JsonObject> = {
    action: { type: 'string', enum: rng.shuffled(NOUNS).slice(0, 6), description: sentence(rng) },
  };
  for (let size = 250; size < bytes; size += 160) {
    const name = `${rng.pick(NOUNS)}_${Object.keys(properties).length}`;
    properties[name] = { type: rng.pick(['string', 'number', 'boolean']), description: sentence(rng) };
  }
  return { type: 'object', properties, required: ['action'], additionalProperties: false };
}
