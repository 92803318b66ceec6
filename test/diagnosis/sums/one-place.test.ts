/** A value whose class is known only once it has changed again is one wound of one place. */
import { describe, expect, it } from 'vitest';
import { createEngine } from '../../../src/engine.js';
import { conversation, request, SYSTEM, usage } from '../../agent.js';

function played(values: readonly string[]) {
  const engine = createEngine();
  values.forEach((value, i) => {
    const system = `${SYSTEM}\n${value}\n${SYSTEM}`;
    engine.accept(request(`r${i}`, 2 * i + 1, { body: conversation(i, { system }), at: i * 60_000 }));
    engine.accept(usage(`r${i}`, 2 * i + 2, { read: 0, write: 9_000 + i * 900 }));
  });
  const { requests, sessions } = engine.model();
  return {
    causes: requests.slice(1).map(entry => {
      const [cause] = entry.break?.causes ?? [];
      return cause === undefined ? '' : `${cause.id} ${cause.kind}`;
    }),
    sites: new Set(requests.slice(1).map(entry => entry.break?.site)),
    wounds: (sessions[0]?.wounds ?? []).map(({ requests: ids }) => ids.length),
  };
}

describe('one place', () => {
  it('of a number that turns out to be a counter has one site and one wound', () => {
    const { causes, sites, wounds } = played([
      'Sent 17 so far',
      'Sent 18 so far',
      'Sent 19 so far',
      'Sent 21 so far',
    ]);
    expect(causes).toEqual(['volatile-value other', 'volatile-value counter', 'volatile-value counter']);
    expect([...sites]).toEqual(['volatile-value at system[0].text in main']);
    expect(wounds).toEqual([3]);
  });

  it('of words that change again has one wound', () => {
    const { causes, sites, wounds } = played([
      'Mood: calm and clear',
      'Mood: stormy at sea',
      'Mood: mild with rain',
    ]);
    expect(causes).toEqual(['system-changed null', 'volatile-value other']);
    expect([...sites]).toEqual(['system-changed at system[0].text in main']);
    expect(wounds).toEqual([2]);
  });

  it('of a clock stays apart from other words in the same text', () => {
    const at = (clock: string, words: string): string => `Now ${clock}. ${'Sail on. '.repeat(20)}${words}`;
    const { causes, wounds } = played([
      at('10:05:01', 'Answer in short sentences.'),
      at('10:06:12', 'Answer in short sentences.'),
      at('10:06:12', 'Write at length, with many examples, and cite each of your sources at the end.'),
    ]);
    expect(causes).toEqual(['volatile-value time', 'system-changed null']);
    expect(wounds).toEqual([1, 1]);
  });
});
