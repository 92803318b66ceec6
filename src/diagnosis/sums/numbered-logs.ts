/** What the numbers in front of requests stand for where several logs are read: `2` of `2.5`. */
import type { Model, RequestEntry } from '../model.js';

export interface NumberedLog {
  readonly number: number;
  readonly path: string;
  /** The end of its path that none of the others has. */
  readonly name: string;
  readonly requests: readonly RequestEntry[];
}

/** Number of the log in the label of a request: `5` is of the first. */
export function logNumberOf(label: string): number {
  const [first = '', second] = label.split('.');
  return second === undefined ? 1 : Number(first);
}

/** The logs that requests were read from, by number; empty where it is one, for its requests have no number of a log. */
export function numberedLogs({ requests }: Pick<Model, 'requests'>): readonly NumberedLog[] {
  const byNumber = new Map<number, RequestEntry[]>();
  for (const request of requests) {
    const number = logNumberOf(request.label);
    const known = byNumber.get(number);
    if (known === undefined) byNumber.set(number, [request]);
    else known.push(request);
  }
  if (byNumber.size === 0 || (byNumber.size === 1 && byNumber.has(1))) return [];
  const logs = [...byNumber].map(([number, own]) => ({ number, path: own[0]?.log ?? '', requests: own }));
  const paths = logs.map(({ path }) => path);
  return logs.map(log => ({ ...log, name: shortest(log.path, paths) })).sort((a, b) => a.number - b.number);
}

/** The last part of a path, and as many in front of it as tell it from the others. */
function shortest(path: string, paths: readonly string[]): string {
  const end = (of: string, parts: number): string => of.split('/').slice(-parts).join('/');
  const most = path.split('/').length;
  let parts = 1;
  while (parts < most && paths.some(other => other !== path && end(other, parts) === end(path, parts)))
    parts += 1;
  return end(path, parts);
}
