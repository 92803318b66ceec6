import { describe, expect, it } from 'vitest';
import * as moves from '../../../src/store/moves.js';
import type { PromptBlock, State } from '../../../src/store/state.js';
import { createStore } from '../../../src/store/store.js';
import { plain } from '../../../src/ui/line.js';
import { prefix } from '../../../src/ui/panels/prefix.js';
import { blocksOverflow } from '../../../src/ui/panels/prefix-blocks.js';
import { sceneOf } from '../../../src/ui/scene.js';
import { modelOf, START, sixRequestsModel } from '../fixture.js';

const model = modelOf(sixRequestsModel.requests);
const fifth = model.requests[4];
if (!fifth) throw new Error('the fixture has six requests');
const began = moves.withData(createStore().getState(), { model, sources: [], now: START, arrivedAt: START });
const zoomed: State = {
  ...began,
  view: { ...began.view, selected: fifth.id, zoom: 'prefix', follow: false },
};

const place = fifth.break?.divergence?.path ?? '';
const changed = place.replace(/\.content\[0\].*$/, '.content[0]');
const block = (path: string, start: number, end: number): PromptBlock => ({
  ...{ path, start, end },
  name: path.startsWith('tools') ? 'dock' : null,
  tokens: end - start,
  hash: '0123456789abcdef',
});
const BLOCKS = [
  block('tools[0]', 0, 20_000),
  block('system[0]', 20_000, 36_000),
  block('messages[0].content', 36_000, 38_000),
  block(changed, 38_000, 39_000),
  block('messages[42].content[0]', 39_000, 179_000),
];

const rows = (state: State, height = 20): string[] =>
  prefix(sceneOf(state, 'wide'), { width: 120, height, focused: true }).map(plain);
const rowOf = (state: State, path: string): string =>
  rows(state).find(row => row.includes(`${path} `)) ?? 'no such row';

describe('the zoomed prefix', () => {
  it('lists the blocks: tokens, hash, what was read, where it differs, what was paid again', () => {
    const state = moves.promptRead(moves.promptRead(zoomed, fifth.id, null), fifth.id, BLOCKS);
    expect(rowOf(state, 'tools[0]')).toMatch(/tools\[0\] dock +~20 k {2}01234567 {2}read /);
    expect(rowOf(state, 'messages[0].content')).toMatch(/~2\.0 k .*read in part /);
    expect(rowOf(state, changed)).toMatch(/✗ .*~1\.0 k .*differs here, resent/);
    expect(rowOf(state, 'messages[42].content[0]')).toMatch(/~140 k .* resent /);
  });

  it('begins a little above what differs', () => {
    const many = Array.from({ length: 30 }, (_, i) => block(`tools[${i + 1}]`, 20_000, 20_000));
    const blocks = [...BLOCKS.slice(0, 1), ...many, ...BLOCKS.slice(1)];
    const state = moves.promptRead(moves.promptRead(zoomed, fifth.id, null), fifth.id, blocks);
    expect(rows(state, 12).slice(4, 9).join('\n')).toMatch(/✗ messages/);
    expect(rows(state, 12).join('\n')).toMatch(/\d+ above, 0 below/);
  });

  it('keeps paths readable in 80 columns', () => {
    const state = moves.promptRead(moves.promptRead(zoomed, fifth.id, null), fifth.id, BLOCKS);
    const narrow = prefix(sceneOf(state, 'wide'), { width: 80, height: 20, focused: true }).map(plain);
    expect(narrow.join('\n')).toMatch(/messages\[42\]\.content\[0\] +~140 k {2}01234567 {2}resent/);
  });

  it('scrolls through what has no room, and says how much is out of sight', () => {
    const read = moves.promptRead(moves.promptRead(zoomed, fifth.id, null), fifth.id, BLOCKS);
    expect(blocksOverflow(sceneOf(read, 'wide'), 10)).toBe(2);
    expect(rows(read, 10).join('\n')).toContain('0 above, 2 below: j k');
    const down = moves.scrollBy(read, 'prefix', 2, 2);
    expect(rows(down, 10).join('\n')).toContain('2 above, 0 below: j k');
    expect(rows(down, 10).join('\n')).toContain('messages[42]');
  });

  it('says while its log is read, and why nothing can be listed', () => {
    const reading = moves.promptRead(zoomed, fifth.id, null);
    expect(rows(reading).join('\n')).toContain('reading its prompt');
    expect(rows(moves.promptRead(reading, fifth.id, 'it is gone')).join('\n')).toContain('it is gone');
    // An answer for another request comes too late.
    expect(moves.promptRead(reading, 'another', BLOCKS)).toBe(reading);
  });
});

it('a low prefix keeps its legend, and counts the blocks of each section in its title', () => {
  const low = rows({ ...began, view: { ...began.view, selected: fifth.id } }, 4);
  expect(low[0]).toMatch(/Prefix of #5 .*tools \d+ .*messages \d+/);
  expect(low[2]).toMatch(/▓ read 37 k .*✗ difference/);
});
