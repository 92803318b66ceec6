/** Which blocks of a prompt hold text that the log replaced. Decided once, when the prompt is read; all others ask here. */
import type { Block, Prompt, Section } from './prompt.js';

export type Redaction = Prompt['redaction'];

const NONE: Redaction = { paths: [], blocks: new Map() };

/** @param paths Of what was replaced in the body, in its order: each lies in a block, holds some, or is no part of the prefix. */
export function redactionOf(paths: readonly string[], blocks: readonly Block[]): Redaction {
  if (paths.length === 0) return NONE;
  const byPath = new Map(blocks.map(block => [block.path, block]));
  const found = new Map<Block, string[]>();
  const note = (block: Block, path: string): void =>
    void found.set(block, [...(found.get(block) ?? []), path]);
  const wider = new Set<string>();
  for (const path of paths) {
    const block = around(path, outer => byPath.get(outer));
    if (block === undefined) wider.add(path);
    else note(block, path);
  }
  if (wider.size > 0)
    for (const block of blocks) {
      const path = around(block.path, outer => (wider.has(outer) ? outer : undefined));
      if (path !== undefined) note(block, path);
    }
  return { paths, blocks: found };
}

/** What is known of a path, or else of the nearest one that it lies in. */
function around<Known>(path: string, known: (outer: string) => Known | undefined): Known | undefined {
  for (
    let end = path.length;
    end > 0;
    end = Math.max(path.lastIndexOf('.', end - 1), path.lastIndexOf('[', end - 1))
  ) {
    const found = known(path.slice(0, end));
    if (found !== undefined) return found;
  }
  return undefined;
}

/** False if the log replaced something of the request: neither its hashes nor its size are what was sent. */
export const isWhole = ({ redaction }: Prompt): boolean => redaction.paths.length === 0;

/** True if a block of either prompt is not what was sent: what differs, or is equal, may be the placeholder. */
export const isRedactedIn =
  (...prompts: readonly Prompt[]): ((block: Block | undefined) => boolean) =>
  block =>
    block !== undefined && prompts.some(({ redaction }) => redaction.blocks.has(block));

/** Paths of what was replaced in blocks 0..last. */
export function redactedUpTo({ redaction, blocks }: Prompt, last: number): readonly string[] {
  if (redaction.blocks.size === 0) return [];
  return [...new Set(blocks.slice(0, last + 1).flatMap(block => redaction.blocks.get(block) ?? []))];
}

/** The sections that hold text which the log replaced. */
export const redactedSections = ({ redaction }: Prompt): ReadonlySet<Section> =>
  new Set([...redaction.blocks.keys()].map(({ section }) => section));
