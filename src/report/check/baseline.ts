import { at, countOf, isArray, numberOf, parseJson } from '../../log/json/json.js';
import type { Json } from '../../log/record.js';
import type { EarlierReport } from './limits.js';

/** Reads the figures of a report JSON. @returns a sentence where it is none */
export function readBaseline(text: string, path: string): EarlierReport | string {
  const report = parseJson(text);
  if (at(report, 'schema') !== 'cachequake.report/1') {
    return `${path}: not a report; write one with cachequake report --format json`;
  }
  const ringing = countOf(at(report, 'totals', 'ringing'));
  if (ringing === null) return `${path}: a report without totals`;
  const hitRate = numberOf(at(report, 'totals', 'hitRate'));
  return { path, hitRate, ringing, lostTokens: lostBy(report) };
}

/** Tokens lost by the breaks that ring. */
function lostBy(report: Json | undefined): number {
  const breaks = each(report, 'sessions')
    .flatMap(session => each(session, 'lanes'))
    .flatMap(lane => each(lane, 'requests'))
    .map(request => at(request, 'break'));
  return breaks
    .filter(found => at(found, 'ringing') === true)
    .reduce((sum: number, found) => sum + (numberOf(at(found, 'lostTokens')) ?? 0), 0);
}

function each(value: Json | undefined, key: string): readonly Json[] {
  const list = at(value, key);
  return isArray(list) ? list : [];
}
