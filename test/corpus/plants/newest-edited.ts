import type { Call, Message, Part, Prompt } from '../sessions/prompt.js';
import type { Random } from '../sessions/random.js';
import { mainLane, withCompany } from '../sessions/session.js';
import { prose } from '../sessions/words.js';
import { anyWorld, type World } from '../sessions/world.js';
import { spotsOf, withPart } from './history.js';
import { later, ofEach, onceFrom, type Plant, rings, staged } from './plant.js';

/** A lane whose tool results are each worth a break. */
export function heavyLane(rng: Random, world: World): Call[] {
  return mainLane(rng, world, {
    calls: rng.int(10, 13),
    perTurn: [4, 6],
    result: [11_000, 16_000],
    parallel: [1, 1],
    failures: 0,
  });
}

/** A result in the parent's newest message is cut, or its middle is written anew: an edit, though nothing stands behind it. */
const newestEdited: Plant = {
  id: 'history-edited/newest-message',
  make(rng, seed) {
    const world = anyWorld(rng, seed);
    const lane = heavyLane(rng, world);
    const from = later(rng, lane);
    // Behind a question, and in a short result, there is little to lose.
    const sizes = lane.map((_, index) => (index < from ? 0 : newestResult(lane[index - 1])));
    const n = sizes.indexOf(Math.max(...sizes));
    const before = lane[n - 1]?.prompt.messages ?? [];
    const newest = before.length - 1;
    const share = rng.int(4, world.api === 'anthropic-messages' ? 60 : 20) / 100;
    const words = prose(rng, rng.int(60, 400));
    // Of a prompt that ends soon behind a result that was cut, there is nothing left to read.
    const cuts = rng.chance(0.5) && newestResult(lane[n]) > 0;
    const change = (text: string): string => {
      const at = Math.floor(text.length * share);
      return cuts ? text.slice(0, at) : `${text.slice(0, at)}${words}${text.slice(at + words.length)}`;
    };
    const part = (before[newest]?.parts.length ?? 1) - 1;
    const edit = (prompt: Prompt): Prompt =>
      withPart(prompt, { message: newest, part }, found => rewritten(found, change));
    const { calls, turns } = staged(lane, onceFrom(n, edit));
    // What a cut result lost at its end was never to be read again: the twin has it, the bill of the broken one has not.
    return {
      format: world.format,
      calls: withCompany(rng, world, calls),
      breaks: rings(turns, [{ id: 'history-edited' }]),
    };
  },
};

/** Characters of the result at the end of a call; 0: it ends with something else. */
function newestResult(call: Call | undefined): number {
  const part = call?.prompt.messages.at(-1)?.parts.at(-1);
  return part?.kind === 'result' ? part.content.length : 0;
}

function rewritten(part: Part, change: (text: string) => string): Part {
  if (part.kind === 'text') return { ...part, text: change(part.text) };
  return part.kind === 'result' ? { ...part, content: change(part.content) } : part;
}

/** One block of an old message that is still there was taken out. */
const noteRemoved: Plant = {
  id: 'history-moved/block-removed',
  make(rng, seed) {
    const world = anyWorld(rng, seed, { form: 'blocks' });
    const lane = heavyLane(rng, world);
    const n = later(rng, lane);
    const users = spotsOf(
      lane[n - 2]?.prompt.messages ?? [],
      (part, { role }) => role === 'user' && part.kind === 'text',
    );
    const at = users[rng.int(0, Math.min(1, users.length - 1))]?.message ?? 0;
    const note: Part = { kind: 'text', text: `<note>${prose(rng, rng.int(90, 400))}</note>` };
    const first = rng.chance(0.5);
    const put = (prompt: Prompt): Prompt => ({
      ...prompt,
      messages: prompt.messages.map((message, index) =>
        index === at
          ? { ...message, parts: first ? [note, ...message.parts] : [...message.parts, note] }
          : message,
      ),
    });
    const { calls, turns } = staged(lane, {
      stage: index => (index < n ? 1 : 0),
      apply: (prompt, has) => (has === 1 ? put(prompt) : prompt),
    });
    return {
      format: world.format,
      calls: withCompany(rng, world, calls),
      // Where a part is an item of its own, the first one that is gone is the oldest of the conversation.
      breaks: rings(turns, [{ id: 'history-moved', or: ['history-edited', 'history-truncated'] }], 'any'),
    };
  },
};

/** A message that stood behind the first is sent no more; all others are. */
const messageRemoved: Plant = {
  id: 'history-moved/message-removed',
  make(rng, seed) {
    const world = anyWorld(rng, seed, { form: 'blocks' });
    const lane = heavyLane(rng, world);
    const n = later(rng, lane);
    const note: Message = {
      role: 'user',
      form: 'blocks',
      parts: [{ kind: 'text', text: `<note>${prose(rng, rng.int(90, 400))}</note>` }],
    };
    const put = (prompt: Prompt): Prompt => ({
      ...prompt,
      messages: [...prompt.messages.slice(0, 1), note, ...prompt.messages.slice(1)],
    });
    const { calls, turns } = staged(lane, {
      stage: index => (index < n ? 1 : 0),
      apply: (prompt, has) => (has === 1 ? put(prompt) : prompt),
    });
    return {
      format: world.format,
      calls: withCompany(rng, world, calls),
      breaks: rings(turns, [{ id: 'history-moved' }], 'any'),
    };
  },
};

/** Old results become pointers to a file or a page, whatever the old text spoke of: compacted, and to be had again. */
const offloaded: Plant = {
  id: 'history-edited/offloaded',
  make(rng, seed) {
    const world = anyWorld(rng, seed);
    const lane = heavyLane(rng, world);
    const n = later(rng, lane);
    const results = spotsOf(lane[n - 2]?.prompt.messages ?? [], part => part.kind === 'result');
    const spot = results[rng.int(0, Math.min(2, results.length - 1))];
    if (spot === undefined) throw new Error('the session has no tool result');
    const lead = rng.pick([
      '',
      'error: two berths were not found\n',
      'Traceback of the last run, then OK:\n',
    ]);
    const main = lane.map(call => ({
      ...call,
      prompt: withPart(call.prompt, spot, part => rewritten(part, text => lead + text)),
    }));
    const name = `${rng.hex(8)}.txt`;
    const pointer = rng.pick([
      `[Full output saved to /tmp/agent/results/${name}]`,
      `The result was written to .cache/tool-results/${name} (${rng.int(9, 14)} KB); read it from there.`,
      `Output moved to https://files.harbour.example/r/${name}`,
      `{"stored_at":"artifacts/${name}","bytes":${rng.int(9_000, 14_000)}}`,
    ]);
    const { calls, turns } = staged(
      main,
      onceFrom(n, prompt => withPart(prompt, spot, part => rewritten(part, () => pointer))),
    );
    return {
      format: world.format,
      calls: withCompany(rng, world, calls),
      breaks: rings(turns, [{ id: 'history-edited', kind: 'compacted' }]),
      claims: ofEach(
        turns,
        'what was taken out can be had again by the pointer in its place',
        ({ causes }) => causes[0]?.restorable === true,
      ),
    };
  },
};

export const editPlants: readonly Plant[] = [newestEdited, noteRemoved, messageRemoved, offloaded];
