import { expect, test } from 'vitest';
import { createLabels, numberIn, requestIn } from '../../src/alerts/labels.js';
import type { EngineEvent } from '../../src/engine.js';

test('a request of several logs is named by its log, not by the number that the log has in this process', () => {
  expect(requestIn({ label: '2.6', path: '/logs/x2.jsonl' })).toBe('6 of x2.jsonl');
  expect(requestIn({ label: '6', path: '/logs/x2.jsonl' })).toBe('6');
  expect([numberIn('2.6'), numberIn('6')]).toEqual(['6', '6']);
  const labels = createLabels();
  const request = { id: 'x', label: '3.7', path: '/logs/y.jsonl' };
  labels.keep({ type: 'request', request } as unknown as EngineEvent);
  expect([labels.of('x'), labels.of('log#9')]).toEqual(['7 of y.jsonl', '9']);
});
