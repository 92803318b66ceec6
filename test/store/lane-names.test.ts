import { describe, expect, it } from 'vitest';
import type { Model } from '../../src/diagnosis/model.js';
import { laneCells, laneLabel, laneName } from '../../src/store/lane-names.js';
import { modelOf, request } from '../ui/fixture.js';

/** A model of lanes, `session lane` each, all of them called as given. */
function of(lanes: readonly string[], name?: string): Model {
  const requests = lanes.map((text, i) => {
    const [session = '', lane = ''] = text.split(' ');
    return request(i + 1, { session, lane, parent: null });
  });
  const model = modelOf(requests);
  if (name === undefined) return model;
  const sessions = model.sessions.map(session => ({
    ...session,
    lanes: session.lanes.map(lane => ({ ...lane, name })),
  }));
  return { ...model, sessions };
}
const namesOf = (model: Model): string[] =>
  model.sessions.flatMap(({ lanes }) => lanes.map(lane => laneName(model, lane)));

describe('the name of a lane', () => {
  it('tells it from lanes of other sessions that are called so, too', () => {
    expect(namesOf(of(['quayside:harbour main', 'workshop main', 'workshop explorer']))).toEqual([
      'quay/main',
      'work/main',
      'explorer',
    ]);
  });

  it('takes of the session what tells it from the others, behind words that all begin with', () => {
    expect(namesOf(of(['agent:morning main', 'agent:mornings main', 'agent:night main']))).toEqual([
      'morning/main',
      'mornings/main',
      'night/main',
    ]);
    expect(namesOf(of(['agent main', 'agent: main']))).toEqual(['agent/main', 'agent:/main']);
    expect(namesOf(of(['/logs/wire.jsonl main', '2656 main']))).toEqual(['wire/main', '2656/main']);
  });

  it('cuts nothing out of a secret', () => {
    const secret = `sk-ant-api03-${'aB3dE6gH9jK2mN5pQ8sT'.repeat(4)}`;
    for (const name of namesOf(of([`${secret} main`, 'workshop main'])))
      expect(secret).not.toContain(name.slice(0, 4));
  });

  it('counts lanes of one session that are called the same', () => {
    expect(namesOf(of(['s a', 's b', 's c'], 'Explore'))).toEqual(['Explore', 'Explore 2', 'Explore 3']);
  });

  it('keeps the number that tells it from others where it is cut', () => {
    const labels = ['subagent 2', 'subagent 12', 'explorer', 'quay/main', 'main', 'a 2'].map(name =>
      laneLabel(name, 6),
    );
    expect(labels).toEqual(['suba 2', 'sub 12', 'explor', 'quay/m', 'main', 'a 2']);
  });

  it('wants room where there is more than one lane, and more where a session is in the name', () => {
    expect([['s main'], ['s main', 's b'], ['s main', 't main']].map(lanes => laneCells(of(lanes)))).toEqual([
      0, 7, 11,
    ]);
    expect(laneCells(of(['s reader-a', 's reader-b']))).toBe(11);
  });
});
