/**
 * Which spans around others count the same answer again: a span that runs a model inside another one (a gateway's inside its
 * client's) was billed once.
 */
import type { Usage } from '../../record.js';

export interface Relative {
  /** Within its trace. */
  readonly id: string;
  readonly parent: string | null;
  readonly responseId: string | null;
  /** null: it ran no model, or does not say what it used. */
  readonly usage: Usage | null;
}

export interface Family {
  /** Spans that were exported together: whoever stands around one that was billed is known, wherever it stands among them. */
  note(spans: readonly Relative[]): void;
  /** True if what a noted span counts is counted in another one. Asked once of each: one that is not so is counted from then on. */
  isCounted(span: Relative): boolean;
}

/** Spans remembered; parents end, and are mostly exported, after their children. */
const REMEMBERED = 10_000;

export function createFamily(): Family {
  /** Spans in which an inference span ran: what they count is what that was billed. */
  const around = new Set<string>();
  /** The parent of each span. */
  const parents = new Map<string, string | null>();
  /** Spans that were counted before any span inside them was known. */
  const counted = new Map<string, Relative>();

  function note(spans: readonly Relative[]): void {
    for (const { id, parent } of spans) parents.set(id, parent);
    for (const span of spans) {
      if (span.usage === null && !around.has(span.id)) continue;
      for (let above = span.parent; above !== null && !around.has(above); above = parents.get(above) ?? null)
        around.add(above);
    }
    forgetOldest(around);
    forgetOldest(parents);
  }

  /** A span that was counted, around this one, of the same answer. */
  function isCountedAbove(span: Relative): boolean {
    const passed = new Set([span.id]);
    for (let above = span.parent; above !== null && !passed.has(above); above = parents.get(above) ?? null) {
      const relative = counted.get(above);
      if (relative !== undefined && isSameAnswer(relative, span)) return true;
      passed.add(above);
    }
    return false;
  }

  return {
    note,
    isCounted(span) {
      if (around.has(span.id) || isCountedAbove(span)) return true;
      if (span.usage !== null && span.id !== '') counted.set(span.id, span);
      forgetOldest(counted);
      return false;
    },
  };
}

/** A gateway may give an answer an id of its own, and may leave out what was cached: what both count must be equal then. */
function isSameAnswer(one: Relative, other: Relative): boolean {
  if (one.responseId !== null && one.responseId === other.responseId) return true;
  const [a, b] = [one.usage, other.usage];
  if (a === null || b === null || a.promptTotal === null || a.promptTotal !== b.promptTotal) return false;
  return (['output', 'cacheRead', 'cacheWrite'] as const).every(
    name => a[name] === null || b[name] === null || a[name] === b[name],
  );
}

function forgetOldest(remembered: Set<string> | Map<string, unknown>): void {
  for (const oldest of remembered.keys()) {
    if (remembered.size <= REMEMBERED) break;
    remembered.delete(oldest);
  }
}
