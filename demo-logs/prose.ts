/** Readable filler of any size: what tools print and what people and the agent write. */
import type { Random } from './random.js';
import { FAULTS, FOLDERS, PARTS, PEOPLE, REMEDIES, ROOMS, SERVICES, STEMS } from './words.js';

export type LineSource = (random: Random, index: number) => string;

export const filePath = (random: Random): string =>
  `${random.pick(FOLDERS)}/${random.pick(STEMS)}-${random.pick(STEMS)}.ts`;

const clock = (random: Random): string =>
  [random.int(0, 23), random.int(0, 59), random.int(0, 59)].map(n => String(n).padStart(2, '0')).join(':');

const listing: LineSource = random =>
  `-rw-r--r--  1 tern crew ${String(random.int(200, 98_000)).padStart(6)}  Nov ${random.int(10, 20)} ${clock(random).slice(0, 5)}  ${filePath(random)}`;

const matches: LineSource = random =>
  `${filePath(random)}:${random.int(3, 480)}:  const ${random.pick(STEMS)} = await ${random.pick(STEMS)}.${random.pick(['next', 'claim', 'peek', 'settle'])}(${random.pick(STEMS)}Id);`;

export const journal: LineSource = random =>
  `${clock(random)} ${random.pick(['info ', 'info ', 'warn ', 'error'])} ${random.pick(SERVICES)}: ${random.pick(PARTS)} ${random.pick(FAULTS)} (room ${random.pick(ROOMS)}, attempt ${random.int(1, 6)})`;

export const testRun: LineSource = random =>
  ` ${random.pick(['ok  ', 'ok  ', 'ok  ', 'FAIL'])} ${filePath(random)} > ${random.pick(PARTS)} > ${random.pick(REMEDIES)} (${random.int(1, 940)} ms)`;

const code: LineSource = (random, index) => {
  const [a, b] = [random.pick(STEMS), random.pick(STEMS)];
  const bodies = [
    `export async function ${a}${index}(${b}: ${b[0]?.toUpperCase()}${b.slice(1)}): Promise<number> {`,
    `  const ${a} = await store.${b}.find({ room: '${random.pick(ROOMS)}', limit: ${random.int(5, 500)} });`,
    `  if (${a}.length === 0) return ${random.int(0, 9)};`,
    `  // ${random.pick(PEOPLE)}: ${random.pick(REMEDIES)}`,
    `  for (const item of ${a}) await ${b}.settle(item, { retries: ${random.int(1, 8)} });`,
    `  return ${a}.length;`,
    '}',
    '',
  ];
  return bodies[index % bodies.length] ?? '';
};

const patch: LineSource = (random, index) => {
  if (index % 6 === 0) return `@@ -${random.int(1, 300)},7 +${random.int(1, 300)},9 @@ ${filePath(random)}`;
  return `${random.pick([' ', ' ', '-', '+'])}  ${random.pick(STEMS)}.${random.pick(STEMS)} = ${random.pick(STEMS)}(${random.int(1, 4096)}); // ${random.pick(REMEDIES)}`;
};

const rows: LineSource = (random, index) =>
  `${String(index + 1).padStart(5)} | ${random.pick(SERVICES)} | ${random.pick(ROOMS)} | ${random.int(0, 99_999)} | ${random.pick(PARTS)} ${random.pick(FAULTS)}`;

/** Hashes cost far more tokens than their length suggests: nothing in them is a word. */
export const checksums: LineSource = (random, index) =>
  index === 0 ? 'Stored attachments, by content hash:' : `${random.hex(64)}  ${random.hex(8)}.bin`;

export const OUTPUTS: readonly [LineSource, ...LineSource[]] = [
  listing,
  matches,
  journal,
  testRun,
  code,
  patch,
  rows,
];

export const sentence: LineSource = random =>
  random.pick([
    () =>
      `The ${random.pick(PARTS)} of ${random.pick(SERVICES)} ${random.pick(FAULTS)}, so ${random.pick(REMEDIES)}.`,
    () => `In \`${filePath(random)}\` the ${random.pick(PARTS)} ${random.pick(FAULTS)}.`,
    () =>
      `${random.pick(PEOPLE)} asked to ${random.pick(REMEDIES)} before the next release of ${random.pick(SERVICES)}.`,
    () => `I would ${random.pick(REMEDIES)} and leave the ${random.pick(PARTS)} as it is.`,
    () =>
      `After that change ${random.pick(SERVICES)} ran ${random.int(20, 900)} deliveries without a repeat.`,
  ])();

/** Bytes that a text takes inside a JSON string. */
export const jsonBytes = (text: string): number => Buffer.byteLength(JSON.stringify(text)) - 2;

/** Lines of a source until the text takes exactly `bytes` inside a JSON string. */
export function textOf(bytes: number, source: LineSource, random: Random, join = '\n'): string {
  let text = '';
  for (let index = 0; jsonBytes(text) < bytes; index++) {
    text += (index === 0 ? '' : join) + source(random, index);
  }
  while (jsonBytes(text) > bytes) text = text.slice(0, -1);
  return text + '.'.repeat(bytes - jsonBytes(text));
}
