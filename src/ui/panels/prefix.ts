import type { RequestEntry } from '../../diagnosis/model.js';
import { SECTIONS } from '../../prompt/prompt.js';
import { breakOrComing } from '../../store/live/coming.js';
import { billed, promptSize } from '../../store/selectors.js';
import { compactCount, count, predicted } from '../../text/numbers.js';
import { cellsOf } from '../../text/visible.js';
import {
  bad,
  box,
  fitLine,
  type Line,
  line,
  quiet,
  span,
  strong,
  type Tone,
  warn,
  whatFits,
} from '../line.js';
import type { Panel } from '../scene.js';
import { blockList, type PrefixMap } from './prefix-blocks.js';

/** The prompt to scale: what was read, what was paid again though nothing in it had changed, what came after the difference. */
export const prefix: Panel = (scene, { width, height, focused }) => {
  const { selected } = scene;
  const size = selected && promptSize(selected);
  const title = line(strong('Prefix'), selected ? strong(` of #${selected.label}`) : '');
  if (!selected || !size || size.tokens === 0) {
    const content: Line[] = [[quiet(selected ? 'neither usage nor prompt: its size is not known' : '')]];
    return box(content, width, height, { title, focused });
  }
  const tokens = compactCount(size.tokens);
  const right = [quiet(`${size.predicted ? predicted(tokens) : tokens} tokens`)];
  const map = mapOf(selected, size.tokens);
  const cells = width - 4;
  const isLow = height < 5;
  const content = [
    ...(isLow ? [] : [sections(selected, map, cells)]),
    bar(map, cells),
    legend(map, cells, size.predicted),
    ...(height > 6 ? [[], ...blockList(scene, selected, map, cells, height - 6)] : []),
  ];
  return box(content, width, height, {
    title: isLow ? line(title, counts(selected)) : title,
    right,
    focused,
  });
};

/** How many blocks each section has, where there is no row to set their names to scale. */
const counts = ({ blocks }: RequestEntry): Line =>
  blocks === null
    ? []
    : SECTIONS.filter(section => blocks[section] > 0).map(section =>
        quiet(`   ${section} ${count(blocks[section])}`),
      );

function mapOf(request: RequestEntry, total: number): PrefixMap {
  const broken = breakOrComing(request);
  const site = broken?.divergence ?? null;
  return {
    total,
    read: billed(request)?.read ?? request.predicted?.cacheRead ?? 0,
    difference: isToScale(request) ? (site?.tokens ?? null) : null,
    breakpoints: !isToScale(request)
      ? []
      : request.checkpoints.flatMap(({ tokens }) => (tokens === null ? [] : [tokens])),
    isBroken: broken !== null,
    tone: billed(request) === null ? undefined : 'good',
  };
}

/** Cell of a place; a place at the very end is in the last cell. */
const cellAt = (map: PrefixMap, tokens: number, cells: number): number =>
  Math.min(cells - 1, Math.max(0, Math.floor((tokens / map.total) * cells)));

function bar(map: PrefixMap, cells: number): Line {
  const readTo = map.read === 0 ? 0 : Math.max(1, Math.round((map.read / map.total) * cells));
  const differs = map.difference === null ? null : cellAt(map, map.difference, cells);
  const marks = new Set(map.breakpoints.map(tokens => cellAt(map, tokens - 1, cells)));
  return line(
    ...Array.from({ length: cells }, (_, i) => {
      if (i === differs) return bad('✗');
      if (marks.has(i)) return strong('▲');
      if (i < readTo) return span('▓', map.tone);
      if (map.isBroken && differs !== null && i < differs) return span('▒', 'warn');
      return span('░', (map.isBroken ? 'bad' : 'quiet') satisfies Tone);
    }),
  );
}

/** Names of the sections over the place where each begins, where they fit; the last one may stand at the right edge. */
function sections(request: RequestEntry, map: PrefixMap, cells: number): Line {
  const { sectionTokens, blocks } = request;
  if (!isToScale(request) || !sectionTokens)
    return [quiet('the log does not hold the whole prompt: sections are not to scale')];
  let at = 0;
  let text = '';
  for (const section of SECTIONS) {
    const start = Math.floor((at / map.total) * cells);
    at += sectionTokens[section];
    if (sectionTokens[section] === 0) continue;
    const end = section === 'messages' ? cells + 1 : Math.floor((at / map.total) * cells);
    for (const name of [`${section}${blocks ? ` ${count(blocks[section])}` : ''}`, section]) {
      const x = section === 'messages' ? Math.min(start, cells - cellsOf(name)) : start;
      if (x < cellsOf(text) || x + cellsOf(name) >= end) continue;
      text = `${text.padEnd(x)}${name} `;
      break;
    }
  }
  return fitLine([quiet(text.trimEnd())], cells);
}

/** Places are worked out from the text of the prompt: where the log replaced some of it, they would be wrong. */
const isToScale = ({ fidelity }: RequestEntry): boolean => fidelity === 'wire' || fidelity === 'reserialised';

function legend(map: PrefixMap, cells: number, isPredicted: boolean): Line {
  const { read, total, difference, isBroken } = map;
  const size = (tokens: number): string =>
    isPredicted ? predicted(compactCount(tokens)) : compactCount(tokens);
  // Without a known place of the difference nobody can tell unchanged from changed.
  const unchanged = difference === null ? 0 : Math.max(0, difference - read);
  const rest = total - read - unchanged;
  return whatFits(
    [
      line(span('▓', map.tone), ` read ${size(read)}`),
      ...(isBroken
        ? [
            ...(unchanged > 0 ? [line(warn('▒'), ` unchanged but resent ~${compactCount(unchanged)}`)] : []),
            line(
              bad('░'),
              difference === null
                ? ` resent ${size(rest)}`
                : ` resent after the difference ${difference > read ? '~' : ''}${compactCount(rest)}`,
            ),
          ]
        : [line(quiet('░'), ` new ${size(rest)}`)]),
      ...(map.breakpoints.length > 0 ? [line(strong('▲'), ' breakpoint')] : []),
      ...(difference === null ? [] : [line(bad('✗'), ' difference')]),
    ],
    '   ',
    cells,
  );
}
