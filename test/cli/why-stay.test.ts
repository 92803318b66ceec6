import { expect, it } from 'vitest';
import { whyStay } from '../../src/cli/record/watch-recorder.js';

it('asks before a recorder is stopped that an agent has used', () => {
  expect(whyStay({ requests: 0, open: 0, destinations: [] })).toBeNull();
  expect(whyStay({ requests: 1, open: 0, destinations: [{ host: 'a.test', requests: 1 }] })).toBe(
    '1 request went through this to a.test (1): whoever sends through it gets no answer any more. q again stops it',
  );
  const destinations = [
    { host: 'a.test', requests: 4 },
    { host: '127.0.0.1:8080', requests: 3 },
  ];
  expect(whyStay({ requests: 7, open: 2, destinations })).toContain(
    '7 requests went through this to a.test (4), 127.0.0.1:8080 (3), 2 still running',
  );
});
