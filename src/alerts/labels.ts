import type { EngineEvent } from '../engine.js';
import { keep } from '../log/oldest.js';

/** What people call a request. An incident names its onset, long after. */
export interface Labels {
  keep(event: EngineEvent): void;
  readonly of: (id: string) => string;
}

/** Of the newest requests. */
const MOST = 5_000;

export function createLabels(): Labels {
  const labels = new Map<string, string>();
  return {
    keep(event) {
      if (event.type !== 'request') return;
      keep(labels, event.request.id, event.request.label, MOST);
    },
    of: id => labels.get(id) ?? id.slice(id.lastIndexOf('#') + 1),
  };
}
