import { describe, expect, it } from 'vitest';
import type { Model } from '../../../src/diagnosis/model.js';
import { laneName } from '../../../src/store/scope/lane-names.js';
import { lanesCalled as of } from '../../ui/fixture.js';

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
});
