import type { CauseRule } from './rule.js';

/** Parameters whose change has a cause of its own. */
const ELSEWHERE: ReadonlySet<string> = new Set(['images', 'speed']);

export const parametersChanged: CauseRule = {
  id: 'parameters-changed',
  title: 'A parameter that is part of the prompt changed',
  severity: 'medium',
  stage: 'parameters',
  fix: 'Keep the parameter constant for the conversation, or put a breakpoint at the end of system so that tools and system survive.',
  find({ parameters }) {
    const changed = parameters.filter(({ name }) => !ELSEWHERE.has(name));
    const proven = changed.filter(change => change.documented);
    const named = proven.length > 0 ? proven : changed;
    if (named.length === 0) return null;
    const words = named.map(({ name, before, after }) => `${name} ${show(before)} -> ${show(after)}`);
    return {
      kind: named.map(change => change.name).join(','),
      confidence: proven.length > 0 ? 'certain' : 'guess',
      summary: `Changed: ${words.join('; ')}.`,
      path: named[0]?.name ?? 'parameters',
    };
  },
};

function show(value: string | null): string {
  if (value === null) return 'unset';
  return value.length > 60 ? `${value.slice(0, 59)}…` : value;
}
