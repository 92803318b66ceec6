import { converse, type Plot, USUAL } from './agent.js';
import type { Call, Message } from './prompt.js';
import type { Random } from './random.js';
import { makeTools } from './tools.js';
import { prose } from './words.js';
import { automaticWorld, claudeWorld, type World } from './world.js';

/** The main lane of one session. */
export function mainLane(rng: Random, world: World, plot: Partial<Plot> = {}): Call[] {
  return converse(rng, world, { ...USUAL, calls: rng.int(9, 15), session: rng.uuid(), ...plot });
}

/** A subagent with its own tools, system and history, started while `main` runs its nth call. */
export function subagent(
  rng: Random,
  world: World,
  main: readonly Call[],
  after: number,
  name: string,
): Call[] {
  const parent = main[after] ?? main[0];
  if (parent === undefined) throw new Error('no main lane to start a subagent from');
  const helper: World = {
    ...world,
    tools: world.api === 'anthropic-messages' ? world.tools.slice(0, 8) : makeTools(rng, 8, 900),
    system: [`You search the harbour's files for another agent.\n\n${prose(rng, 14_000)}`],
  };
  return converse(rng, helper, {
    ...USUAL,
    session: parent.session,
    lane: name,
    agent: rng.chance(0.5) ? name : null,
    calls: rng.int(3, 5),
    perTurn: [6, 6],
    opening: rng.int(500, 2_500),
    startAt: (parent.endedAt ?? parent.at) + rng.int(50, 400),
  });
}

/** The little call that names a conversation: another model, no tools, no breakpoints. */
export function titleCall(rng: Random, world: World, beside: Call, name = 'title'): Call {
  const anthropic = world.api === 'anthropic-messages';
  const base = anthropic ? claudeWorld(rng) : automaticWorld(rng, 0);
  const small: World = {
    ...base,
    provider: world.provider,
    api: world.api,
    model: anthropic ? 'claude-haiku-4-5' : world.model,
    tools: [],
    system: ['Give this conversation a title of three to five words.'],
    marking: { tools: null, system: null, messages: 'none', ttl: '5m' },
    parameters: { betas: [] },
    carriesContext: false,
    thinks: false,
  };
  const [call] = converse(rng, small, {
    ...USUAL,
    session: beside.session,
    lane: name,
    calls: 1,
    opening: 300,
    startAt: beside.at + rng.int(5, 60),
  });
  if (call === undefined) throw new Error('a conversation has at least one call');
  return call;
}

/** A session as it comes in real logs: often with a title call and a subagent beside the main lane. */
export function withCompany(rng: Random, world: World, main: readonly Call[]): Call[] {
  const first = main[0];
  const company: Call[] = [];
  if (first !== undefined && rng.chance(0.4)) company.push(titleCall(rng, world, first));
  if (rng.chance(0.3)) company.push(...subagent(rng, world, main, rng.int(1, 3), 'subagent-1'));
  return [...main, ...company].sort((a, b) => a.at - b.at);
}

/** The same task once more, `after` milliseconds later: it is answered with the same words, and with calls of its own ids. */
export function secondSample(lane: readonly Call[], after: number): Call[] {
  const renamed = (message: Message): Message => ({
    ...message,
    parts: message.parts.map(part => ('id' in part ? { ...part, id: `${part.id}b` } : part)),
  });
  return lane.map(
    (call): Call => ({
      ...shifted(call, after),
      id: `${call.id}/twin`,
      lane: 'twin',
      prompt: { ...call.prompt, messages: call.prompt.messages.map(renamed) },
      reply: renamed(call.reply),
    }),
  );
}

/** The call as it would have gone at another time. */
export function shifted(call: Call, by: number): Call {
  const move = (time: number | null): number | null => (time === null ? null : time + by);
  return { ...call, at: call.at + by, firstByteAt: move(call.firstByteAt), endedAt: move(call.endedAt) };
}
