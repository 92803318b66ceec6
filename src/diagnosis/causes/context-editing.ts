import type { Prompt } from '../../prompt/prompt.js';

/**
 * Edits of the history that a request lets the provider make (beta `context-management`): the bytes in the log then need
 * not be those that were rendered. `keep: "all"` makes none.
 *
 * @returns names of the edits, such as `clear_tool_uses_20250919`
 */
export function serverEdits(prompt: Prompt): readonly string[] {
  return editsOf(prompt).flatMap(edit => (typeof edit.type === 'string' ? [edit.type] : []));
}

/** From so many input tokens on the provider compacts, where a request names none (compaction page). */
const DEFAULT_TRIGGER = 150_000;

/** Input tokens from which on a request lets the provider compact the conversation; null: it does not, or by another measure. */
export function compactionTrigger(prompt: Prompt): number | null {
  const edit = editsOf(prompt).find(({ type }) => typeof type === 'string' && type.startsWith('compact'));
  if (edit === undefined) return null;
  if (!isRecord(edit.trigger)) return DEFAULT_TRIGGER;
  const { type, value } = edit.trigger;
  return type === 'input_tokens' && typeof value === 'number' ? value : null;
}

function editsOf(prompt: Prompt): readonly Readonly<Record<string, unknown>>[] {
  const sent = prompt.parameters.context_management;
  if (sent === undefined) return [];
  const value: unknown = JSON.parse(sent);
  const edits = isRecord(value) && Array.isArray(value.edits) ? value.edits : [];
  return edits.filter(isRecord).filter(edit => edit.keep !== 'all');
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
