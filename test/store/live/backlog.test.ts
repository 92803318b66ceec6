import { describe, expect, it } from 'vitest';
import { type Progress, progressOf } from '../../../src/store/live/backlog.js';
import { createStore } from '../../../src/store/store.js';
import { modelOf, request, START, source } from '../../ui/fixture.js';

/** After so many milliseconds of reading. */
function progressAfter(spent: number, read: number, of: number | null, isReading = true): Progress | null {
  return progressOf({
    ...createStore().getState(),
    model: { ...modelOf([request(1), request(2)]), unlisted: 3 },
    sources: [source({ bytes: read - 100 }), source({ path: '/other.jsonl', bytes: 100 })],
    backlog: { since: START, bytes: of },
    now: START + spent,
    isReading,
  });
}

describe('how far the logs are read', () => {
  it('counts bytes of all of them, requests, and the time that the rest takes at the same pace', () => {
    expect(progressAfter(2_000, 250, 1_000)).toEqual({ read: 250, of: 1_000, requests: 5, left: 6_000 });
    expect(progressAfter(2_000, 1_000, 1_000)?.left).toBe(0);
  });

  it('foretells nothing in the first second, nor where the size is not known', () => {
    expect(progressAfter(999, 250, 1_000)?.left).toBeNull();
    expect(progressAfter(2_000, 250, null)).toMatchObject({ of: null, left: null });
  });

  it('never is beyond the end: a log may grow while it is read', () => {
    expect(progressAfter(2_000, 1_500, 1_000)).toMatchObject({ read: 1_500, of: 1_500, left: 0 });
  });

  it('says nothing before the first byte, and nothing when all is read', () => {
    expect(progressAfter(2_000, 0, 1_000)).toBeNull();
    expect(progressAfter(2_000, 250, 1_000, false)).toBeNull();
  });
});
