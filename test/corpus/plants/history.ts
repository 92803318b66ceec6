import type { Planted } from '../label.js';
import type { Call, Message, Part, Prompt } from '../sessions/prompt.js';
import type { Random } from '../sessions/random.js';
import { mainLane, withCompany } from '../sessions/session.js';
import { prose } from '../sessions/words.js';
import { anyWorld, type World } from '../sessions/world.js';
import { type Change, later, onceFrom, type Plant, rings, staged } from './plant.js';

/** The prompt with another part at one place of its history. */
export function withPart(prompt: Prompt, at: Spot, edit: (part: Part) => Part): Prompt {
  return {
    ...prompt,
    messages: prompt.messages.map((message, m) =>
      m === at.message
        ? { ...message, parts: message.parts.map((part, p) => (p === at.part ? edit(part) : part)) }
        : message,
    ),
  };
}

export interface Spot {
  readonly message: number;
  readonly part: number;
}

/** Parts of one kind, oldest first. */
export function spotsOf(
  messages: readonly Message[],
  accepts: (part: Part, message: Message) => boolean,
): Spot[] {
  return messages.flatMap((item, message) =>
    item.parts.flatMap((found, part) => (accepts(found, item) ? [{ message, part }] : [])),
  );
}

/** A long session whose early history is worth editing. */
export function longLane(rng: Random, world: World): Call[] {
  return mainLane(rng, world, {
    calls: rng.int(12, 18),
    perTurn: [3, 6],
    result: [1_500, 6_000],
    parallel: [1, 2],
  });
}

function messagesAt(lane: readonly Call[], index: number): readonly Message[] {
  return lane[index]?.prompt.messages ?? [];
}

const PLACEHOLDERS = [
  '[compacted: tool output removed to free context]',
  '[Old tool result content cleared]',
  '[output truncated to save context]',
] as const;

/** Old tool results become placeholders: one request after the other, as pruners do. */
const compacted: Plant = {
  id: 'history-edited/compacted',
  make(rng, seed) {
    const world = anyWorld(rng, seed);
    const main = longLane(rng, world);
    const n = later(rng, main);
    const results = spotsOf(messagesAt(main, n - 1), part => part.kind === 'result');
    const rounds = Math.min(rng.int(1, 3), main.length - n, results.length);
    const placeholder = rng.pick(PLACEHOLDERS);
    const { calls, turns } = staged(main, {
      stage: index => Math.max(0, Math.min(rounds, index - n + 1)),
      apply: (prompt, count) =>
        results
          .slice(0, count)
          .reduce((edited, spot) => withPart(edited, spot, part => replaced(part, placeholder)), prompt),
    });
    return {
      format: world.format,
      calls: withCompany(rng, world, calls),
      breaks: rings(turns, [{ id: 'history-edited', kind: 'compacted' }]),
    };
  },
};

function replaced(part: Part, content: string): Part {
  return part.kind === 'result' ? { ...part, content } : part;
}

/** A failed tool result loses its error, so that the model shall not be distracted. */
const errorScrubbed: Plant = {
  id: 'history-edited/error-scrubbed',
  make(rng, seed) {
    const world = anyWorld(rng, seed);
    const lane = longLane(rng, world);
    const n = later(rng, lane);
    const results = spotsOf(messagesAt(lane, n - 1), part => part.kind === 'result');
    const spot = results[rng.int(0, Math.min(1, results.length - 1))];
    if (spot === undefined) throw new Error('the session has no tool result');
    const error = `Error: ${prose(rng, 200)}\nTraceback (most recent call last):\n  File "gauge.py", line 41\nKeyError: 'tide'`;
    const main = lane.map(call => ({
      ...call,
      prompt: withPart(call.prompt, spot, part =>
        part.kind === 'result' ? { ...part, content: error, failed: true } : part,
      ),
    }));
    const quiet = rng.pick(['', '[tool call failed]', 'ok']);
    const scrub = (prompt: Prompt): Prompt =>
      withPart(prompt, spot, part =>
        part.kind === 'result' ? { ...part, content: quiet, failed: false } : part,
      );
    const { calls, turns } = staged(main, onceFrom(n, scrub));
    return {
      format: world.format,
      calls: withCompany(rng, world, calls),
      breaks: rings(turns, [{ id: 'history-edited', kind: 'error-scrubbed' }]),
    };
  },
};

/** Other words in an old message: a user's question rewritten, an answer corrected. */
const edited: Plant = {
  id: 'history-edited/edited',
  make(rng, seed) {
    const world = anyWorld(rng, seed);
    const main = longLane(rng, world);
    const n = later(rng, main);
    const texts = spotsOf(messagesAt(main, n - 1), part => part.kind === 'text');
    const spot = texts[rng.int(0, Math.floor(texts.length / 4))];
    if (spot === undefined) throw new Error('the session has no text');
    const words = prose(rng, 90);
    const rewrite = (prompt: Prompt): Prompt =>
      withPart(prompt, spot, part =>
        part.kind === 'text' ? { ...part, text: reworded(part.text, words) } : part,
      );
    const { calls, turns } = staged(main, onceFrom(n, rewrite));
    return {
      format: world.format,
      calls: withCompany(rng, world, calls),
      breaks: rings(turns, [{ id: 'history-edited', kind: 'edited' }]),
    };
  },
};

function reworded(text: string, words: string): string {
  const third = Math.floor(text.length / 3);
  return `${text.slice(0, third)} ${words} ${text.slice(2 * third)}`;
}

/** A reminder leaves the message in which it was sent and turns up in a newer one. */
const moved: Plant = {
  id: 'history-moved',
  make(rng, seed) {
    const world = anyWorld(rng, seed, { form: 'blocks' });
    const lane = longLane(rng, world);
    const n = later(rng, lane);
    const reminder: Part = { kind: 'text', text: `<reminder>${prose(rng, 400)}</reminder>` };
    const users = spotsOf(messagesAt(lane, n), (part, { role }) => role === 'user' && part.kind === 'text');
    const from = users[0]?.message ?? 0;
    const newest = messagesAt(lane, n).length - 1;
    const to = rng.chance(0.5)
      ? newest
      : (users.findLast(spot => spot.message < newest - 1)?.message ?? newest);
    const { calls, turns } = staged(lane, {
      stage: index => (index >= n && to !== from ? to : from),
      apply: (prompt, message) => withReminder(prompt, message, reminder),
    });
    return {
      format: world.format,
      calls: withCompany(rng, world, calls),
      breaks: rings(turns, [{ id: 'history-moved' }]),
    };
  },
};

function withReminder(prompt: Prompt, index: number, reminder: Part): Prompt {
  const messages = prompt.messages.map((message, m) =>
    m === index ? { ...message, form: 'blocks' as const, parts: [...message.parts, reminder] } : message,
  );
  return { ...prompt, messages };
}

/** A window over the conversation that slides with every turn. */
const truncated: Plant = {
  id: 'history-truncated',
  make(rng, seed) {
    const world = anyWorld(rng, seed);
    const main = mainLane(rng, world, { calls: rng.int(14, 18), perTurn: [2, 4], result: [1_500, 6_000] });
    const starts = turnStarts(main);
    const firstCut = Math.floor(starts.length / 2);
    const dropsTo = starts.map(start => messagesAt(main, start).length - 1);
    const { calls, turns } = staged(main, {
      stage: index => {
        const turn = starts.findLastIndex(start => start <= index);
        return turn < firstCut ? 0 : (dropsTo[turn - firstCut + 1] ?? 0);
      },
      apply: (prompt, dropped) => ({ ...prompt, messages: prompt.messages.slice(dropped) }),
    });
    return {
      format: world.format,
      calls: withCompany(rng, world, calls),
      breaks: rings(turns, [{ id: 'history-truncated' }]),
    };
  },
};

export function turnStarts(lane: readonly Call[]): number[] {
  return lane.flatMap((call, index) => (call.turn === lane[index - 1]?.turn ? [] : [index]));
}

/** Same meaning, other bytes, somewhere in the early history. */
function rewritten(
  id: string,
  accepts: (part: Part) => boolean,
  before: (part: Part) => Part,
  after: (part: Part) => Part,
): Plant {
  return {
    id,
    make(rng, seed): Planted {
      const world = anyWorld(rng, seed);
      const lane = longLane(rng, world);
      const n = later(rng, lane);
      const spots = spotsOf(messagesAt(lane, n - 1), accepts).slice(0, rng.int(1, 3));
      const each = (prompt: Prompt, edit: (part: Part) => Part): Prompt =>
        spots.reduce((result, spot) => withPart(result, spot, edit), prompt);
      const main = lane.map(call => ({ ...call, prompt: each(call.prompt, before) }));
      const change: Change<0 | 1> = onceFrom(n, prompt => each(prompt, after));
      const { calls, turns } = staged(main, change);
      return {
        format: world.format,
        calls: withCompany(rng, world, calls),
        breaks: rings(turns, [{ id: id.split('/')[0] ?? id }]),
      };
    },
  };
}

const keyOrder = rewritten(
  'key-order/tool-input',
  part => part.kind === 'call',
  part => part,
  part => {
    if (part.kind !== 'call') return part;
    const sorted = Object.entries(part.input).sort(([a], [b]) => (a < b ? -1 : 1));
    return { ...part, input: Object.fromEntries(sorted) };
  },
);

const trimmed = rewritten(
  'whitespace/trimmed',
  part => part.kind === 'text',
  part => (part.kind === 'text' ? { ...part, text: `${part.text}\n` } : part),
  part => (part.kind === 'text' ? { ...part, text: part.text.trimEnd() } : part),
);

const folded = rewritten(
  'whitespace/folded',
  part => part.kind === 'text',
  part => (part.kind === 'text' ? { ...part, text: part.text.replaceAll('. ', '.  ') } : part),
  part => (part.kind === 'text' ? { ...part, text: part.text.replaceAll('.  ', '. ') } : part),
);

export const historyPlants: readonly Plant[] = [
  compacted,
  errorScrubbed,
  edited,
  moved,
  truncated,
  keyOrder,
  trimmed,
  folded,
];
