/** Two requests side by side, whatever the diagnosis made of them. */
import {
  type Divergence,
  divergeSection,
  type Prompt,
  SECTIONS,
  type Section,
  sectionBlocks,
  type WrittenDifference,
} from '../prompt/index.js';
import { shorten } from '../text/fit.js';
import { count } from '../text/numbers.js';
import { visible } from '../text/visible.js';
import { type ReportDivergence, windowOf } from './break.js';
import { counted } from './counted.js';
import { offsetOf } from './words.js';

export interface SectionDiff {
  readonly section: Section;
  readonly before: number;
  readonly after: number;
  /** Blocks of the older request that stand at the same place in the newer one. */
  readonly alike: number;
  readonly divergence: Divergence | null;
}

/**
 * Section by section: an edit of the tools hides no edit of the messages.
 *
 * @param written blocks of the same JSON in other bytes: a difference where a section has no other
 */
export function promptDiff(
  before: Prompt,
  after: Prompt,
  written: readonly WrittenDifference[] = [],
): readonly SectionDiff[] {
  return SECTIONS.map(section => {
    const [older, newer] = [sectionBlocks(before, section), sectionBlocks(after, section)];
    const respelled = written.filter(({ divergence }) => divergence.section === section);
    return {
      section,
      before: older.length,
      after: newer.length,
      alike: older.filter((block, at) => block.digest === newer[at]?.digest).length - respelled.length,
      divergence: divergeSection(before, after, section) ?? respelled[0]?.divergence ?? null,
    };
  });
}

export const areAlike = (diffs: readonly SectionDiff[]): boolean =>
  diffs.every(diff => diff.divergence === null);

export interface PromptDiffOptions {
  /** What the two are called: `#4`, `#5`. */
  readonly names: readonly [string, string];
  /** Where a difference stands in the log: `payload.jsonl:9:8758`; null if it does not hold it. */
  readonly placeOf: (divergence: Divergence) => string | null;
  /**
   * Printable ASCII only.
   * @default false
   */
  readonly ascii?: boolean;
  /** @default 80 */
  readonly width?: number;
}

export function promptDiffText(
  diffs: readonly SectionDiff[],
  { names, placeOf, ascii = false, width = 80 }: PromptDiffOptions,
): string {
  const lines = diffs.flatMap(diff => [
    sectionLine(diff),
    ...(diff.divergence === null ? [] : differenceLines(diff.divergence, placeOf(diff.divergence), width)),
  ]);
  return [`${names[0]} -> ${names[1]}`, '', ...lines].map(line => `${visible(line, { ascii })}\n`).join('');
}

function sectionLine({ section, before, after, alike, divergence }: SectionDiff): string {
  const size = before === after ? counted(before, 'block') : `${count(before)} -> ${counted(after, 'block')}`;
  if (divergence !== null) return `${section.padEnd(9)} ${size}, ${count(alike)} alike in place`;
  return `${section.padEnd(9)} ${size}, ${after > before ? 'only grown' : 'alike'}`;
}

function differenceLines(divergence: Divergence, place: string | null, width: number): readonly string[] {
  const shown = windowOf(divergence);
  const room = width - 4;
  return [
    `  ${visible(divergence.path)}   ${offsetOf(divergence)}`,
    ...(place === null ? [] : [`  ${visible(place)}`]),
    ...(shown.context === null || shown.context === ''
      ? []
      : [`    ${shorten(visible(shown.context), room, { cut: 'start' })}`]),
    ...side('-', shown.before, room),
    ...side('+', shown.after, room),
    '',
  ];
}

const side = (sign: string, text: ReportDivergence['before'], room: number): readonly string[] =>
  text === null ? [] : [`  ${sign} ${shorten(visible(text), room)}`];
