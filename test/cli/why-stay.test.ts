import { expect, it } from 'vitest';
import { whyStay } from '../../src/cli/record/watch-recorder.js';

it('asks before a recorder is stopped that an agent has used', () => {
  expect(whyStay({ requests: 0, open: 0, destinations: [] })).toBeNull();
  expect(whyStay({ requests: 1, open: 0, destinations: [{ host: 'a.test', requests: 1 }] })).toBe(
    'q again stops the recorder: its agent then gets no answer. 1 request went through it to a.test (1)',
  );
  const destinations = [
    { host: 'a.test', requests: 4 },
    { host: '127.0.0.1:8080', requests: 3 },
  ];
  expect(whyStay({ requests: 7, open: 2, destinations })).toContain(
    '7 requests went through it to a.test (4), 127.0.0.1:8080 (3), 2 still running',
  );
});
