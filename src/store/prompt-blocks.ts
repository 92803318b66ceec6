/** The blocks of a prompt to scale. */
import type { RequestEntry } from '../diagnosis/model.js';
import type { Block, Section } from '../prompt/prompt.js';
import type { PromptBlock } from './state.js';

/** Each block with its share of its section's tokens, by the bytes that cost tokens. The last one ends where its section does. */
export function placedBlocks(
  blocks: readonly Pick<Block, 'section' | 'path' | 'name' | 'textBytes' | 'digest'>[],
  sectionTokens: Readonly<Record<Section, number>>,
): readonly PromptBlock[] {
  const bytes = new Map<Section, number>();
  for (const { section, textBytes } of blocks) bytes.set(section, (bytes.get(section) ?? 0) + textBytes);
  let begin = 0;
  let current: Section | null = null;
  let seen = 0;
  return blocks.map(({ section, path, name, textBytes, digest }) => {
    if (section !== current) {
      if (current !== null) begin += sectionTokens[current];
      current = section;
      seen = 0;
    }
    const all = bytes.get(section) ?? 0;
    const at = (of: number): number =>
      begin + (all === 0 ? 0 : Math.round((of / all) * sectionTokens[section]));
    const start = at(seen);
    seen += textBytes;
    const end = at(seen);
    return { path, name, tokens: end - start, start, end, hash: digest };
  });
}

/** True for the block that holds the first difference of a break. */
export function isPlaceIn(
  { break: found, foreseen }: Pick<RequestEntry, 'break' | 'foreseen'>,
  path: string,
): boolean {
  const site = (found ?? foreseen)?.divergence?.path ?? null;
  return site !== null && (site === path || site.startsWith(`${path}.`) || site.startsWith(`${path}[`));
}
