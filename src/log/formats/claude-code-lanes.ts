/** Lane of a Claude Code request by its `query_source`: the names of the conversation itself become `main`. */
export function laneOfSource(source: string | null): string | null {
  if (source === null) return null;
  return source === 'sdk' || source.startsWith('repl_main_thread') ? 'main' : source;
}
