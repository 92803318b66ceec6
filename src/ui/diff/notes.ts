/** What is said beside a difference: how much it is, and what lies between it and the next one. */
import type { ShownDifference, ShownDifferences } from '../../store/differences.js';
import { count } from '../../text/numbers.js';
import { type Line, line, quiet, span, widthOf } from '../line.js';
import type { ViewOptions } from './text-view.js';

/** Sizes, then what follows; in as few lines as fit. */
export function notesOf(
  shown: ShownDifference,
  index: number,
  all: ShownDifferences,
  { cells, show }: Pick<ViewOptions, 'cells' | 'show'>,
): readonly Line[] {
  return [...sizeLines(shown, cells, show), ...followLines(shown, index, all).map(text => [quiet(text)])];
}

function sizeLines(shown: ShownDifference, cells: number, show: ViewOptions['show']): Line[] {
  const whole = line(quiet(show(wholeLength(shown))));
  const { removed, added, how, before, after, char, hunk, hunks } = shown;
  if (removed === null || added === null || how !== 'changed') return [whole];
  // It reaches to the end: there is no rest to be alike, and the lengths say how much it is.
  const isToEnd = char + removed === before?.length || char + added === after?.length;
  if (isToEnd && hunks === 1) return [whole];
  const swapped = line(
    span(`${removed === 0 ? 'nothing' : characters(removed)} taken out`, 'before'),
    quiet(', '),
    // The unit stands once.
    span(`${removed === 0 ? characters(added) : added === 0 ? 'nothing' : count(added)} put in`, 'after'),
    quiet(hunk === hunks && !isToEnd ? ', the rest is alike' : ''),
  );
  const both = line(swapped, quiet('; '), whole);
  return widthOf(both) <= cells ? [both] : [swapped, whole];
}

const characters = (many: number): string => `${count(many)} character${many === 1 ? '' : 's'}`;
const several = (many: number, what: string): string => `${count(many)} ${what}${many === 1 ? '' : 's'}`;

/** `whole text: 1 053 characters before, 1 094 now`. */
function wholeLength({ how, before, after, blocks, beforePath, ...rest }: ShownDifference): string {
  if (how === 'moved') return `the same block stood at ${beforePath ?? 'another place'} before`;
  if (blocks > 1) {
    const many = how === 'added' ? rest.added : rest.removed;
    const sizes = many === null ? '' : `, ${characters(many)} in all`;
    return `${several(blocks, 'block')} ${how === 'added' ? 'put in' : 'taken out'} in a row, this is the first${sizes}`;
  }
  if (before && after) return `whole text: ${characters(before.length)} before, ${count(after.length)} now`;
  if (before) return `whole text: ${characters(before.length)} before, not there now`;
  return after
    ? `whole text: not there before, ${characters(after.length)} now`
    : 'whole text: not in this log';
}

/** What lies behind it; nothing is called alike that was not compared. */
function followLines(
  { hunk, hunks, alikeAfter }: ShownDifference,
  index: number,
  { list, leftOut, notCompared, isComplete, isResent }: ShownDifferences,
): readonly string[] {
  if (!isComplete) return ['further differences of this request are not kept: `cachequake diff` lists them'];
  const next = list[index + 1];
  const isLast = next === undefined && leftOut === 0;
  const lines: string[] = [];
  if (hunk < hunks && next !== undefined) {
    lines.push(`then alike up to char ${count(next.char)}: ${hunk + 1} of ${hunks} in this text`);
  }
  if (alikeAfter > 0) {
    const resent = isResent && notCompared === 0 ? ', resent' : '';
    const until = isLast ? resent : ' up to the next difference';
    lines.push(`then ${several(alikeAfter, 'message')} alike${until}`);
  }
  if (next === undefined && leftOut > 0) lines.push(`${several(leftOut, 'further difference')} not shown`);
  if (next === undefined && notCompared > 0) {
    lines.push(
      `${several(notCompared, 'block')} not compared: the log holds no text of ${notCompared === 1 ? 'it' : 'them'}`,
    );
  }
  return lines;
}
