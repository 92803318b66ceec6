import type { ExpectedCause } from '../label.js';
import { MORNING } from '../sessions/agent.js';
import type { Call, Prompt } from '../sessions/prompt.js';
import type { Random } from '../sessions/random.js';
import { mainLane, withCompany } from '../sessions/session.js';
import { NOUNS } from '../sessions/words.js';
import { anyWorld } from '../sessions/world.js';
import { insertLine, type Plant, rings, staged, withSystem } from './plant.js';

type Value = (call: Call, index: number) => string;

/** A line with a value that changes, in a place that should stay as it is. */
function volatile(
  kind: string,
  makeValue: (rng: Random) => Value,
  startAt?: (rng: Random) => number,
  name: string = kind,
): Plant {
  return {
    id: `volatile-value/${name}`,
    make(rng, seed) {
      const world = anyWorld(rng, seed);
      const main = mainLane(rng, world, startAt === undefined ? {} : { startAt: startAt(rng) });
      const value = makeValue(rng);
      const perTurn = kind !== 'date' && rng.chance(0.4);
      const where = rng.pick(['system', 'system', 'tool', 'first message']);
      const paragraph = rng.int(2, 12);
      const tool = rng.int(0, world.tools.length - 3);
      const { calls, turns } = staged(main, {
        stage: (index, call) => {
          const first = perTurn ? main.findIndex(({ turn }) => turn === call.turn) : index;
          return value(main[first] ?? call, first);
        },
        apply: (prompt, line) => {
          if (where === 'system') return withSystem(prompt, text => insertLine(text, paragraph, line));
          return where === 'tool' ? inTool(prompt, tool, line) : inFirstMessage(prompt, line);
        },
      });
      const breaks = rings(turns, [cause(kind)]).map((item, nth) =>
        nth === 0 ? { ...item, causes: [firstCause(kind, where)] } : item,
      );
      return { format: world.format, calls: withCompany(rng, world, calls), breaks };
    },
  };
}

function cause(kind: string): ExpectedCause {
  return { id: 'volatile-value', kind };
}

/** Words that name no value can only be told from an edit when they change again. */
function firstCause(kind: string, where: string): ExpectedCause {
  if (kind !== 'other') return cause(kind);
  const edit = { system: 'system-changed', tool: 'tool-changed' }[where] ?? 'history-edited';
  return { id: 'volatile-value', or: [edit] };
}

/** Hex with a letter and a digit in it: without, it would be a number or a word. */
function shortHash(rng: Random, length: number): string {
  for (;;) {
    const drawn = rng.hex(length);
    if (/[a-f]/.test(drawn) && /\d/.test(drawn)) return drawn;
  }
}

function inTool(prompt: Prompt, index: number, line: string): Prompt {
  const tools = prompt.tools.map((tool, i) =>
    i === index ? { ...tool, description: `${tool.description} ${line} ${tool.description}` } : tool,
  );
  return { ...prompt, tools };
}

function inFirstMessage(prompt: Prompt, line: string): Prompt {
  const messages = prompt.messages.map((message, index) =>
    index === 0
      ? {
          ...message,
          parts: message.parts.map((part, i) =>
            i === 0 && part.kind === 'text'
              ? { ...part, text: `<environment>\n${line}\n</environment>\n${part.text}` }
              : part,
          ),
        }
      : message,
  );
  return { ...prompt, messages };
}

export const volatileValues: readonly Plant[] = [
  volatile('time', rng => {
    const style = rng.int(0, 2);
    return ({ at }) => {
      const iso = new Date(at).toISOString();
      if (style === 0) return `Current time: ${iso}`;
      if (style === 1) return `The clock of the office shows ${iso.slice(11, 19)} now.`;
      return `Now: ${iso.slice(0, 10)} ${iso.slice(11, 19)} UTC`;
    };
  }),
  volatile(
    'date',
    rng => {
      const style = rng.int(0, 1);
      return ({ at }) => {
        const date = new Date(at);
        if (style === 0) return `Today's date: ${date.toISOString().slice(0, 10)}`;
        return `Today is ${date.toLocaleDateString('en-GB', { dateStyle: 'full', timeZone: 'UTC' })}.`;
      };
    },
    rng => MORNING + 15 * 3_600_000 - rng.int(70_000, 100_000),
  ),
  volatile('uuid', rng => {
    const ids = Array.from({ length: 20 }, () => rng.uuid());
    return (_, index) => `Request id: ${ids[index] ?? ''} (for the support desk)`;
  }),
  volatile('counter', rng => {
    const first = rng.int(100, 899);
    return (_, index) => `The message_id of this request is ${first + index}.`;
  }),
  volatile('hash', rng => {
    const digests = Array.from({ length: 20 }, () => rng.hex(40));
    return (_, index) => `Workspace digest ${digests[index] ?? ''}, see the register.`;
  }),
  volatile(
    'hash',
    rng => {
      const folders = Array.from({ length: 20 }, () => shortHash(rng, 4));
      return (_, index) => `Scratch files go to /tmp/agent-${folders[index] ?? ''}/work and nowhere else.`;
    },
    undefined,
    'hash-in-path',
  ),
  volatile('other', rng => {
    const words = rng.shuffled(NOUNS);
    return (_, index) => `The watch of this hour stands at the ${words[index] ?? 'quay'} gate.`;
  }),
];
