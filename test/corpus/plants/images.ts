import type { Part, Prompt } from '../sessions/prompt.js';
import { withCompany } from '../sessions/session.js';
import { automaticWorld, claudeWorld } from '../sessions/world.js';
import { longLane, turnStarts } from './history.js';
import { later, onceFrom, type Plant, rings, staged } from './plant.js';

/** The first image of a conversation flips a switch in front of all messages. */
const added: Plant = {
  id: 'image-changed/added',
  make(rng) {
    const world = claudeWorld(rng);
    const main = longLane(rng, world);
    const start = turnStarts(main).findLast(index => index > 3 && index < main.length) ?? main.length - 1;
    const message = (main[start]?.prompt.messages.length ?? 1) - 1;
    const image: Part = { kind: 'image', data: picture(rng.hex(1_200)) };
    const { calls, turns } = staged(
      main,
      onceFrom(start, prompt => withParts(prompt, message, parts => [image, ...parts])),
    );
    return {
      format: world.format,
      calls: withCompany(rng, world, calls),
      breaks: rings(turns, [{ id: 'image-changed' }], 'any'),
    };
  },
};

/** An old image was thrown out or encoded anew. */
const changed: Plant = {
  id: 'image-changed/history',
  make(rng) {
    const world = claudeWorld(rng);
    const lane = longLane(rng, world);
    const before: Part = { kind: 'image', data: picture(rng.hex(1_200)) };
    const after: Part = rng.chance(0.5)
      ? { kind: 'image', data: picture(rng.hex(1_100)) }
      : { kind: 'text', text: '[image removed]' };
    const main = lane.map(call => ({
      ...call,
      prompt: withParts(call.prompt, 0, parts => [before, ...parts]),
    }));
    const { calls, turns } = staged(
      main,
      onceFrom(later(rng, main), prompt => withParts(prompt, 0, ([, ...rest]) => [after, ...rest])),
    );
    return {
      format: world.format,
      calls: withCompany(rng, world, calls),
      breaks: rings(turns, [{ id: 'image-changed' }]),
    };
  },
};

type Detail = 'low' | 'high';

/** An old image is asked for in another detail: the same bytes, and other tokens. */
const detailed: Plant = {
  id: 'image-changed/detail',
  make(rng, seed) {
    const world = automaticWorld(rng, seed % 2);
    const [first, then] = rng.pick<readonly [Detail | undefined, Detail]>([
      ['low', 'high'],
      ['high', 'low'],
      [undefined, 'low'],
    ]);
    const data = picture(rng.hex(1_200));
    const image = (detail: Detail | undefined): Part => ({
      kind: 'image',
      data,
      ...(detail !== undefined && { detail }),
    });
    const main = longLane(rng, world).map(call => ({
      ...call,
      prompt: withParts(call.prompt, 0, parts => [image(first), ...parts]),
    }));
    const { calls, turns } = staged(
      main,
      onceFrom(later(rng, main), prompt => withParts(prompt, 0, ([, ...rest]) => [image(then), ...rest])),
    );
    return {
      format: world.format,
      calls: withCompany(rng, world, calls),
      breaks: rings(turns, [{ id: 'image-changed', kind: 'detail' }]),
    };
  },
};

function withParts(prompt: Prompt, index: number, edit: (parts: readonly Part[]) => readonly Part[]): Prompt {
  const messages = prompt.messages.map((message, m) =>
    m === index ? { ...message, form: 'blocks' as const, parts: edit(message.parts) } : message,
  );
  return { ...prompt, messages };
}

/** Base64 that begins as a PNG does. */
function picture(noise: string): string {
  return `iVBORw0KGgoAAAANSUhEUgAAAAEAAAAB${Buffer.from(noise).toString('base64')}`;
}

export const imagePlants: readonly Plant[] = [added, changed, detailed];
