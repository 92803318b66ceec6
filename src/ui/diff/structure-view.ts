import type { RequestEntry } from '../../diagnosis/model.js';
import { SECTIONS } from '../../prompt/prompt.js';
import type { ShownDifference } from '../../store/differences.js';
import { count, UNKNOWN } from '../../text/numbers.js';
import { bad, type Line, line, quiet, strong } from '../line.js';
import type { ViewOptions } from './text-view.js';

/** Where in the request the difference is: its sections with their hashes, and the way down to the leaf. */
export function structureView(
  site: ShownDifference,
  request: RequestEntry,
  parent: RequestEntry | null,
  { show }: Pick<ViewOptions, 'show'>,
): readonly Line[] {
  const sections = SECTIONS.flatMap(section => {
    const fresh = request.hashes[section];
    const old = parent?.hashes[section] ?? null;
    const isHere = section === site.section;
    const hashes =
      isHere || old !== fresh
        ? `${show(old ?? UNKNOWN)} → ${show(fresh ?? UNKNOWN)}`
        : show(fresh ?? UNKNOWN);
    const size = request.blocks ? `${count(request.blocks[section])} ` : '';
    const head = line(
      isHere ? bad('✗ ') : request.changed.includes(section) ? bad('▸ ') : '  ',
      isHere ? strong(section) : section,
      quiet(`  ${size}  ${hashes}`),
    );
    return isHere ? [head, ...wayDown(site, show)] : [head];
  });
  if (site.section !== 'parameters') return sections;
  return [...sections, line(bad('✗ '), strong('parameters')), ...wayDown(site, show)];
}

function wayDown(site: ShownDifference, show: ViewOptions['show']): Line[] {
  const steps = stepsOf(site.path).slice(site.section === 'parameters' ? 0 : 1);
  const rows = steps.map((step, i) => line(quiet(`${'  '.repeat(i + 1)}└ `), show(step)));
  const indent = '  '.repeat(steps.length + 1);
  const how = { changed: 'differs', added: 'was added', removed: 'was removed', moved: 'stood elsewhere' }[
    site.how
  ];
  return [...rows, line(indent, bad(`✗ ${how}`), ` at char ${count(site.char)}, byte ${count(site.byte)}`)];
}

/** `messages[41].content[0].content` in steps: `messages`, `[41]`, `content`, `[0]`, `content`. */
export const stepsOf = (path: string): string[] => path.match(/\[[^\]]*\]|[^.[\]]+/g) ?? [];
