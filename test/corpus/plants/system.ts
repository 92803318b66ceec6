import type { Prompt } from '../sessions/prompt.js';
import { mainLane, withCompany } from '../sessions/session.js';
import { prose } from '../sessions/words.js';
import { anyWorld } from '../sessions/world.js';
import { insertLine, later, onceFrom, type Plant, rings, staged, withSystem } from './plant.js';

export const systemChanged: Plant = {
  id: 'system-changed',
  make(rng, seed) {
    const world = anyWorld(rng, seed);
    const main = mainLane(rng, world);
    const paragraph = rng.int(1, 14);
    const words = prose(rng, 260);
    const edit = rng.pick<(prompt: Prompt) => Prompt>([
      prompt => withSystem(prompt, text => insertLine(text, paragraph, words)),
      prompt => withSystem(prompt, text => replaceParagraph(text, paragraph, words)),
      prompt => withSystem(prompt, text => replaceParagraph(text, paragraph, '')),
    ]);
    const { calls, turns } = staged(main, onceFrom(later(rng, main), edit));
    return {
      format: world.format,
      calls: withCompany(rng, world, calls),
      breaks: rings(turns, [{ id: 'system-changed' }]),
    };
  },
};

export const systemReordered: Plant = {
  id: 'system-reordered',
  make(rng, seed) {
    const world = anyWorld(rng, seed);
    const main = mainLane(rng, world);
    const cut = rng.int(1, 3);
    const edit = (prompt: Prompt): Prompt => withSystem(prompt, text => swapSections(text, cut));
    const { calls, turns } = staged(main, onceFrom(later(rng, main), edit));
    return {
      format: world.format,
      calls: withCompany(rng, world, calls),
      breaks: rings(turns, [{ id: 'system-reordered' }]),
    };
  },
};

function replaceParagraph(text: string, index: number, words: string): string {
  const paragraphs = text.split('\n\n');
  return paragraphs.flatMap((part, i) => (i === index ? (words === '' ? [] : [words]) : [part])).join('\n\n');
}

/** Two neighbouring sections in the other order: what an unordered map does to a prompt. */
function swapSections(text: string, index: number): string {
  const sections = text.split(/^(?=## )/m).map(part => part.trimEnd());
  const [a, b] = [sections[index], sections[index + 1]];
  if (a === undefined || b === undefined) throw new Error('the system text has too few sections');
  return sections.map((part, i) => (i === index ? b : i === index + 1 ? a : part)).join('\n\n');
}
