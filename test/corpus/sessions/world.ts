import type { ModelId } from '../models.js';
import type { Api, Form, Marking, Parameters, Tool, Ttl } from './prompt.js';
import type { Random } from './random.js';
import { makeTools } from './tools.js';
import { handbook } from './words.js';

/** `pairs-untimed`: pairs without times. `bodies`: nothing but the requests. `openclaw-turns`: usage once per turn. */
export type FormatId =
  | 'own'
  | 'openclaw'
  | 'openclaw-turns'
  | 'claude-trace'
  | 'pairs'
  | 'pairs-untimed'
  | 'bodies';

/** An agent and its habits: what stays the same through a session. */
export interface World {
  readonly model: ModelId;
  readonly provider: string;
  readonly api: Api;
  readonly format: FormatId;
  readonly tools: readonly Tool[];
  readonly system: readonly string[];
  readonly systemForm: Form;
  readonly form: Form;
  readonly marking: Marking;
  readonly parameters: Parameters;
  /** Replaces a carrier of runtime context behind the last breakpoint with every request. */
  readonly carriesContext: boolean;
  readonly thinks: boolean;
}

const CLAUDE = [
  'claude-sonnet-4-6',
  'claude-opus-4-6',
  'claude-opus-4-8',
  'claude-opus-5',
  'claude-opus-5-5',
  'claude-sonnet-5',
  'claude-sonnet-5-5',
  'claude-haiku-4-5',
  'claude-fable-5-1',
] as const;

/** An agent on the Claude API. Marker habits vary; messages are always cached unless `marking` says otherwise. */
export function claudeWorld(rng: Random, habits: Partial<World> = {}): World {
  const model = habits.model ?? rng.pick(CLAUDE);
  const keepsThinking = model !== 'claude-haiku-4-5' && model !== 'claude-sonnet-4-5';
  const thinks = keepsThinking && rng.chance(0.5);
  const marking = habits.marking ?? makeMarking(rng);
  return {
    model,
    provider: 'anthropic',
    api: 'anthropic-messages',
    format: rng.pick(['own', 'own', 'openclaw', 'claude-trace', 'pairs']),
    ...promptOf(rng),
    systemForm: 'blocks',
    form: rng.pick(['string', 'blocks']),
    marking,
    parameters: { betas: [], ...(thinks ? { thinking: { type: 'enabled', budget_tokens: 8000 } } : {}) },
    // The automatic breakpoint would stand on the carrier and never hit.
    carriesContext: marking.messages !== 'automatic' && rng.chance(0.3),
    thinks,
    ...habits,
  };
}

/** The habits of real agents: marker on the end of system, and one that moves with the conversation. */
export function makeMarking(rng: Random): Marking {
  const ttl: Ttl = rng.chance(0.7) ? '5m' : '1h';
  return rng.pick<Marking>([
    { tools: null, system: ttl, messages: 'last', ttl },
    { tools: null, system: ttl, messages: 'last-two', ttl },
    { tools: ttl, system: ttl, messages: 'last-two', ttl },
    { tools: null, system: ttl, messages: 'automatic', ttl },
    { tools: null, system: '1h', messages: 'last', ttl: '5m' },
  ]);
}

const AUTOMATIC = [
  { model: 'gpt-5', provider: 'openai', api: 'openai-chat' },
  { model: 'gpt-5.6', provider: 'openai', api: 'openai-responses' },
  { model: 'deepseek-v4-pro', provider: 'deepseek', api: 'openai-chat' },
  { model: 'gemini-2.5-pro', provider: 'google', api: 'gemini' },
  { model: 'gpt-5.4', provider: 'openai', api: 'openai-responses' },
] as const satisfies readonly { model: ModelId; provider: string; api: Api }[];

/** An agent on a provider that caches by itself; `which` walks over them. */
export function automaticWorld(rng: Random, which: number, habits: Partial<World> = {}): World {
  const kind = AUTOMATIC[which % AUTOMATIC.length] ?? AUTOMATIC[0];
  return {
    ...kind,
    format: kind.api === 'gemini' ? 'own' : rng.pick(['own', 'pairs']),
    ...promptOf(rng),
    systemForm: 'string',
    form: 'string',
    marking: { tools: null, system: null, messages: 'none', ttl: '5m' },
    parameters: {
      betas: [],
      ...(kind.provider === 'openai' ? { cacheKey: rng.uuid(), effort: 'medium' } : {}),
    },
    carriesContext: false,
    thinks: false,
    ...habits,
  };
}

/** Seeds 0-5 of every ten run on Claude, the others on automatic caches. */
export function anyWorld(rng: Random, seed: number, habits: Partial<World> = {}): World {
  const slot = seed % 10;
  return slot < 6 ? claudeWorld(rng, habits) : automaticWorld(rng, slot - 6, habits);
}

/** Tools and system of 34 to 60 kB: well above twice the largest minimum. */
function promptOf(rng: Random): Pick<World, 'tools' | 'system'> {
  const count = rng.int(10, 32);
  const tools = makeTools(rng, count, rng.int(18_000, 30_000) / count);
  const text = handbook(rng, rng.int(16_000, 28_000), 8).join('\n\n');
  const intro = 'You help the harbour office with its programs.';
  return { tools, system: rng.chance(0.6) ? [intro, text] : [`${intro}\n\n${text}`] };
}
