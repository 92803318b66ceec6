/** A value is what changes again in its place; a name that is swapped, or a passage, is a change. */
import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../src/log/record.js';
import { conversation, prose } from '../agent.js';
import { causesOf, play } from './others-play.js';

const RULES = prose('rule', 900);
const withEnvironment = (rounds: number, lines: string): JsonObject =>
  conversation(rounds, { system: `${RULES}\n${lines}\n${RULES}` });

/** What is said of the last of some requests whose system holds these lines. */
const lastOf = (...versions: readonly string[]): ReturnType<typeof play>[number] | undefined =>
  play(
    versions.map((lines, i) => ({
      body: withEnvironment(i, lines),
      read: i === 0 ? 0 : 600,
      write: 9_000 + i * 1_000,
    })),
  ).at(-1);

describe('beside a value that changed before', () => {
  test.each<readonly [string, string, string, string]>([
    [
      'a name',
      'Epoch 1762160400. Owner is Maria.',
      'Epoch 1762160460. Owner is Maria.',
      'Epoch 1762160460. Owner is Petra.',
    ],
    ['a branch', 'Branch: main\nFiles: 3', 'Branch: main\nFiles: 4', 'Branch: feature/login\nFiles: 4'],
    [
      'a passage',
      'Files: 12\nTip: use grep when you can',
      'Files: 13\nTip: use grep when you can',
      'Files: 13\nTip: prefer small commits',
    ],
  ])('%s that is swapped once is a change', (_, one, two, three) => {
    const entry = lastOf(one, two, three);
    expect(causesOf(entry)).toEqual(['system-changed']);
    expect(entry?.break?.causes[0]?.summary).not.toContain('differs again');
  });

  test('a name in a passage that was put in is a change', () => {
    expect(causesOf(lastOf('', 'Owner is Bob of the quay.', 'Owner is Ann of the quay.'))).toEqual([
      'system-changed',
    ]);
  });
});

describe('in its place once more', () => {
  test.each<readonly [string, readonly string[], string]>([
    ['a word', ['Owner is Maria.', 'Owner is Petra.', 'Owner is Ilse.'], 'from "Petra" to "Ilse"'],
    [
      'a word in brackets',
      ['(host alpha-box)', '(host gamma-box)', '(host delta-box)'],
      'from "gamma-box" to "delta-box"',
    ],
    [
      'words',
      ['Gate: north quay, open', 'Gate: south pier, open', 'Gate: west berth, open'],
      'from "south pier" to "west berth"',
    ],
  ])('%s is a value, and is quoted to its end', (_, versions, quoted) => {
    const entry = lastOf(...versions);
    expect(causesOf(entry)).toEqual(['volatile-value (other)']);
    expect(entry?.break?.causes[0]?.summary).toContain(quoted);
  });

  test('a passage in other words stays a change', () => {
    const tips = ['use grep when you can', 'prefer small commits', 'ask before you push to main'];
    expect(causesOf(lastOf(...tips.map(tip => `Tip: ${tip}.`)))).toEqual(['system-changed']);
  });
});
