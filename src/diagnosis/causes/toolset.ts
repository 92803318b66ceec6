import { sectionBlocks } from '../../prompt/index.js';
import type { Block, Prompt } from '../../prompt/prompt.js';
import { firstDifference } from '../../text/ends.js';

/** How the tool lists of two prompts differ, by tool name. */
export interface ToolsetChange {
  readonly added: readonly string[];
  readonly removed: readonly string[];
  /** Tools of the same name whose definition differs, in the new order. */
  readonly changed: readonly { readonly before: Block; readonly after: Block }[];
  /** True if the tools that both have stand in another order. */
  readonly reordered: boolean;
}

/** Without a hold on the older prompt: it would hold the one before it, and so on to the first. */
const known = new WeakMap<Prompt, { readonly before: WeakRef<Prompt>; readonly change: ToolsetChange }>();

const UNCHANGED: ToolsetChange = { added: [], removed: [], changed: [], reordered: false };

/** Several rules ask the same question of the same two prompts; the answer is kept for the newest pair. */
export function toolsetChange(before: Prompt, after: Prompt): ToolsetChange {
  if (before.hashes.tools === after.hashes.tools) return UNCHANGED;
  const kept = known.get(after);
  if (kept?.before.deref() === before) return kept.change;
  const change = compare(sectionBlocks(before, 'tools'), sectionBlocks(after, 'tools'));
  known.set(after, { before: new WeakRef(before), change });
  return change;
}

function compare(before: readonly Block[], after: readonly Block[]): ToolsetChange {
  const old = new Map(before.map(tool => [nameOf(tool), tool]));
  const now = new Map(after.map(tool => [nameOf(tool), tool]));
  const added = [...now.keys()].filter(name => !old.has(name));
  const removed = [...old.keys()].filter(name => !now.has(name));
  const commonBefore = [...old.keys()].filter(name => now.has(name));
  const commonAfter = [...now.keys()].filter(name => old.has(name));
  const changed = commonAfter.flatMap(name => {
    const was = old.get(name);
    const is = now.get(name);
    return was !== undefined && is !== undefined && was.digest !== is.digest
      ? [{ before: was, after: is }]
      : [];
  });
  return {
    added,
    removed,
    changed,
    reordered: commonBefore.some((name, index) => name !== commonAfter[index]),
  };
}

function nameOf(tool: Block): string {
  return tool.name ?? tool.digest;
}

/** `a`, `b` and 3 more; the group `mcp_*` where all of several begin with the same word, as those of one server do. */
export function listNames(names: readonly string[]): string {
  const group = groupOf(names);
  if (group !== null) return `the group \`${group}*\` (${listed(names)})`;
  return listed(names);
}

const GROUP = 3;

function groupOf(names: readonly string[]): string | null {
  const [first = ''] = names;
  if (names.length < GROUP) return null;
  const shared = names.reduce((prefix, name) => prefix.slice(0, firstDifference(prefix, name)), first);
  return /^.*\w(?:__|[_.:/-])/.exec(shared)?.[0] ?? null;
}

function listed(names: readonly string[]): string {
  const shown = names
    .slice(0, 3)
    .map(name => `\`${name}\``)
    .join(', ');
  return names.length > 3 ? `${shown} and ${names.length - 3} more` : shown;
}
