import { link } from '../digest.js';
import { type Block, type Prompt, SECTIONS, type Section } from '../prompt.js';
import { withChain } from '../read.js';
import { differencesOf } from './differences.js';

/** Of each block of a prompt that stands in for another one: the digest of that one. */
const standIns = new WeakMap<Prompt, ReadonlyMap<number, string>>();

/**
 * A prompt as a provider keeps it that does not count some places, such as a header that it takes off: where blocks differ from the
 * parent's in those places alone, the chain goes on as though they were the parent's. Its blocks stay as they were sent.
 *
 * @param uncounted places (`Difference.key`)
 */
export function withoutPlaces(prompt: Prompt, parent: Prompt, uncounted: ReadonlySet<string>): Prompt {
  if (uncounted.size === 0) return prompt;
  const known = standIns.get(parent);
  const stands = new Map<number, string>();
  for (const section of SECTIONS) {
    const shift = parent.starts[section] - prompt.starts[section];
    const places = placesByBlock(parent, prompt, section, uncounted);
    for (const [block, isUncounted] of places.differing) {
      const twin = parent.blocks[block + shift];
      if (isUncounted && twin !== undefined) stands.set(block, known?.get(block + shift) ?? twin.digest);
    }
    // What the parent's block stood in for, an equal block stands in for as well.
    for (const [at, digest] of known ?? []) {
      const [own, twin] = [prompt.blocks[at - shift], parent.blocks[at]];
      if (twin?.section === section && own?.digest === twin.digest) stands.set(at - shift, digest);
    }
    if (!places.isWhole) break;
  }
  if (stands.size === 0) return prompt;
  const seen = withChain(prompt, chainOf(prompt, parent, stands));
  standIns.set(seen, stands);
  return seen;
}

interface Places {
  /** Blocks that differ, and whether in uncounted places alone. */
  readonly differing: ReadonlyMap<number, boolean>;
  /** False if the section differs in a place that counts: nothing behind it is shared. */
  readonly isWhole: boolean;
}

function placesByBlock(
  parent: Prompt,
  prompt: Prompt,
  section: Section,
  uncounted: ReadonlySet<string>,
): Places {
  const differing = new Map<number, boolean>();
  for (const { key, divergence } of differencesOf(parent, prompt, section)) {
    const isUncounted = divergence.how === 'changed' && uncounted.has(key);
    differing.set(divergence.block, isUncounted && differing.get(divergence.block) !== false);
    if (!isUncounted) return { differing, isWhole: false };
  }
  return { differing, isWhole: true };
}

function chainOf(
  { blocks, chain, starts }: Prompt,
  parent: Prompt,
  stands: ReadonlyMap<number, string>,
): string[] {
  const first = Math.min(...stands.keys());
  const out = chain.slice(0, first);
  for (let i = first; i < blocks.length; i += 1) {
    const block = blocks[i];
    if (block === undefined) break;
    const before = out.at(-1);
    const twin = i - starts[block.section] + parent.starts[block.section];
    const isShared = parent.chain[twin - 1] === before && isTwin(block, parent.blocks[twin], stands.has(i));
    const shared = isShared ? parent.chain[twin] : undefined;
    out.push(shared ?? link(before ?? '', block.section, stands.get(i) ?? block.digest));
  }
  return out;
}

const isTwin = (block: Block, twin: Block | undefined, standsIn: boolean): boolean =>
  twin !== undefined && twin.section === block.section && (standsIn || twin.digest === block.digest);
