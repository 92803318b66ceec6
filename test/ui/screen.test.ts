import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RequestEntry } from '../../src/diagnosis/model.js';
import { withData } from '../../src/store/moves.js';
import { ALL, PANES, type Scope, type State, type View } from '../../src/store/state.js';
import { createStore } from '../../src/store/store.js';
import { widthOf } from '../../src/ui/line.js';
import { screenOf } from '../../src/ui/screen.js';
import { cause, modelOf, request, START, sixRequestsModel, source, usage } from './fixture.js';

function stateOf(model = sixRequestsModel, view: Partial<View> = {}): State {
  const now = START + 160_000;
  const data = { model, sources: [source()], now, arrivedAt: now - 4400 };
  const state = withData(createStore({ now }).getState(), data);
  return { ...state, view: { ...state.view, ...view } };
}

/** Checks that every panel is exactly as large as its place. */
function expectExact(state: State, columns: number, rows: number): void {
  const { bands, layout } = screenOf(state, { columns, rows });
  expect(bands.reduce((sum, { height }) => sum + height, 0)).toBe(rows);
  for (const [i, { height, panels }] of bands.entries()) {
    for (const [k, { width, lines }] of panels.entries()) {
      const name = layout.bands[i]?.cells[k]?.panel;
      expect([name, lines.length]).toEqual([name, height]);
      for (const line of lines) expect([name, widthOf(line)]).toEqual([name, width]);
      expect(lines.flat().some(({ text }) => /[\n\r\t\u001B]/.test(text))).toBe(false);
    }
  }
}

const viewArbitrary = fc.record({
  focus: fc.constantFrom(...PANES),
  zoom: fc.option(fc.constantFrom(...PANES)),
  cover: fc.constantFrom(null, 'help' as const, 'scopes' as const),
  scope: fc.constantFrom<Scope>(
    ALL,
    { kind: 'session', session: 'openclaw' },
    { kind: 'lane', session: 'openclaw', lane: 'main' },
  ),
  diffView: fc.constantFrom('text' as const, 'hex' as const, 'structure' as const),
  context: fc.integer({ min: 0, max: 12 }),
  follow: fc.boolean(),
  selected: fc.constantFrom(...sixRequestsModel.requests.map(({ id }) => id)),
  pausedAt: fc.option(fc.constant(START)),
});

const hostile = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.constantFrom(
    '\u001B[2J',
    'a\tb',
    'x\r\ny',
    '\u202Eabc',
    '漢字かな',
    '👩‍👩‍👧',
    'é́́',
    '\u0000',
    'A'.repeat(400),
  ),
);

function hostileRequest(n: number, text: string): RequestEntry {
  const [, , , , broken] = sixRequestsModel.requests;
  const original = broken?.break;
  if (!original?.divergence) throw new Error('the fifth request has a break with a place');
  const excerpt = { text: `${text}${text}`, at: text.length, length: 5000 };
  return request(n, {
    session: text || 's',
    lane: text || 'l',
    model: text,
    what: text,
    error: text,
    outcome: n % 2 === 0 ? 'error' : 'ok',
    hashes: { tools: null, system: 'c5faffd6', messages: null },
    usage: n % 3 === 0 ? null : usage(n, n),
    hitRate: n % 3 === 0 ? null : 0.5,
    vendor: { by: 'anthropic', reason: text, missedTokens: null },
    break: {
      ...original,
      causes: [cause('unknown', { kind: text, confidence: 'guess', summary: text, fix: text })],
      divergence: {
        ...original.divergence,
        path: text,
        before: excerpt,
        after: n % 2 === 0 ? null : excerpt,
      },
    },
  });
}

describe('screenOf', () => {
  it('fills every size exactly, whatever is in focus, zoomed, selected', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 200 }),
        fc.integer({ min: 1, max: 60 }),
        viewArbitrary,
        (columns, rows, view) => expectExact(stateOf(sixRequestsModel, view), columns, rows),
      ),
      { numRuns: 300 },
    );
  });

  it('fills every size exactly whatever the log contains', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 200 }),
        fc.integer({ min: 1, max: 60 }),
        fc.array(hostile, { minLength: 1, maxLength: 4 }),
        viewArbitrary,
        (columns, rows, texts, view) => {
          const model = modelOf(texts.map((text, i) => hostileRequest(i + 1, text)));
          expectExact(stateOf(model, { ...view, selected: model.requests[0]?.id ?? null }), columns, rows);
        },
      ),
      { numRuns: 150 },
    );
  });

  it('says what a log says about itself on the narrowest screen, too', () => {
    const state = { ...stateOf(), sources: [{ ...source(), message: 'cannot be written: ENOSPC' }] };
    for (const [columns, rows] of [
      [39, 24],
      [80, 24],
      [120, 36],
    ] as const) {
      const shown = screenOf(state, { columns, rows })
        .bands.flatMap(({ panels }) => panels.flatMap(({ lines }) => lines))
        .map(spans => spans.map(({ text }) => text).join(''))
        .join('\n');
      expect([columns, shown]).toEqual([columns, expect.stringContaining('cannot be written: ENOSPC')]);
    }
  });

  it('fills every size exactly before the first request', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 200 }), fc.integer({ min: 1, max: 60 }), (columns, rows) =>
        expectExact(stateOf(modelOf([])), columns, rows),
      ),
      { numRuns: 200 },
    );
  });
});
