/** Two requests side by side, whatever the diagnosis made of them. */
import { classifyVolatile } from '../diagnosis/values.js';
import {
  comparePrompts,
  type Divergence,
  type Place,
  type Prompt,
  type PromptDifference,
  SECTIONS,
  type Section,
  sectionBlocks,
  type WrittenDifference,
} from '../prompt/index.js';
import { shorten } from '../text/fit.js';
import { count, counted } from '../text/numbers.js';
import { visible } from '../text/visible.js';
import { type ReportDivergence, windowOf } from './break.js';
import { REDACTED_NOTE } from './redact.js';
import { offsetOf } from './words/words.js';
import { wrapped } from './wrap.js';

export interface PromptDiff {
  readonly sections: readonly SectionDiff[];
  /** Blocks of which the log holds no text: nothing is said of them. */
  readonly notCompared: number;
  /** What each leaves to the provider to put in front (`Prompt.continues`); null: nothing. */
  readonly continues: readonly [before: string | null, after: string | null];
}

interface SectionDiff {
  readonly section: PromptDifference['section'];
  readonly before: number;
  readonly after: number;
  /** Blocks that both have in the same order. */
  readonly alike: number;
  readonly notCompared: number;
  /** First 8 hex of the md5 of the section on both sides; null: the body has none, or they are parameters. */
  readonly hashes: readonly [before: string | null, after: string | null];
  readonly differences: readonly PlacedLine[];
}

/** A difference with what is said of it beside its text. */
interface PlacedLine {
  readonly divergence: Omit<Divergence, 'block' | 'section' | 'how'>;
  readonly place: Place | null;
  readonly how: PromptDifference['how'] | 'other-bytes';
  /** Characters that stood here, and that stand here now; null: the same JSON in other bytes. */
  readonly removed: number | null;
  readonly added: number | null;
  readonly about: readonly string[];
}

export interface PromptDiffSources {
  /** Where a difference stands in the log. */
  readonly placeOf: (difference: PromptDifference) => Place;
  /** Blocks of the same JSON in other bytes. */
  readonly written: readonly WrittenDifference[];
  /** Where one of those stands. */
  readonly writtenPlaceOf: (difference: WrittenDifference) => Place;
}

/** Section by section: an edit of the tools hides no edit of the messages. All differences, however many. */
export function promptDiff(before: Prompt, after: Prompt, sources: PromptDiffSources): PromptDiff {
  const { list, alike, notCompared } = comparePrompts(before, after, Number.POSITIVE_INFINITY);
  const linesOf = (section: PromptDifference['section']): readonly PlacedLine[] => [
    ...sources.written
      .filter(({ divergence }) => divergence.section === section)
      .map(each => ({
        divergence: each.divergence,
        place: sources.writtenPlaceOf(each),
        how: 'other-bytes' as const,
        removed: null,
        added: null,
        about: ['the same JSON in other bytes'],
      })),
    ...list
      .filter(difference => difference.section === section)
      .map(difference => ({
        divergence: difference,
        place: sources.placeOf(difference),
        how: difference.how,
        removed: difference.removed,
        added: difference.added,
        about: aboutOf(difference),
      })),
  ];
  const hashesOf = (section: Section): SectionDiff['hashes'] => [
    before.hashes[section]?.slice(0, 8) ?? null,
    after.hashes[section]?.slice(0, 8) ?? null,
  ];
  const sections = SECTIONS.map(section => {
    const [older, newer] = [sectionBlocks(before, section), sectionBlocks(after, section)];
    const respelled = sources.written.filter(({ divergence }) => divergence.section === section).length;
    return {
      section,
      before: older.length,
      after: newer.length,
      alike: alike[section] - respelled,
      notCompared: notCompared[section],
      hashes: hashesOf(section),
      differences: linesOf(section),
    };
  });
  const [old, fresh] = [before, after].map(({ parameters }) => Object.keys(parameters).length);
  const parameters: SectionDiff = {
    section: 'parameters',
    before: old ?? 0,
    after: fresh ?? 0,
    alike: 0,
    notCompared: 0,
    hashes: [null, null],
    differences: linesOf('parameters'),
  };
  return {
    sections: [...sections, parameters],
    notCompared: SECTIONS.reduce((sum, section) => sum + notCompared[section], 0),
    continues: [before.continues?.id ?? null, after.continues?.id ?? null],
  };
}

export const areAlike = ({ sections, continues: [before, after] }: PromptDiff): boolean =>
  before === after && sections.every(({ differences: { length } }) => length === 0);

/** What no excerpt shows: how much it is, where it stood, what follows. */
function aboutOf(difference: PromptDifference): readonly string[] {
  const { how, blocks, removed, added, before, after, hunk, hunks, beforePath, alikeAfter } = difference;
  const sizes =
    how === 'moved' || blocks > 1 || before === null || after === null
      ? []
      : [
          `${counted(removed, 'character')} taken out, ${count(added)} put in; ${count(before.length)} -> ${counted(after.length, 'character')}`,
        ];
  return [
    ...(hunks > 1 ? [`difference ${hunk} of ${hunks} in this text`] : []),
    ...(how === 'changed' ? [] : [blocks > 1 ? `${counted(blocks, 'block')} ${how} in a row` : how]),
    ...(beforePath === null ? [] : [`before at ${beforePath}`]),
    ...sizes,
    ...(alikeAfter > 0 ? [`then ${counted(alikeAfter, 'message')} alike`] : []),
  ];
}

export interface PromptDiffOptions {
  /** What the two are called: `#4`, `#5`. */
  readonly names: readonly [string, string];
  /**
   * Printable ASCII only.
   * @default false
   */
  readonly ascii?: boolean;
  /** @default 80 */
  readonly width?: number;
  /**
   * No text of the prompts: places, lengths, hashes and the class of a changed value.
   * @default false
   */
  readonly isRedacted?: boolean;
}

export function promptDiffText(
  { sections, continues }: PromptDiff,
  { names, ascii = false, width = 80, isRedacted = false }: PromptDiffOptions,
): string {
  const lines = sections.flatMap(section => [
    sectionLine(section) + (isRedacted ? hashText(section) : ''),
    ...section.differences.flatMap(line =>
      differenceLines(line, isRedacted ? classLines(line) : sideLines(line, width)),
    ),
  ]);
  const note = isRedacted ? [`(${REDACTED_NOTE})`] : [];
  return [`${names[0]} -> ${names[1]}`, ...heldNote(continues, names, width), ...note, '', ...lines]
    .map(line => `${visible(line, { ascii })}\n`)
    .join('');
}

/** Of what the provider puts in front of a request, nothing is compared. */
function heldNote(
  continues: PromptDiff['continues'],
  names: PromptDiffOptions['names'],
  width: number,
): readonly string[] {
  const parts = continues.flatMap((held, side) =>
    held === null ? [] : [`${names[side]} goes on from ${shorten(visible(held), 40)}`],
  );
  return parts.length === 0
    ? []
    : wrapped(`(${parts.join(', ')}: what the provider holds there is not in the log, and not compared)`, {
        width,
      });
}

const hashText = ({ hashes: [before, after] }: SectionDiff): string =>
  before === null && after === null ? '' : `   ${before ?? 'none'} -> ${after ?? 'none'}`;

/** In the place of the text: what kind of value changed, where that can be told. */
function classLines({ divergence: { before, after } }: PlacedLine): readonly string[] {
  const change = before === null || after === null ? null : classifyVolatile(before.text, after.text);
  return change === null ? [] : [`    (a value that changes by itself: ${change.kind})`];
}

function sectionLine(diff: SectionDiff): string {
  const { section, before, after, alike, notCompared, differences: found } = diff;
  const name = section.padEnd(11);
  if (section === 'parameters')
    return `${name}${found.length === 0 ? 'alike' : counted(found.length, 'difference')}`;
  const size = before === after ? counted(before, 'block') : `${count(before)} -> ${counted(after, 'block')}`;
  const blind =
    notCompared === 0
      ? ''
      : `, ${count(notCompared)} not compared: the log holds no text of ${notCompared === 1 ? 'it' : 'them'}`;
  if (found.length > 0 || notCompared > 0) return `${name}${size}, ${count(alike)} alike${blind}`;
  return `${name}${size}, ${after > before ? 'only grown' : 'alike'}`;
}

/** @param text What is shown of both sides. */
function differenceLines(
  { divergence, place, about }: PlacedLine,
  text: readonly string[],
): readonly string[] {
  return [
    `  ${visible(divergence.path)}   ${offsetOf(divergence)}`,
    ...(place === null ? [] : [`  ${visible(placeText(place))}`]),
    ...text,
    ...about.map(each => `    (${visible(each)})`),
    '',
  ];
}

function sideLines({ divergence }: PlacedLine, width: number): readonly string[] {
  const shown = windowOf(divergence);
  const room = width - 4;
  return [
    ...(shown.context === null || shown.context === ''
      ? []
      : [`    ${shorten(visible(shown.context), room, { cut: 'start' })}`]),
    ...side('-', shown.before, room),
    ...side('+', shown.after, room),
  ];
}

const placeText = ({ path, line, byte }: Place): string =>
  `${path}:${line}${byte === null ? '' : `:${byte}`}`;

const side = (sign: string, text: ReportDivergence['before'], room: number): readonly string[] =>
  text === null ? [] : [`  ${sign} ${shorten(visible(text), room)}`];
