import { describe, expect, it } from 'vitest';
import { withData } from '../../../src/store/moves.js';
import { createStore } from '../../../src/store/store.js';
import { paletteRows } from '../../../src/ui/actions/palette.js';
import { START, sixRequestsModel, source } from '../fixture.js';

/** Names of the rows that a text finds, the best first. */
function found(text: string): string[] {
  const data = { model: sixRequestsModel, sources: [source()], now: START, arrivedAt: START };
  const state = withData(createStore().getState(), data);
  const view = { ...state.view, palette: { text, at: 0 } };
  return paletteRows({ ...state, view }).map(({ name }) => name);
}

describe('the palette', () => {
  it.each([
    ['scope', /^choose what the screen is about/],
    ['help', /^show or hide this help/],
    ['quit', /^quit,/],
    ['follow', /^follow the newest break/],
    ['search', /^search in paths/],
    ['breaks only', /^list the breaks only/],
    ['brksonly', /^list the breaks only/],
    ['openclaw', /^openclaw$/],
    ['payload', /^payload\.jsonl$/],
    ['hide', /^show or hide/],
  ])('puts first what is called so, then what holds it, then scattered letters: %s', (text, first) => {
    expect(found(text)[0]).toMatch(first);
  });

  it('finds nothing where nothing is like it', () => {
    expect(found('zzzzqqq')).toEqual([]);
  });
});
