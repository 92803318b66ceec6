import type { Random } from './random.js';

const SUBJECTS = [
  'the tide gauge',
  'the ferry planner',
  'the berth register',
  'the harbour log',
  'the pilot roster',
  'the cargo index',
  'the buoy reader',
  'the lock keeper',
  'the weather feed',
  'the quay ledger',
] as const;
const VERBS = [
  'reads',
  'rejects',
  'rounds',
  'merges',
  'delays',
  'repeats',
  'orders',
  'stores',
  'drops',
  'measures',
] as const;
const OBJECTS = [
  'the water level',
  'a late arrival',
  'each mooring fee',
  'the morning schedule',
  'two depth soundings',
  'the customs note',
  'an unsigned manifest',
  'the salt corrections',
  'a doubled entry',
  'the wind table',
] as const;
const ENDINGS = [
  'before the gate opens',
  'once per tide',
  'unless the crew objects',
  'when the signal is green',
  'after every third vessel',
  'in metres, never in feet',
  'without asking the office',
  'as the charter says',
  'and tells the warden',
  'until the lamp goes out',
] as const;

export const NOUNS = [
  'anchor',
  'basin',
  'beacon',
  'berth',
  'bollard',
  'cargo',
  'channel',
  'crane',
  'current',
  'depth',
  'dock',
  'ferry',
  'fleet',
  'gangway',
  'gauge',
  'harbour',
  'hull',
  'jetty',
  'keel',
  'lamp',
  'ledger',
  'lock',
  'manifest',
  'mast',
  'mooring',
  'pilot',
  'quay',
  'rope',
  'rudder',
  'salt',
  'sluice',
  'tide',
  'tug',
  'vessel',
  'warden',
  'wharf',
] as const;

export function sentence(rng: Random): string {
  const words = `${rng.pick(SUBJECTS)} ${rng.pick(VERBS)} ${rng.pick(OBJECTS)} ${rng.pick(ENDINGS)}`;
  return `${words[0]?.toUpperCase() ?? ''}${words.slice(1)}.`;
}

/** Prose of about `length` characters, never less. */
export function prose(rng: Random, length: number): string {
  const sentences: string[] = [];
  for (let size = 0; size < length; ) {
    const next = sentence(rng);
    sentences.push(next);
    size += next.length + 1;
  }
  return sentences.join(' ');
}

/** What a tool prints: source, a listing or a table, about `length` characters. */
export function output(rng: Random, length: number): string {
  const lines: string[] = [];
  const style = rng.int(0, 2);
  for (let size = 0; size < length; ) {
    const a = rng.pick(NOUNS);
    const b = rng.pick(NOUNS);
    const line =
      style === 0
        ? `${String(lines.length + 1).padStart(5)}\tconst ${a}${b[0]?.toUpperCase()}${b.slice(1)} = read('${b}', ${rng.int(1, 900)});`
        : style === 1
          ? `src/${a}/${b}-${rng.int(1, 99)}.ts:${rng.int(1, 700)}:  ${sentence(rng)}`
          : `${a.padEnd(10)} ${b.padEnd(10)} ${String(rng.int(1, 99999)).padStart(7)} ${rng.pick(ENDINGS)}`;
    lines.push(line);
    size += line.length + 1;
  }
  return lines.join('\n');
}

/** Markdown with headings, the shape of a system prompt; `sections` parts of about equal length. */
export function handbook(rng: Random, length: number, sections: number): string[] {
  return Array.from({ length: sections }, (_, index) => {
    const title = `${rng.pick(NOUNS)} and ${rng.pick(NOUNS)} ${index + 1}`;
    const half = prose(rng, length / sections / 2);
    const rules = Array.from({ length: 3 }, () => `- ${prose(rng, length / sections / 6)}`).join('\n');
    return `## Rules of ${title}\n\n${half}\n\n${rules}`;
  });
}
