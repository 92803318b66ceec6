/** Two requests of some logs side by side. */
import { readLogs } from '../log/read.js';
import { logOf, type RequestRecord } from '../log/record.js';
import { placeOf, placeOfByte, readPrompt, sharedBlocks, writtenDifferences } from '../prompt/index.js';
import { type PromptDiff, promptDiff } from '../report/prompt-diff.js';
import { withoutQuotes } from '../report/redact.js';
import { readModel, whyEmpty } from './read-model.js';

/** `5`, `2.5`, `#2.5`: what a report calls a request. */
export const LABEL = /^#?(\d+)(?:\.(\d+))?$/;

/** Two requests side by side, with what they are called. */
export interface ComparedRequests {
  readonly diff: PromptDiff;
  readonly names: readonly [older: string, newer: string];
}

/**
 * @param n What the report calls the request: `5`, `2.5` in the second log.
 * @param m The one to compare it with; null: the one that it should have extended.
 * @returns a sentence where they cannot be compared
 */
export async function compareRequests(
  logs: readonly string[],
  n: string,
  m: string | null,
): Promise<ComparedRequests | string> {
  const newer = labelOf(n);
  const other = m === null ? await parentOf(logs, newer) : { label: labelOf(m) };
  if (typeof other === 'string') return other;
  const older = other.label;
  const found = await requestsOf(logs, [older, newer]);
  const [before, after] = [found.get(older), found.get(newer)];
  if (before === undefined || after === undefined) {
    return `${logs.join(', ')}: there is no request ${before === undefined ? older : newer} in it`;
  }
  const parent = readPrompt(before);
  const prompt = readPrompt(after, parent === null ? [] : [parent]);
  if (parent === null || prompt === null) {
    const missing = parent === null ? { record: before, label: older } : { record: after, label: newer };
    return `${missing.record.origin.path}: the log does not hold the prompt of request ${missing.label}`;
  }
  const written =
    before.raw === null || after.raw === null
      ? null
      : writtenDifferences(
          { prompt: parent, raw: before.raw },
          { prompt, raw: after.raw },
          sharedBlocks(parent.chain, prompt.chain),
        );
  const diff = promptDiff(parent, prompt, {
    placeOf: difference => placeOf(difference, before, after),
    written: written ?? [],
    writtenPlaceOf: ({ offset }) => placeOfByte(after, offset),
  });
  return { diff, names: [`#${older}`, `#${newer}`] };
}

/** As the engine writes it: the first log needs no number. */
function labelOf(text: string): string {
  const [, first = '', second] = LABEL.exec(text) ?? [];
  return second === undefined ? `${Number(first)}` : labelled(Number(first), Number(second));
}

const labelled = (source: number, n: number): string => (source === 1 ? `${n}` : `${source}.${n}`);

/** What the request should have extended, or why there is none. */
async function parentOf(
  logs: readonly string[],
  label: string,
): Promise<{ readonly label: string } | string> {
  const reading = await readModel(logs);
  const { model, failures } = reading;
  const reason = failures[0] ?? whyEmpty(reading);
  if (reason !== null) return withoutQuotes(reason);
  const entry = model.requests.find(request => request.label === label);
  if (entry === undefined)
    return `${logs.join(', ')}: there is no request ${label} in it, only ${model.requests.length}`;
  const parent = model.requests.find(({ id }) => id === entry.parentId);
  return (
    parent ?? `${entry.path}: request ${label} is the first of its lane; name another one to compare with`
  );
}

/** Requests by their label. Only those asked for are kept: a log may be larger than the memory. */
async function requestsOf(
  logs: readonly string[],
  labels: readonly string[],
): Promise<ReadonlyMap<string, RequestRecord>> {
  const found = new Map<string, RequestRecord>();
  /** Of each log its number and its requests so far, counted as the engine counts them. */
  const counts = new Map(logs.map((log, index) => [log, { source: index + 1, n: 0 }]));
  for await (const record of readLogs(logs)) {
    if (record.kind !== 'request') continue;
    const log = logOf(record.origin);
    const so = counts.get(log) ?? { source: counts.size + 1, n: 0 };
    counts.set(log, so);
    so.n += 1;
    const label = labelled(so.source, so.n);
    if (labels.includes(label)) found.set(label, record);
  }
  return found;
}
