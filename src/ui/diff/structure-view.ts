import type { RequestEntry, Site } from '../../diagnosis/model.js';
import { SECTIONS } from '../../prompt/prompt.js';
import { count, UNKNOWN } from '../../text/numbers.js';
import { bad, type Line, line, quiet, strong } from '../line.js';
import { alikeText, type DiffLines, type ViewOptions, wholeLength } from './text-view.js';

/** Where in the request the difference is: its sections with their hashes, and the way down to the leaf. */
export function structureView(
  site: Site,
  request: RequestEntry,
  parent: RequestEntry | null,
  { show }: Pick<ViewOptions, 'show'>,
): DiffLines {
  const picture = SECTIONS.flatMap(section => {
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
  return { picture, notes: [] };
}

function wayDown(site: Site, show: ViewOptions['show']): Line[] {
  const steps = stepsOf(site.path).slice(1);
  const rows = steps.map((step, i) => line(quiet(`${'  '.repeat(i + 1)}└ `), show(step)));
  const indent = '  '.repeat(steps.length + 1);
  const how = { changed: 'differs', added: 'was added', removed: 'was removed' }[site.how];
  return [
    ...rows,
    line(indent, bad(`✗ ${how}`), ` at char ${count(site.char)}, byte ${count(site.byte)}`),
    line(indent, quiet(wholeLength(site))),
    ...(site.alikeAfter > 0 ? [line(indent, quiet(alikeText(site)))] : []),
  ];
}

/** `messages[41].content[0].content` in steps: `messages`, `[41]`, `content`, `[0]`, `content`. */
export const stepsOf = (path: string): string[] => path.match(/\[[^\]]*\]|[^.[\]]+/g) ?? [];
