import { describe, expect, it } from 'vitest';
import { strokes } from '../../src/store/strokes.js';
import { modelOf, request, sixRequestsModel, usage } from '../ui/fixture.js';

describe('strokes', () => {
  it('has one per request: the magnitude of breaks, nothing for what the others add', () => {
    const six = strokes(sixRequestsModel, 0, 6);
    expect(six.map(({ kind }) => kind)).toEqual(['quiet', 'break', 'quiet', 'quiet', 'break', 'break']);
    expect(six.map(({ height }) => height)).toEqual([0, 5.3, 0, 0, 5.2, 5.2]);
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

  it('tells that nothing is known of a request from one that did not break', () => {
    const predicted = { cacheRead: 5, cacheWrite: 90, input: 10, certain: true };
    const model = modelOf([
      request(1, { usage: null, predicted }),
      request(2, { usage: null, predicted: null }),
      request(3, { usage: usage(100, 0) }),
    ]);
    expect(strokes(model, 0, 3).map(({ height, predicted: is }) => [height, is])).toEqual([
      [0, false],
      [null, false],
      [0, false],
    ]);
  });
});
