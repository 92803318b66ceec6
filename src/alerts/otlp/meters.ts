/** The counters of OpenTelemetry: those of its conventions for generative AI, and our own. */
import type { Attributes, Counter, Meter } from '@opentelemetry/api';
import { COUNTERS, type CounterName, type Counting, createCounting, SINGLE } from '../metrics/counting.js';
import { createFromZero, type FromZero } from '../metrics/from-zero.js';
import { attributesOf, operationOf, USAGE_COUNTERS, usageCounts } from './names.js';

/** Billed tokens are told by the names of the conventions; what was dropped is asked for when it is sent. */
const ELSEWHERE: ReadonlySet<CounterName> = new Set(['tokens', 'dropped_exports']);

export interface OtlpMeters extends Counting, Pick<FromZero, 'showing' | 'release'> {}

/** @param dropped how much could not be delivered so far */
export function createOtlpMeters(meter: Meter, dropped: () => number): OtlpMeters {
  const counters = new Map<string, Counter>();
  const own: string[] = [];
  for (const [name, [description, unit]] of Object.entries(COUNTERS)) {
    if ([...ELSEWHERE].some(each => each === name)) continue;
    own.push(name);
    counters.set(name, meter.createCounter(`cachequake.${name}`, { description, unit }));
  }
  for (const [name, description] of Object.entries(USAGE_COUNTERS)) {
    const options = { description, unit: '{token}' };
    counters.set(name, meter.createCounter(`gen_ai.client.inference.usage.${name}`, options));
  }
  const series = createFromZero((name, attributes, value) => counters.get(name)?.add(value, attributes));
  for (const name of SINGLE) if (own.includes(name)) series.add(name, {}, 0);
  const [description, unit] = COUNTERS.dropped_exports;
  meter
    .createObservableCounter('cachequake.dropped_exports', { description, unit })
    .addCallback(result => result.observe(dropped()));
  const incidents = meter.createGauge('cachequake.incident.open', {
    description: '1 while an incident is open',
    unit: '{incident}',
  });

  const counting = createCounting({
    add(name, labels, value) {
      if (own.includes(name)) series.add(name, attributesOf(labels), value);
    },
    usage(request, who) {
      const attributes = {
        ...attributesOf(who),
        'gen_ai.operation.name': operationOf(request),
        // No log tells text from images.
        'gen_ai.token.modality': 'unknown',
      };
      for (const [name, tokens] of Object.entries(usageCounts(request)))
        if (tokens !== null) series.add(name, attributes, tokens);
    },
    incident(key, severity, isOpen) {
      const attributes: Attributes = { 'cachequake.key': key, 'cachequake.severity': severity };
      incidents.record(isOpen ? 1 : 0, attributes);
    },
  });
  return { ...counting, showing: series.showing, release: series.release };
}
