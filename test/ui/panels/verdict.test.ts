import { describe, expect, it } from 'vitest';
import type { RequestEntry } from '../../../src/diagnosis/model.js';
import { withData } from '../../../src/store/moves.js';
import { createStore } from '../../../src/store/store.js';
import { plain, wrapWords } from '../../../src/ui/line.js';
import { screenOf } from '../../../src/ui/screen.js';
import { broke, cause, modelOf, request, START } from '../fixture.js';

/** As long as the longest that logs of real agents gave. */
const SUMMARY =
  'An old tool result at messages[118].content[0].content[0].text became a placeholder (31 141 -> 126 bytes) that says where it can be found again: all behind it is written again.';
const FIX =
  'Keep the tool list: say in a message that a tool is not to be used, or let the tool refuse (OpenAI: `allowed_tools` narrows the list).';

const causes = [
  cause('history-edited', { kind: 'compacted', summary: SUMMARY, fix: FIX }),
  cause('system-changed', { summary: 'And so did the system text.', fix: 'Leave that, too.' }),
];

function paneOf(requests: readonly RequestEntry[], columns: number, rows: number): string {
  const data = { model: modelOf(requests), sources: [], now: START, arrivedAt: START };
  const { bands, layout } = screenOf(withData(createStore().getState(), data), { columns, rows });
  for (const [i, band] of layout.bands.entries()) {
    const at = band.cells.findIndex(({ panel }) => panel === 'requests');
    if (at >= 0) return (bands[i]?.panels[at]?.lines ?? []).map(plain).join('\n');
  }
  return '';
}

/** The text of a pane as one line, without its border. */
const told = (pane: string): string => pane.replace(/[│\n]/g, ' ').replace(/\s+/g, ' ');

const tableRows = (pane: string): number =>
  pane.split('\n').filter(row => /^│ [▌ ][✗ ] +\d /.test(row)).length;

describe.each([
  [200, 60],
  [120, 36],
  [120, 30],
  [100, 30],
  [80, 24],
])('the verdict at %d x %d', (columns, rows) => {
  it.each([
    ['one agent', ['main']],
    ['three agents', ['main', 'explore the harbour', 'title']],
  ])('has cause, price and fix of a long-winded break in full, with %s', (_, lanes) => {
    const requests = Array.from({ length: 9 }, (__, i) =>
      request(i + 1, {
        lane: lanes[i % lanes.length] ?? '',
        ...(i === 7 ? { break: broke({ causes, cost: 0.49 }) } : {}),
      }),
    );
    const pane = paneOf(requests, columns, rows);
    expect(told(pane)).toContain(SUMMARY);
    expect(told(pane)).toContain(`fix: ${FIX}`);
    expect(pane).toMatch(/#8 ✗ history-edited \(compacted\) {3}−\$0\.49/);
    // The explained request stands in the table, and not alone.
    expect(pane).toMatch(/▌✗ +8/);
    expect(tableRows(pane)).toBeGreaterThan(1);
  });
});

it('keeps the fix of a long-winded break in full at 60 x 20, and the beginning of what happened', () => {
  const requests = [1, 2, 3].map(n => request(n, n === 3 ? { break: broke({ causes, cost: 0.49 }) } : {}));
  const pane = told(paneOf(requests, 60, 20));
  expect(pane).toContain(`fix: ${FIX}`);
  expect(pane).toMatch(/An old tool result at.*…/);
});

it('leaves the table its rows where the verdict is short', () => {
  const requests = [1, 2, 3, 4, 5, 6, 7].map(n => request(n, n === 7 ? { break: broke() } : {}));
  expect(tableRows(paneOf(requests, 80, 24))).toBe(4);
});

it('never breaks a line within a number', () => {
  expect(wrapWords('pays back after ~2 087 more requests of 12 1000', 20)).toEqual([
    'pays back after',
    '~2 087 more requests',
    'of 12 1000',
  ]);
  expect(wrapWords('1 234 567', 4)).toEqual(['1 23', '4 56', '7']);
});
