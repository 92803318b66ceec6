/** The counters of OpenTelemetry: those of its conventions for generative AI, and our own. */
import type { Attributes, Counter, Meter } from '@opentelemetry/api';
import { COUNTERS, type CounterName, type Counting, createCounting, SINGLE } from '../metrics/counting.js';
import { attributesOf, operationOf, USAGE_COUNTERS, usageCounts } from './names.js';

/** Billed tokens are told by the names of the conventions; what was dropped is asked for when it is sent. */
const ELSEWHERE: ReadonlySet<CounterName> = new Set(['tokens', 'dropped_exports']);

/** @param dropped how much could not be delivered so far */
export function createOtlpMeters(meter: Meter, dropped: () => number): Counting {
  const own = new Map<string, Counter>();
  for (const [name, [description, unit]] of Object.entries(COUNTERS)) {
    if (![...ELSEWHERE].some(each => each === name))
      own.set(name, meter.createCounter(`cachequake.${name}`, { description, unit }));
  }
  for (const name of SINGLE) own.get(name)?.add(0);
  const usage = new Map<string, Counter>();
  for (const [name, description] of Object.entries(USAGE_COUNTERS)) {
    const options = { description, unit: '{token}' };
    usage.set(name, meter.createCounter(`gen_ai.client.inference.usage.${name}`, options));
  }
  const [description, unit] = COUNTERS.dropped_exports;
  meter
    .createObservableCounter('cachequake.dropped_exports', { description, unit })
    .addCallback(result => result.observe(dropped()));
  const incidents = meter.createGauge('cachequake.incident.open', {
    description: '1 while an incident is open',
    unit: '{incident}',
  });

  return createCounting({
    add: (name, labels, value) => own.get(name)?.add(value, attributesOf(labels)),
    usage(request, who) {
      const attributes: Attributes = {
        ...attributesOf(who),
        'gen_ai.operation.name': operationOf(request),
        // No log tells text from images.
        'gen_ai.token.modality': 'unknown',
      };
      for (const [name, tokens] of Object.entries(usageCounts(request)))
        if (tokens !== null) usage.get(name)?.add(tokens, attributes);
    },
    incident: (key, severity, isOpen) =>
      incidents.record(isOpen ? 1 : 0, { 'cachequake.key': key, 'cachequake.severity': severity }),
  });
}
