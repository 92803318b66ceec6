/** What stands in the file of a cause, and nowhere else. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { CAUSES, ruleOf } from '../../src/diagnosis/causes/index.js';
import { WORDS_FOR } from '../../src/diagnosis/causes/rule.js';
import type { Break, Cause } from '../../src/diagnosis/model.js';
import { agrees } from '../../src/diagnosis/vendor.js';
import { PLANTS } from '../corpus/plants/index.js';

/** The ids as the design lists them, from the type that holds them. */
const IDS = [
  ...(readFileSync(new URL('../../src/diagnosis/model/verdict.ts', import.meta.url), 'utf8')
    .split('export type CauseId =')[1]
    ?.split(';')[0]
    ?.matchAll(/'([\w-]+)'/g) ?? []),
].map(([, id]) => id ?? '');

/** No vendor has a word for these. */
const UNNAMED = ['unknown'];

describe('every cause', () => {
  test('has a rule', () => {
    expect(IDS.length).toBeGreaterThan(25);
    expect(new Set<string>(CAUSES.map(({ id }) => id))).toEqual(new Set(IDS));
  });

  test.each(IDS)('%s: is told by a vendor in some word, or said to be told by none', id => {
    const words = CAUSES.filter(rule => rule.id === id).map(({ vendor }) => vendor.length);
    expect(words.every(count => (UNNAMED.includes(id) ? count === 0 : count > 0))).toBe(true);
  });

  test.each(IDS)('%s: is planted in the corpus', id => {
    expect(PLANTS.some(plant => plant.id.split('/')[0] === id)).toBe(true);
  });
});

const causeAt = (id: Cause['id'], section: 'tools' | 'system' | 'messages'): Cause => ({
  id,
  kind: null,
  confidence: 'certain',
  summary: '',
  fix: '',
  expected: false,
  restorable: null,
  lostTokens: null,
  cost: null,
  path: null,
  divergence: {
    block: 0,
    section,
    path: section,
    char: 0,
    byte: 0,
    how: 'changed',
    before: null,
    after: null,
    tokens: 0,
    line: 1,
    lineByte: null,
  },
});

describe("the vendor's reason", () => {
  const broken = (cause: Cause): Break => ({
    extent: 'full',
    predicted: false,
    magnitude: 3,
    expectedRead: 1_000,
    expectedExact: true,
    actualRead: 0,
    lostTokens: 1_000,
    rewritten: 1_000,
    cost: null,
    costApproximate: false,
    writePerRead: null,
    causes: [cause],
    divergence: null,
    hitEntryOf: null,
    site: '',
    wound: null,
    ringing: true,
  });
  const said = (reason: string, cause: Cause): boolean | null =>
    agrees({ by: 'anthropic', reason, missedTokens: null }, broken(cause));

  test('is ours where it names the section in which the bytes differ', () => {
    expect(said('system_changed', causeAt('volatile-value', 'system'))).toBe(true);
    expect(said('system_changed', causeAt('volatile-value', 'messages'))).toBe(false);
    expect(said('model, tools', causeAt('tools-added', 'tools'))).toBe(true);
  });

  test('is no contradiction where it could not look', () => {
    expect(said('previous_message_not_found', causeAt('history-edited', 'messages'))).toBeNull();
    expect(said('unavailable', causeAt('history-edited', 'messages'))).toBeNull();
    expect(said('unavailable', causeAt('parameters-changed', 'messages'))).toBe(true);
    expect(said('a_new_word', causeAt('history-edited', 'messages'))).toBeNull();
  });

  test('contradicts a change of the bytes where it found none', () => {
    expect(said('none', causeAt('history-edited', 'messages'))).toBe(false);
    expect(said('none', { ...causeAt('expired', 'messages'), divergence: null })).toBe(true);
  });

  test('is looked up in the rule of the section', () => {
    expect(ruleOf(causeAt('whitespace', 'tools')).vendor).toEqual(WORDS_FOR.tools);
  });
});
