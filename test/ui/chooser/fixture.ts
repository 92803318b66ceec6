import type { FoundSource } from '../../../src/log/find/find.js';
import type { ChooserState } from '../../../src/ui/chooser/state.js';

export const NOW = Date.parse('2026-10-10T12:00:00Z');
export const HOME = '/home/ada';

export function source(name: string, change: Partial<FoundSource> = {}): FoundSource {
  return {
    ...{ agent: 'codex', path: `${HOME}/.codex/sessions/${name}.jsonl`, format: 'codex' },
    ...{ fidelity: 'usage-only', workspace: null, modifiedAt: NOW - 300_000, bytes: 4100, live: false },
    ...change,
  };
}

export function stateOf(...sources: FoundSource[]): ChooserState {
  return { findings: { sources, more: 0, unreadable: [], problems: [], cut: [] }, selected: null, now: NOW };
}
