import { promptTokens } from '../../log/protocol/usage.js';
import { count } from '../../text/numbers.js';
import { compactionTrigger } from '../causes/context-editing.js';
import { ruleOf } from '../causes/index.js';
import type { Cause } from '../model.js';
import type { Call } from './call.js';

/** "What happened", in a few words that fit a table. */
export function whatHappened(call: Call): string {
  const { broken, usage, relation, parent } = call;
  if (usage?.outcome === 'error') return usage.status === null ? 'failed' : `error ${usage.status}`;
  if (usage?.outcome === 'aborted') return 'aborted';
  if (broken !== null) return breakWords(broken.causes, broken.predicted);
  if (usage === null && !call.settled && call.foreseen !== null)
    return breakWords(call.foreseen.causes, true);
  if (call.record.purpose !== 'generate')
    return call.record.purpose === 'count-tokens' ? 'counts tokens' : 'other call';
  if (relation === 'aside') return 'aside call';
  if (parent === null) return firstWords(call);
  if (relation === 'repeats') return `same as #${parent.label}`;
  if (relation === 'rewinds') return `back to #${parent.label}`;
  if (relation === 'summarises') return 'summary';
  const harmless = call.suspects.flatMap(({ cause }) => ruleOf(cause).whereHarmless ?? []);
  return harmless[0] === undefined ? 'growth' : `${harmless[0]}${sizesOf(call)}`;
}

/** Of a compaction: the tokens of both prompts, and from how many on the provider was let compact. As far as known. */
function sizesOf({ parent, usage, prompt }: Call): string {
  const total = (record: Call['usage']): number | null =>
    record?.usage == null ? null : promptTokens(record.usage);
  const [before, after] = [total(parent?.usage ?? null), total(usage)];
  if (before === null || after === null) return '';
  const trigger = prompt === null ? null : compactionTrigger(prompt);
  const words = `: ${count(before)} -> ${count(after)} tokens`;
  return `${words}${trigger === null ? '' : `, from ${count(trigger)} on`}`;
}

function firstWords({ lane, order, shape }: Call): string {
  if (shape.isOneText) return 'one text, not compared';
  if (lane.isForgotten) return 'no longer compared';
  if (lane.isAfterForgetting) return 'first, or no longer compared';
  return lane.facts.first === order ? 'first of its lane' : 'separate call';
}

function breakWords(causes: readonly Cause[], predicted: boolean): string {
  const [first] = causes;
  if (first === undefined) return predicted ? '~break' : 'break';
  const name = first.kind === null || first.kind.length > 14 ? first.id : `${first.id} (${first.kind})`;
  const more = causes.length > 1 ? ` +${causes.length - 1}` : '';
  return `${predicted ? '~' : ''}${name}${more}`;
}
