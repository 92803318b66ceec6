/** Sixty requests of a morning on which nothing is wrong, with everything that makes a careless watcher cry wolf. */
import { createBilling } from './billing.js';
import { say } from './conversation.js';
import {
  answers,
  isAborted,
  isCounted,
  isRefused,
  type Lane,
  opens,
  type Stage,
  send,
  works,
} from './lane.js';
import { sentence, textOf } from './prose.js';
import { createRandom } from './random.js';
import { type Block, type CacheControl, logOf, type Message } from './record.js';
import { IDENTITY, systemHalves } from './system.js';
import { makeTools } from './tools.js';

const MINUTE = 60_000;
const START = Date.parse('2026-11-20T08:30:02.118Z');
const SHORT: CacheControl = { type: 'ephemeral' };
const HOUR: CacheControl = { type: 'ephemeral', ttl: '1h' };

export function healthyDay(): string {
  const stage: Stage = { random: createRandom(8), billing: createBilling(), calls: [], now: START };
  const watch = laneOf('quayside:night-shift', systemOf(81, 3_000, 2_100, HOUR), {
    tools: makeTools(82, 9, 3),
    control: HOUR,
  });
  const main = laneOf('quayside:import-team', systemOf(83, 4_200, 4_400), {
    tools: makeTools(84, 21, 3),
    control: SHORT,
    tail: runtimeContext,
  });

  wakesUp(stage, watch);
  titledTurn(stage, main, 4);
  crewTurn(stage, main);
  stage.now += 4 * MINUTE;
  refusedTurn(stage, main);
  abortedTurn(stage, main);
  stage.now += 2 * MINUTE;
  titledTurn(stage, main, 6);
  isCounted(stage, main);
  stage.now += MINUTE;
  plainTurn(stage, main, 4);
  stage.now = START + 20 * MINUTE + 40_000;
  wakesUp(stage, watch);

  const calls = stage.calls.toSorted((a, b) => a.at - b.at);
  return logOf(calls.map((call, index) => ({ ...call, id: `r${index + 1}` })));
}

/** A lane whose entries live an hour: twenty idle minutes cost it nothing. */
function wakesUp(stage: Stage, watch: Lane): void {
  opens(stage, watch, 'Wake-up: read the night journal and say what needs a person.');
  works(stage, watch, 3);
  answers(stage, watch);
}

function plainTurn(stage: Stage, main: Lane, calls: number): void {
  opens(stage, main);
  works(stage, main, calls);
  answers(stage, main);
}

/** Beside the first request a small model is asked for a title: another conversation, and no break of this one. */
function titledTurn(stage: Stage, main: Lane, calls: number): void {
  title(stage, main);
  plainTurn(stage, main, calls);
}

function title(stage: Stage, main: Lane): void {
  const { now } = stage;
  const system: Block = {
    type: 'text',
    text: 'Name this conversation in at most five words. Answer with the name alone.',
  };
  const lane = laneOf(main.session, [system], { model: 'claude-haiku-4-5', turn: main.turn });
  opens(stage, lane);
  stage.now += 150;
  send(stage, lane, stage.random.int(6, 11));
  stage.now = now;
}

/** Two helpers work at the same time: one with its own prompt, one with the prompt of its parent. */
function crewTurn(stage: Stage, main: Lane): void {
  title(stage, main);
  opens(stage, main);
  works(stage, main, 2);
  send(stage, main);
  const explorer = laneOf(main.session, systemOf(85, 2_400, 900), {
    agent: 'explorer',
    tools: makeTools(86, 8, 3),
    control: SHORT,
  });
  const { now, random } = stage;
  const ends = [
    helps(stage, { ...explorer, turn: main.turn - 1 }, 5, now),
    helps(stage, { ...main, messages: [], turn: main.turn - 1 }, 4, now + 700),
  ];
  stage.now = Math.max(...ends) + 500;
  const uses = ['explorer', 'reviewer'].map(
    (target): Block => ({
      type: 'tool_use',
      id: `toolu_${random.hex(20)}`,
      name: 'crew_start',
      input: { target },
    }),
  );
  const results = uses.map(
    (use): Block => ({
      type: 'tool_result',
      tool_use_id: use.id ?? '',
      content: textOf(700, sentence, random, ' '),
    }),
  );
  main.messages = [
    ...main.messages,
    { role: 'assistant', content: uses },
    { role: 'user', content: results },
  ];
  works(stage, main, 3);
  answers(stage, main);
}

/** Sends the requests of a helper from a moment on; returns when it was done. */
function helps(stage: Stage, lane: Lane, calls: number, from: number): number {
  stage.now = from;
  opens(stage, lane, `Task from the crew lead. ${sentence(stage.random, 0)} Report file and line.`);
  works(stage, lane, calls);
  answers(stage, lane);
  return stage.now;
}

/** The provider refuses the first request of the turn; the same bytes go out again. */
function refusedTurn(stage: Stage, main: Lane): void {
  opens(stage, main);
  isRefused(stage, main);
  works(stage, main, 5);
  answers(stage, main);
}

/** Somebody stops the agent before it answers, and asks for something else. */
function abortedTurn(stage: Stage, main: Lane): void {
  opens(stage, main);
  isAborted(stage, main);
  title(stage, main);
  plainTurn(stage, main, 3);
}

/** What is true only now goes behind the last breakpoint and is replaced on every request: nothing cached is lost. */
function runtimeContext(now: number): Message {
  const time = new Date(now).toISOString();
  const unread = Math.floor(now / 7_000) % 23;
  return say('user', `<now>\ntime: ${time}\nunread in #lobby: ${unread}\nopen timers: ${unread % 4}\n</now>`);
}

function systemOf(seed: number, head: number, tail: number, control: CacheControl = SHORT): readonly Block[] {
  const halves = systemHalves(seed, head, tail);
  return [
    { type: 'text', text: IDENTITY },
    { type: 'text', text: halves.head + halves.tail, cache_control: control },
  ];
}

function laneOf(session: string, system: readonly Block[], more: Partial<Lane>): Lane {
  return {
    session,
    system,
    model: 'claude-sonnet-4-6',
    tools: [],
    control: null,
    turn: 0,
    messages: [],
    ...more,
  };
}
