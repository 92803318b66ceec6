import { describe, expect, test } from 'vitest';
import { alertOf } from '../../src/alerts/alert.js';
import { type Incident, incidentId } from '../../src/diagnosis/incidents/incident.js';
import { createEngine, type EngineEvent } from '../../src/engine.js';
import { hashedId } from '../../src/log/paths/file-id.js';
import { readLog } from '../../src/log/read.js';

const events: EngineEvent[] = [];
const engine = createEngine();
for await (const record of readLog('demo-logs/six-requests.jsonl')) events.push(...engine.accept(record));

const bytesOf = (event: EngineEvent): number =>
  Buffer.byteLength(JSON.stringify(alertOf(event, 'here', id => id)));

/** Six bytes a character as JSON. */
const LONG = '\u0001'.repeat(3000);

describe('an alert', () => {
  test('is at most 4 kB, however long the names in a log are', () => {
    const [found] = events.flatMap(event => (event.type === 'break' ? [event] : []));
    if (found === undefined) throw new Error('no break');
    const [cause] = found.break.causes;
    if (cause === undefined) throw new Error('no cause');
    const longer = { ...cause, path: LONG, kind: LONG };
    const event: EngineEvent = {
      ...found,
      request: { ...found.request, path: LONG, provider: LONG, model: LONG, session: LONG },
      break: { ...found.break, site: LONG, causes: Array.from({ length: 9 }, () => longer) },
    };
    expect(bytesOf(event)).toBeLessThanOrEqual(4000);
    expect(alertOf(event, 'here', id => id)?.break?.causes[0]).toMatchObject({ id: cause.id, byte: 66 });
  });

  test('of an incident, too', () => {
    const [found] = events.flatMap(event => (event.type === 'incident' ? [event] : []));
    if (found === undefined) throw new Error('no incident');
    const many = Array.from({ length: 9 }, () => LONG);
    const incident: Incident = {
      ...found.incident,
      id: incidentId(LONG, hashedId('x#2')),
      key: LONG,
      agents: many,
      models: many,
      sites: many.map(site => ({ site, cause: 'tool-changed', breaks: 1, tokens: 1, cost: null })),
      cameIn: [{ how: 'came-with', what: 'version', name: null, value: LONG }],
    };
    expect(bytesOf({ ...found, incident })).toBeLessThanOrEqual(4000);
  });

  test('of two agents whose names begin alike has two ids', () => {
    const [found] = events.flatMap(event => (event.type === 'incident' ? [event] : []));
    if (found === undefined) throw new Error('no incident');
    const ids = ['a', 'b'].map(end => {
      const key = `${LONG}${end}`;
      const incident = { ...found.incident, key, id: incidentId(key, hashedId('x#2')) };
      return alertOf({ ...found, incident }, 'here', id => id)?.id;
    });
    expect(ids[0]).not.toBe(ids[1]);
  });

  test('keeps short names as they are', () => {
    const sites = events.flatMap(event => (event.type === 'break' ? [event.break.site] : []));
    const told = events.flatMap(event => alertOf(event, 'here', id => id)?.break?.site ?? []);
    expect(told).toEqual(sites);
  });
});
