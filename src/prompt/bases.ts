import type { Draft, PromptDraft } from './draft.js';
import type { Prompt, Section } from './prompt.js';
import { isSealedAs } from './seal.js';

/** For each section, the earlier prompt to go on from; absent where there is none. */
export type Bases = Readonly<Partial<Record<Section, Prompt>>>;

/**
 * Of each section, the prompt in which it has the longest equal beginning, the first of the list among equals.
 * Conversations interleave, and a section may be the one of another lane: agents share tools more often than messages.
 */
export function chooseBases(draft: PromptDraft, earlier: readonly Prompt[]): Bases {
  const [only, another] = earlier;
  if (only === undefined) return {};
  if (another === undefined) return { tools: only, system: only, messages: only };
  const longest = (section: Section): Prompt =>
    longestBeginning(draft[section].blocks, section, earlier, only);
  return { tools: longest('tools'), system: longest('system'), messages: longest('messages') };
}

function longestBeginning(
  drafts: readonly Draft[],
  section: Section,
  earlier: readonly Prompt[],
  first: Prompt,
): Prompt {
  let best = first;
  let shared = 0;
  for (const prompt of earlier) {
    const start = prompt.starts[section];
    let equal = 0;
    while (equal < drafts.length) {
      const block = prompt.blocks[start + equal];
      // Prompts share the blocks that they have in common: what was found equal in one need not be compared again.
      const isKnown = equal < shared && block === best.blocks[best.starts[section] + equal];
      if (!isKnown && !isWrittenAlike(drafts[equal], block, section)) break;
      equal += 1;
    }
    if (equal <= shared) continue;
    best = prompt;
    shared = equal;
  }
  return best;
}

function isWrittenAlike(
  draft: Draft | undefined,
  block: Prompt['blocks'][number] | undefined,
  section: Section,
): boolean {
  if (block === undefined || draft === undefined) return false;
  if (isSealedAs(draft, block)) return true;
  return block.section === section && block.role === draft.role && block.canonical === draft.canonical;
}
