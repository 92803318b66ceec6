import type { Prompt } from '../../prompt/prompt.js';

/**
 * Edits of the history that a request lets the provider make (beta `context-management`): the bytes in the log then need
 * not be those that were rendered. `keep: "all"` makes none.
 *
 * @returns names of the edits, such as `clear_tool_uses_20250919`
 */
export function serverEdits(prompt: Prompt): readonly string[] {
  const sent = prompt.parameters.context_management;
  if (sent === undefined) return [];
  const value: unknown = JSON.parse(sent);
  const edits = isRecord(value) && Array.isArray(value.edits) ? value.edits : [];
  return edits
    .filter(isRecord)
    .filter(edit => edit.keep !== 'all')
    .flatMap(edit => (typeof edit.type === 'string' ? [edit.type] : []));
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
