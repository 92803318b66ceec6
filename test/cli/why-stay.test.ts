import { expect, it } from 'vitest';
import { whyStay } from '../../src/cli/record/watch-recorder.js';

it('asks before a recorder is stopped that an agent has used', () => {
  expect(whyStay({ requests: 0, open: 0 })).toBeNull();
  expect(whyStay({ requests: 1, open: 0 })).toBe(
    '1 request went through this: whoever sends through it gets no answer any more. q again stops it',
  );
  expect(whyStay({ requests: 7, open: 2 })).toContain('7 requests went through this, 2 still running');
});
