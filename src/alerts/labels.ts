import { basename } from 'node:path';
import type { EngineEvent } from '../engine.js';
import { keep } from '../log/oldest.js';

/** What people call a request. An incident names its onset, long after. */
export interface Labels {
  keep(event: EngineEvent): void;
  readonly of: (id: string) => string;
}

/** `2.6` → `6`: the number of a log among those that a process watches is nothing to who gets an alert; in the log it is the sixth. */
export const numberIn = (label: string): string => label.slice(label.indexOf('.') + 1);

/** `6 of agent.jsonl` where several logs are watched, else `6`. */
export const requestIn = ({ label, path }: { readonly label: string; readonly path: string }): string =>
  label.includes('.') ? `${numberIn(label)} of ${basename(path)}` : label;

/** Of the newest requests. */
const MOST = 5_000;

export function createLabels(): Labels {
  const labels = new Map<string, string>();
  return {
    keep(event) {
      if (event.type !== 'request') return;
      keep(labels, event.request.id, requestIn(event.request), MOST);
    },
    of: id => labels.get(id) ?? id.slice(id.lastIndexOf('#') + 1),
  };
}
