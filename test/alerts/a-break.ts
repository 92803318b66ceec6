import type { Alert } from '../../src/alerts/alert.js';

/** An alert as small as one can be. */
export const anAlert = (change: Partial<Alert> = {}): Alert => ({
  schema: 'cachequake.event/1',
  type: 'break',
  what: 'break',
  id: 'abc-2',
  host: 'here',
  at: '2026-11-20T18:02:48.412Z',
  severity: null,
  summary: 'full break at #2',
  break: null,
  incident: null,
  cold: null,
  ...change,
});
