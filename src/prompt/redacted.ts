import type { Prompt, Section } from './prompt.js';

/** The sections that hold text which the log replaced, by the blocks in which it stood. */
export function redactedSections({ redacted, blocks }: Prompt): ReadonlySet<Section> {
  const sections = new Set<Section>();
  for (const path of redacted) {
    const found = blocks.find(block => isAtOrIn(path, block.path) || isAtOrIn(block.path, path));
    if (found !== undefined) sections.add(found.section);
  }
  return sections;
}

/** True for the path of what stands at `outer`, or inside it. */
export const isAtOrIn = (path: string, outer: string): boolean =>
  path === outer || path.startsWith(`${outer}.`) || path.startsWith(`${outer}[`);
