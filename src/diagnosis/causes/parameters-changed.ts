import { isArray, parseJson } from '../../log/json/json.js';
import { compact } from '../../prompt/json.js';
import type { Prompt } from '../../prompt/prompt.js';
import { quoted } from '../../text/quoted.js';
import type { CauseRule } from './rule.js';

/** Parameters whose change has a cause of its own. */
const ELSEWHERE: ReadonlySet<string> = new Set(['images', 'speed']);

export const parametersChanged: CauseRule = {
  id: 'parameters-changed',
  title: 'A parameter that is part of the prompt changed',
  severity: 'medium',
  stage: 'parameters',
  vendor: [
    'unavailable',
    'prompt_cache_key_changed',
    'text_format_changed',
    'reasoning_effort_changed',
    'verbosity_changed',
    'service_tier_changed',
  ],
  isChoice: true,
  fix: 'Keep the parameter constant for the conversation, or put a breakpoint at the end of system so that tools and system survive.',
  fixWithoutBreakpoints: 'Keep the parameter constant for the conversation.',
  find({ parameters, after, standing }) {
    const changed = parameters.filter(({ name }) => !ELSEWHERE.has(name));
    const proven = changed.filter(change => change.documented);
    const named = proven.length > 0 ? proven : changed;
    if (named.length === 0) return null;
    const words = named.map(({ name, before, after }) => `${name} ${inList(before, after)}`);
    return {
      kind: named.map(change => change.name).join(','),
      confidence: proven.length > 0 ? 'certain' : 'guess',
      summary: `Changed: ${words.join('; ')}.`,
      path: named[0]?.name ?? 'parameters',
      ...(standing.bestEffort
        ? {}
        : {
            fix: fixOf(
              named.map(({ name }) => name),
              after,
            ),
          }),
      // Clients switch beta flags from request to request and go on reading: nothing to name beside a known cause.
      isWeak: proven.length === 0,
    };
  },
};

/** A breakpoint at the end of system is no advice where one stands; a choice of tools has a way without cost. */
function fixOf(names: readonly string[], { breakpoints, starts }: Prompt): string {
  if (names.every(name => CHOICES.has(name)))
    return 'Keep `tool_choice` constant: leave the tools as they are, and refuse in the tool or say so in a message.';
  const isMarked = breakpoints.some(({ block }) => block === starts.messages - 1);
  return isMarked ? 'Keep the parameter constant for the conversation.' : parametersChanged.fix;
}

const CHOICES: ReadonlySet<string> = new Set(['tool_choice', 'disable_parallel_tool_use']);

/** Of two lists only what came and went: a name at their end would not be seen. */
function inList(before: string | null, after: string | null): string {
  const [old, now] = [wordsOf(before), wordsOf(after)];
  if (old === null || now === null) return `${show(before)} -> ${show(after)}`;
  const changes = [
    ...now.filter(word => !old.includes(word)).map(word => `+${word}`),
    ...old.filter(word => !now.includes(word)).map(word => `-${word}`),
  ];
  return changes.length > 0 ? show(changes.join(' ')) : 'in another order';
}

function wordsOf(value: string | null): readonly string[] | null {
  if (value?.startsWith('[') !== true) return null;
  const list = parseJson(value);
  if (!isArray(list)) return null;
  return list.flatMap(item => (typeof item === 'string' ? [item] : [compact(item)]));
}

function show(value: string | null): string {
  return value === null ? 'unset' : quoted(value, 60);
}
