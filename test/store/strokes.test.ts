import { describe, expect, it } from 'vitest';
import { strokes } from '../../src/store/strokes.js';
import { modelOf, request, sixRequestsModel, usage } from '../ui/fixture.js';

describe('strokes', () => {
  it('has one per request: the magnitude of breaks, the logarithm of what was not read of the others', () => {
    const six = strokes(sixRequestsModel, 0, 6);
    expect(six.map(({ kind }) => kind)).toEqual(['quiet', 'break', 'quiet', 'quiet', 'break', 'break']);
    expect(six.map(({ height }) => height)).toEqual([
      Math.log10(1044),
      5.3,
      Math.log10(1942),
      Math.log10(541),
      5.2,
      5.2,
    ]);
  });

  it('knows which break continues whose wound', () => {
    expect(strokes(sixRequestsModel, 0, 6).map(({ continues }) => continues)).toEqual([
      null,
      null,
      null,
      null,
      null,
      '5',
    ]);
  });

  it('tells a prediction from a fact, all read from nothing known', () => {
    const predicted = { cacheRead: 5, cacheWrite: 90, input: 10, certain: true };
    const model = modelOf([
      request(1, { usage: null, predicted }),
      request(2, { usage: null, predicted: null }),
      request(3, { usage: usage(100, 0) }),
    ]);
    expect(strokes(model, 0, 3).map(({ height, predicted: is }) => [height, is])).toEqual([
      [2, true],
      [null, false],
      [0, false],
    ]);
  });
});
