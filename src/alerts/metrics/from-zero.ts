import type { MetricLabels } from './counting.js';

type Add = (name: string, labels: MetricLabels, value: number) => void;

/** Series that all start at 0: one that is new shows 0 once before it counts, or its first rise would be seen by nobody. */
export interface FromZero {
  readonly add: Add;
  /** All series are shown now, new ones with 0. @returns to be called when they have been: what was held back counts from then on */
  showing(): () => void;
  /** Holds nothing back any more: they are shown for the last time. */
  release(): void;
}

export function createFromZero(add: Add): FromZero {
  const known = new Set<string>();
  const held = new Map<string, { readonly name: string; readonly labels: MetricLabels; value: number }>();

  function count(keys: Iterable<string>): void {
    for (const key of keys) {
      const fresh = held.get(key);
      if (fresh !== undefined) add(fresh.name, fresh.labels, fresh.value);
      held.delete(key);
    }
  }

  return {
    add(name, labels, value) {
      const key = `${name}${JSON.stringify(labels)}`;
      const fresh = held.get(key);
      if (fresh !== undefined) fresh.value += value;
      else if (known.has(key)) add(name, labels, value);
      else {
        known.add(key);
        add(name, labels, 0);
        held.set(key, { name, labels, value });
      }
    },
    showing() {
      const keys = [...held.keys()];
      return () => count(keys);
    },
    release: () => count([...held.keys()]),
  };
}
