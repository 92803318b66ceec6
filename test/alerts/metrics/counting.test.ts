import { expect, test } from 'vitest';
import { createCounting, type MetricLabels } from '../../../src/alerts/metrics/counting.js';
import type { EngineEvent } from '../../../src/engine.js';

const usage = { cacheRead: 10, cacheWrite: 20, input: 30, output: 40 };
const answered = (n: number): EngineEvent =>
  ({
    type: 'update',
    agent: `agent-${n}`,
    judged: null,
    request: { id: String(n), outcome: 'ok', provider: 'anthropic', model: 'm', client: null, usage },
  }) as unknown as EngineEvent;
const incident = (n: number, what: 'open' | 'close'): EngineEvent =>
  ({ type: 'incident', what, incident: { key: `agent-${n}`, severity: 2 } }) as unknown as EngineEvent;

test('what a log names is bounded, and the kinds of tokens still add up', () => {
  const series = new Map<string, MetricLabels>();
  const sums = new Map<string, number>();
  const counting = createCounting({
    add(name, labels, value) {
      if (name !== 'tokens') return;
      series.set(JSON.stringify(labels), labels);
      sums.set(String(labels.kind), (sums.get(String(labels.kind)) ?? 0) + value);
    },
    incident: () => {},
  });
  for (let n = 0; n < 300; n += 1) counting.event(answered(n));
  expect(Object.fromEntries(sums)).toEqual({ read: 3000, write: 6000, input: 9000, output: 12_000 });
  expect(series.size).toBe(504);
  const others = [...series.values()].filter(({ agent }) => agent === 'other');
  expect(others.map(({ kind, provider, model }) => [kind, provider, model])).toEqual(
    ['read', 'write', 'input', 'output'].map(kind => [kind, 'anthropic', 'other']),
  );
});

test('incidents beyond the bound are one, which is open as long as any of them', () => {
  const open = new Map<string, boolean>();
  const counting = createCounting({
    add: () => {},
    incident: (key, severity, isOpen) => open.set(`${key} ${severity}`, isOpen),
  });
  for (let n = 0; n < 300; n += 1) counting.event(incident(n, 'open'));
  expect(open.size).toBeLessThanOrEqual(504);
  expect([open.get('agent-0 2'), open.get('agent-299 2'), open.get('other 2')]).toEqual([
    true,
    undefined,
    true,
  ]);
  for (let n = 0; n < 299; n += 1) counting.event(incident(n, 'close'));
  expect([open.get('agent-0 2'), open.get('other 2')]).toEqual([false, true]);
  counting.event(incident(299, 'close'));
  expect(open.get('other 2')).toBe(false);
});
