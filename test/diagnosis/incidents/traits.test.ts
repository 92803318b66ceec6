import { expect, test } from 'vitest';
import { keptTraits, noteTraits, restoredTraits } from '../../../src/diagnosis/incidents/traits.js';

const SEEN = { version: '2.1', model: 'm', settings: { effort: 'high', 'a b': '#12' } };

test('traits are the same after they were kept', () => {
  const known = restoredTraits([]);
  noteTraits(known, SEEN, 5);
  noteTraits(known, { ...SEEN, version: null, settings: { effort: 'low' } }, 7);
  expect(keptTraits(known)).toEqual([
    ['version\n2.1', 5],
    ['model\nm', 5],
    ['setting effort\nhigh', 5],
    ['setting a b\n#12', 5],
    ['setting effort\nlow', 7],
    ['setting a b\nunset', 7],
  ]);
  expect([...restoredTraits(keptTraits(known))]).toEqual([...known]);
});

test('a setting that comes up later was unset until then', () => {
  const known = restoredTraits([['model\nm', 3]]);
  noteTraits(known, { version: null, model: 'm', settings: { effort: 'high' } }, 9);
  expect(keptTraits(known)).toEqual([
    ['model\nm', 3],
    ['setting effort\nunset', 3],
    ['setting effort\nhigh', 9],
  ]);
});

test('what was kept and is no trait is left out', () => {
  expect(
    restoredTraits([
      ['mood\ngood', 1],
      ['model', 2],
    ]).size,
  ).toBe(0);
});
