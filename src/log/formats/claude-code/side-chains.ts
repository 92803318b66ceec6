/**
 * Conversations beside the main one that stand in the same transcript without an id, as Claude Code up to 1.0.120 writes them.
 * Each is the chain of lines, from one to the line that it follows, that leads to one root.
 */
import { textOf } from '../../json/json.js';
import { keep } from '../../oldest.js';
import type { JsonObject } from '../../record.js';

export interface Chains {
  /** Takes every line, in its order. */
  note(line: JsonObject): void;
  /** Name of the chain that a line belongs to: `sidechain`, `sidechain 2`, in the order in which they began. */
  nameOf(line: JsonObject): string;
}

/** Lines that another one may follow. */
const LINES_KEPT = 20_000;

export function createChains(): Chains {
  const nameOfLine = new Map<string, string>();
  let count = 0;

  function begin(): string {
    count += 1;
    return count === 1 ? 'sidechain' : `sidechain ${count}`;
  }

  return {
    note(line) {
      const id = textOf(line.uuid);
      if (id === null || line.isSidechain !== true || textOf(line.agentId) !== null) return;
      const name = nameOfLine.get(textOf(line.parentUuid) ?? '') ?? begin();
      keep(nameOfLine, id, name, LINES_KEPT);
    },
    nameOf: line => nameOfLine.get(textOf(line.uuid) ?? '') ?? 'sidechain',
  };
}
