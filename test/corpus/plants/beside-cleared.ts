import type { Call, Prompt } from '../sessions/prompt.js';
import { mainLane, withCompany } from '../sessions/session.js';
import { prose } from '../sessions/words.js';
import { anyWorld } from '../sessions/world.js';
import { longLane, spotsOf, withPart } from './history.js';
import { later, ofEach, onceFrom, type Plant, rings, staged, withSystem } from './plant.js';

const TICKET = /^x-gateway-ticket: \d+; /;

/** A gateway takes its own ticket off before the provider sees the text; the word beside it counts. */
const besideTicket: Plant = {
  id: 'system-changed/beside-a-ticket',
  make(rng, seed) {
    const world = anyWorld(rng, seed);
    const [first, step] = [rng.int(100_000, 500_000), rng.int(1_000, 9_000)];
    const [before, after] = rng.shuffled(['plan', 'act', 'review', 'ask first', 'build']);
    const ticketed = mainLane(rng, world).map((call, index): Call => {
      const head = `x-gateway-ticket: ${first + index * step}; Mode: ${before}. `;
      return {
        ...call,
        prompt: withSystem(call.prompt, text => head + text),
        seenAs: prompt => withSystem(prompt, text => text.replace(TICKET, '')),
      };
    });
    const edit = (prompt: Prompt): Prompt =>
      withSystem(prompt, text => text.replace(`Mode: ${before}`, `Mode: ${after}`));
    const { calls, turns } = staged(ticketed, onceFrom(later(rng, ticketed), edit));
    return {
      format: world.format,
      calls: withCompany(rng, world, calls),
      // The ticket differs in front of the word, and both are one place.
      breaks: rings(turns, [{ id: 'system-changed', or: ['volatile-value'] }], 'any'),
      claims: ofEach(
        turns,
        'it is of the system text',
        ({ divergence }) => divergence?.section !== 'messages',
      ),
    };
  },
};

/** White space at the end of an old answer comes and goes, and nobody counts it; the words that change there count. */
const behindEdge: Plant = {
  id: 'history-edited/behind-a-trimmed-edge',
  make(rng, seed) {
    const world = anyWorld(rng, seed, { thinks: false });
    const lane = longLane(rng, world);
    const n = later(rng, lane);
    const [spot] = spotsOf(
      lane[Math.floor(n / 2)]?.prompt.messages ?? [],
      (part, { role }) => part.kind === 'text' && role === 'assistant',
    );
    if (spot === undefined) throw new Error('no answer to edit');
    const edges = rng.shuffled(['\n', '\n\n', ' ', '']);
    const edit =
      (change: (text: string) => string) =>
      (prompt: Prompt): Prompt =>
        withPart(prompt, spot, part => (part.kind === 'text' ? { ...part, text: change(part.text) } : part));
    const trimmed = edit(text => text.trim());
    const edged = lane.map((call, index): Call => {
      const edge = edges[index % edges.length] ?? '';
      return { ...call, prompt: edit(text => text.trim() + edge)(call.prompt), seenAs: trimmed };
    });
    const words = prose(rng, 8);
    const { calls, turns } = staged(
      edged,
      onceFrom(
        n,
        edit(text => text.replace(/\S+(?=\s*$)/, words)),
      ),
    );
    return {
      format: world.format,
      calls: withCompany(rng, world, calls),
      breaks: rings(turns, [{ id: 'history-edited' }]),
    };
  },
};

export const besideClearedPlants: readonly Plant[] = [besideTicket, behindEdge];
