/** The prompt of a request block by block; where its log was not read again for that, its breakpoints. */
import type { RequestEntry } from '../../diagnosis/model.js';
import { isPlaceIn } from '../../store/prompt-blocks.js';
import type { PromptBlock } from '../../store/state.js';
import { shorten } from '../../text/fit.js';
import { compactCount, count, predicted } from '../../text/numbers.js';
import { cellsOf } from '../../text/visible.js';
import { bad, good, type Line, line, quiet, type Span, span, strong, type Tone, warn } from '../line.js';
import type { Scene } from '../scene.js';

/** Places in tokens from the start of the prompt. */
export interface PrefixMap {
  readonly total: number;
  /** Up to here it came from the cache. */
  readonly read: number;
  /** The first difference; null: none, or its place is not known. */
  readonly difference: number | null;
  readonly breakpoints: readonly number[];
  readonly isBroken: boolean;
  /** What was read is good news once it is known. */
  readonly tone: Tone | undefined;
}

/** At most `rows` lines; `j` and `k` go through the rest. */
export function blockList(
  scene: Scene,
  request: RequestEntry,
  map: PrefixMap,
  cells: number,
  rows: number,
): readonly Line[] {
  const { prompt, scroll } = scene.state.view;
  const marks = breakpointList(scene, request);
  if (scene.state.view.zoom !== 'prefix' || prompt?.of !== request.id) return marks;
  if (prompt.blocks === null) return [[quiet('reading its prompt …')], ...marks];
  if (typeof prompt.blocks === 'string') return [[quiet(scene.show(prompt.blocks))], ...marks];
  const all = linesOf(scene, request, prompt.blocks, map, cells);
  const room = Math.max(1, rows - 1);
  const start = Math.min(scroll.prefix, Math.max(0, all.length - room));
  const shown = all.slice(start, start + room);
  const left = all.length - start - shown.length;
  return [...shown, ...(left + start > 0 ? [[quiet(`${start} above, ${left} below: j k`)]] : [])];
}

/** How far the list can scroll, in lines, in a pane of this height. */
export function blocksOverflow({ state, selected }: Scene, height: number): number {
  const { prompt, zoom } = state.view;
  if (zoom !== 'prefix' || prompt?.of !== selected?.id || !Array.isArray(prompt?.blocks)) return 0;
  return Math.max(0, prompt.blocks.length - Math.max(1, height - 7));
}

const HASH = 8;
const NUMBER = 9;
const STATE = 26;

function linesOf(
  { show }: Scene,
  request: RequestEntry,
  blocks: readonly PromptBlock[],
  map: PrefixMap,
  cells: number,
): readonly Line[] {
  const marked = new Map(request.checkpoints.map(each => [each.path, each]));
  // What became of a breakpoint gives way to the path where there is room for one of them.
  const beside = cells - NUMBER - HASH - STATE - 6;
  const room = Math.max(8, beside - 24, Math.min(24, beside));
  let isBehind = false;
  return blocks.map(block => {
    const isDifference = map.isBroken && isPlaceIn(request, block.path);
    isBehind ||= isDifference;
    const checkpoint = marked.get(block.path);
    const name = show(block.name === null ? block.path : `${block.path} ${block.name}`);
    const path = shorten(name, room);
    return line(
      isDifference ? bad('✗ ') : checkpoint ? strong('▲ ') : '  ',
      path,
      ' '.repeat(Math.max(1, room + 1 - cellsOf(path))),
      predicted(compactCount(block.tokens)).padStart(NUMBER),
      quiet(`  ${show(block.hash.slice(0, HASH))}  `),
      stateOf(block, map, isDifference, isBehind),
      checkpoint ? quiet(`  ▲ ${show(checkpoint.ttl)}${outcomeOf(checkpoint)}`) : '',
    );
  });
}

/** Whether what a block holds came from the cache: up to where it was read, as far as its tokens can be estimated. */
function stateOf(block: PromptBlock, map: PrefixMap, isDifference: boolean, isBehind: boolean): Span {
  const word = (text: string): string => text.padEnd(STATE);
  if (isDifference) return bad(word('differs here, resent'));
  if (!isBehind && block.end <= map.read)
    return map.tone === 'good' ? good(word('read')) : span(word('read'));
  if (!map.isBroken) return quiet(word(block.start < map.read ? 'read in part' : 'new'));
  if (isBehind || map.difference === null) return bad(word('resent'));
  return warn(word(block.start < map.read ? 'read in part' : 'unchanged but resent'));
}

/** Each breakpoint with what became of it: the tokens are those of the whole prefix up to it, tools in front included. */
function breakpointList({ show }: Scene, { checkpoints }: RequestEntry): Line[] {
  return checkpoints.map(checkpoint =>
    line(
      strong('▲ '),
      show(checkpoint.path),
      quiet(`  ${show(checkpoint.ttl)}  after ${sizeOf(checkpoint)} tokens`),
      ...(checkpoint.belowMinimum ? [warn(`  too small: ${count(checkpoint.minimum)} at least`)] : []),
      quiet(outcomeOf(checkpoint)),
    ),
  );
}

const sizeOf = ({ tokens, tokensExact }: RequestEntry['checkpoints'][number]): string =>
  tokensExact ? compactCount(tokens) : predicted(compactCount(tokens));

function outcomeOf({ outcome, belowMinimum }: RequestEntry['checkpoints'][number]): string {
  return outcome === null || (outcome === 'none' && belowMinimum) ? '' : `  ${OUTCOMES[outcome]}`;
}

const OUTCOMES = { hit: 'hit', written: 'written', none: 'neither hit nor written' } as const;
