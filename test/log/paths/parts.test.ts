import { describe, expect, it } from 'vitest';
import { stateOfParts } from '../../../src/log/paths/parts.js';
import { partPath } from '../../../src/log/paths/recordings.js';
import type { SourceState } from '../../../src/log/record.js';

const RECORDING = '/r/2026-11-22T10-00-00Z-4711.jsonl';

const part = (n: number, change: Partial<SourceState> = {}) => ({
  n,
  state: {
    path: partPath(RECORDING, n),
    ...({
      format: 'cachequake',
      fidelity: 'wire',
      state: 'live',
      lines: 2,
      bytes: 100,
      message: null,
    } as const),
    ...change,
  },
});

describe('the state of a recording', () => {
  it('is that of its file as long as there is only one', () => {
    const only = part(1, { state: 'gone', message: 'deleted: waiting for it to come back' });
    expect(stateOfParts(RECORDING, [only])).toEqual(only.state);
  });

  it('sums up its parts under the path of the first', () => {
    expect(
      stateOfParts(RECORDING, [part(1, { lines: 3, bytes: 50 }), part(2, { fidelity: 'usage-only' })]),
    ).toEqual({
      path: RECORDING,
      format: 'cachequake',
      fidelity: 'usage-only',
      state: 'live',
      lines: 5,
      bytes: 150,
      message: null,
      parts: [RECORDING, partPath(RECORDING, 2)],
    });
  });

  it('is that of its newest part, which takes the new lines', () => {
    expect(stateOfParts(RECORDING, [part(1), part(2, { state: 'gone' })]).state).toBe('gone');
    const fresh = part(2, { state: 'waiting', format: null, fidelity: null, lines: 0, bytes: 0 });
    expect(stateOfParts(RECORDING, [part(1), fresh])).toMatchObject({ state: 'live', message: null });
  });

  it.each([
    ['at the start', [3, 4], 'parts 1-2 of 4 are missing, with the requests in them'],
    ['in the middle', [1, 3], 'part 2 of 3 is missing, with the requests in it'],
    ['here and there', [2, 4], 'parts 1, 3 of 4 are missing, with the requests in them'],
  ])('says that parts are missing %s', (_, numbers, message) => {
    const state = stateOfParts(
      RECORDING,
      numbers.map(n => part(n)),
    );
    expect(state.message).toBe(message);
    expect(state.parts).toEqual(numbers.map(n => partPath(RECORDING, n)));
  });

  it('says of a part that was deleted after it was read that nothing of it is missing', () => {
    const deleted = part(1, { state: 'gone', message: 'deleted: waiting for it to come back' });
    const state = stateOfParts(RECORDING, [deleted, part(2)]);
    expect(state).toMatchObject({
      state: 'live',
      lines: 4,
      message: 'part 1 of 2 was deleted after it was read',
      parts: [partPath(RECORDING, 2)],
    });
  });

  it('says which part has something to say', () => {
    const truncated = part(2, { message: 'truncated: read again from its start' });
    expect(stateOfParts(RECORDING, [part(1), truncated]).message).toBe(
      'part 2: truncated: read again from its start',
    );
  });
});
